"""Brings copies from the installation's own folder to one place, and reads each of them back.

Works in a thread of its own and touches no database: a place that hangs holds up nobody else.
"""

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path

from teeka.apps.lists.queries.places import Copied
from teeka.apps.lists.services.manifest import MANIFEST, Entry, ManifestUnreadable, manifest_of
from teeka.gateways.store.store import Store, StoreFailed
from teeka.rules.store_faults import StoreFault

SECONDS_A_TURN = 5.0  # then what was read back is recorded, and the place gets another turn
Recorded = Mapping[tuple[int, str], Copied]


@dataclass(slots=True)
class Known:
    """What we know of a place between turns: path → hash, as its own manifest says or as we put it.

    is_suspect: something there was not as recorded, so that nothing is believed until it was looked at.
    """

    files: dict[str, str] = field(default_factory=dict)
    manifest: bytes | None = None
    is_asked: bool = False
    is_suspect: bool = False

    def doubt(self) -> None:
        self.files.clear()
        self.is_suspect = True


@dataclass(frozen=True, slots=True)
class Wish:
    """What shall lie at a place. Of the lists in `ahead`, copies last read before `before` are looked at."""

    root: Path
    manifest: bytes
    entries: Mapping[str, Entry]
    recorded: Recorded
    ahead: frozenset[int]
    before: datetime


@dataclass(slots=True)
class Turn:
    """What one turn did, `of` which manifest. `stale`: our own file is not what our manifest says."""

    of: bytes = b""
    read_back: list[Entry] = field(default_factory=list)
    damaged: list[Entry] = field(default_factory=list)
    stale: list[Entry] = field(default_factory=list)
    fault: StoreFault | None = None
    said: str = ""
    is_done: bool = False


def take_turn(store: Store, known: Known, wish: Wish) -> Turn:
    """Bring and check for a few seconds; whole packs only, so that a pack is recorded in one piece."""
    turn = Turn(of=wish.manifest)
    until = time.monotonic() + SECONDS_A_TURN
    try:
        store.check()
        if not known.is_asked:
            _ask(store, known)
        packs = [(pack, store, known, wish) for pack in _packs_to_do(known, wish)]
        with ThreadPoolExecutor(store.lanes, thread_name_prefix="copies") as lanes:
            for start in range(0, len(packs), store.lanes):
                if time.monotonic() > until:
                    return turn
                done = [lanes.submit(_bring_pack, *work) for work in packs[start : start + store.lanes]]
                failed = [one for one in done if one.exception() is not None]
                for one in set(done) - set(failed):
                    _add(turn, one.result())
                for one in failed:
                    one.result()
        _finish(store, known, wish)
        turn.is_done = not turn.stale
    except StoreFailed as failed:
        turn.fault, turn.said = failed.fault, failed.said
    return turn


def _ask(store: Store, known: Known) -> None:
    known.manifest = store.get(MANIFEST)
    try:
        there = None if known.manifest is None else manifest_of(known.manifest)
    except ManifestUnreadable:
        there, known.is_suspect = None, True
    known.files = {path: entry.sha256 for path, entry in there.files.items()} if there else {}
    known.is_asked = True


def _packs_to_do(known: Known, wish: Wish) -> list[list[Entry]]:
    """What to bring or look at, a list's files together; published lists first, then the others."""
    wanted = [entry for entry in wish.entries.values() if _is_to_do(entry, known, wish)]
    wanted.sort(key=lambda entry: (entry.frozen_list is None, entry.path))
    files = groupby(wanted, key=lambda entry: entry.frozen_list or entry.path)
    todo = [list(pack) for _, pack in files]
    whole: dict[int, list[Entry]] = {}
    for entry in wish.entries.values():
        if entry.list == "due-list" and entry.frozen_list is not None:
            whole.setdefault(entry.frozen_list, []).append(entry)
    return [_whole_pack(pack, whole) for pack in todo]


def _whole_pack(pack: list[Entry], whole: Mapping[int, list[Entry]]) -> list[Entry]:
    """With the due list's other formats, when one of them is to be done."""
    lists = {entry.frozen_list for entry in pack if entry.list == "due-list"}
    more = [entry for number in lists if number is not None for entry in whole[number] if entry not in pack]
    return pack + more


def _is_to_do(entry: Entry, known: Known, wish: Wish) -> bool:
    if known.files.get(entry.path) != entry.sha256:
        return True
    if entry.list != "due-list" or entry.frozen_list is None:
        return False
    copy = wish.recorded.get((entry.frozen_list, entry.path))
    if copy is None or copy.sha256 != entry.sha256:
        return True
    return entry.frozen_list in wish.ahead and copy.verified_at < wish.before


def _bring_pack(pack: Sequence[Entry], store: Store, known: Known, wish: Wish) -> Turn:
    """One pack's files; recorded only when all of them were read back."""
    turn = Turn()
    for entry in pack:
        brought = _bring(entry, store, known, wish, turn)
        if brought:
            turn.read_back.append(entry)
            known.files[entry.path] = entry.sha256
    if turn.stale:
        turn.read_back.clear()
    return turn


def _bring(entry: Entry, store: Store, known: Known, wish: Wish, turn: Turn) -> bool:
    was_there = _is_recorded(entry, wish)
    if was_there or known.is_suspect or known.files.get(entry.path) == entry.sha256:
        if _hash(store.get(entry.path)) == entry.sha256:
            return True
        if was_there:
            turn.damaged.append(entry)
    try:
        content = (wish.root / entry.path).read_bytes()
    except FileNotFoundError:
        content = b""
    if _hash(content) != entry.sha256:
        turn.stale.append(entry)
        return False
    store.put(entry.path, content)
    if _hash(store.get(entry.path)) != entry.sha256:
        raise StoreFailed(StoreFault.DAMAGED)
    return True


def _is_recorded(entry: Entry, wish: Wish) -> bool:
    copy = wish.recorded.get((entry.frozen_list or 0, entry.path))
    return copy is not None and copy.sha256 == entry.sha256


def _add(turn: Turn, one: Turn) -> None:
    turn.read_back += one.read_back
    turn.damaged += one.damaged
    turn.stale += one.stale


def _finish(store: Store, known: Known, wish: Wish) -> None:
    """The manifest last, so that it never names what is not there; then what nobody wants any more goes."""
    if known.manifest != wish.manifest:
        store.put(MANIFEST, wish.manifest)
        if store.get(MANIFEST) != wish.manifest:
            raise StoreFailed(StoreFault.DAMAGED)
        known.manifest = wish.manifest
    for path in _gone(known, wish):
        store.remove(path)
        known.files.pop(path, None)
    known.is_suspect = False


def _gone(known: Known, wish: Wish) -> Iterator[str]:
    yield from sorted(set(known.files) - set(wish.entries))


def _hash(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()

"""Brings copies from the installation's own folder to one place, and reads each of them back.

What differs is told by the manifests: of a folder whose manifest at the place is ours, nothing is opened,
unless its due list is to be looked at again. Each manifest follows what it names.
Works in a thread of its own and touches no database: a place that hangs holds up nobody else.
"""

import hashlib
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from teeka.apps.lists.services.manifest import (
    MANIFEST,
    Entry,
    ManifestUnreadable,
    files_of,
    manifest_of,
)
from teeka.gateways.store.store import Store, StoreFailed
from teeka.rules.store_faults import StoreFault

SECONDS_A_TURN = 5.0  # then what was read back is recorded, and the place gets another turn


@dataclass(slots=True)
class Known:
    """What we know of a place between turns: path → hash of what its manifest names, or as we put it.

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
    """What shall lie at a place: the folder's manifest and what it names. `look_at`: published lists whose
    copies there were not read back, or too long ago.
    """

    root: Path
    manifest: bytes
    files: Mapping[str, Entry]
    look_at: frozenset[int]


@dataclass(slots=True)
class Turn:
    """What one turn did, `of` which manifest; paths as seen from the whole folder.

    `stale`: folders and pages that are not what our own manifest says.
    """

    of: bytes = b""
    read_back: list[Entry] = field(default_factory=list)
    damaged: list[Entry] = field(default_factory=list)
    stale: list[Entry] = field(default_factory=list)
    fault: StoreFault | None = None
    said: str = ""
    is_done: bool = False


def take_turn(store: Store, known: Known, wish: Wish) -> Turn:
    """Bring and check for a few seconds; whole folders only, so that a pack is recorded in one piece."""
    turn = Turn(of=wish.manifest)
    until = time.monotonic() + SECONDS_A_TURN
    try:
        store.check()
        if not known.is_asked:
            _ask(store, known)
        todo = [_Errand(entry, store, known, wish) for entry in _to_do(known, wish)]
        with ThreadPoolExecutor(store.lanes, thread_name_prefix="copies") as lanes:
            for start in range(0, len(todo), store.lanes):
                if time.monotonic() > until:
                    return turn
                done = [lanes.submit(one.run) for one in todo[start : start + store.lanes]]
                failed = [one for one in done if one.exception() is not None]
                for one in set(done) - set(failed):
                    _add(turn, one.result())
                for one in failed:
                    one.result()
        if not turn.stale:
            _finish(store, known, wish)
            turn.is_done = True
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


def _to_do(known: Known, wish: Wish) -> list[Entry]:
    """What to bring or look at: folders, of sessions first (their paths begin with a date), then pages."""
    wanted = [
        entry
        for path, entry in wish.files.items()
        if known.files.get(path) != entry.sha256 or entry.frozen_list in wish.look_at
    ]
    return sorted(wanted, key=lambda entry: (not entry.is_folder, entry.path))


@dataclass(slots=True)
class _Errand:
    """One folder, or one page. `stale` names it when anything of ours in it is not as it was signed."""

    of: Entry
    store: Store
    known: Known
    wish: Wish
    turn: Turn = field(default_factory=Turn)

    def run(self) -> Turn:
        content = self._own(self.of.path)
        if _hash(content) != self.of.sha256:
            self.turn.stale.append(self.of)
        elif self.of.is_folder:
            self._bring_folder(content)
        else:
            self._bring(self.of, self.known.files.get(self.of.path))
        if self.turn.stale:
            self.turn.read_back.clear()  # a pack is recorded in one piece
        else:
            self.known.files[self.of.path] = self.of.sha256
        return self.turn

    def _bring_folder(self, content: bytes) -> None:
        """The files, then the manifest that names them; then what nobody wants any more goes."""
        before, folder = self.store.get(self.of.path), self.of.folder
        there = _named(before, folder)
        ours = [entry.within(folder) for entry in files_of(content, self.of).values()]
        for entry in ours:
            is_to_do = (
                entry.list == "due-list" or self.known.is_suspect or there.get(entry.path) != entry.sha256
            )
            if is_to_do and self._bring(entry, there.get(entry.path)):
                self.turn.read_back.append(entry)
        if self.turn.stale:
            return
        if before != content:
            self._bring(self.of, self.known.files.get(self.of.path))
        for path in sorted(set(there) - {entry.path for entry in ours}):
            self.store.remove(path)

    def _bring(self, entry: Entry, named: str | None) -> bool:
        """Put it there unless it is; False when ours is stale. `named`: the hash by the place's manifest."""
        if named == entry.sha256 or self.known.is_suspect:
            if _hash(self.store.get(entry.path)) == entry.sha256:
                return True
            if named == entry.sha256:
                self.turn.damaged.append(entry)
        content = self._own(entry.path)
        if _hash(content) != entry.sha256:
            self.turn.stale.append(self.of)
            return False
        self.store.put(entry.path, content)
        if _hash(self.store.get(entry.path)) != entry.sha256:
            raise StoreFailed(StoreFault.DAMAGED)
        return True

    def _own(self, path: str) -> bytes:
        try:
            return (self.wish.root / path).read_bytes()
        except FileNotFoundError:
            return b""


def _named(content: bytes | None, folder: str) -> dict[str, str]:
    """Path → hash, as a folder's manifest at a place says, be it ours or not, of files in that folder."""
    try:
        there = None if content is None else manifest_of(content)
    except ManifestUnreadable:
        there = None
    files = there.files.items() if there else ()
    return {f"{folder}/{name}": entry.sha256 for name, entry in files if "/" not in name}


def _add(turn: Turn, one: Turn) -> None:
    turn.read_back += one.read_back
    turn.damaged += one.damaged
    turn.stale += one.stale


def _finish(store: Store, known: Known, wish: Wish) -> None:
    """The whole folder's manifest last, so that it never names what is not there; then what is gone goes."""
    if known.manifest != wish.manifest:
        store.put(MANIFEST, wish.manifest)
        if store.get(MANIFEST) != wish.manifest:
            raise StoreFailed(StoreFault.DAMAGED)
        known.manifest = wish.manifest
    for path in sorted(set(known.files) - set(wish.files)):
        if path.endswith(f"/{MANIFEST}"):
            for inside in _named(store.get(path), path.removesuffix(f"/{MANIFEST}")):
                store.remove(inside)
        store.remove(path)
        known.files.pop(path, None)
    known.is_suspect = False


def _hash(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()

"""Keeps every pack in every place: writes what is newly published, copies it, reads it back, again and again.

Only this process's main thread touches the database; each place works in a thread of its own, so that one
which is slow, full or gone holds up none of the others. Two keepers at once do no harm: files are put whole,
and what is recorded is what was read back.

Locks: the folder's file lock while lists are written; LAUNCH_LOCK while gates are kept.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from teeka.apps.lists.catalogue import Scope
from teeka.apps.lists.models import PackCopy, Place
from teeka.apps.lists.queries.places import lists_to_look_at, sessions_to_write, verified_lists
from teeka.apps.lists.services.copies import record_copies
from teeka.apps.lists.services.copying import Known, Turn, Wish, take_turn
from teeka.apps.lists.services.mailing import Postman
from teeka.apps.lists.services.manifest import MANIFEST, Entry, ManifestUnreadable, manifest_of
from teeka.apps.lists.services.places import (
    DEFAULT_PLACE,
    ListsBusy,
    add_missing_places,
    default_folder,
    store_of,
)
from teeka.apps.lists.services.signing import SigningKeyLost
from teeka.apps.lists.services.standing import note_damage, note_failed, note_worked
from teeka.apps.lists.services.writing import ListsNotWritten, write_lists
from teeka.apps.notices.services.launching import keep_gates
from teeka.apps.notices.services.sending import packs_needed
from teeka.gateways.store.folder import MARK
from teeka.gateways.store.store import SettingsRefused, Store, StoreFailed
from teeka.rules.store_faults import StoreFault

LOOK_AGAIN = timedelta(hours=1)  # each copy of a session to come is read anew so often
SLOW_SECONDS = 60.0
SESSIONS_A_RUN = 200  # written at once: then places have something to copy
MOMENT = 0.2
# After these the place holds what it held.
PASSING = frozenset({StoreFault.AWAY, StoreFault.SLOW, StoreFault.FULL, StoreFault.NOT_ALLOWED})
Clock = Callable[[], datetime]


@dataclass(slots=True)
class _Errand:
    """One turn of one place, in a thread that ends with the process even when the place hangs."""

    thread: threading.Thread
    began: float
    turn: Turn | None = None


@dataclass(slots=True)
class _Worked:
    """What we remember of a place; `done_for`: the manifest that lies there complete, and looked at when."""

    set_at: datetime
    store: Store | None = None
    known: Known = field(default_factory=Known)
    errand: _Errand | None = None
    done_for: bytes | None = None
    looked_at: datetime | None = None


class Keeper:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._places: dict[str, _Worked] = {}
        self._manifest: bytes = b""
        self._signature: tuple[int, ...] = ()
        self._files: dict[str, Entry] = {}
        self._is_spoilt = False  # something is stale in our own folder that no session's run would mend
        self._postman = Postman()
        self._has_ended = threading.Event()  # some place's turn

    def one_pass(self) -> bool:
        """Do what there is to do now; True when nothing is left but what waits for a place that failed."""
        now = self._clock()
        add_missing_places(now=now)
        places = list(Place.objects.filter(is_on=True).order_by("id"))
        is_written = self._write(next(one for one in places if one.code == DEFAULT_PLACE), now)
        self._read_manifest()
        is_idle = [self._serve(place, now) for place in places]
        keep_gates(lambda: verified_lists(max(packs_needed(), 1), now=now), now=now)
        is_posted = self._postman.one_pass(self._files, now=now)
        return is_written and is_posted and all(is_idle)

    def until_settled(self, *, patience: float) -> bool:
        """Pass after pass until every place has all, or has failed; False when time ran out."""
        until = time.monotonic() + patience
        while not self.one_pass():
            if time.monotonic() > until:
                return False
            self._wait_a_little()
        return True

    def _wait_a_little(self) -> None:
        """Until some place has finished its turn, or a moment: perhaps somebody else writes the lists."""
        self._has_ended.wait(MOMENT)
        self._has_ended.clear()

    def _write(self, own: Place, now: datetime) -> bool:
        """Into the installation's own folder what is not there: all, when the folder is gone."""
        if own.not_before is not None and own.not_before > now:
            return True
        if not (default_folder() / MARK).exists():
            PackCopy.objects.filter(place=DEFAULT_PLACE).delete()
        codes = sessions_to_write(DEFAULT_PLACE, now=now)
        if not codes and not self._is_spoilt:
            return True
        scope = Scope(now, session_codes=() if self._is_spoilt else tuple(codes[:SESSIONS_A_RUN]))
        try:
            fault, said = _written(scope, own, now)
        except ListsBusy:
            return False
        if fault is not None:
            note_failed(own, fault, said, now=now)
            return True
        self._is_spoilt = False
        note_worked(own, now=now)
        return len(codes) <= SESSIONS_A_RUN

    def _read_manifest(self) -> None:
        path = default_folder() / MANIFEST
        try:
            now_is = path.stat()
            signature = (now_is.st_ino, now_is.st_size, now_is.st_mtime_ns)
            if signature != self._signature:
                found = path.read_bytes()
                there = manifest_of(found)
                self._files = dict(there.files) if there else {}
                self._manifest, self._signature = found, signature
        except (FileNotFoundError, ManifestUnreadable):
            return  # nothing was ever written; or the next run of writing says that it is damaged

    def _serve(self, place: Place, now: datetime) -> bool:
        """Take what the last turn brought and begin the next; True when nothing is to be done."""
        worked = self._places.get(place.code)
        if worked is None or worked.set_at != place.set_at:
            worked = self._places[place.code] = _Worked(place.set_at)
        if worked.errand is not None:
            is_running = worked.errand.thread.is_alive()
            if worked.errand.turn is None and is_running:
                if time.monotonic() - worked.errand.began <= SLOW_SECONDS:
                    return False
                if place.fault != StoreFault.SLOW:
                    note_failed(place, StoreFault.SLOW, "", now=now)
                return True
            # A thread that ended without a turn met what nobody foresaw; its trace is in the copier's log.
            turn, worked.errand = worked.errand.turn or Turn(fault=StoreFault.BROKEN), None
            self._take(place, worked, turn, now)
            if turn.fault is not None:
                return True
        if place.not_before is not None and place.not_before > now:
            return True
        if worked.done_for == self._manifest and worked.looked_at and worked.looked_at >= now - LOOK_AGAIN:
            return True
        return not self._begin(place, worked, now)

    def _begin(self, place: Place, worked: _Worked, now: datetime) -> bool:
        if not self._manifest:
            return False
        try:
            store = worked.store = worked.store or store_of(place)
        except SettingsRefused as refused:
            note_failed(place, StoreFault.SETTINGS, str(refused), now=now)
            return False
        if place.code == DEFAULT_PLACE:  # copies come from there; there it is only looked at
            files = {path: entry.sha256 for path, entry in self._files.items()}
            worked.known = Known(files, self._manifest, is_asked=True)
        look_at = lists_to_look_at(place.code, own=DEFAULT_PLACE, before=now - LOOK_AGAIN, now=now)
        wish = Wish(default_folder(), self._manifest, self._files, frozenset(look_at))

        def run() -> None:
            try:
                errand.turn = take_turn(store, worked.known, wish)
            finally:
                self._has_ended.set()

        errand = _Errand(
            threading.Thread(target=run, name=f"place {place.code}", daemon=True), time.monotonic()
        )
        worked.errand = errand
        errand.thread.start()
        return True

    def _take(self, place: Place, worked: _Worked, turn: Turn, now: datetime) -> None:
        if turn.damaged:
            worked.known.doubt()
            note_damage(place, turn.damaged, now=now)
        record_copies(turn.read_back, place=place.code, now=now)
        if turn.stale:
            # Our own file is not what we wrote: the next pass writes it anew.
            lists = {entry.frozen_list for entry in turn.stale}
            PackCopy.objects.filter(place=DEFAULT_PLACE, frozen_list__in=lists).delete()
            self._is_spoilt |= None in lists
        if turn.fault is not None:
            if turn.fault not in PASSING:
                worked.known = Known()
            note_failed(place, turn.fault, turn.said, now=now)
            return
        note_worked(place, now=now)
        if turn.is_done and not turn.damaged:
            worked.done_for, worked.looked_at = turn.of, now


def _written(scope: Scope, own: Place, now: datetime) -> tuple[StoreFault | None, str]:
    """Write these lists; what went wrong, and where. Raises ListsBusy."""
    try:
        write_lists(now=now, scope=scope)
        store_of(own).prepare()
    except ManifestUnreadable:
        return StoreFault.DAMAGED, MANIFEST
    except SigningKeyLost:
        return StoreFault.KEY_LOST, ""
    except (ListsNotWritten, StoreFailed) as failed:
        return failed.fault, ""
    return None, ""

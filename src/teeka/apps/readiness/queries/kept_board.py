"""The board as it stood a moment ago, when counting it takes long: always shown with its own time.

What was counted quickly is counted afresh each time, so a small campaign's board is live. What took
long is kept for a time in proportion, and while a newer count is made behind the scenes the last
one is shown; never one older than OLDEST.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import perf_counter

from django.db import connection

from teeka.apps.accounts.row_security import scope
from teeka.apps.lists.queries.links import SeenCounts
from teeka.apps.readiness.queries.alarms import (
    RowsToCorrect,
    SilentFacility,
    TextToSettle,
    WorkInNeed,
    largest_text_to_settle,
    rows_to_correct,
    silent_facilities,
    work_in_need,
)
from teeka.apps.readiness.queries.board import Board, board
from teeka.apps.readiness.queries.jurisdictions import OF_NO_DISTRICT
from teeka.apps.readiness.queries.pairs import pairs_to_settle
from teeka.apps.readiness.queries.promises import RingingSession, promised_hours, ringing_sessions
from teeka.apps.readiness.queries.sendable import Planned, planned
from teeka.apps.readiness.queries.sessions import SessionRow
from teeka.rules.permissions import Jurisdiction
from teeka.shared.clock import today_in_india

QUICK_SECONDS = 0.15
KEPT_TIMES_ITS_COST = 15  # a board that takes 1 s to count is counted at most every 15 s
OLDEST = timedelta(minutes=10)
FAULT_IS_NEWS_FOR = timedelta(hours=1)
MOST_KEPT = 500


@dataclass(frozen=True, slots=True)
class WholeBoard:
    board: Board
    silent: list[SilentFacility]
    rows: RowsToCorrect
    largest_text: TextToSettle | None
    next_told_by: datetime | None
    work: WorkInNeed
    ringing: list[RingingSession]
    pairs: int  # of registrations that wait for a person's word
    planned: Planned  # the campaign, and what is in the way of sending it
    unseen: int  # sessions whose list nobody in charge has said they have, though it is time
    seen: SeenCounts  # of the day shown, or of tomorrow where all days are
    waiting: int  # sessions whose notices wait for their pack


@dataclass(slots=True)
class _Kept:
    whole: WholeBoard
    seconds: float
    is_being_renewed: bool = False


_Key = tuple[Jurisdiction, date | None, str]
_kept: dict[_Key, _Kept] = {}
_lock = threading.Lock()


def whole_board(jurisdiction: Jurisdiction, *, now: datetime, on: date | None, by: str) -> WholeBoard:
    """Everything the board says, counted now."""
    hours = promised_hours(jurisdiction, now=now)
    counted = board(jurisdiction, now=now, on=on)
    return WholeBoard(
        counted,
        silent_facilities(jurisdiction),
        rows_to_correct(jurisdiction, by=by),
        largest_text_to_settle(jurisdiction),
        hours.next_told_by,
        work_in_need(now - FAULT_IS_NEWS_FOR),
        ringing_sessions(jurisdiction, hours.days_near, now=now, counted=counted.sessions),
        pairs_to_settle(jurisdiction),
        planned(now=now),
        sum(session.must_be_asked(now) for session in counted.sessions),
        _seen_on(on or today_in_india(now) + timedelta(days=1), counted.sessions),
        sum(session.waits_for_pack(now) for session in counted.sessions),
    )


def _seen_on(day: date, counted: Sequence[SessionRow]) -> SeenCounts:
    listed = [session for session in counted if session.held_on == day and session.version is not None]
    return SeenCounts(len(listed), sum(session.seen_at is not None for session in listed))


def kept_board(jurisdiction: Jurisdiction, *, now: datetime, on: date | None, by: str) -> WholeBoard:
    """The board as of now, or as of the time it bears when counting takes long."""
    # Below the district a board shows one's own uploads: it is kept for its reader alone.
    key = (jurisdiction, on, "" if jurisdiction.is_whole_districts else by)
    kept = _kept.get(key)
    if kept is not None:
        age = now - kept.whole.board.as_of
        if timedelta(0) <= age < timedelta(seconds=kept.seconds * KEPT_TIMES_ITS_COST):
            return kept.whole
        if timedelta(0) <= age < OLDEST:
            _renew_behind(key, now)
            return kept.whole
    return _count(key, now)


def _count(key: _Key, now: datetime) -> WholeBoard:
    started = perf_counter()
    whole = whole_board(key[0], now=now, on=key[1], by=key[2])
    seconds = perf_counter() - started
    with _lock:
        if seconds > QUICK_SECONDS:
            if len(_kept) >= MOST_KEPT:
                _kept.clear()
            _kept[key] = _Kept(whole, seconds)
        else:
            _kept.pop(key, None)
    return whole


def _renew_behind(key: _Key, now: datetime) -> None:
    """One thread a board counts it anew, on a connection and in a scope of its own."""
    with _lock:
        kept = _kept.get(key)
        if kept is None or kept.is_being_renewed:
            return
        kept.is_being_renewed = True
    threading.Thread(target=_renew, args=(key, now, kept), daemon=True).start()


def _renew(key: _Key, now: datetime, kept: _Kept) -> None:
    try:
        with scope({*key[0].districts, OF_NO_DISTRICT}):
            _count(key, now)
    finally:
        kept.is_being_renewed = False
        connection.close()


def forget() -> None:
    """Count afresh at the next look: after a change that its maker wants to see."""
    with _lock:
        _kept.clear()

"""The part of the call sheet that one jurisdiction may ring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from teeka.apps.notices.queries import CallRow, call_sheet
from teeka.apps.readiness.queries.rows import rows_of
from teeka.apps.readiness.queries.within import sessions_within
from teeka.rules.permissions import Jurisdiction
from teeka.shared.clock import today_in_india

LATELY = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Claim:
    """Who is about to ring somebody, and until when nobody else should."""

    appointment_id: int
    claimed_by: str
    claimed_until: datetime


@dataclass(frozen=True, slots=True)
class _Numbered:
    id: UUID


def calls_within(jurisdiction: Jurisdiction, *, now: datetime, on: date | None = None) -> list[CallRow]:
    """Who must be told by voice, the most pressing first, of sessions on one day when `on` is given."""
    one = min(jurisdiction.districts) if len(jurisdiction.districts) == 1 else None
    rows = call_sheet(now=now, district_code=one)
    if not jurisdiction.is_whole_districts:
        inside = _sessions(jurisdiction)
        rows = [row for row in rows if row.session_id in inside]
    return [
        row
        for row in rows
        if row.district_code in jurisdiction.districts and on in (None, today_in_india(row.starts_at))
    ]


def claims() -> dict[int, Claim]:
    """Those that hold now, by appointment; of all districts that the reader sees."""
    statement = """SELECT appointment_id, claimed_by, claimed_until FROM notices_callclaim
        WHERE claimed_until > clock_timestamp()"""
    return {claim.appointment_id: claim for claim in rows_of(Claim, statement, {})}


def to_ring_next(rows: Sequence[CallRow], held: Mapping[int, Claim], *, by: str, now: datetime) -> list[int]:
    """Appointments in the order in which to try them: first what one holds, then the most pressing.

    Who was rung within half an hour comes after all others: they did not answer then.
    """
    free = [
        row for row in rows if row.appointment_id not in held or held[row.appointment_id].claimed_by == by
    ]
    free.sort(key=lambda row: (row.appointment_id not in held, _was_rung_lately(row, now)))
    return [row.appointment_id for row in free]


def _was_rung_lately(row: CallRow, now: datetime) -> bool:
    return row.last_called_at is not None and row.last_called_at > now - LATELY


def _sessions(jurisdiction: Jurisdiction) -> set[UUID]:
    within, params = sessions_within(jurisdiction)
    statement = f"""SELECT session.id FROM planning_session session
        JOIN planning_sessionsite site ON site.id = session.site_id WHERE {within}"""
    return {row.id for row in rows_of(_Numbered, statement, params)}

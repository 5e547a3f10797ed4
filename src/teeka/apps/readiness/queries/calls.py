"""The part of the call sheet that one jurisdiction may ring."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from teeka.apps.notices.queries import CallRow, call_sheet
from teeka.apps.readiness.queries.rows import rows_of
from teeka.apps.readiness.queries.within import sessions_within
from teeka.rules.permissions import Jurisdiction
from teeka.shared.clock import today_in_india


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


def _sessions(jurisdiction: Jurisdiction) -> set[UUID]:
    within, params = sessions_within(jurisdiction)
    statement = f"""SELECT session.id FROM planning_session session
        JOIN planning_sessionsite site ON site.id = session.site_id WHERE {within}"""
    return {row.id for row in rows_of(_Numbered, statement, params)}

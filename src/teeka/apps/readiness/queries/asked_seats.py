"""Seats that officers asked for beyond what a session has, and that wait for a second person."""

from dataclasses import dataclass
from datetime import datetime

from teeka.apps.readiness.queries.rows import rows_of
from teeka.apps.readiness.queries.within import sessions_within
from teeka.rules.permissions import Jurisdiction


@dataclass(frozen=True, slots=True)
class AskedRow:
    """Name and reference are blank where the person lies outside of what the reader sees.

    seats: how many the session is to have, where no person is meant.
    """

    id: int
    session_code: str
    site_name: str
    site_name_hi: str
    held_on: datetime
    reference: int | None
    full_name: str
    name_hi: str
    seats: int | None
    capacity: int
    reason: str
    asked_by: str
    asked_at: datetime


_ASKED = """
    SELECT asked.id, session.code, site.name, site.name_hi, session.held_on, person.reference,
           coalesce(person.full_name, ''), coalesce(person.name_hi, ''), asked.seats, session.capacity,
           asked.reason, asked.asked_by, asked.asked_at
    FROM allotment_askedseat asked
    JOIN planning_session session ON session.id = asked.session_id
    JOIN planning_sessionsite site ON site.id = session.site_id
    LEFT JOIN people_beneficiary person ON person.id = asked.beneficiary_id
    WHERE {within} AND asked.decision = 'waits' AND session.cancelled_at IS NULL
      AND session.starts_at > %(now)s AND (%(code)s = '' OR session.code = %(code)s)
    ORDER BY session.starts_at, asked.id
"""


def asked_seats(jurisdiction: Jurisdiction, *, now: datetime, code: str = "") -> list[AskedRow]:
    """Those of a jurisdiction's sessions to come, or of one of them by its code."""
    within, params = sessions_within(jurisdiction)
    return rows_of(AskedRow, _ASKED.format(within=within), {**params, "now": now, "code": code})

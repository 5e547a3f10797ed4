"""Opens and closes seats of a session: never fewer than people hold.

Lock: the session's row, then one conditional UPDATE; CHECK (taken <= capacity) stands behind it.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.allotment.services.giving import need
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.planning.models import Session
from teeka.rules.allotment.hard_rules import HardRule
from teeka.rules.row_checks.sessions import MOST_SEATS


def change_seats(session_id: UUID, *, seats: int, reason: str, by: str, now: datetime) -> int:
    """Let the session have so many seats; how many it had. Raises AllotmentRefused."""
    need(reason)
    with transaction.atomic():
        session = Session.objects.filter(pk=session_id).select_for_update(of=("self",)).first()
        if session is None:
            raise AllotmentRefused(Refusal.NO_SUCH_SESSION, str(session_id))
        if session.cancelled_at is not None or session.starts_at <= now:
            raise AllotmentRefused(HardRule.SESSION_CLOSED)
        if not 1 <= seats <= MOST_SEATS:
            raise AllotmentRefused(Refusal.SEATS_OUT_OF_RANGE, str(MOST_SEATS))
        if seats == session.capacity:
            raise AllotmentRefused(Refusal.SEATS_AS_BEFORE, str(seats))
        if not Session.objects.filter(pk=session_id, taken__lte=seats).update(capacity=seats):
            raise AllotmentRefused(Refusal.SEATS_TAKEN, str(session.taken))
        record_event(
            action="session.seats_changed",
            subject_type="session",
            subject_id=session_id,
            by=by,
            now=now,
            district_code=session.district_code,
            detail={"from": session.capacity, "to": seats, "reason": reason},
        )
    return session.capacity

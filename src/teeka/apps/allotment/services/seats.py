"""Opens and closes seats of a session: never fewer than people hold, none above the plan by one alone.

Lock: the session's row, then one conditional UPDATE; CHECK (taken <= capacity <= seats_agreed) stands behind.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.allotment.services.giving import need
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.planning.models import Session
from teeka.rules.allotment.hard_rules import HardRule
from teeka.rules.row_checks.sessions import MOST_SEATS


def change_seats(session_id: UUID, *, seats: int, reason: str, by: str, now: datetime) -> int:
    """Let the session have so many seats, at most as many as were agreed on; how many it had.

    Raises AllotmentRefused.
    """
    need(reason)
    with transaction.atomic():
        session = session_to_change(session_id, seats=seats, now=now)
        if seats > session.seats_agreed:
            raise AllotmentRefused(Refusal.SECOND_NEEDED, str(session.seats_agreed))
        _change(session, seats, reason=reason, by=by, now=now)
    return session.capacity


def open_agreed_seats(session_id: UUID, *, seats: int, reason: str, by: str, now: datetime) -> int:
    """As change_seats, and as many as two officers say: the caller has seen to it that they are two."""
    need(reason)
    with transaction.atomic():
        session = session_to_change(session_id, seats=seats, now=now)
        _change(session, seats, reason=reason, by=by, now=now)
    return session.capacity


def session_to_change(session_id: UUID, *, seats: int, now: datetime) -> Session:
    """The session, held, when it can have so many seats; raises AllotmentRefused."""
    session = Session.objects.filter(pk=session_id).select_for_update(of=("self",)).first()
    if session is None:
        raise AllotmentRefused(Refusal.NO_SUCH_SESSION, str(session_id))
    if session.cancelled_at is not None or session.starts_at <= now:
        raise AllotmentRefused(HardRule.SESSION_CLOSED)
    if not 1 <= seats <= MOST_SEATS:
        raise AllotmentRefused(Refusal.SEATS_OUT_OF_RANGE, str(MOST_SEATS))
    if seats == session.capacity:
        raise AllotmentRefused(Refusal.SEATS_AS_BEFORE, str(seats))
    return session


def _change(session: Session, seats: int, *, reason: str, by: str, now: datetime) -> None:
    agreed = Greatest(F("seats_agreed"), seats)
    fits = Session.objects.filter(pk=session.pk, taken__lte=seats)
    if not fits.update(capacity=seats, seats_agreed=agreed):
        raise AllotmentRefused(Refusal.SEATS_TAKEN, str(session.taken))
    record_event(
        action="session.seats_changed",
        subject_type="session",
        subject_id=session.pk,
        by=by,
        now=now,
        district_code=session.district_code,
        detail={"from": session.capacity, "to": seats, "reason": reason},
    )

"""Takes single places back, and those of a session that is called off.

Lock: the session's row. Whoever gives or takes a place changes it first.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.allotment.services.giving import need, take_back
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.planning.models import Session
from teeka.apps.planning.services.sessions import cancel_session
from teeka.rules.allotment import Reason


def cancel_appointment(appointment_id: int, *, reason: str, by: str, now: datetime) -> None:
    """Take one place back; the person is unplaced then, and the seat free. Raises AllotmentRefused."""
    need(reason)
    with transaction.atomic():
        session = Session.objects.filter(appointments=appointment_id).select_for_update(of=("self",)).first()
        gone = session and take_back(
            session.pk, Reason.TAKEN_BACK, reason=reason, by=by, now=now, only=[appointment_id]
        )
        if not session or not gone:
            raise AllotmentRefused(Refusal.NO_SUCH_PLACE)
        record_event(
            action="place.taken_back",
            subject_type="appointment",
            subject_id=appointment_id,
            by=by,
            now=now,
            district_code=session.district_code,
        )


def cancel_session_and_places(session_id: UUID, *, reason: str, by: str, now: datetime) -> int:
    """Call a session off and take back all its places; how many. Raises AllotmentRefused."""
    need(reason)
    with transaction.atomic():
        session = Session.objects.filter(pk=session_id).select_for_update(of=("self",)).first()
        if session is None:
            raise AllotmentRefused(Refusal.NO_SUCH_SESSION, str(session_id))
        if not cancel_session(session_id, reason=reason, by=by, now=now):
            raise AllotmentRefused(Refusal.SESSION_OFF_OR_BEGUN, session.code)
        return len(take_back(session_id, Reason.SESSION_CANCELLED, reason=reason, by=by, now=now))

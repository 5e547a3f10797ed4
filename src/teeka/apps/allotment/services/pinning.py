"""Pins a place, so that no plan moves it, and lets it go again.

Lock: the session's row, so that a plan which holds it sees the pin or comes after it; then the place, by one
conditional UPDATE.
"""

from datetime import datetime

from django.db import transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.allotment.models import Appointment
from teeka.apps.allotment.services.giving import need
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.planning.models import Session


def pin_place(appointment_id: int, *, reason: str, by: str, now: datetime) -> None:
    """Raises AllotmentRefused, also when it is pinned already."""
    _mark(appointment_id, True, Refusal.PINNED_ALREADY, reason=reason, by=by, now=now)


def unpin_place(appointment_id: int, *, reason: str, by: str, now: datetime) -> None:
    """Raises AllotmentRefused, also when it is not pinned."""
    _mark(appointment_id, False, Refusal.NOT_PINNED, reason=reason, by=by, now=now)


def _mark(
    appointment_id: int, is_pinned: bool, refusal: Refusal, *, reason: str, by: str, now: datetime
) -> None:
    need(reason)
    with transaction.atomic():
        session = Session.objects.filter(appointments=appointment_id).select_for_update(of=("self",)).first()
        live = Appointment.objects.filter(pk=appointment_id, cancelled_at=None)
        if session is None or not live.exists():
            raise AllotmentRefused(Refusal.NO_SUCH_PLACE)
        if not live.filter(is_pinned=not is_pinned).update(is_pinned=is_pinned):
            raise AllotmentRefused(refusal)
        record_event(
            action="place.pinned" if is_pinned else "place.unpinned",
            subject_type="appointment",
            subject_id=appointment_id,
            by=by,
            now=now,
            district_code=session.district_code,
            detail={"reason": reason},
        )

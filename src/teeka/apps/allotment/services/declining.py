"""Somebody will not come: the place is free at once, and the first who stands by gets it.

Locks: those of giving.py, of whoever says no and of all who stand by, before anything is read that decides.
"""

from datetime import datetime

from django.db import transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.allotment.models import Appointment, Unplaced
from teeka.apps.allotment.services.giving import hold, live_place, take_back
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.allotment.services.seating import Seating
from teeka.rules.allotment import Reason

CALLED_UP = "called up from standby"


def decline_place(appointment_id: int, *, said: str, by: str, now: datetime) -> Appointment | None:
    """Free the place of somebody who will not come; the place of the standby who got it, if one could.

    said: in words, how they told us. Raises AllotmentRefused when the place is gone already.
    """
    with transaction.atomic():
        left = live_place(appointment_id)
        standby = list(
            Unplaced.objects.filter(
                standby_session=left.session_id, campaign=left.campaign_id, dose=left.dose
            )
            .order_by("standby_rank")
            .values_list("beneficiary_id", flat=True)
        )
        hold(people=[left.beneficiary_id, *standby], sessions=[left.session_id], campaign_id=left.campaign_id)
        if not take_back({left.pk: said}, Reason.DECLINED, by=by, now=now):
            raise AllotmentRefused(Refusal.NO_SUCH_PLACE)
        record_event(
            action="place.declined",
            subject_type="appointment",
            subject_id=left.pk,
            by=by,
            now=now,
            district_code=left.district_code,
        )
        return _call_up(left, standby, by=by, now=now)


def _call_up(left: Appointment, standby: list[int], *, by: str, now: datetime) -> Appointment | None:
    seating = Seating.read(standby, [left.session_id], left.campaign_id, by=by, now=now)
    for person in standby:
        try:
            place = seating.call_up(person, left, reason=CALLED_UP)
        except AllotmentRefused:
            continue  # a hard rule stands against this one: the next
        seating.store()
        return place
    return None

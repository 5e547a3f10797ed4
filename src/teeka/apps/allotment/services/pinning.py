"""Pins places, so that no plan moves them, and lets them go again.

Lock: the sessions' rows by id, so that a plan which holds one sees the pin or comes after it; then the
places, by one conditional UPDATE.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from teeka.apps.accounts.services.audit import Deed, record_deeds
from teeka.apps.allotment.models import Appointment
from teeka.apps.allotment.services.giving import hold_sessions_of, need
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal


def pin_place(appointment_id: int, *, reason: str, by: str, now: datetime) -> None:
    """Raises AllotmentRefused, also when it is pinned already."""
    need(reason)
    for refusal in mark_places({appointment_id: reason}, is_pinned=True, by=by, now=now).values():
        raise AllotmentRefused(refusal)


def unpin_place(appointment_id: int, *, reason: str, by: str, now: datetime) -> None:
    """Raises AllotmentRefused, also when it is not pinned."""
    need(reason)
    for refusal in mark_places({appointment_id: reason}, is_pinned=False, by=by, now=now).values():
        raise AllotmentRefused(refusal)


def mark_places(reasons: Mapping[int, str], *, is_pinned: bool, by: str, now: datetime) -> dict[int, Refusal]:
    """Pin or let go each place that can be, by id with its reason; why each other one cannot."""
    with transaction.atomic():
        hold_sessions_of(reasons)
        live = Appointment.objects.filter(pk__in=reasons, cancelled_at=None)
        found = {place.pk: place for place in live}
        as_before = Refusal.PINNED_ALREADY if is_pinned else Refusal.NOT_PINNED
        refused = {pk: as_before for pk, place in found.items() if place.is_pinned is is_pinned}
        refused |= dict.fromkeys(reasons.keys() - found.keys(), Refusal.NO_SUCH_PLACE)
        marked = [found[pk] for pk in reasons if pk not in refused]
        live.filter(pk__in=[place.pk for place in marked]).update(is_pinned=is_pinned)
        action = "place.pinned" if is_pinned else "place.unpinned"
        deeds = (
            Deed(action, "appointment", place.pk, place.district_code, {"reason": reasons[place.pk]})
            for place in marked
        )
        record_deeds(deeds, by=by, now=now)
    return refused

"""Places, moves and swaps people by hand, each with a reason and who did it; no hard rule is broken.

Locks: those of giving.py, all taken before anything is read that decides.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from teeka.apps.allotment.models import Appointment
from teeka.apps.allotment.services.giving import hold, live_place, need
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.allotment.services.seating import Seating
from teeka.apps.planning.models import Session


def place_by_hand(*, beneficiary_id: int, session_id: UUID, reason: str, by: str, now: datetime) -> int:
    """Give the person one seat of the session; returns the appointment's id. Raises AllotmentRefused."""
    need(reason)
    with transaction.atomic():
        seating = _held([beneficiary_id], [session_id], _campaign_of(session_id), by=by, now=now)
        place = seating.place(beneficiary_id, session_id, reason=reason)
        seating.store()
    return place.pk


def move_by_hand(appointment_id: int, *, session_id: UUID, reason: str, by: str, now: datetime) -> int:
    """Give up a place for one in another session; the new appointment's id. Raises AllotmentRefused."""
    need(reason)
    with transaction.atomic():
        old = live_place(appointment_id)
        person = old.beneficiary_id
        seating = _held([person], [session_id], _campaign_of(session_id), by=by, now=now)
        _refuse_another(seating, old)
        new = seating.move(person, session_id, reason=reason)
        seating.store()
    return new.pk


def swap_places(one_id: int, other_id: int, *, reason: str, by: str, now: datetime) -> tuple[int, int]:
    """Two people take each other's session and arrival window; the new appointments' ids in that order."""
    need(reason)
    with transaction.atomic():
        one, other = live_place(one_id), live_place(other_id)
        people = [one.beneficiary_id, other.beneficiary_id]
        seating = _held(people, [], one.campaign_id, by=by, now=now)
        _refuse_another(seating, one, other)
        ones, others = seating.swap(*people, reason=reason)
        seating.store()
    return ones.pk, others.pk


def _held(people: list[int], sessions: list[UUID], campaign_id: int, *, by: str, now: datetime) -> Seating:
    hold(people=people, sessions=sessions, campaign_id=campaign_id)
    return Seating.read(people, sessions, campaign_id, by=by, now=now)


def _refuse_another(seating: Seating, *named: Appointment) -> None:
    """Places that were there before the locks, and are there no more."""
    for place in named:
        if seating.place_of(place.beneficiary_id) != place:
            raise AllotmentRefused(Refusal.NO_SUCH_PLACE)


def _campaign_of(session_id: UUID) -> int:
    campaign = Session.objects.filter(pk=session_id).values_list("campaign_id", flat=True).first()
    if campaign is None:
        raise AllotmentRefused(Refusal.NO_SUCH_SESSION, str(session_id))
    return campaign

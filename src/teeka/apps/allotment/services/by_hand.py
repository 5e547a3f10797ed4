"""Places, moves and swaps people by hand, each with a reason and who did it; no hard rule is broken.

Locks: those of giving.py, all taken before anything is read that decides.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.allotment.models import Appointment
from teeka.apps.allotment.services.giving import give_seat, give_up, hold, live_place, need
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.planning.models import Session


def place_by_hand(*, beneficiary_id: int, session_id: UUID, reason: str, by: str, now: datetime) -> int:
    """Give the person one seat of the session; returns the appointment's id. Raises AllotmentRefused."""
    need(reason)
    with transaction.atomic():
        hold(people=[beneficiary_id], sessions=[session_id], campaign_id=_campaign_of(session_id))
        place = give_seat(beneficiary_id, session_id, by=by, now=now)
        record_event(
            action="place.given",
            subject_type="appointment",
            subject_id=place.pk,
            by=by,
            now=now,
            district_code=place.district_code,
            detail={"session": str(session_id), "reason": reason},
        )
    return place.pk


def move_by_hand(appointment_id: int, *, session_id: UUID, reason: str, by: str, now: datetime) -> int:
    """Give up a place for one in another session; the new appointment's id. Raises AllotmentRefused."""
    need(reason)
    with transaction.atomic():
        place = live_place(appointment_id)
        if place.session_id == session_id:
            raise AllotmentRefused(Refusal.SAME_SESSION)
        hold(
            people=[place.beneficiary_id],
            sessions=[place.session_id, session_id],
            campaign_id=_campaign_of(session_id),
        )
        give_up(place, reason=reason, by=by, now=now)
        new = give_seat(place.beneficiary_id, session_id, by=by, now=now)
        _record_move(place, new, "place.moved", reason=reason, by=by, now=now)
    return new.pk


def swap_places(one_id: int, other_id: int, *, reason: str, by: str, now: datetime) -> tuple[int, int]:
    """Two people take each other's session and arrival window; the new appointments' ids in that order."""
    need(reason)
    with transaction.atomic():
        one, other = live_place(one_id), live_place(other_id)
        if one.session_id == other.session_id:
            raise AllotmentRefused(Refusal.NOTHING_TO_SWAP)
        hold(
            people=[one.beneficiary_id, other.beneficiary_id],
            sessions=[one.session_id, other.session_id],
            campaign_id=one.campaign_id,
        )
        give_up(one, reason=reason, by=by, now=now)
        give_up(other, reason=reason, by=by, now=now)
        ones = give_seat(one.beneficiary_id, other.session_id, slot_at=other.slot_at, by=by, now=now)
        others = give_seat(other.beneficiary_id, one.session_id, slot_at=one.slot_at, by=by, now=now)
        _record_move(one, ones, "place.swapped", reason=reason, by=by, now=now)
        _record_move(other, others, "place.swapped", reason=reason, by=by, now=now)
    return ones.pk, others.pk


def _record_move(
    old: Appointment, new: Appointment, action: str, *, reason: str, by: str, now: datetime
) -> None:
    record_event(
        action=action,
        subject_type="appointment",
        subject_id=new.pk,
        by=by,
        now=now,
        district_code=new.district_code,
        detail={"instead_of": old.pk, "session": str(new.session_id), "reason": reason},
    )


def _campaign_of(session_id: UUID) -> int:
    campaign = Session.objects.filter(pk=session_id).values_list("campaign_id", flat=True).first()
    if campaign is None:
        raise AllotmentRefused(Refusal.NO_SUCH_SESSION, str(session_id))
    return campaign

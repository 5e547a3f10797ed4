"""Seats above the plan, for a person or for the session: one officer asks, another one gives or refuses.

Locks: the asked seat's row, then those of giving.py. That the two are different people is refused here and by
a CHECK of the table.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Greatest

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.allotment.models import Appointment, AskedSeat
from teeka.apps.allotment.queries.by_hand import person_facts, rules_broken_by, session_facts
from teeka.apps.allotment.services.giving import hold, need, refuse
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.allotment.services.seating import Seating
from teeka.apps.allotment.services.seats import open_agreed_seats, session_to_change
from teeka.apps.planning.models import Campaign, Session
from teeka.rules.allotment.hard_rules import HardRule


def ask_for_seat(*, beneficiary_id: int, session_id: UUID, reason: str, by: str, now: datetime) -> int:
    """Ask for one seat more for this person; the request's id. Raises AllotmentRefused.

    Who has a place elsewhere is moved when the seat is given.
    """
    need(reason)
    session = session_facts([session_id]).get(session_id)
    if session is None:
        raise AllotmentRefused(Refusal.NO_SUCH_SESSION, str(session_id))
    campaign = Campaign.objects.get(pk=session.campaign)
    person = person_facts(beneficiary_id, campaign, now=now)
    if person is None:
        raise AllotmentRefused(Refusal.NO_SUCH_PERSON)
    if session.seats_left > 0:
        raise AllotmentRefused(Refusal.SEAT_FREE)
    for place in _elsewhere(beneficiary_id, session_id, session.campaign):
        person = person.giving_up(place.pk, place.session.held_on)
    broken = rules_broken_by(person, session, campaign, now=now)
    refuse(rule for rule in broken if rule is not HardRule.SESSION_FULL)
    asked = _asked(session_id, session.district_code, reason=reason, by=by, now=now, person=beneficiary_id)
    return asked.pk


def ask_for_seats(session_id: UUID, *, seats: int, reason: str, by: str, now: datetime) -> int:
    """Ask for so many seats, more than were agreed on; the request's id. Raises AllotmentRefused."""
    need(reason)
    with transaction.atomic():
        session = session_to_change(session_id, seats=seats, now=now)
        if seats <= session.seats_agreed:
            raise AllotmentRefused(Refusal.NO_SECOND_NEEDED, str(session.seats_agreed))
        asked = _asked(session_id, session.district_code, reason=reason, by=by, now=now, seats=seats)
    return asked.pk


def approve_seat(asked_id: int, *, reason: str, by: str, now: datetime) -> int | None:
    """Open the seats asked for; a person's is given at once, and its appointment's id returned.

    Raises AllotmentRefused.
    """
    need(reason)
    with transaction.atomic():
        asked = _held(asked_id, by)
        if asked.beneficiary_id is None:
            seats = asked.seats or 0
            open_agreed_seats(asked.session_id, seats=seats, reason=asked.reason, by=by, now=now)
            place = None
        else:
            place = _give(asked, asked.beneficiary_id, by=by, now=now)
        _decide(asked, AskedSeat.Decision.APPROVED, reason=reason, by=by, now=now)
        _record(asked, "seat.approved", reason=reason, by=by, now=now)
    return place


def _give(asked: AskedSeat, person: int, *, by: str, now: datetime) -> int:
    """One seat more where none is free, and the place in it."""
    session, campaign = asked.session_id, asked.session.campaign_id
    hold(people=[person], sessions=[session], campaign_id=campaign)
    Session.objects.filter(pk=session, taken=F("capacity")).update(
        capacity=F("capacity") + 1, seats_agreed=Greatest(F("seats_agreed"), F("capacity") + 1)
    )
    seating = Seating.read([person], [session], campaign, by=by, now=now)
    give = seating.move if seating.places.get(person) else seating.place
    given = give(person, session, reason=asked.reason)
    seating.store()
    return given.pk


def refuse_seat(asked_id: int, *, reason: str, by: str, now: datetime) -> None:
    """Nothing changes but that the request is answered. Raises AllotmentRefused."""
    need(reason)
    with transaction.atomic():
        asked = _held(asked_id, by)
        _decide(asked, AskedSeat.Decision.REFUSED, reason=reason, by=by, now=now)
        _record(asked, "seat.refused", reason=reason, by=by, now=now)


def _elsewhere(beneficiary_id: int, session_id: UUID, campaign_id: int) -> list[Appointment]:
    """The place that would be given up for the seat; none for who has none, or has one in the session."""
    live = Appointment.objects.filter(
        beneficiary_id=beneficiary_id, campaign_id=campaign_id, cancelled_at=None
    ).select_related("session")
    return list(live.exclude(session_id=session_id))


def _asked(
    session_id: UUID,
    district_code: int,
    *,
    reason: str,
    by: str,
    now: datetime,
    person: int | None = None,
    seats: int | None = None,
) -> AskedSeat:
    try:
        with transaction.atomic():
            asked = AskedSeat.objects.create(
                district_code=district_code,
                session_id=session_id,
                beneficiary_id=person,
                seats=seats,
                reason=reason,
                asked_by=by,
                asked_at=now,
            )
    except IntegrityError as error:
        if "asked_for_once" not in str(error):
            raise
        raise AllotmentRefused(Refusal.ASKED_ALREADY) from error
    _record(asked, "seat.asked_for", reason=reason, by=by, now=now)
    return asked


def _held(asked_id: int, by: str) -> AskedSeat:
    asked = (
        AskedSeat.objects.select_related("session")
        .select_for_update(of=("self",))
        .filter(pk=asked_id)
        .first()
    )
    if asked is None or asked.decision != AskedSeat.Decision.WAITS:
        raise AllotmentRefused(Refusal.NO_SUCH_REQUEST)
    if asked.asked_by == by:
        raise AllotmentRefused(Refusal.SECOND_PERSON)
    return asked


def _decide(asked: AskedSeat, decision: AskedSeat.Decision, *, reason: str, by: str, now: datetime) -> None:
    asked.decision, asked.decision_reason, asked.decided_by, asked.decided_at = decision, reason, by, now
    asked.save(update_fields=["decision", "decision_reason", "decided_by", "decided_at"])


def _record(asked: AskedSeat, action: str, *, reason: str, by: str, now: datetime) -> None:
    record_event(
        action=action,
        subject_type="asked_seat",
        subject_id=asked.pk,
        by=by,
        now=now,
        district_code=asked.district_code,
        detail={
            "session": str(asked.session_id),
            "person": asked.beneficiary_id,
            "seats": asked.seats,
            "reason": reason,
        },
    )

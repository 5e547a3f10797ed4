"""Seats of a session: closed and opened again, and above the plan only by two officers."""

import pytest
from django.db import IntegrityError, transaction

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.allotment.models import Appointment, AskedSeat
from teeka.apps.allotment.services import (
    Refusal,
    approve_seat,
    ask_for_seat,
    ask_for_seats,
    change_seats,
    refuse_seat,
)
from teeka.apps.planning.models import Session
from teeka.rules.allotment.hard_rules import HardRule
from tests.apps.allotment.test_hand_services import WHY, days, give, phulwari, refused, taken
from tests.apps.allotment.world import NOW, person

__all__ = ["days", "phulwari"]
pytestmark = pytest.mark.django_db
SECOND = {**WHY, "by": "second"}


def test_seats_are_closed_and_opened_again_but_never_below_who_holds_one(phulwari, days):
    days[0].campaign.staff_share = 1
    days[0].campaign.save()
    give(person("Asha", phulwari), days[0])
    assert change_seats(days[0].pk, seats=1, **WHY) == 2
    assert refused(change_seats, days[0].pk, seats=0, **WHY).refusal is Refusal.SEATS_OUT_OF_RANGE
    assert refused(change_seats, days[0].pk, seats=1, **WHY).refusal is Refusal.SEATS_AS_BEFORE
    assert change_seats(days[0].pk, seats=2, **WHY) == 1
    give(person("Dev", phulwari), days[0])
    taken_by_two = refused(change_seats, days[0].pk, seats=1, **WHY)
    assert (taken_by_two.refusal, taken_by_two.detail) == (Refusal.SEATS_TAKEN, "2")
    after = {**WHY, "now": days[0].starts_at}
    assert refused(change_seats, days[0].pk, seats=1, **after).refusal is HardRule.SESSION_CLOSED


def test_one_officer_opens_no_seat_above_the_plan_not_even_by_the_database(days):
    alone = refused(change_seats, days[0].pk, seats=3, **WHY)
    assert (alone.refusal, alone.detail) == (Refusal.SECOND_NEEDED, "2")
    with pytest.raises(IntegrityError, match="seats_above_plan_are_agreed"), transaction.atomic():
        Session.objects.filter(pk=days[0].pk).update(capacity=3)
    days[0].refresh_from_db()
    assert days[0].capacity == 2


def test_seats_that_one_asks_for_and_another_gives_are_agreed_on_from_then(days):
    asked = ask_for_seats(days[0].pk, seats=5, **WHY)
    assert refused(approve_seat, asked, **WHY).refusal is Refusal.SECOND_PERSON
    assert refused(ask_for_seats, days[0].pk, seats=9, **WHY).refusal is Refusal.ASKED_ALREADY
    assert approve_seat(asked, **SECOND) is None
    days[0].refresh_from_db()
    assert (days[0].capacity, days[0].seats_agreed) == (5, 5)
    assert change_seats(days[0].pk, seats=1, **WHY) == 5
    assert change_seats(days[0].pk, seats=5, **WHY) == 1
    event = AuditEvent.objects.get(action="seat.asked_for")
    assert event.detail == {"session": str(days[0].pk), "person": None, "seats": 5, "reason": WHY["reason"]}


def test_seats_within_the_plan_out_of_range_and_of_a_session_begun_are_not_asked_for(days):
    change_seats(days[0].pk, seats=1, **WHY)
    within = refused(ask_for_seats, days[0].pk, seats=2, **WHY)
    assert (within.refusal, within.detail) == (Refusal.NO_SECOND_NEEDED, "2")
    assert refused(ask_for_seats, days[0].pk, seats=5_001, **WHY).refusal is Refusal.SEATS_OUT_OF_RANGE
    after = {**WHY, "now": days[0].starts_at}
    assert refused(ask_for_seats, days[0].pk, seats=9, **after).refusal is HardRule.SESSION_CLOSED


def test_a_request_is_for_a_person_or_for_a_number_of_seats(asked):
    with pytest.raises(IntegrityError, match="a_person_or_a_number"), transaction.atomic():
        AskedSeat.objects.filter(pk=asked).update(seats=9)


@pytest.fixture
def asked(phulwari, days):
    days[0].capacity = 1
    days[0].save()
    days[0].campaign.staff_share = 1
    days[0].campaign.save()
    give(person("Binod", phulwari), days[0])
    asha = person("Asha", phulwari)
    give(asha, days[1])
    return ask_for_seat(beneficiary_id=asha.pk, session_id=days[0].pk, **WHY)


def test_a_second_person_opens_the_seat_and_gives_it(asked, days):
    place = Appointment.objects.get(pk=approve_seat(asked, **SECOND))
    days[0].refresh_from_db()
    assert (days[0].capacity, days[0].taken) == (2, 2)
    assert taken(days[1]) == [0]
    assert place.beneficiary.full_name == "Asha"
    assert refused(approve_seat, asked, **SECOND).refusal is Refusal.NO_SUCH_REQUEST


def test_nobody_decides_on_their_own_request_not_even_by_the_database(asked, days):
    assert refused(approve_seat, asked, **WHY).refusal is Refusal.SECOND_PERSON
    assert refused(refuse_seat, asked, **WHY).refusal is Refusal.SECOND_PERSON
    with pytest.raises(IntegrityError, match="two_people_open_a_seat"), transaction.atomic():
        AskedSeat.objects.filter(pk=asked).update(decision="approved", decided_by="officer", decided_at=NOW)
    assert taken(*days) == [1, 1, 0]


def test_a_seat_that_is_refused_changes_nothing_else(asked, days):
    refuse_seat(asked, **SECOND)
    assert AskedSeat.objects.get().decision == "refused"
    days[0].refresh_from_db()
    assert (days[0].capacity, days[0].taken) == (1, 1)


def test_a_seat_that_came_free_is_given_without_opening_one(asked, days):
    change_seats(days[0].pk, seats=2, **WHY)
    approve_seat(asked, **SECOND)
    days[0].refresh_from_db()
    assert (days[0].capacity, days[0].taken) == (2, 2)


def test_only_capacity_is_asked_for_and_only_once(asked, phulwari, days):
    asha = AskedSeat.objects.get().beneficiary
    twice = refused(ask_for_seat, beneficiary_id=asha.pk, session_id=days[0].pk, **WHY)
    assert twice.refusal is Refusal.ASKED_ALREADY
    free = refused(ask_for_seat, beneficiary_id=asha.pk, session_id=days[2].pk, **WHY)
    assert free.refusal is Refusal.SEAT_FREE
    days[0].refresh_from_db()
    days[0].cohort = "student"
    days[0].save()
    dev = person("Dev", phulwari)
    other = refused(ask_for_seat, beneficiary_id=dev.pk, session_id=days[0].pk, **WHY)
    assert other.refusal is HardRule.OTHER_COHORT
    assert refused(approve_seat, asked, **SECOND).refusal is HardRule.OTHER_COHORT
    assert taken(*days) == [1, 1, 0]

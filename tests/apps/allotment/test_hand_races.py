"""What two hands do at the same moment. Each test was seen failing without the guard that it names."""

from datetime import timedelta

import pytest

from teeka.apps.allotment.models import Appointment, Exclusion
from teeka.apps.allotment.services import (
    Refusal,
    approve_seat,
    ask_for_seat,
    cancel_appointment,
    cancel_session_and_places,
    change_seats,
    exclude_person,
    move_by_hand,
    place_by_hand,
    swap_places,
)
from teeka.apps.planning.models import Session
from teeka.apps.planning.services.campaigns import running_campaign
from teeka.rules.allotment.hard_rules import HardRule
from tests.apps.allotment.test_races import assert_seats_are_true, together
from tests.apps.allotment.world import NOW, TOMORROW, facility, person, session

pytestmark = pytest.mark.django_db(transaction=True)
WHY = {"reason": "test", "by": "officer", "now": NOW}
ROUNDS = 8


@pytest.fixture
def phulwari():
    return facility()


@pytest.fixture
def days(phulwari):
    campaign = running_campaign(NOW)
    campaign.staff_share = 1
    campaign.save()
    return [session(phulwari, on=TOMORROW + timedelta(n), capacity=4, code=f"day-{n}") for n in range(2)]


def give(who, day):
    return place_by_hand(beneficiary_id=who.pk, session_id=day.pk, **WHY)


def live():
    return Appointment.objects.filter(cancelled_at=None)


def test_two_swaps_that_cross_do_not_wait_for_each_other(phulwari, days):
    """Guard: the sessions' rows are locked by id before either gives a place up; else they deadlock."""
    works_at = [phulwari, phulwari, *[facility("PHC Danapur")] * 2]  # one crew's lock would keep them apart
    people = [person(f"Asha {number}", place) for number, place in enumerate(works_at)]
    for number, who in enumerate(people):
        give(who, days[number % 2])
    asha, binod, dev, eve = people
    for _ in range(ROUNDS):
        place = {seat.beneficiary_id: seat.pk for seat in live()}
        done = together(
            lambda place=place: swap_places(place[asha.pk], place[binod.pk], **WHY),
            lambda place=place: swap_places(place[eve.pk], place[dev.pk], **WHY),
        )
        assert all(isinstance(one, tuple) for one in done)
        assert_seats_are_true()


def test_of_two_who_swap_the_same_places_one_is_told_that_they_are_gone(phulwari, days):
    """Guard: the conditional UPDATE that takes a place back, checked."""
    one, other = (give(person(name, phulwari), day) for name, day in zip(("Asha", "Dev"), days, strict=True))
    done = together(*[lambda: swap_places(one, other, **WHY)] * 2)
    assert done.count(Refusal.NO_SUCH_PLACE) == 1
    assert live().count() == 2
    assert_seats_are_true()


def test_nobody_is_moved_into_a_session_that_is_called_off(phulwari, days):
    """Guards: the lock on the session before it is judged, and the condition under which a seat is taken."""
    asha = person("Asha", phulwari)
    give(asha, days[0])
    for number in range(ROUNDS):
        target = session(phulwari, on=TOMORROW + timedelta(2), code=f"target-{number}")
        if not live().exists():
            give(asha, days[0])
        place = live().get().pk
        together(
            lambda target=target: cancel_session_and_places(target.pk, **WHY),
            lambda place=place, target=target: move_by_hand(place, session_id=target.pk, **WHY),
        )
        assert not live().filter(session=target).exists()
        assert_seats_are_true()


def test_of_two_who_approve_a_seat_one_opens_it(phulwari, days):
    """Guard: the lock on the asked seat's row."""
    days[0].capacity = 1
    days[0].save()
    give(person("Dev", phulwari), days[0])
    asked = ask_for_seat(beneficiary_id=person("Asha", phulwari).pk, session_id=days[0].pk, **WHY)
    done = together(*(lambda by=by: approve_seat(asked, **{**WHY, "by": by}) for by in ("second", "third")))
    assert done.count(Refusal.NO_SUCH_REQUEST) == 1
    days[0].refresh_from_db()
    assert (days[0].capacity, days[0].taken) == (2, 2)
    assert_seats_are_true()


def test_two_hands_do_not_each_send_the_last_colleague(phulwari):
    """Guard: the crew's advisory lock; the sessions are two, so their rows keep nobody apart."""
    session(phulwari, on=TOMORROW + timedelta(1), code="later")
    here, there = session(phulwari, code="here"), session(facility("PHC Danapur"), code="there")
    asha, dev = person("Asha", phulwari), person("Dev", phulwari)
    done = together(lambda: give(asha, here), lambda: give(dev, there))
    assert done.count(HardRule.STAFF_SHARE) == 1


def test_whoever_is_taken_out_of_the_campaign_has_no_place_left(phulwari, days):
    """Guard: the crew's advisory lock, which both take."""
    asha = person("Asha", phulwari)
    campaign = running_campaign(NOW).pk
    for _ in range(ROUNDS):
        Exclusion.objects.all().delete()
        together(
            lambda: give(asha, days[0]),
            lambda: exclude_person(beneficiary_id=asha.pk, campaign_id=campaign, **WHY),
        )
        assert not live().exists()
        assert_seats_are_true()


def test_seats_cannot_be_closed_while_the_last_is_given(phulwari, days):
    """Guard: the condition taken <= seats; CHECK (taken <= capacity) behind it would break the request."""
    give(person("Dev", phulwari), days[0])
    asha = person("Asha", phulwari)
    for _ in range(ROUNDS):
        for place in live().filter(beneficiary=asha):
            cancel_appointment(place.pk, **WHY)
        Session.objects.filter(pk=days[0].pk).update(capacity=4)
        together(lambda: give(asha, days[0]), lambda: change_seats(days[0].pk, seats=1, **WHY))
        assert_seats_are_true()

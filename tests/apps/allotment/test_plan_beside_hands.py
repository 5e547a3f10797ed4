"""What hands do while a plan is made. Each test was seen failing without the guard that it names."""

import threading
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction

from teeka.apps.allotment.models import Appointment
from teeka.apps.allotment.services import (
    allot_people,
    allotting,
    move_by_hand,
    note_absence,
    place_by_hand,
    swap_places,
)
from teeka.apps.people.models import Beneficiary
from teeka.apps.planning.services.campaigns import running_campaign
from tests.apps.allotment.test_races import assert_seats_are_true, together
from tests.apps.allotment.world import NOW, TOMORROW, facility, person, posting, session

pytestmark = pytest.mark.django_db(transaction=True)
HAND = {"by": "officer", "now": NOW}
WHY = {**HAND, "reason": "test"}
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.fixture
def crew():
    """Five of one facility, of whom two can be spared a day; Eve is placed on the third of three days.

    Returns Eve's place, and a session of the first day that no plan gives them.
    """
    campaign = running_campaign(NOW)
    campaign.staff_share = 0.4
    campaign.save()
    phulwari = facility()
    days = [session(phulwari, on=TOMORROW + timedelta(n), code=f"day-{n}") for n in range(3)]
    eve = person("Eve", phulwari)
    place = place_by_hand(beneficiary_id=eve.pk, session_id=days[2].pk, **WHY)
    for name in ("Asha", "Binod", "Dev", "Chitra"):
        person(name, phulwari)
    return place, session(facility("PHC Danapur"), code="elsewhere")


def allot_now():
    return allot_people(**HAND)


def interrupted(monkeypatch, act):
    """Do `act` once, when a plan has read what it is made from."""
    made, done = allotting.allot, []

    def interrupt(request):
        if not done:
            done.append(True)
            act()
        return made(request)

    monkeypatch.setattr(allotting, "allot", interrupt)


def a_day():
    live = Appointment.objects.filter(cancelled_at=None)
    return dict(Counter(live.values_list("session__held_on", flat=True)))


def test_a_colleague_sent_while_the_plan_is_made_counts(crew, monkeypatch):
    """Guard: still_spared. The hand does not wait for the plan: it is done before the plan is."""
    place, elsewhere = crew

    def move():
        return move_by_hand(place, session_id=elsewhere.pk, **WHY)

    interrupted(monkeypatch, lambda: together(move))
    assert allot_now().placed == 4
    assert max(a_day().values()) == 2
    assert_seats_are_true()


def test_a_plan_is_not_stored_beside_a_hand_that_has_not_finished(crew):
    """Guard: HANDS_LOCK. The hand's session is none of the plan's, so no row keeps them apart."""
    place, elsewhere = crew
    done = []
    planning = threading.Thread(target=lambda: done.extend(together(allot_now)))
    with transaction.atomic():
        move_by_hand(place, session_id=elsewhere.pk, **WHY)
        planning.start()
        planning.join(1)
        assert not done
    planning.join(20)
    assert done[0].placed == 4
    assert max(a_day().values()) == 2


def test_hands_and_plans_at_one_moment_send_no_more_than_can_be_spared(crew):
    """Guards: HANDS_LOCK and still_spared."""
    place, elsewhere = crew
    together(allot_now, lambda: move_by_hand(place, session_id=elsewhere.pk, **WHY))
    assert max(a_day().values()) == 2
    assert_seats_are_true()


def test_an_absence_noted_while_the_plan_is_made_is_kept(crew, monkeypatch):
    """Guard: the condition under which a plan's place is stored."""
    waiting = list(Beneficiary.objects.exclude(full_name="Eve"))

    def note(who):
        days = {"first_on": TOMORROW, "last_on": TOMORROW}
        return note_absence(beneficiary_id=who.pk, kind="leave", note="", **days, **HAND)

    interrupted(monkeypatch, lambda: together(lambda: [note(who) for who in waiting]))
    assert allot_now().placed == 3
    assert TOMORROW not in a_day()


def test_a_plan_that_takes_places_back_and_a_swap_do_not_wait_for_each_other(monkeypatch):
    """Guard: sessions held for what is taken back are let go and taken again with all others, by id."""
    campaign = running_campaign(NOW)
    campaign.staff_share = 1
    campaign.save()
    phulwari, danapur = facility(), facility("PHC Danapur")
    given, _ = (
        session(where, code=f"{number}", id=UUID(int=number), capacity=4)
        for number, where in ((1, phulwari), (2, danapur))
    )
    moved = person("Dev", danapur)
    one, other = person("Asha", phulwari), person("Binod", danapur)
    allot_now()
    moved.posting = posting(phulwari)
    moved.save()
    person("Eve", phulwari)
    places = [Appointment.objects.get(beneficiary=who).pk for who in (one, other)]
    done = []
    swapping = threading.Thread(target=lambda: done.extend(together(lambda: swap_places(*places, **WHY))))

    def begin():
        swapping.start()
        with connection.cursor() as cursor:
            for _ in range(2_000):
                cursor.execute(WAITING)
                if cursor.fetchone()[0]:
                    return
        raise AssertionError("the swap does not wait for the session whose place was taken back")

    interrupted(monkeypatch, begin)
    assert allot_now().transferred == 1
    swapping.join(20)
    assert isinstance(done[0], tuple)
    assert given.appointments.filter(cancelled_at=None).count() == 3
    assert_seats_are_true()

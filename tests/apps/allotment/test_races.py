"""What two do at the same moment. Each test was seen failing without the guard that it names."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.db.models import Count, Q

from teeka.apps.allotment.models import Appointment, FrozenList, Unplaced
from teeka.apps.allotment.services import (
    AllotmentRefused,
    Refusal,
    allot_people,
    allotting,
    cancel_appointment,
    close_facility,
    freeze_lists,
    place_by_hand,
)
from teeka.apps.allotment.services.allotting import PLANNER_LOCK
from teeka.apps.people.models import Beneficiary
from teeka.apps.places.models import Facility
from teeka.apps.planning.models import Session
from teeka.rules.allotment.hard_rules import HardRule
from tests.apps.allotment.world import NOW, PATNA, facility, person, session

pytestmark = pytest.mark.django_db(transaction=True)
HAND = {"by": "officer", "now": NOW, "reason": "test"}


def together(*acts):
    """Run the acts in threads that start on one barrier; what each returned or the refusal it met."""
    barrier = threading.Barrier(len(acts))

    def run(act):
        barrier.wait()
        try:
            return act()
        except AllotmentRefused as refused:
            return refused.refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def assert_seats_are_true():
    live = Count("appointments", filter=Q(appointments__cancelled_at=None))
    for one in Session.objects.annotate(live=live):
        assert one.taken == one.live <= one.capacity
    assert not Unplaced.objects.filter(
        beneficiary__in=Appointment.objects.filter(cancelled_at=None).values("beneficiary")
    ).exists()


@pytest.fixture
def day():
    phulwari = facility()
    held = session(phulwari, capacity=8)
    for number in range(8):
        person(f"Asha {number}", phulwari)
    return held


def allot():
    return allot_people(now=NOW, by="officer")


def freeze(day):
    return freeze_lists([day.pk], **HAND)


def test_two_planners_at_once_give_each_person_one_seat(day):
    done = together(allot, allot)
    placed = [one.placed for one in done if one is not Refusal.PLANNER_BUSY]
    assert sum(placed) == 8
    assert_seats_are_true()


def test_a_planner_is_told_while_another_is_at_work(day):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PLANNER_LOCK])
        assert together(allot) == [Refusal.PLANNER_BUSY]
    assert not Appointment.objects.exists()


def test_a_seat_given_by_hand_while_a_plan_is_made_is_not_given_twice(day, monkeypatch):
    """Guard: the conditional UPDATE; fewer seats come back, so the plan is made anew."""
    late = person("Late", facility("PHC Danapur"))
    made = allotting.allot
    interrupted = []

    def interrupt(request):
        if not interrupted:
            interrupted.append(True)
            together(lambda: place_by_hand(beneficiary_id=late.pk, session_id=day.pk, **HAND))
        return made(request)

    monkeypatch.setattr(allotting, "allot", interrupt)
    done = allot()
    assert done.placed == 7
    assert (done.standby, done.unplaced) == (1, {})
    assert_seats_are_true()


def test_two_hands_cannot_take_the_last_seat(day):
    day.capacity = 1
    day.save()
    one, two = (person(name, day.site.facility) for name in ("Binod", "Dev"))
    done = together(
        *(
            lambda who=who: place_by_hand(beneficiary_id=who.pk, session_id=day.pk, **HAND)
            for who in (one, two)
        )
    )
    assert done.count(HardRule.SESSION_FULL) == 1
    assert_seats_are_true()


def test_two_hands_cannot_take_one_place_back_twice(day):
    allot()
    place = Appointment.objects.first().pk
    done = together(*[lambda: cancel_appointment(place, **HAND)] * 2)
    assert sorted(map(str, done)) == sorted([str(None), str(Refusal.NO_SUCH_PLACE)])
    assert_seats_are_true()


def test_two_freezes_at_once_publish_one_version(day):
    allot()
    done = together(lambda: freeze(day), lambda: freeze(day))
    assert sorted(len(one) for one in done) == [0, 1]
    assert FrozenList.objects.count() == 1


def test_a_place_cannot_be_taken_back_while_its_list_is_being_published(day):
    """Guard: FOR UPDATE on the session. The one who takes back comes after the version, so it is told of."""
    allot()
    place = Appointment.objects.first().pk
    taken_back = threading.Event()

    def take_back():
        cancel_appointment(place, **HAND)
        taken_back.set()
        connection.close()

    other = threading.Thread(target=take_back)
    with transaction.atomic():
        (first,) = freeze(day)
        other.start()
        assert not taken_back.wait(0.4)
    other.join(10)
    assert taken_back.is_set()
    assert first.row_count == 8
    (second,) = freeze(day)
    assert (second.version, second.row_count) == (2, 7)
    assert_seats_are_true()


@pytest.fixture
def proposed(day):
    """A proposed facility, where Asha works."""
    made = facility("PHC Danapur")
    Facility.objects.filter(pk=made.pk).update(proposed_by="rekha", proposed_at=NOW)
    person("Asha", made)
    return made


def close(proposed):
    return close_facility(proposed.pk, districts={PATNA}, **HAND)


def test_of_two_who_close_a_facility_the_second_is_told_so(proposed):
    """Guard: the planner's lock and POSTINGS_LOCK."""
    done = together(*[lambda: close(proposed)] * 3)
    assert done.count(Refusal.NOT_OPEN) == 2


def test_nothing_is_closed_while_a_plan_is_made(proposed):
    """Guard: the planner's lock; the plan would give seats by a text that waits again."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PLANNER_LOCK])
        assert together(lambda: close(proposed)) == [Refusal.PLANNER_BUSY]
    assert Facility.objects.get(pk=proposed.pk).is_active


def test_a_place_given_by_hand_a_moment_before_is_seen(proposed, day):
    """Guard: the lock on the facility's people, on both sides. The place is not stored yet when it begins."""
    (asha,) = Beneficiary.objects.filter(full_name="Asha")
    done = []
    closing = threading.Thread(target=lambda: done.extend(together(lambda: close(proposed))))
    with transaction.atomic():
        place_by_hand(beneficiary_id=asha.pk, session_id=day.pk, **HAND)
        closing.start()
        closing.join(0.5)
        assert not done
    closing.join(10)
    assert done == [Refusal.PEOPLE_PLACED]
    assert Facility.objects.get(pk=proposed.pk).is_active

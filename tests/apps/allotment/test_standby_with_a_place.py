"""Who has a place on a later day stands by for an earlier full session, and keeps the place."""

import pytest

from teeka.apps.allotment.models import Appointment, Unplaced
from teeka.apps.allotment.services import (
    allot_people,
    cancel_appointment,
    cancel_session_and_places,
    freeze_lists,
    note_absence,
)
from teeka.apps.planning.models import Session
from teeka.apps.readiness.queries.invariants.every import INVARIANTS
from teeka.apps.readiness.queries.status import status
from tests.apps.allotment.world import NOW, TOMORROW, facility, person, session

pytestmark = pytest.mark.django_db


def allot(**more):
    return allot_people(now=NOW, by="officer", **more)


def standing_by():
    """{name: (code, rank, has a place)}"""
    live = Appointment.objects.filter(cancelled_at=None).exclude(standby_session=None)
    waiting = Unplaced.objects.exclude(standby_session=None)
    return {
        one.beneficiary.full_name: (one.standby_session.code, one.standby_rank, has_place)
        for rows, has_place in ((live, True), (waiting, False))
        for one in rows.select_related("beneficiary", "standby_session")
    }


def places():
    live = Appointment.objects.filter(cancelled_at=None).order_by("pk")
    return dict(live.values_list("beneficiary__full_name", "session__code"))


@pytest.fixture
def days():
    """Two days of ten seats at one facility, of which three may be waited for; twenty people."""
    phulwari = facility()
    for day in (15, 16):
        session(phulwari, on=TOMORROW.replace(day=day), code=f"S{day}")
    for number in range(20):
        person(f"Asha {number:02}", phulwari)
    return phulwari


def nothing_broken():
    return {i.number: i.check().offences for i in INVARIANTS if i.number in {2, 3}} == {2: (), 3: ()}


def test_those_of_the_second_day_stand_by_for_the_first_and_count_as_placed(days):
    done = allot()
    assert (done.people, done.placed, done.standby, done.standby_with_a_place) == (20, 20, 0, 3)
    stands = standing_by()
    assert sorted(stands.values()) == [("S15", 1, True), ("S15", 2, True), ("S15", 3, True)]
    assert {places()[name] for name in stands} == {"S16"}
    road = status(now=NOW).road
    assert (road.placed, road.waiting, road.unplaced) == (20, 0, 0)
    assert nothing_broken()


def test_allotting_again_changes_nothing(days):
    first = allot()
    before = standing_by()
    again = allot()
    assert (again.kept, again.standby_with_a_place) == (20, first.standby_with_a_place)
    assert standing_by() == before


def test_who_has_no_place_goes_before_them_and_the_last_gives_way(days):
    allot()
    before = sorted(standing_by().items(), key=lambda one: one[1][1])
    person("Dev", days)
    assert allot().standby == 1
    after = standing_by()
    assert after["Dev"] == ("S15", 1, False)
    assert [(name, after.get(name)) for name, _ in before] == [
        (before[0][0], ("S15", 2, True)), (before[1][0], ("S15", 3, True)), (before[2][0], None),
    ]  # fmt: skip
    assert nothing_broken()


def test_whoever_was_told_of_the_later_day_may_stand_by_and_nobody_is_moved(days):
    allot()
    later = Session.objects.get(code="S16")
    freeze_lists([later.pk], by="officer", now=NOW, reason="")
    gone = next(iter(standing_by()))
    place = Appointment.objects.get(beneficiary__full_name=gone, cancelled_at=None)
    cancel_appointment(place.pk, reason="cannot come", by="officer", now=NOW)
    assert gone not in standing_by()
    before = places()
    done = allot()  # gives the seat back, and a rank to somebody who was told of the sixteenth
    assert {name: code for name, code in places().items() if name != gone} == before
    assert (done.placed, done.standby_with_a_place) == (1, 3)
    assert "TRANSFERRED" not in Appointment.objects.values_list("cancelled_for", flat=True)
    assert nothing_broken()


def test_nobody_stands_by_for_a_session_that_is_called_off(days):
    allot()
    first = Appointment.objects.filter(session__code="S15").first().session
    cancel_session_and_places(first.pk, reason="no vaccine", by="officer", now=NOW)
    assert standing_by() == {}
    done = allot()
    assert (done.standby, done.standby_with_a_place) == (3, 0)
    assert nothing_broken()


def test_a_dry_run_and_other_districts_leave_them_as_they_are(days):
    allot()
    before = standing_by()
    person("Dev", days)
    assert allot(dry_run=True).standby_with_a_place == 2
    assert standing_by() == before


def test_nobody_stands_by_on_a_day_of_absence(days):
    allot()
    first = next(name for name, (_, rank, _) in standing_by().items() if rank == 1)
    who = Appointment.objects.get(beneficiary__full_name=first, cancelled_at=None).beneficiary
    note_absence(
        beneficiary_id=who.pk,
        first_on=TOMORROW,
        last_on=TOMORROW,
        kind="leave",
        note="",
        by="officer",
        now=NOW,
    )
    allot()
    assert places()[first] == "S16"
    assert first not in standing_by()
    assert len(standing_by()) == 3


def test_many_people_are_read_and_written_by_few_statements(days, django_assert_max_num_queries):
    for number in range(60):
        person(f"Binod {number}", days)
    with django_assert_max_num_queries(60):
        allot()

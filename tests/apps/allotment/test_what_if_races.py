"""What others do while a what-if is worked out or published. Each was seen failing without its guard."""

import threading

import pytest
from django.db import connection, transaction

from teeka.apps.allotment.models import Appointment, WhatIf
from teeka.apps.allotment.services import (
    Refusal,
    allot_people,
    cancel_appointment,
    place_by_hand,
    what_if_answering,
)
from teeka.apps.allotment.services.allotting import PLANNER_LOCK
from teeka.apps.allotment.services.what_if import ask_answer, make_what_if, throw_away
from teeka.apps.allotment.services.what_if_answering import answer_waiting, publish, work_out
from teeka.apps.allotment.services.what_if_refused import WhatIfRefused
from teeka.apps.planning.models import Session
from teeka.rules.what_if import WhatIfRefusal
from tests.apps.allotment.test_races import assert_seats_are_true, together
from tests.apps.allotment.world import NOW, facility, person, session

pytestmark = pytest.mark.django_db(transaction=True)
CALL_OFF = [{"change": "call_off", "session": "P1"}]
BY = {"by": "rekha", "now": NOW}


@pytest.fixture
def day():
    phulwari, danapur = facility(), facility("PHC Danapur")
    held = session(phulwari, capacity=8, code="P1")
    session(danapur, capacity=20, code="D1")
    for number in range(8):
        person(f"Asha {number}", phulwari)
    allot_people(now=NOW, by="planner")
    return held


@pytest.fixture
def number(day):
    return make_what_if(CALL_OFF, name="No vaccine", district_code=0, **BY)


def refusal_of(act):
    """What the act returned, or the refusal that it met."""
    try:
        return act()
    except WhatIfRefused as refused:
        return refused.refusal


def publishes(number):
    return lambda: refusal_of(lambda: publish(number, **BY))


def test_of_publishing_and_another_plan_at_once_one_is_told_and_seats_stay_true(day, number):
    """Guards: the planner's lock, and the basis."""
    for late in range(3):
        person(f"Dev {late}", day.site.facility)
    work_out(number, now=NOW)
    published, other = together(publishes(number), lambda: allot_people(now=NOW, by="planner"))
    assert_seats_are_true()
    if WhatIf.objects.get().state == "published":
        assert not Session.objects.filter(code="P1", cancelled_at=None).exists()
        assert other is Refusal.PLANNER_BUSY or other.placed == 0
    else:
        assert published in {Refusal.PLANNER_BUSY, WhatIfRefusal.OLDER_THAN_DATA}
        assert Session.objects.filter(code="P1", cancelled_at=None).exists()


def test_two_who_publish_at_once_publish_once(number):
    work_out(number, now=NOW)
    done = together(publishes(number), publishes(number))
    assert sum(one in (WhatIfRefusal.PUBLISHED_ALREADY, Refusal.PLANNER_BUSY) for one in done) == 1
    assert WhatIf.objects.get().state == "published"
    assert_seats_are_true()


def test_whoever_asks_while_somebody_allots_is_told_and_a_page_waits(number):
    ask_answer(number, now=NOW)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PLANNER_LOCK])
        assert together(lambda: work_out(number, now=NOW)) == [Refusal.PLANNER_BUSY]
        assert together(lambda: publish(number, **BY)) == [Refusal.PLANNER_BUSY]
        assert together(lambda: answer_waiting(now=NOW)) == [0]
    assert WhatIf.objects.get().state == "asked"
    assert answer_waiting(now=NOW) == 1


def during_the_plan(monkeypatch, act):
    """Run `act` in a thread of its own while the plan is made; it has a third of a second."""
    made, threads, done = what_if_answering.make_plan, [], threading.Event()

    def run():
        try:
            act()
        finally:
            done.set()
            connection.close()

    def plan(*arguments, **more):
        threads.append(threading.Thread(target=run))
        threads[0].start()
        threads.append(done.wait(0.35))
        return made(*arguments, **more)

    monkeypatch.setattr(what_if_answering, "make_plan", plan)
    return threads


def test_while_it_is_worked_out_other_sessions_stay_free_and_its_own_wait(day, number, monkeypatch):
    """Guard: none is needed; this says what is locked."""
    dev = person("Dev", day.site.facility)
    near = Session.objects.get(code="D1")
    free = during_the_plan(
        monkeypatch,
        lambda: place_by_hand(beneficiary_id=dev.pk, session_id=near.pk, reason="asked", **BY),
    )
    work_out(number, now=NOW)
    assert free[1]  # it did not wait
    monkeypatch.undo()
    place = Appointment.objects.filter(session=day)[0].pk
    waits = during_the_plan(monkeypatch, lambda: cancel_appointment(place, reason="ill", **BY))
    work_out(number, now=NOW)
    waits[0].join(10)
    assert not waits[1]
    assert Appointment.objects.get(pk=place).cancel_reason == "ill"
    assert_seats_are_true()


def test_no_seat_changes_under_a_plan_that_is_published(day, number, monkeypatch):
    """Guard: all sessions to come are locked before the basis is looked at."""
    work_out(number, now=NOW)
    dev = person("Dev", day.site.facility)
    near = Session.objects.get(code="D1")
    publish_refused = publishes(number)()
    assert publish_refused is WhatIfRefusal.OLDER_THAN_DATA  # Dev waits since
    work_out(number, now=NOW)
    hand = during_the_plan(
        monkeypatch,
        lambda: together(lambda: place_by_hand(beneficiary_id=dev.pk, session_id=near.pk, reason="x", **BY)),
    )
    publish(number, **BY)
    hand[0].join(10)
    assert not hand[1]  # it waited, and then was told
    assert Appointment.objects.filter(beneficiary=dev, cancelled_at=None).count() == 1
    assert_seats_are_true()


def test_what_is_thrown_away_while_it_is_worked_out_stays_thrown_away(number, monkeypatch):
    """Guard: the answer is stored only on the state that it was asked in."""
    ask_answer(number, now=NOW)
    during_the_plan(monkeypatch, lambda: throw_away(number, **BY))
    work_out(number, now=NOW)
    kept = WhatIf.objects.get()
    assert (kept.state, kept.outcome, kept.people.count()) == ("thrown_away", {}, 0)

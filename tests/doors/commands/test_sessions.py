"""`teeka session`: called off, cut, opened; above the plan only asked for."""

import json

import pytest
from click.testing import CliRunner, Result

from teeka.apps.allotment.models import AskedSeat
from teeka.apps.allotment.services import allot_people
from teeka.apps.planning.models import Campaign
from teeka.doors.commands.sessions import session as command
from teeka.shared import clock
from tests.apps.allotment.world import NOW, facility, person, session
from tests.doors.commands.test_allotment import refusal

pytestmark = pytest.mark.django_db
WHY = ("--reason", "one vaccinator is ill")


@pytest.fixture
def day(monkeypatch):
    """Three have a place in a session of four seats."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    phulwari = facility()
    held = session(phulwari, capacity=4, code="P1")
    Campaign.objects.update(staff_share=1.0)
    for name in ("Asha", "Binod", "Dev"):
        person(name, phulwari)
    allot_people(now=NOW, by="planner")
    return held


def run(*arguments) -> Result:
    return CliRunner().invoke(command, list(arguments), standalone_mode=False)


def seats(day):
    day.refresh_from_db()
    return day.capacity, day.taken


def test_a_cut_says_how_many_wait(day):
    done = run("cut", "P1", "--seats", "1", *WHY, "--json")
    assert (done.return_value, json.loads(done.stdout)) == (0, {"session": "P1", "places_taken_back": 2})
    assert seats(day) == (1, 1)
    assert "This session has 1 seats" in refusal(run("cut", "P1", "--seats", "9", *WHY))


def test_a_session_is_cut_to_no_seat_at_all(day):
    assert "3 people wait for another" in run("cut", "P1", "--seats", "0", *WHY).stdout
    assert seats(day) == (0, 0)


def test_seats_are_opened_up_to_the_plan_and_asked_for_above_it(day):
    run("cut", "P1", "--seats", "3", *WHY)
    assert run("open", "P1", "--seats", "4", *WHY).return_value == 0
    assert seats(day) == (4, 3)
    asked = run("open", "P1", "--seats", "9", *WHY)
    assert asked.return_value == 1
    assert (
        "4 seats were planned or agreed on for session P1. 9 are asked for: another officer" in asked.stdout
    )
    assert seats(day) == (4, 3)
    assert AskedSeat.objects.get().seats == 9
    assert "asked for already" in refusal(run("open", "P1", "--seats", "9", *WHY))


@pytest.mark.parametrize("act", [("call-off",), ("cut", "--seats", "1"), ("open", "--seats", "3")])
def test_what_cannot_be_is_refused_with_a_sentence(day, act, monkeypatch):
    assert "NOWHERE" in refusal(run(act[0], "NOWHERE", *act[1:], *WHY))
    assert "Say why" in refusal(run(act[0], "P1", *act[1:], "--reason", " "))
    run("call-off", "P1", *WHY)
    again = refusal(run(act[0], "P1", *act[1:], *WHY))
    assert "called off already" in again or "cancelled or has begun" in again or "begun" in again

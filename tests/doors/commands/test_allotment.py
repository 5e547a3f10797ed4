import json

import pytest
from click.testing import CliRunner, Result
from django.db import connection, transaction

from teeka.apps.allotment.models import Appointment, FrozenList
from teeka.apps.allotment.services.allotting import PLANNER_LOCK
from teeka.apps.notices.models import Message
from teeka.apps.planning.models import Campaign, Session
from teeka.doors.commands.allotment import allot, freeze
from teeka.doors.commands.by_hand import by_hand
from teeka.shared import clock
from tests.apps.allotment.test_races import together
from tests.apps.allotment.world import NOW, facility, person, session

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_evening_before(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def day():
    phulwari = facility()
    held = session(phulwari, capacity=2)
    for name in ("Asha", "Binod"):
        person(name, phulwari)
    return held


def run(command, *arguments) -> Result:
    """As `teeka` runs it: the command returns its exit code, a refusal is a ClickException."""
    return CliRunner().invoke(command, list(arguments), standalone_mode=False)


def refusal(done: Result) -> str:
    assert done.exception is not None
    assert done.exception.exit_code == 2
    return done.exception.format_message()


def test_allot_prints_one_object_and_ends_with_0_when_everybody_has_a_place(day):
    done = run(allot, "--json")
    assert done.return_value == 0
    told = json.loads(done.stdout)
    assert (told["people"], told["placed"], told["unplaced"]) == (2, 2, {})
    assert not told["dry_run"]


def test_allot_ends_with_1_and_names_the_reasons_when_somebody_is_left(day):
    Campaign.objects.update(staff_share=1.0)
    for name in ("Chitra", "Dev"):  # one stands by for whom will not come, the other is left
        person(name, day.site.facility)
    done = run(allot)
    assert done.return_value == 1
    assert "Every session in reach is full" in done.stdout
    assert (
        f"Opening 1 session of 2 seats at {day.site.name} on 15 January would place 2 of them." in done.stdout
    )


def test_a_dry_run_says_that_it_is_one(day):
    assert "nothing was stored" in run(allot, "--dry-run").stdout
    assert not Appointment.objects.exists()


def test_allot_without_people_is_refused_with_what_to_do():
    assert "teeka import roster" in refusal(run(allot))


def test_allot_without_sessions_is_refused_with_what_to_do():
    person("Asha", facility())
    assert "teeka import sessions" in refusal(run(allot))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"capacity": 0}, "Every session in reach is full"),
        ({"held_on": NOW.date().replace(year=2027)}, "on a date when this person may come"),
        ({"cancelled_at": NOW}, "There is no session in the district"),
    ],
    ids=["capacity 0", "outside the campaign", "called off"],
)
def test_allot_says_why_a_session_gives_no_seat(day, change, said):
    Session.objects.update(**change)
    Campaign.objects.update(ends_on=NOW.date().replace(year=2026, month=2))
    done = run(allot)
    assert done.return_value == 1
    assert "2 have no place" in done.stdout
    assert said in done.stdout


@pytest.mark.django_db(transaction=True)
def test_allot_and_a_sheet_are_told_that_another_planner_is_at_work(day, tmp_path):
    sheet = tmp_path / "changes.csv"
    sheet.write_text("reference,action,session_code,other_reference,reason\n10000000000001,pin,,,x\n")

    def both():
        return [refusal(run(allot)), refusal(run(by_hand, str(sheet)))]

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PLANNER_LOCK])
        ((first, second),) = together(both)
    assert "Somebody else is allotting seats right now" in first == second
    assert not Appointment.objects.exists()


def test_freeze_publishes_lists_with_the_messages_they_owe_and_repeating_it_changes_nothing(day):
    run(allot)
    first = json.loads(run(freeze, "--all", "--json").stdout)
    assert (first["published"], first["people"], first["messages"]["planned"]) == (1, 2, 2)
    assert Message.objects.count() == 2
    again = run(freeze, "--session", day.code)
    assert again.return_value == 0
    assert "every version stays" in again.stdout
    assert FrozenList.objects.count() == 1


def test_freeze_refuses_codes_that_it_does_not_know_and_both_ways_at_once(day):
    assert "No session has the code NOWHERE" in refusal(run(freeze, "--session", "NOWHERE"))
    assert "not both" in refusal(run(freeze, "--all", "--session", day.code))


def test_freeze_without_a_session_to_come_is_refused(day, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: day.ends_at)
    assert "no session to come" in refusal(run(freeze, "--all"))
    assert "is over" in refusal(run(freeze, "--session", day.code))

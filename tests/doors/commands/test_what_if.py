import json

import pytest
from click.testing import CliRunner
from django.db import connection, transaction

from teeka.apps.allotment.models import WhatIf
from teeka.apps.allotment.services import allot_people
from teeka.apps.allotment.services.allotting import PLANNER_LOCK
from teeka.apps.planning.models import Campaign, Session
from teeka.doors.commands import what_if as command
from teeka.doors.commands.what_if import what_if
from teeka.shared import clock
from tests.apps.allotment.test_races import together
from tests.apps.allotment.world import NOW, facility, person, session

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    phulwari, danapur = facility(), facility("PHC Danapur")
    held = session(phulwari, capacity=4, code="P1")
    session(danapur, capacity=3, code="D1")
    Campaign.objects.update(staff_share=1.0)
    for number in range(4):
        person(f"Asha {number}", phulwari)
    allot_people(now=NOW, by="planner")
    return held


def run(file, *arguments):
    return CliRunner().invoke(what_if, [str(file), *arguments], standalone_mode=False)


@pytest.fixture
def called_off(tmp_path):
    file = tmp_path / "off.json"
    file.write_text(json.dumps({"name": "No vaccine", "changes": [{"change": "call_off", "session": "P1"}]}))
    return file


def test_it_shows_both_plans_and_changes_nothing(day, called_off):
    done = run(called_off, "--json")
    told = json.loads(done.stdout)
    assert done.return_value == 1  # one would be left without a place
    assert (told["published"], told["changes"]["moved"], told["changes"]["lost"]) == (False, 3, 1)
    assert (told["before"]["placed"], told["after"]["placed"]) == (4, 3)
    assert Session.objects.get(code="P1").cancelled_at is None
    words = run(called_off).stdout
    assert "4 people change: 3 move to another session, 0 get a first place, 1 lose theirs" in words
    assert f"Nothing changed. Its page: /what-if/{WhatIf.objects.latest('pk').pk}/" in words


def test_with_publish_it_is_the_plan_in_force(day, called_off):
    done = run(called_off, "--publish", "--json")
    assert json.loads(done.stdout)["published"]
    assert Session.objects.get(code="P1").cancelled_at == NOW
    assert WhatIf.objects.get().state == "published"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('{"changes": []}', "There is no change to try out."),
        ('{"changes": [{"change": "call_off", "session": "X"}]}', "No session here has this code: X."),
        ('{"changes": [{"change": "seats", "session": "P1", "seats": 0}]}', "at least one seat, not 0"),
        ('{"changes": [{"change": "seats", "session": "P1"}]}', "cannot be read: the number of seats"),
        ('{"changes": 7}', "is not a list of changes"),
        ("[]", "is not a list of changes"),
        ("{", "is not a list of changes"),
        ("\udcff", "is not a list of changes"),
    ],
)
def test_a_file_that_cannot_be_tried_is_refused_with_a_sentence(day, tmp_path, written, said):
    file = tmp_path / "changes.json"
    file.write_bytes(written.encode(errors="surrogateescape"))
    done = run(file)
    assert done.exception.exit_code == 2
    assert said in done.exception.format_message()


def test_a_plan_older_than_its_data_is_refused_with_the_difference(day, called_off, monkeypatch):
    made = command.publish

    def late(number, **rest):
        person("Dev", day.site.facility)
        return made(number, **rest)

    monkeypatch.setattr(command, "publish", late)
    done = run(called_off, "--publish")
    assert done.exception.exit_code == 2
    assert "something has changed: 1 more people wait" in done.exception.format_message()
    assert Session.objects.get(code="P1").cancelled_at is None


def test_seats_above_the_plan_are_tried_out_and_left_to_another_officer(day, tmp_path):
    file = tmp_path / "more.json"
    file.write_text(json.dumps({"changes": [{"change": "seats", "session": "P1", "seats": 9}]}))
    done = run(file, "--publish")
    assert done.exception.exit_code == 2
    assert "Another officer must publish it" in done.exception.format_message()
    assert WhatIf.objects.get().state == "shown"
    assert Session.objects.get(code="P1").capacity == 4


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"change": "close_site", "site": "NOWHERE", "on": "2026-01-15", "until": "2026-01-15"}, "NOWHERE"),
        (
            {"change": "close_site", "site": "PHC-Phulwari", "on": "2026-01-20", "until": "2026-01-19"},
            "The end does not come after the start",
        ),
        ({"change": "open", "site": "PHC-Phulwari", "on": "2026-01-13", "seats": 5}, "2026-01-13"),
    ],
    ids=["no such site", "ends before it begins", "a day that is over"],
)
def test_a_site_or_a_day_that_cannot_be_is_refused_with_a_sentence(day, tmp_path, written, said):
    file = tmp_path / "changes.json"
    file.write_text(json.dumps({"changes": [written]}))
    done = run(file)
    assert done.exception.exit_code == 2
    assert said in done.exception.format_message()


def test_at_a_closed_site_nobody_gets_a_seat(day, tmp_path):
    file = tmp_path / "closed.json"
    closed = {"change": "close_site", "site": "PHC-Phulwari", "on": "2026-01-15", "until": "2026-01-15"}
    file.write_text(json.dumps({"changes": [closed]}))
    run(file, "--publish")
    assert not day.appointments.filter(cancelled_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_it_is_told_that_another_planner_is_at_work(day, called_off):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PLANNER_LOCK])
        (done,) = together(lambda: run(called_off))
    assert done.exception.exit_code == 2
    assert "Somebody else is allotting seats right now" in done.exception.format_message()


def test_a_file_that_is_not_there_is_refused(tmp_path):
    done = run(tmp_path / "nothing.json")
    assert done.exception.exit_code == 2
    assert "cannot be read" in done.exception.format_message()

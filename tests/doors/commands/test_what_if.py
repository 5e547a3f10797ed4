import json

import pytest
from click.testing import CliRunner

from teeka.apps.allotment.models import WhatIf
from teeka.apps.allotment.services import allot_people
from teeka.apps.planning.models import Campaign, Session
from teeka.doors.commands.what_if import what_if
from teeka.shared import clock
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


def test_a_file_that_is_not_there_is_refused(tmp_path):
    done = run(tmp_path / "nothing.json")
    assert done.exception.exit_code == 2
    assert "cannot be read" in done.exception.format_message()

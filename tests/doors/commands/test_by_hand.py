"""`teeka by-hand`: a sheet of changes tried out and applied; what contradicts itself is named, row by row."""

import json

import pytest
from click.testing import CliRunner, Result

from teeka.apps.allotment.models import Appointment
from teeka.apps.allotment.services import place_by_hand
from teeka.apps.planning.models import Campaign, Session
from teeka.doors.commands.by_hand import by_hand
from teeka.shared import clock
from tests.apps.allotment.world import GAYA, NOW, TOMORROW, facility, person, session
from tests.doors.commands.test_allotment import refusal

pytestmark = pytest.mark.django_db
WHY = {"reason": "test", "by": "officer", "now": NOW}
HEAD = "reference,action,session_code,other_reference,reason"


@pytest.fixture
def here(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    phulwari = facility()
    session(phulwari, code="P1", capacity=2)
    session(phulwari, code="P2", capacity=2)
    Campaign.objects.update(staff_share=1.0)
    return phulwari


@pytest.fixture
def run(tmp_path):
    def go(*rows: str, options=()) -> Result:
        file = tmp_path / "changes.csv"
        file.write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8")
        return CliRunner().invoke(by_hand, [str(file), *options], standalone_mode=False)

    return go


def row(who, action, code="", other="", reason="agreed"):
    return f"{who.reference:014d},{action},{code},{other},{reason}"


def said(done: Result) -> dict[int, str]:
    return {one["row"]: one["text"] for one in json.loads(done.stdout)["refused"]}


def where():
    live = Appointment.objects.filter(cancelled_at=None).select_related("session", "beneficiary")
    return {place.beneficiary.full_name: place.session.code for place in live}


def test_a_sheet_is_tried_out_and_then_applied_whole(here, run):
    asha, chitra = person("Asha", here), person("Chitra", facility("PHC Bodh Gaya", district=GAYA))
    rows = row(asha, "place", "P1"), row(chitra, "place", "P2")
    tried = run(*rows)
    assert (tried.return_value, where()) == (0, {})
    assert "2 rows: 2 can be done, 0 cannot." in tried.stdout
    assert "Nothing was changed." in tried.stdout
    applied = run(*rows, options=("--apply", "--json"))
    assert applied.return_value == 0
    assert json.loads(applied.stdout)["applied"]
    assert where() == {"Asha": "P1", "Chitra": "P2"}


def test_one_row_that_cannot_be_done_stops_the_whole_sheet(here, run):
    asha, binod = person("Asha", here), person("Binod", here)
    done = run(row(asha, "place", "P1"), row(binod, "remove"), options=("--apply",))
    assert (done.return_value, where()) == (1, {})
    assert "2 rows: 1 can be done, 1 cannot.\n  Row 2: " in done.stdout


def test_contradictory_pins_are_named_in_both_rows(here, run):
    asha = person("Asha", here)
    place_by_hand(beneficiary_id=asha.pk, session_id=Session.objects.get(code="P1").pk, **WHY)
    found = said(run(row(asha, "pin"), row(asha, "unpin"), options=("--json",)))
    assert "Row 1 and row 2 speak of the same person" in found[1]
    assert "Row 2 and row 1 speak of the same person" in found[2]
    assert "pinned already" in said(run(row(asha, "pin"), options=("--json",)))[1]


def test_a_person_pinned_into_two_sessions_is_named_in_both_rows(here, run):
    asha = person("Asha", here)
    found = said(run(row(asha, "place", "P1"), row(asha, "place", "P2"), options=("--apply", "--json")))
    assert set(found) == {1, 2}
    assert where() == {}
    place_by_hand(beneficiary_id=asha.pk, session_id=Session.objects.get(code="P1").pk, **WHY)
    again = said(run(row(asha, "place", "P2"), options=("--json",)))
    assert "already has a place for this dose" in again[1]


def test_pins_beyond_the_seats_are_refused_and_a_sheet_opens_none(here, run):
    people = [person(f"Asha {number}", here) for number in range(3)]
    found = said(run(*(row(who, "place", "P1") for who in people), options=("--apply", "--json")))
    assert list(found) == [3]
    assert "no free seat" in found[3]
    assert Session.objects.get(code="P1").capacity == 2


def test_a_session_called_off_begun_or_outside_the_campaign_is_refused(here, run):
    asha, binod, dev = (person(name, here) for name in ("Asha", "Binod", "Dev"))
    Session.objects.filter(code="P1").update(cancelled_at=NOW)
    late = session(here, code="P9", on=TOMORROW.replace(day=25))
    Campaign.objects.update(ends_on=TOMORROW)
    found = said(run(row(asha, "place", "P1"), row(binod, "place", "P9"), options=("--json",)))
    assert "cancelled or has begun" in found[1]
    assert "outside the campaign's dates" in found[2]
    assert (
        "No session of your area has the code" in said(run(row(dev, "place", "P7"), options=("--json",)))[1]
    )
    assert late.taken == 0


def test_what_is_no_such_sheet_and_an_empty_one_are_refused_whole(here, run, tmp_path):
    file = tmp_path / "other.csv"
    file.write_text("name,age\nAsha,40\n")
    assert "other.csv" in refusal(CliRunner().invoke(by_hand, [str(file)], standalone_mode=False))
    assert "changes.csv" in refusal(run(options=("--apply",)))


def test_a_place_unpinned_twice_is_named(here, run):
    asha = person("Asha", here)
    place_by_hand(beneficiary_id=asha.pk, session_id=Session.objects.get(code="P1").pk, **WHY)
    assert run(row(asha, "unpin"), options=("--apply",)).return_value == 0
    assert "not pinned" in said(run(row(asha, "unpin"), options=("--json",)))[1]

"""`teeka import` ends as an upload on a page does: with postings resolved, and the new compared with all."""

import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from teeka.apps.intake.models import Upload
from teeka.apps.people.models import Beneficiary, ComparedRegistration, DuplicateLink, Posting
from teeka.apps.places.models import Facility
from teeka.apps.planning.services import uploads
from teeka.doors.commands import people
from teeka.doors.commands.uploads import import_command, undo_import
from tests import make
from tests.apps.intake.conftest import make_places
from tests.formats.incoming.files import ROSTER_HEADER, csv_bytes, put

pytestmark = pytest.mark.django_db
NILA = ["Nila Kumari Devi", "F", "1985", "9812345670", "Nurse", "PHC Phulwari", "Patna"]
NEELA = ["Neela Kumari Devi", "F", "1985", "9812345670", "Nurse", "Phulwari P.H.C.", "Patna"]
DEV = ["Dev Paswan", "M", "1979", "9812345671", "Nurse", "somewhere else", "Patna"]


@pytest.fixture(autouse=True)
def _places(db: None) -> None:
    make_places()
    make.facility("F1", name="PHC Phulwari")


def run(command: Any, *arguments: object) -> Result:
    return CliRunner().invoke(command, [str(a) for a in arguments], standalone_mode=False)


def roster(*arguments: object) -> dict[str, Any]:
    result = run(import_command, "roster", *arguments, "--json")
    assert result.exception is None, result.exception
    return dict(json.loads(result.stdout))


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Nila; and Neela, who is her second registration, with Dev whose posting nobody knows."""
    return [put(tmp_path, csv_bytes(NILA), "a.csv"), put(tmp_path, csv_bytes(NEELA, DEV), "b.csv")]


def test_a_roster_is_resolved_and_compared_before_the_command_ends(files: list[Path]) -> None:
    told = roster(*files)

    nila, neela, dev = Beneficiary.objects.order_by("reference")
    assert {nila.posting.facility.code, neela.posting.facility.code} == {"F1"}
    assert (neela.stands_for, dev.stands_for) == (nila, None)
    assert told["resolved"]["people"] == {"accepted": 2, "confirm": 0, "review": 1}
    assert {**told["duplicates"], "seconds": 0} == {
        "linked": 1, "held": 0, "linked_now": 1, "held_now": 0, "seconds": 0,
    }  # fmt: skip


def test_what_waits_for_a_person_among_the_postings_is_told_and_does_not_fail_the_import(
    files: list[Path],
) -> None:
    result = run(import_command, "roster", *files)

    assert result.return_value == 0
    assert "review:       1 texts of         1 people" in result.stdout
    assert "1 registrations linked to an older one" in result.stdout
    assert "Finding duplicates:" in result.stderr


def test_many_files_are_compared_once(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[int] = []
    really = uploads.link_duplicates
    monkeypatch.setattr(
        uploads,
        "link_duplicates",
        lambda **asked: runs.append(Beneficiary.objects.count()) or really(**asked),
    )

    roster(*files)

    assert runs == [3]


def test_resolve_and_duplicates_then_find_nothing_more(files: list[Path]) -> None:
    roster(*files)
    links = list(DuplicateLink.objects.values())

    assert json.loads(run(people.duplicates, "--json").stdout) == {
        "linked": 1, "held": 0, "linked_now": 0, "held_now": 0,
    }  # fmt: skip
    assert json.loads(run(people.resolve, "--json").stdout)["moved_people"] == 0
    assert list(DuplicateLink.objects.values()) == links


def test_a_dry_run_resolves_and_compares_nothing(files: list[Path]) -> None:
    assert roster(*files, "--dry-run").keys() == {"files", "refused", "dry_run"}
    assert not Posting.objects.exists()
    assert not ComparedRegistration.objects.exists()


def test_where_nothing_came_in_nothing_is_compared(tmp_path: Path, files: list[Path]) -> None:
    told = roster(put(tmp_path, b"", "empty.csv"))

    assert told["refused"]
    assert told.keys() == {"files", "refused", "dry_run"}


@pytest.mark.parametrize("step", ["resolve_all", "link_duplicates"])
@pytest.mark.parametrize("again", ["import", "duplicates"])
def test_who_was_killed_between_storing_and_comparing_leaves_the_rest_to_the_next(
    step: str, again: str, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(**_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(uploads, step, killed)
        assert isinstance(run(import_command, "roster", *files).exception, click.Abort)
    assert Beneficiary.objects.count() == 3
    assert not DuplicateLink.objects.exists()

    if again == "import":
        assert {file["unchanged"] for file in roster(*files)["files"]} == {1, 2}
    else:
        run(people.duplicates)

    assert Beneficiary.objects.exclude(stands_for=None).count() == 1


def test_a_registry_that_came_later_resolves_what_waited_for_it(tmp_path: Path, files: list[Path]) -> None:
    roster(*files)
    header = ["facility_code", "name", "type", "district"]
    registry = put(tmp_path, csv_bytes(["F9", "Somewhere Else", "PHC", "Patna"], header=header), "f.csv")

    run(import_command, "facilities", registry)

    meant = Facility.objects.get(code="F9").pk
    assert Posting.objects.get(text="somewhere else").candidates[0] == meant


def test_what_an_import_brought_and_the_rule_linked_can_still_be_taken_back(files: list[Path]) -> None:
    roster(*files)
    first, second = Upload.objects.order_by("pk").values_list("pk", flat=True)

    for number, left in ((first, 2), (second, 0)):
        assert run(undo_import, number).exception is None
        assert Beneficiary.objects.count() == left
        assert not Beneficiary.objects.exclude(stands_for=None).exists()


def test_a_correction_that_made_two_people_one_is_taken_back_and_they_are_two_again(tmp_path: Path) -> None:
    header = [*ROSTER_HEADER, "employee_id"]
    corrected = [*NEELA, "E2"]
    neela = [*NEELA[:2], "1979", "9812345671", *NEELA[4:], "E2"]
    roster(put(tmp_path, csv_bytes([*NILA, "E1"], neela, header=header), "first.csv"))
    assert not Beneficiary.objects.exclude(stands_for=None).exists()
    (told,) = roster(put(tmp_path, csv_bytes(corrected, header=header), "second.csv"))["files"]
    assert told["updated"] == 1
    assert Beneficiary.objects.exclude(stands_for=None).count() == 1

    result = run(undo_import, Upload.objects.latest("pk").pk, "--json")

    assert result.exception is None, result.exception
    assert json.loads(result.stdout)["duplicates"]["linked"] == 0
    assert not Beneficiary.objects.exclude(stands_for=None).exists()
    assert Beneficiary.objects.get(employee_id="E2").mobile == "9812345671"

"""`teeka postings export` and `decide`."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from teeka.apps.people.models import Posting
from teeka.apps.people.services.postings import resolve_all
from teeka.doors.commands.postings import postings
from tests.apps.people.world import BHOJPUR, NOW, PATNA, person, posting, registry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def texts() -> None:
    registry()
    person("Asha Kumari", posting("Old camp by the river"))
    person("Chitra Devi", posting("Old camp", district=BHOJPUR))
    resolve_all(now=NOW)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(postings, [*map(str, arguments), "--json"], standalone_mode=False)


def printed(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def decided(path: Path, said: str) -> Path:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    at = [str(cell.value).split("\n")[0] for cell in sheet[1]].index("Decision") + 1
    sheet.cell(2, at).value = said
    book.save(path)
    return path


def test_the_open_texts_go_out_all_or_of_one_district(tmp_path: Path) -> None:
    everything, one = tmp_path / "all.xlsx", tmp_path / "one.csv"

    assert printed(run("export", everything)) == {"texts": 2, "people": 2, "out": str(everything)}
    assert printed(run("export", one, "--district", BHOJPUR))["texts"] == 1
    assert "Old camp by" not in one.read_text()


def test_decisions_come_back_and_every_row_has_its_fate(tmp_path: Path) -> None:
    path = tmp_path / "texts.xlsx"
    run("export", path, "--district", PATNA)

    result = run("decide", decided(path, "F2"))

    told = printed(result)
    assert (result.return_value, told["settled"], told["texts"], told["people"]) == (0, 1, 1, 1)
    assert [(fate["row"], fate["fate"]) for fate in told["fates"]] == [(1, "settled")]
    assert Posting.objects.get(text="Old camp by the river").facility.code == "F2"


def test_what_needs_a_person_ends_with_1(tmp_path: Path) -> None:
    path = tmp_path / "texts.xlsx"
    run("export", path, "--district", PATNA)

    result = run("decide", decided(path, "F9"))

    assert (result.return_value, printed(result)["unknown_code"]) == (1, 1)
    assert not Posting.objects.filter(decision="accept").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "texts.pdf"), "a sheet is written as .xlsx or .csv"),
        (("export", "no/such/folder/texts.csv"), "does not exist"),
        (("export", "texts.csv", "--district", "Nowhere"), "There is no district 'Nowhere' here"),
        (("decide", "no-such-file.csv"), "there is no file of this name"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(
    arguments: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)

    assert getattr(result.exception, "exit_code", None) == 2
    assert said in str(getattr(result.exception, "message", ""))
    assert list(tmp_path.iterdir()) == []

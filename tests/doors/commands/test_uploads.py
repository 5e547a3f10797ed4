"""`teeka import` as scripts and people meet it: exit codes, one JSON object, rejected rows as a file."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from teeka.apps.people.models import Beneficiary
from teeka.doors.commands.uploads import import_command, undo_import
from tests.apps.intake.conftest import make_places
from tests.formats.incoming.files import ASHA, DEV, ROSTER_HEADER, csv_bytes, put, workbook

pytestmark = pytest.mark.django_db
NAMELESS = ["", *DEV[1:]]
FATES = ("created", "updated", "unchanged", "held", "rejected")


@pytest.fixture(autouse=True)
def _places(db: None) -> None:
    make_places()


def run(*arguments: object) -> Result:
    return CliRunner().invoke(import_command, [str(a) for a in arguments], standalone_mode=False)


def printed(result: Result) -> dict:
    return json.loads(result.stdout)


def test_a_clean_roster_ends_with_0_and_prints_one_json_object(tmp_path: Path) -> None:
    result = run("roster", put(tmp_path, csv_bytes(ASHA, DEV)), "--json")

    (file,) = printed(result)["files"]
    assert result.return_value == 0
    assert {key: file[key] for key in ("file", "rows", *FATES, "problems")} == {
        "file": "roster.csv", "rows": 2, "created": 2, "updated": 0, "unchanged": 0, "held": 0, "rejected": 0,
        "problems": [],
    }  # fmt: skip
    assert printed(result)["refused"] is None


def test_rejected_rows_end_with_1_and_name_row_column_reason_and_what_to_do(tmp_path: Path) -> None:
    result = run("roster", put(tmp_path, csv_bytes(ASHA, NAMELESS)), "--json")

    (file,) = printed(result)["files"]
    assert result.return_value == 1
    assert sum(file[fate] for fate in FATES) == file["rows"] == 2
    (problem,) = file["problems"]
    assert (problem["row"], problem["column"], problem["reason"]) == (2, "name", "missing")
    assert problem["text"] == "Row 2: 'name' is empty. Fill it in."


def test_a_refused_file_ends_with_2_and_a_sentence_and_stores_nobody(tmp_path: Path) -> None:
    result = run("roster", put(tmp_path, b""), "--json")

    assert result.return_value == 2
    assert printed(result)["refused"].startswith("roster.csv: the file is empty.")
    assert Beneficiary.objects.count() == 0


def test_one_refused_file_does_not_keep_the_others_out(tmp_path: Path) -> None:
    good = put(tmp_path, csv_bytes(ASHA))

    result = run("roster", put(tmp_path, b"", "empty.csv"), good, "--json")

    assert result.return_value == 1
    assert [file["created"] for file in printed(result)["files"]] == [0, 1]


def test_a_dry_run_says_so_and_stores_nothing(tmp_path: Path) -> None:
    result = run("roster", put(tmp_path, csv_bytes(ASHA)), "--dry-run")

    assert "1 created" in result.stdout
    assert "nothing is stored" in result.stdout
    assert Beneficiary.objects.count() == 0


def test_rejected_rows_come_back_ready_to_be_corrected_and_uploaded_again(tmp_path: Path) -> None:
    back = tmp_path / "back.csv"
    run("roster", put(tmp_path, csv_bytes(ASHA, NAMELESS)), "--rejected", back)

    header, row = csv.reader(io.StringIO(back.read_text(encoding="utf-8-sig")))
    assert header == [*ROSTER_HEADER, "Why this row was rejected"]
    assert row[:-1] == NAMELESS
    assert row[-1] == "Row 2: 'name' is empty. Fill it in."
    back.write_text(back.read_text(encoding="utf-8").replace("\n,M", "\nDev,M").replace('\n"",M', "\nDev,M"))
    assert run("roster", back).return_value == 0
    assert set(Beneficiary.objects.values_list("full_name", flat=True)) == {"Asha Devi", "Dev"}


def test_a_rejected_formula_comes_back_dead(tmp_path: Path) -> None:
    back = tmp_path / "back.xlsx"
    run("roster", put(tmp_path, csv_bytes(["=cmd|' /C calc'!A0", *ASHA[1:]])), "--rejected", back)

    cell = openpyxl.load_workbook(back).active["A2"]
    assert cell.data_type == "s"
    assert cell.value == "'=cmd|' /C calc'!A0"


def test_rejected_rows_of_several_files_go_to_a_folder_each_as_it_came(tmp_path: Path) -> None:
    sheet = workbook(tmp_path, [ROSTER_HEADER, ASHA, NAMELESS], name="gaya.xlsx")

    run("roster", put(tmp_path, csv_bytes(NAMELESS), "patna.csv"), sheet, "--rejected", tmp_path / "back")

    assert {p.name for p in (tmp_path / "back").iterdir()} == {"patna-rejected.csv", "gaya-rejected.xlsx"}


def test_an_import_can_be_undone_once(tmp_path: Path) -> None:
    result = run("roster", put(tmp_path, csv_bytes(ASHA)))
    number = result.stdout.split("(import ")[1].split(")")[0]

    undone = CliRunner().invoke(undo_import, [number, "--json"], standalone_mode=False)
    again = CliRunner().invoke(undo_import, [number])

    assert json.loads(undone.stdout)["undone"] == 1
    assert Beneficiary.objects.count() == 0
    assert again.exit_code == 2

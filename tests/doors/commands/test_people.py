import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from teeka.doors.commands import people
from tests.apps.people.world import person, posting, registry

REGISTRY = (
    "\ufeffFacility_Code,Name,Type,District\n"
    "F1,PHC Phulwari,PHC,Patna\nF2,APHC Lari,APHC,Patna\nF3,Sadar Hospital Ara,DH,Bhojpur\n"
)
POSTINGS = (
    "Posting,DISTRICT\nफुलवारी प्रा.स्वा.केन्द्र,पटना\n,Patna\n=1+1,Patna\nSadar Hosp. Ara,bhojpur\n"
    "फुलवारी प्रा.स्वा.केन्द्र,पटना\n"
)
ROSTER = (
    "name,gender,birth_year,mobile,category,posting,posting_district\n"
    "Asha Kumari,F,1986,9812345601,nurse,PHC Phulwari,Patna\n"
    "Chitra Devi,F,1979,9812345603,nurse,PHC Phulwari,Patna\n"
    "KUMARI AASHA,F,1986,9812345601,nurse,PHC Phulwari,Patna\n"
)


def run(command, *arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(command, list(map(str, arguments)), standalone_mode=False)
    if result.exception:
        return getattr(result.exception, "exit_code", 99), str(result.exception)
    return result.return_value, result.stdout


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    texts = {"registry": REGISTRY, "postings": POSTINGS, "roster": ROSTER}
    made = {name: tmp_path / f"{name}.csv" for name in (*texts, "out")}
    for name, text in texts.items():
        made[name].write_text(text, encoding="utf-8")
    return made


def written(out: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))


def matched(files: dict[str, Path]) -> tuple[int, str]:
    return run(
        people.match_postings, "--registry", files["registry"], "--postings", files["postings"],
        "--out", files["out"], "--json",
    )  # fmt: skip


def test_every_posting_gets_its_row_in_order(files) -> None:
    code, printed = matched(files)

    rows = written(files["out"])
    assert code == 1
    assert [row["decision"] for row in rows] == ["accept", "review", "review", "accept", "accept"]
    assert [row["facility_code"] for row in rows[:2]] == ["F1", ""]
    assert rows[0]["district"] == "पटना"
    assert rows[0] == rows[4]
    assert list(rows[0]) == [
        "posting", "district", "decision", "facility_code", "confidence", "reasons", "candidates"
    ]  # fmt: skip
    assert "FOLDED" in rows[0]["reasons"].split("|")
    assert json.loads(printed)["accept"] == 3


def test_what_a_spreadsheet_would_run_is_written_as_text(files) -> None:
    matched(files)

    assert "\n'=1+1,Patna," in files["out"].read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("postings", b"text,place\na,b\n", "the header lacks posting and district"),
        ("postings", b"", "the header lacks posting and district"),
        ("postings", "posting,district\nPHC \xe9,Patna\n".encode("latin-1"), "not UTF-8"),
        ("registry", b"code;title\n1;2\n", "header"),
        ("registry", b"", "empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    files, name: str, content: bytes, told: str
) -> None:
    files[name].write_bytes(content)

    code, sentence = matched(files)

    assert code == 2
    assert files[name].name in sentence
    assert told in sentence
    assert not files["out"].exists()


def test_an_output_folder_that_is_not_there_is_refused(files) -> None:
    files["out"] = files["out"].parent / "missing" / "out.csv"

    assert matched(files)[0] == 2


def test_duplicates_in_a_file_are_named_by_their_rows(files) -> None:
    code, printed = run(people.find_duplicates, "--roster", files["roster"], "--out", files["out"], "--json")

    rows = written(files["out"])
    assert code == 0
    assert [(row["row_a"], row["row_b"], row["decision"]) for row in rows] == [("1", "3", "link")]
    assert "SAME_MOBILE" in rows[0]["reasons"].split("|")
    assert json.loads(printed)["linked"] == 1


def test_the_file_commands_start_no_database(files, tmp_path) -> None:
    home = tmp_path / "home"
    environment = {
        **os.environ,
        "TEEKA_HOME": str(home),
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    }
    asked = ["match-postings", "--registry", files["registry"], "--postings", files["postings"]]

    done = subprocess.run(
        [sys.executable, "-m", "teeka", *asked, "--out", files["out"]],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    (progress,) = done.stderr.splitlines()
    assert (done.returncode, progress[:17]) == (1, "Matching postings")
    assert files["out"].exists()
    assert not list(tmp_path.glob("home/**/PG_VERSION"))


@pytest.mark.django_db
def test_resolve_counts_texts_and_people_and_says_when_somebody_must_look() -> None:
    registry()
    person("Asha Kumari", posting("PHC Fulwari"))
    assert run(people.resolve, "--json")[0] == 0
    person("Dev Paswan", posting("somewhere else"))

    code, printed = run(people.resolve, "--json")

    told = json.loads(printed)
    assert code == 1
    assert told["texts"] == {"accepted": 1, "confirm": 0, "review": 1}
    assert told["people"] == {"accepted": 1, "confirm": 0, "review": 1}


@pytest.mark.django_db
def test_duplicates_prints_what_is_linked_and_held() -> None:
    registry()
    where = posting("PHC Phulwari")
    person("Asha Kumari", where, mobile="9812345601")
    person("Aasha Kumari", where, mobile="9812345601")

    code, printed = run(people.duplicates, "--json")

    assert (code, json.loads(printed)) == (0, {"linked": 1, "held": 0, "linked_now": 1, "held_now": 0})

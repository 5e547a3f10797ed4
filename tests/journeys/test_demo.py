"""The night before, end to end, as a newcomer meets it: real commands, real files, a real gateway's port."""

import json
from dataclasses import dataclass

import pytest

from tests.homes import Home, own_home

PEOPLE = 600
PATIENCE = 900.0  # a dozen commands, on a machine that may be busy


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def demo(home: Home, *options: str) -> Done:
    process = home.start_teeka("demo", *options)
    stdout, stderr = process.communicate(timeout=PATIENCE)
    return Done(process.returncode, stdout, stderr)


@pytest.fixture(scope="module")
def home():
    with own_home(is_empty=True) as made:
        yield made


@pytest.fixture(scope="module")
def shown(home: Home) -> dict:
    done = demo(home, "--people", str(PEOPLE), "--once", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_rows_add_up(shown: dict) -> None:
    rows = shown["status"]["rows"]

    assert shown["facts"]["rows_add_up"]
    assert rows["received"] == sum(
        rows[fate] for fate in ("created", "updated", "unchanged", "held", "rejected")
    )


def test_accepted_postings_are_right(shown: dict) -> None:
    assert shown["facts"]["accepted_right_share"] >= 0.97
    assert shown["facts"]["accepted_share"] >= 0.7


def test_nobody_is_placed_by_where_they_live(shown: dict) -> None:
    assert shown["status"]["placed"] > 0.6 * PEOPLE
    assert shown["facts"]["placed_away_from_posting"] == 0


def test_everybody_placed_is_listed_and_everybody_listed_is_told_or_to_be_called(shown: dict) -> None:
    assert shown["facts"]["placed_but_not_listed"] == 0
    assert shown["facts"]["listed_but_neither_told_nor_to_call"] == 0
    assert shown["status"]["notices"]["delivered"] > 0.5 * PEOPLE


def test_rows_that_must_be_rejected_were_and_no_others(shown: dict) -> None:
    assert shown["facts"]["must_be_rejected"] == shown["facts"]["must_be_rejected_and_were"]
    assert shown["facts"]["rejected_though_good"] == 0


def test_all_invariants_hold_afterwards(home: Home, shown: dict) -> None:
    checked = home.teeka("verify", "--json")

    assert checked.returncode == 0, checked.stdout
    assert json.loads(checked.stdout)["holds"]


def test_a_second_demo_throws_the_first_away(home: Home, shown: dict) -> None:
    again = demo(home, "--people", "60", "--once", "--json")

    assert again.returncode == 0, again.stderr
    assert "Throwing away the earlier demo" in again.stderr
    assert json.loads(again.stdout)["status"]["rows"]["received"] < 200


def test_a_home_in_use_is_left_alone() -> None:
    with own_home() as other:
        sample = other.folder / "sample"
        other.teeka("sample", str(sample), "--people", "20")
        other.teeka("import", "facilities", str(sample / "facilities.csv"))

        refused = demo(other, "--people", "20", "--once")

        assert refused.returncode == 2
        assert "does not touch it" in refused.stderr

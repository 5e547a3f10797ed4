from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teeka.rules.districts import fold_place
from teeka.rules.row_checks.cells import PROBLEMS_SCHEMA
from teeka.rules.row_checks.reasons import ROW_PROBLEM_WORDS, RowProblem, problem_sentence
from teeka.rules.row_checks.roster import COLUMNS, RosterRules, check_roster

RULES = RosterRules({fold_place("Patna"): 1, fold_place("Gaya"): 2}, date(2026, 1, 14))
NO_TROUBLES = pl.DataFrame(schema={"row": pl.UInt32, "column": pl.String, "trouble": pl.String})
ASHA = {
    "name": "Asha Devi", "gender": "F", "birth_year": "1985", "mobile": "9812345670", "category": "Nurse",
    "posting": "PHC Phulwari", "posting_district": "Patna",
}  # fmt: skip


def table(*rows: dict[str, str | None]) -> pl.DataFrame:
    filled = [{column: row.get(column) for column in COLUMNS} for row in rows]
    schema = dict.fromkeys(COLUMNS, pl.String)
    return pl.DataFrame(filled, schema=schema).with_row_index("row", offset=1)


def check(*rows: dict[str, str | None]) -> tuple[pl.DataFrame, list[tuple[int, str, str]]]:
    clean, problems = check_roster(table(*rows), NO_TROUBLES, RULES)
    assert problems.schema == PROBLEMS_SCHEMA
    return clean, list(problems.iter_rows())


def test_a_good_row_becomes_a_typed_one() -> None:
    clean, problems = check(ASHA | {"home_pincode": "800 001", "is_vaccinator": "हाँ", "employee_id": "77.0"})

    row = clean.row(0, named=True)
    assert problems == []
    assert row["birth_year"] == 1985
    assert row["category"] == "nurse_supervisor"
    assert row["district_code"] == 1
    assert (row["home_pin_code"], row["is_vaccinator"], row["employee_id"]) == ("800001", True, "77")


@pytest.mark.parametrize(
    ("change", "column", "reason"),
    [
        ({"name": None}, "name", RowProblem.MISSING),
        ({"name": "12345"}, "name", RowProblem.NAME_NOT_A_NAME),
        ({"name": "A" * 121}, "name", RowProblem.TOO_LONG),
        ({"gender": "X"}, "gender", RowProblem.GENDER_UNKNOWN),
        ({"gender": None}, "gender", RowProblem.MISSING),
        ({"birth_year": None}, "birth_year", RowProblem.BIRTH_MISSING),
        ({"birth_year": "85"}, "birth_year", RowProblem.BIRTH_YEAR_ABSURD),
        ({"birth_year": "2025"}, "birth_year", RowProblem.BIRTH_YEAR_ABSURD),
        ({"birth_year": "nineteen"}, "birth_year", RowProblem.BIRTH_YEAR_UNREADABLE),
        (
            {"birth_year": None, "date_of_birth": "03/04/1985"},
            "date_of_birth",
            RowProblem.DATE_READS_TWO_WAYS,
        ),
        ({"birth_year": None, "date_of_birth": "31/31/1985"}, "date_of_birth", RowProblem.DATE_UNREADABLE),
        ({"date_of_birth": "1984-01-31"}, "date_of_birth", RowProblem.BIRTH_YEARS_DIFFER),
        ({"category": "Astronaut"}, "category", RowProblem.CATEGORY_UNKNOWN),
        ({"posting_district": "Atlantis"}, "posting_district", RowProblem.DISTRICT_UNKNOWN),
        ({"posting": None}, "posting", RowProblem.POSTING_MISSING),
    ],
)
def test_a_row_that_cannot_be_taken_is_rejected_with_the_reason(
    change: dict[str, str | None], column: str, reason: RowProblem
) -> None:
    clean, problems = check(ASHA, ASHA | change)

    assert clean["row"].to_list() == [1]
    assert problems == [(2, column, reason.value)]


@pytest.mark.parametrize(
    ("typed", "mobile", "state"),
    [
        ("9812345670", "9812345670", "ok"),
        ("+91 98123 45670", "9812345670", "ok"),
        ("09812345670", "9812345670", "ok"),
        ("९८१२३४५६७०", "9812345670", "ok"),
        ("9812345670.0", "9812345670", "ok"),
        ("9.812345670E+09", "9812345670", "ok"),
        ("9.81235E+09", "", "malformed"),
        ("981234567", "", "malformed"),
        (None, "", "missing"),
        ("9999999999", "9999999999", "filler"),
    ],
)
def test_dev_is_listed_whatever_his_mobile_and_the_damage_is_mended_or_flagged(
    typed: str | None, mobile: str, state: str
) -> None:
    clean, problems = check(ASHA | {"name": "Dev", "mobile": typed})

    assert problems == []
    assert clean.select("mobile", "mobile_state").row(0) == (mobile, state)


def test_a_number_that_seven_people_give_is_flagged_and_six_may_share_one() -> None:
    seven = [ASHA | {"name": f"Asha {letter}"} for letter in "ABCDEFG"]

    assert set(check(*seven)[0]["mobile_state"]) == {"shared"}
    assert set(check(*seven[:6])[0]["mobile_state"]) == {"ok"}


def test_trouble_that_the_reader_saw_rejects_the_row() -> None:
    seen = pl.DataFrame([(1, "name", "formula")], schema=NO_TROUBLES.schema, orient="row")

    clean, problems = check_roster(table(ASHA), seen, RULES)

    assert clean.height == 0
    assert list(problems.iter_rows()) == [(1, "name", RowProblem.FORMULA.value)]


cell = st.one_of(
    st.none(), st.text(max_size=12), st.sampled_from([*(v for v in ASHA.values()), "03/04/85", "1"])
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(COLUMNS), cell), max_size=8))
def test_every_row_is_taken_or_rejected_with_a_reason_that_has_words(
    rows: list[dict[str, str | None]],
) -> None:
    clean, problems = check(*(ASHA | row for row in rows))

    rejected = {row for row, _, _ in problems}
    assert rejected.isdisjoint(clean["row"])
    assert rejected | set(clean["row"]) == set(range(1, len(rows) + 1))
    for row, column, reason in problems:
        assert str(row) in problem_sentence(RowProblem(reason), row=row, header=column)


def test_every_reason_has_words_in_both_languages() -> None:
    assert set(ROW_PROBLEM_WORDS) == set(RowProblem)
    assert all(english != hindi for english, hindi in ROW_PROBLEM_WORDS.values())

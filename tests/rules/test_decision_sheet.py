import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.decision_sheet import NEW, Judged, KnownText, SheetRow, judge_rows, read_decision
from teeka.rules.proposed_facility import Proposal
from teeka.rules.sheet_fates import SHEET_WORDS, SheetFate, sheet_sentence

CODES = frozenset({"F1", "F2", "F3"})
KNOWN = {
    1: KnownText(1, 230, "PHC Lari"),
    2: KnownText(2, 230, "phc  LARI."),
    3: KnownText(3, 231, "PHC Lari"),
    4: KnownText(4, 230, "Old camp", code="F1"),
    5: KnownText(5, 230, "", code_given="X9"),
}


def row(at: int, decision: str, **more) -> SheetRow:
    values = {"number": "1", "text": "PHC Lari", "district": 230, "candidates": ("F1", "F2", "")}
    return SheetRow(row=at, decision=decision, **(values | more))


def only(one: SheetRow) -> Judged:
    return judge_rows([one], KNOWN, CODES)[0]


@pytest.mark.parametrize(
    ("cell", "means"),
    [
        ("1", (None, "F1")),
        (" 2 ", (None, "F2")),
        ("2.0", (None, "F2")),
        ("१", (None, "F1")),
        ("f 3", (None, "F3")),
        ("new", (None, NEW)),
        ("नया", (None, NEW)),
        ("", (SheetFate.LEFT_OPEN, "")),
        ("3", (SheetFate.NO_SUCH_CANDIDATE, "3")),
        ("4", (SheetFate.UNREADABLE, "4")),
        ("0", (SheetFate.UNREADABLE, "0")),
        ("1/2", (SheetFate.UNREADABLE, "1/2")),
        ("1 or 2", (SheetFate.UNREADABLE, "1 OR 2")),
        ("??", (SheetFate.UNREADABLE, "??")),
        ("x" * 50, (SheetFate.UNREADABLE, "X" * 40)),
    ],
)
def test_a_decision_is_read_as_people_type_it(cell: str, means: tuple[object, str]) -> None:
    assert read_decision(cell, ("F1", "F2", "")) == means


def test_yesterdays_two_is_the_second_candidate_that_the_row_names_itself() -> None:
    assert only(row(1, "2", candidates=("F3", "f1", "F2"))).code == "F1"


@pytest.mark.parametrize(
    ("one", "fate"),
    [
        (row(1, "F1", number="99"), SheetFate.NOT_FOUND),
        (row(1, "F1", number="abc"), SheetFate.NOT_FOUND),
        (row(1, "F1", number="", text="nobody wrote this"), SheetFate.NOT_FOUND),
        (row(1, "F1", number="", district=None), SheetFate.NOT_FOUND),
        (row(1, "F1", number="", text="??"), SheetFate.NOT_FOUND),
        (row(1, "F1", text="Old camp"), SheetFate.STALE),
        (row(1, "F2", number="4", text="Old camp"), SheetFate.ALREADY_SETTLED),
        (row(1, "F9"), SheetFate.UNKNOWN_CODE),
    ],
)
def test_what_cannot_be_taken_says_why(one: SheetRow, fate: SheetFate) -> None:
    assert only(one).fate is fate


def test_a_row_added_by_hand_is_found_by_its_words_in_its_district() -> None:
    judged = only(row(1, "F1", number="", text="phc lari", district=231))
    assert (judged.fate, judged.known) == (None, KNOWN[3])


def test_a_text_that_is_only_a_code_is_found_by_its_number() -> None:
    assert only(row(1, "F1", number="5", text="X9")).fate is None


def test_of_rows_that_decide_one_text_alike_the_first_counts() -> None:
    first, second = judge_rows([row(1, "F1"), row(2, "1", number="2", text="phc  LARI.")], KNOWN, CODES)
    assert (first.fate, second.fate, second.other_row) == (None, SheetFate.ALREADY_SETTLED, 1)


def test_of_rows_that_contradict_each_other_none_counts_and_each_names_another() -> None:
    judged = judge_rows([row(1, "F1"), row(2, "F2", number="2", text=""), row(3, "F1")], KNOWN, CODES)
    assert {one.fate for one in judged} == {SheetFate.DECIDED_TWICE}
    assert [one.other_row for one in judged] == [2, 1, 1]


def test_two_new_facilities_of_one_text_contradict_each_other_unless_they_are_the_same() -> None:
    lari, mari = Proposal("PHC Lari", "PHC"), Proposal("PHC Mari", "PHC")
    assert judge_rows([row(1, "NEW", new=lari), row(2, "NEW", new=mari)], KNOWN, CODES)[0].fate
    assert judge_rows([row(1, "NEW", new=lari), row(2, "NEW", new=lari)], KNOWN, CODES)[0].fate is None


cells = st.sampled_from(["", "1", "2", "3", "F1", "f2", "F9", "NEW", "?", "1/2", "4"])
sheets = st.lists(
    st.builds(
        lambda decision, number, text, district: (decision, number, text, district),
        cells,
        st.sampled_from(["1", "2", "3", "4", "5", "77", ""]),
        st.sampled_from(["PHC Lari", "Old camp", "", "unheard of"]),
        st.sampled_from([230, 231, None]),
    ),
    max_size=8,
)


def judged_of(typed: list[tuple[str, str, str, int | None]]) -> list[Judged]:
    rows = [
        row(number, decision, number=text_number, text=text, district=district)
        for number, (decision, text_number, text, district) in enumerate(typed, start=1)
    ]
    return judge_rows(rows, KNOWN, CODES)


@given(sheets)
def test_every_row_has_one_judgement_and_no_text_is_decided_twice(typed) -> None:
    judged = judged_of(typed)

    assert [one.row.row for one in judged] == list(range(1, len(typed) + 1))
    taken = [one.known.unit for one in judged if one.fate is None and one.known]
    assert len(taken) == len(set(taken)) == sum(one.fate is None for one in judged)


@given(sheets)
def test_the_order_of_the_rows_changes_nothing_that_is_settled(typed) -> None:
    def settled(judged: list[Judged]) -> set[tuple[object, str]]:
        return {(one.known.unit, one.code) for one in judged if one.fate is None and one.known}

    assert settled(judged_of(typed)) == settled(judged_of(typed[::-1]))


@pytest.mark.parametrize("fate", list(SheetFate))
def test_every_fate_names_its_row_in_both_languages(fate: SheetFate) -> None:
    facts = dict.fromkeys(("column", "text", "said", "facility", "code", "why"), "x")
    facts |= {"people": 3, "other_row": 4}  # type: ignore[dict-item]

    assert set(SHEET_WORDS) == set(SheetFate)
    assert sheet_sentence(fate, row=7, facts=facts, language="en").startswith("Row 7: ")
    assert sheet_sentence(fate, row=7, facts=facts, language="hi").startswith("पंक्ति 7: ")

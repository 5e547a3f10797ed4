"""Every row of a call sheet that came back ends in exactly one fate."""

from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.call_rows import CallFate, CallSheetRow, judge_rows, outcome_of
from teeka.rules.messages.reasons import CALL_OUTCOME_WORDS, CallOutcomeKind

REFERENCES = [10_000_000_000_011 + number for number in range(4)]
rows = st.lists(
    st.tuples(
        st.sampled_from([*map(str, REFERENCES), "12", ""]),
        st.sampled_from([*CallOutcomeKind, "", "who knows"]),
    ).map(lambda pair: CallSheetRow(1, pair[0], pair[1], "", "Asha")),
    max_size=6,
)
last = st.dictionaries(st.sampled_from(REFERENCES), st.sampled_from(["", *CallOutcomeKind]))


def row(reference: int | str, outcome: str) -> CallSheetRow:
    return CallSheetRow(1, str(reference), outcome, "", "Asha")


def test_an_outcome_is_read_by_its_code_and_in_both_languages() -> None:
    for kind, words in CALL_OUTCOME_WORDS.items():
        assert {outcome_of(text) for text in (kind.value, kind.value.upper(), *words)} == {kind}
    assert outcome_of("perhaps") is None


@given(rows, last, last)
def test_what_is_recorded_is_on_the_sheet_once_and_is_news(sheet, on_sheet, known) -> None:
    judged = judge_rows(sheet, on_sheet, known)

    assert [one.row for one in judged] == sheet
    recorded = [one for one in judged if one.fate is None]
    assert len({one.reference for one in recorded}) == len(recorded)
    assert all(on_sheet[one.reference] != one.outcome for one in recorded)


@given(rows, last)
def test_the_same_sheet_again_records_nothing(sheet, on_sheet) -> None:
    first = judge_rows(sheet, on_sheet, {})
    after = on_sheet | {one.reference: one.outcome for one in first if one.fate is None}
    assert not [one for one in judge_rows(sheet, after, after) if one.fate is None]
    assert not [one for one in judge_rows(sheet, {}, after) if one.fate is None]  # all are off the sheet now


def test_who_is_not_on_the_sheet_is_refused_and_two_that_differ_both() -> None:
    one, two = REFERENCES[:2]
    fates = [
        r.fate for r in judge_rows([row(one, "told"), row(two, "told"), row(two, "no_answer")], {two: ""}, {})
    ]
    assert fates == [CallFate.NOT_ON_SHEET, CallFate.CONTRADICTS, CallFate.CONTRADICTS]

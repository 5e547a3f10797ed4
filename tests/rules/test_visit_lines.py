"""Reading a line of a site's paper: whatever is written, it is a visit, nothing, or a named trouble."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.form_numbers import FormCounts
from teeka.rules.line_fates import FATE_WORDS, LINE_TROUBLE_WORDS, Fate, LineTrouble, Trouble
from teeka.rules.site_day import NotGiven, Visit
from teeka.rules.visit_lines import Sheet, VisitLine, hour_of, read_line, yes_or_no
from teeka.shared.clock import in_india

DAY = date(2026, 1, 16)
ASHA = 10_000_000_000_011
SHEET = Sheet("S-1", DAY, FormCounts(walk_in=6, dose=8), {ASHA: 12}, {})
cells = st.one_of(
    st.sampled_from(["", "y", "n", "0930", "9:30", "AB12", "1", "unwell", "हाँ", "-", "W001", "⑨", "٣"]),
    st.text(max_size=8),
)
lines = st.builds(
    VisitLine,
    row=st.integers(1, 9),
    reference=st.sampled_from(["", str(ASHA), "1"]),
    session_code=st.sampled_from(["", "S-1", "S-2"]),
    arrived=cells, identity=cells, dose=cells, batch=cells, given_at=cells, reason=cells, form_number=cells,
)  # fmt: skip


@given(lines)
def test_any_line_is_a_visit_of_that_day_or_a_trouble_that_has_words(line: VisitLine) -> None:
    read = read_line(line, SHEET)
    if isinstance(read, Trouble):
        assert all(read.words())
    elif read is None:
        assert not (line.batch)
        assert not (line.reason)
    else:
        assert read.reference == ASHA
        assert read.batch == line.batch
        for moment in (read.arrived_at, read.given_at):
            assert moment is None or in_india(moment).date() == DAY


@pytest.mark.parametrize(
    ("typed", "hour"),
    [("930", time(9, 30)), ("0930", time(9, 30)), ("१४:०५", time(14, 5)), ("2:05 pm", time(14, 5)),
     ("2460", None), ("93", None), ("9", None), ("²³⁰", None), ("0.40625", time(9, 45))],
)  # fmt: skip
def test_an_hour_as_clerks_and_spreadsheets_write_it(typed: str, hour: time | None) -> None:
    assert hour_of(typed) == hour


def test_y_is_the_document_of_the_list_and_a_number_is_that_document() -> None:
    def seen(identity: str, reference: int = ASHA) -> int | None:
        read = read_line(VisitLine(1, str(reference), arrived="0930", identity=identity), SHEET)
        assert isinstance(read, Visit)
        return read.identity_seen

    assert [seen("y"), seen("1"), seen("PAN"), seen("n"), seen("")] == [12, 1, 6, None, None]
    assert seen("y", 10_000_000_000_022) == 13  # nothing is known of the document


def test_reasons_are_read_by_number_code_and_words() -> None:
    for typed in ("2", "unwell", "was unwell", "तबीयत ठीक नहीं थी"):
        read = read_line(VisitLine(1, str(ASHA), arrived="y", reason=typed), SHEET)
        assert isinstance(read, Visit)
        assert read.not_given_for is NotGiven.UNWELL


def test_who_did_not_come_has_no_visit() -> None:
    assert read_line(VisitLine(1, str(ASHA), arrived="n"), SHEET) is None


def test_each_fate_and_trouble_has_its_words_in_both_languages() -> None:
    assert set(FATE_WORDS) == set(Fate)
    assert set(LINE_TROUBLE_WORDS) == set(LineTrouble)
    assert yes_or_no("maybe") is None

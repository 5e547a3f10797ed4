import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.row_checks.dates import dates, read_date
from teeka.rules.row_checks.reasons import RowProblem
from teeka.rules.row_checks.times import read_time

THIRD_OF_APRIL = dt.date(1985, 4, 3)


@pytest.mark.parametrize(
    "text", ["1985-04-03", "1985/4/3", "03.04.1985", "3-apr-1985", "3 april 1985", "april 3, 1985", "31140"]
)
def test_a_date_that_reads_one_way_is_read(text: str) -> None:
    assert read_date(text, is_day_first=False) == THIRD_OF_APRIL


@pytest.mark.parametrize("text", ["03/04/1985", "03-04-1985", "03/04/85", "3-apr-85"])
def test_a_date_that_reads_two_ways_is_refused(text: str) -> None:
    assert read_date(text, is_day_first=False) is RowProblem.DATE_READS_TWO_WAYS


@pytest.mark.parametrize("text", ["31/02/1985", "yesterday", "1985", "99999", "13/13/1985"])
def test_what_is_no_date_is_said_to_be_none(text: str) -> None:
    assert read_date(text, is_day_first=True) is RowProblem.DATE_UNREADABLE


@pytest.mark.parametrize(
    ("column", "header", "read"),
    [
        (["03/04/1985", "16/01/1985"], "DOB", True),
        (["03/04/1985", "05/06/1985"], "DOB", False),
        (["03/04/1985", "05/06/1985"], "DOB (DD/MM/YYYY)", True),
        (["03/04/1985", "16/01/1985"], "DOB (MM/DD/YYYY)", False),
        (["03/04/1985", "01/16/1985", "16/01/1985"], "DOB", False),
    ],
    ids=[
        "another row proves it",
        "nothing proves it",
        "the header says so",
        "the header says no",
        "rows disagree",
    ],
)
def test_days_stand_first_only_where_the_file_proves_it(column: list[str], header: str, read: bool) -> None:
    days, problems = dates(pl.Series(column), header)

    assert days[0] == (THIRD_OF_APRIL if read else None)
    assert problems[0] == (None if read else RowProblem.DATE_READS_TWO_WAYS.value)


@given(st.dates(dt.date(1910, 1, 2), dt.date(2099, 12, 31)))
def test_any_day_written_as_iso_or_as_a_serial_is_itself(day: dt.date) -> None:
    serial = str((day - dt.date(1899, 12, 30)).days)

    assert read_date(day.isoformat(), is_day_first=False) == day
    assert read_date(serial, is_day_first=False) == day


@given(st.text(max_size=20))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert isinstance(read_date(text, is_day_first=True), dt.date | RowProblem)
    assert isinstance(read_time(text), dt.time | None)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("09:00", (9, 0)), ("9:30 AM", (9, 30)), ("5 pm", (17, 0)), ("12:05 am", (0, 5)), ("0.375", (9, 0)),
        ("09:00:00", (9, 0)), ("9.30", (9, 30)), ("९:३०", (9, 30)),
    ],
)  # fmt: skip
def test_times_are_read_as_people_and_spreadsheets_write_them(text: str, time: tuple[int, int]) -> None:
    assert read_time(text) == dt.time(*time)


@pytest.mark.parametrize("text", ["9", "25:00", "13 pm", "morning", "1.5"])
def test_what_is_no_time_of_day_is_none(text: str) -> None:
    assert read_time(text) is None

"""Which day a cell means. A date that can be read two ways is refused, never guessed.

ISO (2021-01-31), a written month (31-Jan-2021), dots (31.01.2021) and spreadsheet serials read one way.
31/01/2021 and 31-01-2021 are day first, as India writes them; but 03/04/2021 could as well come from a
program that writes the month first. Such cells are read day first only when something in the file proves
it: the header says DD/MM/YYYY, or another cell of the column has a day above 12 in front and none has
one in the middle. Otherwise each of them reads two ways. Years of two digits always do.
"""

import datetime as dt
import re

import polars as pl

from teeka.rules.row_checks.cells import by_distinct
from teeka.rules.row_checks.reasons import RowProblem
from teeka.shared.text import ascii_digits

SERIAL_DAY_ZERO = dt.date(1899, 12, 30)
SERIALS = range(3_654, 73_051)  # 1910-01-02 to 2099-12-31
_MONTHS = {
    m: i + 1
    for i, m in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    )
}
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?: \d{1,2}:\d{2}.*)?")
_WRITTEN = re.compile(r"(\d{1,2})[-/ .]*([a-z]{3,9})[-/ .,]*(\d{4})")
_WRITTEN_MONTH_FIRST = re.compile(r"([a-z]{3,9})[-/ .]*(\d{1,2})[-/ .,]+(\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}[-/.](?:\d{1,2}|[a-z]{3,9})[-/.]\d{2}")
_SERIAL = re.compile(r"(\d{4,5})(?:\.\d+)?")


def dates(values: pl.Series, header: str) -> tuple[pl.Series, pl.Series]:
    """The days, and the RowProblem where a cell is none; nulls stay null in both."""
    texts = by_distinct(values, lambda t: ascii_digits(t).strip().lower(), pl.String)
    is_day_first = _proves_day_first(texts, header)
    answers = by_distinct(texts, lambda text: _encoded(read_date(text, is_day_first=is_day_first)), pl.String)
    days = answers.str.to_date("%Y-%m-%d", strict=False)
    problems = pl.select(pl.when(days.is_null()).then(answers)).to_series()
    return days, problems


def read_date(text: str, *, is_day_first: bool) -> dt.date | RowProblem:
    """One cell's day, or why it is none; is_day_first: the file proves that days stand before months."""
    if match := _ISO.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMBERS.fullmatch(text):
        first, mark, second, year = int(match[1]), match[2], int(match[3]), int(match[4])
        if first <= 12 and second <= 12 and first != second and mark != "." and not is_day_first:
            return RowProblem.DATE_READS_TWO_WAYS
        return _day(year, second, first)
    return _written_or_serial(text)


def _written_or_serial(text: str) -> dt.date | RowProblem:
    if match := _WRITTEN.fullmatch(text):
        return _day(int(match[3]), _MONTHS.get(match[2][:3], 0), int(match[1]))
    if match := _WRITTEN_MONTH_FIRST.fullmatch(text):
        return _day(int(match[3]), _MONTHS.get(match[1][:3], 0), int(match[2]))
    if (match := _SERIAL.fullmatch(text)) and int(match[1]) in SERIALS:
        return SERIAL_DAY_ZERO + dt.timedelta(days=int(match[1]))
    return RowProblem.DATE_READS_TWO_WAYS if _SHORT_YEAR.fullmatch(text) else RowProblem.DATE_UNREADABLE


def _day(year: int, month: int, day: int) -> dt.date | RowProblem:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return RowProblem.DATE_UNREADABLE


def _encoded(answer: dt.date | RowProblem) -> str:
    return answer.isoformat() if isinstance(answer, dt.date) else answer.value


def _proves_day_first(texts: pl.Series, header: str) -> bool:
    parts = texts.str.extract_groups(r"^(\d{1,2})[-/](\d{1,2})[-/]\d{4}(?: |$)").struct.unnest()
    first, second = parts["1"].cast(pl.Int32), parts["2"].cast(pl.Int32)
    has_month_first = bool((second > 12).any())
    said = re.sub(r"[^a-z]", "", header.lower())
    if "mmdd" in said:
        return False
    return not has_month_first and ("ddmm" in said or bool((first > 12).any()))

"""Rejected rows as a file of the kind that came in: the columns as they were, the reasons in a last column.

It is built from the uploaded file itself while that is at hand, for its uploader; nothing of it is kept.
"""

import io
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import xlsxwriter

from teeka.formats.incoming.table import IncomingTable
from teeka.rules.row_checks.reasons import RowProblem, problem_sentence
from teeka.shared.text import neutral_cell

REASON_HEADER = {"en": "Why this row was rejected", "hi": "यह पंक्ति क्यों अस्वीकृत हुई"}


def write_rejected(path: Path, table: IncomingTable, problems: pl.DataFrame, *, language: str = "en") -> None:
    """XLSX when the path says so or the upload was a workbook, else CSV with a BOM for Excel's sake."""
    sentences: dict[int, list[str]] = {}
    for row, column, reason in problems.iter_rows():
        why = RowProblem(reason)
        sentence = problem_sentence(why, row=row, header=table.header_of(column), language=language)
        sentences.setdefault(row, []).append(sentence)
    write_returned(path, table, {row: " ".join(said) for row, said in sentences.items()}, language=language)


def write_returned(
    path: Path, table: IncomingTable, sentences: Mapping[int, str], *, language: str = "en"
) -> None:
    """The rows that have a sentence, each with it; the kind of file as write_rejected says."""
    suffix = path.suffix.lower()
    is_workbook = suffix == ".xlsx" or (table.format != "csv" and suffix != ".csv")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(returned_file(table, sentences, is_workbook=is_workbook, language=language))


def returned_file(
    table: IncomingTable, sentences: Mapping[int, str], *, is_workbook: bool, language: str
) -> bytes:
    """As write_returned, for whoever has no path."""
    rows = _rows(table, sentences)
    header = [*table.headers, REASON_HEADER[language]]
    if is_workbook:
        return _workbook(header, rows)
    frame = pl.DataFrame(rows, schema=[f"c{i}" for i in range(len(header))], orient="row")
    frame.columns = _distinct(header)
    return b"\xef\xbb\xbf" + frame.write_csv().encode()


def _rows(table: IncomingTable, sentences: Mapping[int, str]) -> list[list[str]]:
    rejected = table.cells.filter(pl.col("row").is_in(list(sentences)))
    return [
        [*(neutral_cell(cell or "") for cell in cells), sentences[row]]
        for row, *cells in rejected.iter_rows()
    ]


def _distinct(header: list[str]) -> list[str]:
    """Column names as written; an empty or repeated one gets its place: polars wants them to differ."""
    seen: set[str] = set()
    names = []
    for place, name in enumerate(header, start=1):
        own = neutral_cell(name) if name and name not in seen else f"{name}({place})"
        seen.add(name)
        names.append(own)
    return names


def _workbook(header: list[str], rows: list[list[str]]) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("rejected")
    for at, row in enumerate([header, *rows]):
        for place, text in enumerate(row):
            sheet.write_string(at, place, text[:32_000])
    sheet.freeze_panes(1, 0)
    book.close()
    return file.getvalue()

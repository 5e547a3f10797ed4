"""A list as XLSX: frozen bilingual header, widths, filter; references and phone numbers as text."""

import io
from datetime import UTC
from typing import Any

import xlsxwriter

from teeka.formats.outgoing.cells import neutral, plain
from teeka.formats.outgoing.document import ColumnKind, Document

# Strings stay strings: a name like "=1+1" or a web address must never become live.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_xlsx(document: Document) -> bytes:
    """The table on the first sheet; title, facts and notes on the second."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, OPTIONS)
    # The file's own dates come from the freeze: the same version gives the same bytes.
    workbook.set_properties(
        {
            "title": plain(document.title.english),
            "subject": plain(document.identity),
            "author": "Teeka",
            "created": document.made_at.astimezone(UTC).replace(tzinfo=None),
        }
    )
    _write_table(workbook, document)
    _write_about(workbook, document)
    workbook.close()
    return out.getvalue()


def _write_table(workbook: Any, document: Document) -> None:
    sheet = workbook.add_worksheet("List")
    header = workbook.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bottom": 2, "bg_color": "#E6E6E6"}
    )
    text = workbook.add_format({"num_format": "@", "valign": "top", "bottom": 4})
    number = workbook.add_format({"valign": "top", "bottom": 4})
    last_row, last_column = len(document.rows), len(document.columns) - 1
    sheet.set_row(0, 34)
    for place, column in enumerate(document.columns):
        is_number = column.kind is ColumnKind.NUMBER
        sheet.set_column(place, place, column.width, number if is_number else text)
        sheet.write_string(0, place, f"{column.words.english}\n{column.words.hindi}", header)
    for line, row in enumerate(document.rows, start=1):
        for place, cell in enumerate(row):
            if document.columns[place].kind is ColumnKind.NUMBER and isinstance(cell, int):
                sheet.write_number(line, place, cell, number)
            elif cell not in (None, ""):
                sheet.write_string(line, place, neutral(cell), text)
    last_column = _leave_room(sheet, document, last_column, header=header, text=text)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(last_row, 1), last_column)
    _prepare_for_paper(sheet, document)


def _leave_room(sheet: Any, document: Document, last_column: int, *, header: Any, text: Any) -> int:
    """Columns to write into, and hidden ones by which a line is known again wherever it was moved to."""
    for place, column in enumerate(document.to_fill, start=last_column + 1):
        sheet.set_column(place, place, column.width, text)
        sheet.write_string(0, place, f"{column.words.english}\n{column.words.hindi}", header)
    last_column += len(document.to_fill)
    for place, (key, value) in enumerate(document.to_know_again.items(), start=last_column + 1):
        sheet.set_column(place, place, None, text, {"hidden": True})
        sheet.write_string(0, place, key, header)
        for line in range(1, len(document.rows) + 1):
            sheet.write_string(line, place, neutral(value), text)
    return last_column + len(document.to_know_again)


def _prepare_for_paper(sheet: Any, document: Document) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    # An ampersand starts a code in a spreadsheet's header, so it is doubled.
    title, identity = (
        text.replace("&", "&&")[:110] for text in (plain(document.title.english), plain(document.identity))
    )
    sheet.set_header(f"&L{title}&R{identity}")
    sheet.set_footer("&CPage &P of &N")


def _write_about(workbook: Any, document: Document) -> None:
    sheet = workbook.add_worksheet("About")
    bold = workbook.add_format({"bold": True, "valign": "top"})
    text = workbook.add_format({"num_format": "@", "valign": "top"})
    sheet.set_column(0, 0, 44, bold)
    sheet.set_column(1, 1, 70, text)
    lines = [(f"{document.title.english} · {document.title.hindi}", document.identity)]
    lines += [(f"{fact.words.english} · {fact.words.hindi}", fact.value) for fact in document.facts]
    lines += [(note.english, note.hindi) for note in document.notes]
    for line, (label, value) in enumerate(lines):
        sheet.write_string(line, 0, neutral(label), bold)
        sheet.write_string(line, 1, neutral(value), text)

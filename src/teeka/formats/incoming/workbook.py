"""How a workbook's cells become the texts a person sees in them; XLSX and ODS through calamine."""

import datetime as dt
import itertools
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from teeka.formats.incoming.headers import recognised
from teeka.formats.incoming.layout import LOOKED_AT, Layout, find_layout
from teeka.formats.incoming.table import IncomingTable, Kind, Refusal, RowTrouble, UploadRefused
from teeka.formats.incoming.troubles import MOST_ROWS, table_from_cells
from teeka.formats.incoming.workbook_safety import Inspection, inspect_workbook

ROWS_A_CHUNK = 20_000
MOST_COLUMNS = 300
Seen = list[tuple[int, str, RowTrouble]]


def read_workbook(path: Path, kind: Kind) -> IncomingTable:
    """The one sheet that holds such a table; raises UploadRefused when none or several do."""
    inspection = inspect_workbook(path)
    try:
        with CalamineWorkbook.from_path(path) as book:
            sheet, first = _chosen_sheet(book, kind)
            layout = find_layout(first, kind)
            offset = sheet.start[0] if sheet.start else 0
            cells = _cells(sheet, layout)
            part = _part_of(path, sheet.name) if inspection.empty_formulas else ""
            merged = _merged_cells(sheet, layout)
    except (CalamineError, zipfile.BadZipFile) as error:
        raise UploadRefused(Refusal.BROKEN_WORKBOOK) from error
    seen = [*_formulas_without_result(inspection, part, layout, offset), *merged]
    return table_from_cells(cells, layout, kind, inspection.format, seen)


def as_text(value: Any) -> str:
    """One cell as a person reads it: whole numbers without `.0`, dates as ISO, times as HH:MM:SS."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e17 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _chosen_sheet(book: CalamineWorkbook, kind: Kind) -> tuple[CalamineSheet, list[list[str]]]:
    """The visible sheet with a header; an empty workbook and one with several tables are refused."""
    opened: list[tuple[CalamineSheet, list[list[str]]]] = []
    for sheet_facts in book.sheets_metadata:
        if sheet_facts.visible is not SheetVisibleEnum.Visible:
            continue
        sheet = book.get_sheet_by_name(sheet_facts.name)
        first = [[as_text(v).strip() for v in row] for row in itertools.islice(_rows(sheet), LOOKED_AT)]
        if any(cell for row in first for cell in row):
            opened.append((sheet, first))
    if not opened:
        raise UploadRefused(Refusal.EMPTY)
    tables = [pair for pair in opened if max(recognised(row, kind) for row in pair[1]) >= 3]
    if len(tables) > 1:
        raise UploadRefused(Refusal.SEVERAL_TABLES, sheets=", ".join(f"'{s.name}'" for s, _ in tables))
    return (tables or opened)[0]


def _rows(sheet: CalamineSheet) -> Iterator[list[Any]]:
    """Rows from the sheet's first used cell on, never wider than a table can be."""
    for row in sheet.iter_rows():
        yield row[:MOST_COLUMNS]


def _cells(sheet: CalamineSheet, layout: Layout) -> pl.DataFrame:
    width = len(layout.header)
    names = [f"c{i}" for i in range(width)]
    schema = dict.fromkeys(names, pl.String)
    rows = itertools.islice(_rows(sheet), layout.body_at, layout.body_at + MOST_ROWS + 1)
    chunks = [pl.DataFrame(schema=schema)]
    while chunk := list(itertools.islice(rows, ROWS_A_CHUNK)):
        columns = list(zip(*chunk, strict=True))
        chunks.append(pl.DataFrame({n: _texts(columns, i) for i, n in enumerate(names)}, schema=schema))
    return pl.concat(chunks)


def _texts(columns: Sequence[Sequence[Any]], place: int) -> list[str | None]:
    return [as_text(value) or None for value in columns[place]]


def _merged_cells(sheet: CalamineSheet, layout: Layout) -> Seen:
    """All cells but the first of each merged area below the header: they look filled and are not."""
    top, left = sheet.start or (0, 0)
    first_body_row = top + layout.body_at
    seen: Seen = []
    for (row_a, column_a), (row_b, column_b) in sheet.merged_cell_ranges or []:
        if row_b < first_body_row or (row_a, column_a) == (row_b, column_b):
            continue
        last_row = min(row_b, (sheet.end or (row_b, 0))[0])
        for row in range(max(row_a, first_body_row), last_row + 1):
            for column in range(column_a, min(column_b, left + len(layout.header) - 1) + 1):
                if (row, column) != (row_a, column_a):
                    seen.append((row - first_body_row + 1, f"c{column - left}", RowTrouble.MERGED_CELL))
    return seen


def _formulas_without_result(inspection: Inspection, part: str, layout: Layout, offset: int) -> Seen:
    first_body_row = offset + layout.body_at
    return [
        (row - first_body_row + 1, f"c{column}", RowTrouble.FORMULA)
        for name, row, column in inspection.empty_formulas
        if name == part and row >= first_body_row
    ]


def _part_of(path: Path, sheet_name: str) -> str:
    """Which part of an XLSX holds the sheet of this name."""
    with zipfile.ZipFile(path) as archive:
        book = archive.read("xl/workbook.xml").decode(errors="replace")
        links = archive.read("xl/_rels/workbook.xml.rels").decode(errors="replace")
    for tag in re.findall(r"<sheet\s[^>]*>", book):
        if f'name="{_escaped(sheet_name)}"' in tag and (found := re.search(r':id="([^"]+)"', tag)):
            link = re.search(rf'<Relationship\s[^>]*Id="{re.escape(found.group(1))}"[^>]*>', links)
            target = re.search(r'Target="([^"]+)"', link.group(0)) if link else None
            return "xl/" + target.group(1).removeprefix("/xl/") if target else ""
    return ""


def _escaped(name: str) -> str:
    return name.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")

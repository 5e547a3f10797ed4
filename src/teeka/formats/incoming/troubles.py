"""What is wrong with single cells as a file holds them, before their meaning is judged."""

import polars as pl

from teeka.formats.incoming.layout import Layout
from teeka.formats.incoming.table import IncomingTable, Kind, Refusal, RowTrouble, UploadRefused

LONGEST_CELL = 2_000  # characters
MOST_ROWS = 5_000_000
SPREADSHEET_ERRORS = ["#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!"]
TROUBLES_SCHEMA = {"row": pl.UInt32, "column": pl.String, "trouble": pl.String}
NOT_TEXT = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2400\ufffd]"
# `="9876543210"` keeps a number as text in a CSV that Excel wrote: not a formula.
TEXT_FORMULA = r'^="([^"]*)"$'


def table_from_cells(
    cells: pl.DataFrame, layout: Layout, kind: Kind, format: str, seen: list[tuple[int, str, RowTrouble]]
) -> IncomingTable:
    """Number the rows from 1, drop blank ones (they keep their number), and gather the cells' troubles."""
    names = [f"c{i}" for i in range(len(layout.header))]
    text = (
        cells.with_row_index("row", offset=1)
        .select("row", *names)
        .with_columns(pl.col(names).str.strip_chars())
        .with_columns(_unwrapped(pl.col(name)) for name in _wrapping(cells, names))
        .with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in names)
        .filter(pl.any_horizontal(pl.col(names).is_not_null()))
    )
    if text.height == 0:
        raise UploadRefused(Refusal.ONLY_HEADER, line=layout.header_at + 1)
    if text.height > MOST_ROWS:
        raise UploadRefused(Refusal.TOO_MANY_ROWS, limit=MOST_ROWS)
    called = {f"c{place}": name for name, place in layout.columns.items()}
    found = [*_as_frame(seen, called), *_cell_troubles(text, called)]
    long = [name for name in names if longest_cell(text, name) > LONGEST_CELL]
    text = text.with_columns(pl.col(name).str.head(LONGEST_CELL) for name in long)
    troubles = pl.concat([pl.DataFrame(schema=TROUBLES_SCHEMA), *found])
    troubles = troubles.filter(pl.col("row").is_in(text["row"].implode())).sort("row", "column")
    columns = {name: f"c{place}" for name, place in layout.columns.items()}
    return IncomingTable(kind, format, text, layout.header, columns, troubles, layout.ignored)


def _wrapping(cells: pl.DataFrame, names: list[str]) -> list[str]:
    has = cells.select(pl.col(name).str.contains('="', literal=True).any() for name in names).row(0)
    return [name for name, wraps in zip(names, has, strict=True) if wraps]


def _unwrapped(value: pl.Expr) -> pl.Expr:
    return value.str.replace(TEXT_FORMULA, "$1")


def longest_cell(text: pl.DataFrame, name: str) -> int:
    return int(text[name].str.len_bytes().max() or 0)  # type: ignore[arg-type]


def _as_frame(seen: list[tuple[int, str, RowTrouble]], called: dict[str, str]) -> list[pl.DataFrame]:
    rows = [(row, called[cell], trouble.value) for row, cell, trouble in seen if cell in called]
    rows += [
        (row, cell, trouble.value)
        for row, cell, trouble in seen
        if cell not in called and trouble is RowTrouble.TOO_MANY_CELLS
    ]
    return [pl.DataFrame(rows, schema=TROUBLES_SCHEMA, orient="row")] if rows else []


def _cell_troubles(text: pl.DataFrame, called: dict[str, str]) -> list[pl.DataFrame]:
    found = []
    suspects = text.select(_is_suspect(pl.col(cell)).any().alias(cell) for cell in called).row(0, named=True)
    for cell in (cell for cell, is_suspect in suspects.items() if is_suspect):
        value = pl.col(cell)
        trouble = (
            pl.when(value.str.len_bytes() > LONGEST_CELL)
            .then(pl.lit(RowTrouble.CELL_TOO_LONG.value))
            .when(value.str.contains(NOT_TEXT))
            .then(pl.lit(RowTrouble.NOT_TEXT.value))
            .when(value.str.starts_with("=") | value.str.contains(r"^@\w+\("))
            .then(pl.lit(RowTrouble.FORMULA.value))
            .when(value.is_in(SPREADSHEET_ERRORS))
            .then(pl.lit(RowTrouble.SPREADSHEET_ERROR.value))
        )
        rows = text.select("row", column=pl.lit(called[cell]), trouble=trouble).drop_nulls("trouble")
        found.append(rows.cast(TROUBLES_SCHEMA))  # type: ignore[arg-type]
    return found


def _is_suspect(value: pl.Expr) -> pl.Expr:
    """True for any cell that could have a trouble: a cheap look, so that good columns are looked at once."""
    begins = value.str.starts_with("=") | value.str.starts_with("@") | value.str.starts_with("#")
    return begins | (value.str.len_bytes() > LONGEST_CELL) | value.str.contains(NOT_TEXT)

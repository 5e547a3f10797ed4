"""What a file becomes before anybody judges it: a table of texts under known column names, or a refusal."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from teeka.formats.incoming.refusals import REFUSAL_WORDS, Refusal


class Kind(StrEnum):
    FACILITIES = "facilities"
    ROSTER = "roster"
    SESSIONS = "sessions"
    DECISIONS = "decisions"  # a sheet of posting texts, come back from an office
    PLACES = "places"  # a sheet of changes to places by hand
    CALLS = "calls"  # a call sheet with what came of the calls
    VISITS = "visits"  # a due list with who came and who got a dose


class UploadRefused(Exception):
    """A file of which nothing is stored, with a sentence in each language."""

    def __init__(self, refusal: Refusal, *, file_name: str = "", **facts: str | int) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.file_name = file_name
        self.facts = facts

    def sentence(self, language: str = "en") -> str:
        """Which file, where in it, and what to do; `language` is en or hi."""
        words = REFUSAL_WORDS[self.refusal][1 if language == "hi" else 0]
        return f"{self.file_name}: {words.format(**self.facts)}"


class RowTrouble(StrEnum):
    """What the reader saw wrong in one row, for the row checks to reject."""

    TOO_MANY_CELLS = "too_many_cells"
    CELL_TOO_LONG = "cell_too_long"
    NOT_TEXT = "not_text"
    FORMULA = "formula"
    MERGED_CELL = "merged_cell"
    SPREADSHEET_ERROR = "spreadsheet_error"


@dataclass(frozen=True, slots=True)
class IncomingTable:
    """All cells as text, blank ones null.

    cells: `row` (1 = the first row below the header) and one column `c0`, `c1`, … for each of the file's.
    headers: those columns' names as written.  columns: known name -> its `cN`.
    troubles: row, column (known name or header), trouble.  ignored: headers that nobody reads.
    """

    kind: Kind
    format: str
    cells: pl.DataFrame
    headers: tuple[str, ...]
    columns: Mapping[str, str]
    troubles: pl.DataFrame
    ignored: tuple[str, ...]

    def known(self) -> pl.DataFrame:
        """`row` and the columns that were recognised, under their known names."""
        return self.cells.select("row", **{name: pl.col(cell) for name, cell in self.columns.items()})

    def header_of(self, column: str) -> str:
        """How the file itself calls a known column."""
        cell = self.columns.get(column)
        return self.headers[int(cell[1:])] if cell else column


__all__ = ["IncomingTable", "Kind", "Refusal", "RowTrouble", "UploadRefused"]

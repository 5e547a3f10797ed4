"""Reads the Local Government Directory's files of districts, blocks and subdistricts as they stand."""

import csv
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO


class LgdKind(StrEnum):
    DISTRICTS = "districts"
    BLOCKS = "blocks"
    SUBDISTRICTS = "subdistricts"


class LgdRefused(Exception):
    """The file is not one of the directory's; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class LgdRow:
    """One line: a district, or a block or subdistrict with its district."""

    row: int
    state: str
    district_code: int
    district: str
    code: int
    name: str


@dataclass(frozen=True, slots=True)
class LgdFile:
    kind: LgdKind
    rows: tuple[LgdRow, ...]


COLUMNS = {
    LgdKind.BLOCKS: ("block code", "block name"),
    LgdKind.SUBDISTRICTS: ("subdistrict code", "subdistrict name"),
    LgdKind.DISTRICTS: ("district code", "district name"),
}
ALWAYS = ("state name", "district code", "district name")


def read_lgd(content: bytes) -> LgdFile:
    """The rows of one file. Of two columns with one name the first counts: the other is in Hindi."""
    try:
        lines = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
    except UnicodeDecodeError as error:
        raise LgdRefused("The file is not UTF-8 text. Save it as CSV UTF-8 and try again.") from error
    header = [name.strip().lower().replace("_", " ") for name in (lines[0] if lines else [])]
    missing = [name for name in ALWAYS if name not in header]
    if missing:
        raise LgdRefused(
            f"The header lacks: {', '.join(missing)}. Is it a file of the Local Government Directory?"
        )
    kind = next(kind for kind, columns in COLUMNS.items() if all(c in header for c in columns))
    at = [header.index(name) for name in (*ALWAYS, *COLUMNS[kind])]
    rows = tuple(_row(number, line, at) for number, line in enumerate(lines[1:], 2) if any(line))
    return LgdFile(kind, rows)


def _row(number: int, line: list[str], at: list[int]) -> LgdRow:
    try:
        state, district_code, district, code, name = (line[i].strip() for i in at)
        return LgdRow(number, state, int(district_code), district, int(code), name)
    except (IndexError, ValueError) as error:
        raise LgdRefused(
            f"Row {number}: the codes must be whole numbers, one in each code column."
        ) from error

"""Reads and writes the files of `teeka match-postings` and `teeka find-duplicates`: no database."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from teeka.doors.commands.out_file import whole_file
from teeka.doors.commands.terminal import Refused
from teeka.formats.incoming.reading import read_upload
from teeka.formats.incoming.table import Kind, UploadRefused
from teeka.rules.duplicates import DuplicatePair
from teeka.rules.posting.claims import Decision, FacilityName, PostingClaim
from teeka.shared.text import neutral_cell

POSTING_COLUMNS = ("posting", "district")
DECISION_HEADER = ("posting", "district", "decision", "facility_code", "confidence", "reasons", "candidates")
PAIR_HEADER = ("row_a", "row_b", "probability", "decision", "reasons")
_LONGEST_CELL = 1_000_000


def read_table(path: Path, kind: Kind) -> pl.DataFrame:
    """`row` and the known columns as text, blank where a cell or a whole column is missing."""
    try:
        known = read_upload(path, kind).known()
    except UploadRefused as refused:
        raise Refused(refused.sentence()) from refused
    return known.fill_null("")


def read_registry(path: Path) -> list[FacilityName]:
    table = read_table(path, Kind.FACILITIES)
    texts = {
        name: table[name].to_list() if name in table.columns else [""] * len(table)
        for name in ("facility_code", "name", "district", "type", "name_hi", "block")
    }
    return [
        FacilityName(code.strip(), name, district.strip(), kind.strip().upper(), name_hi, block)
        for code, name, district, kind, name_hi, block in zip(*texts.values(), strict=True)
        if code.strip()
    ]


def read_postings(path: Path) -> list[PostingClaim]:
    """Every row of the file in order, also the blank ones: the answer has a row for each."""
    csv.field_size_limit(_LONGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            places = _places(path, next(rows, []))
            return [PostingClaim(*(_cell(row, at) for at in places)) for row in rows]
    except UnicodeDecodeError as error:
        raise Refused(
            f"{path.name}: the file is not UTF-8 text. Save it as 'CSV UTF-8' and try again."
        ) from error
    except csv.Error as error:
        raise Refused(f"{path.name}: this is not a CSV file that can be read ({error}).") from error
    except OSError as error:
        raise Refused(f"{path.name}: the file cannot be read. Check the path and the rights.") from error


def _places(path: Path, header: Sequence[str]) -> list[int]:
    named = {name.strip().lower(): at for at, name in reversed(list(enumerate(header)))}
    missing = [name for name in POSTING_COLUMNS if name not in named]
    if missing:
        raise Refused(
            f"{path.name}: the header lacks {' and '.join(missing)}. "
            f"The first row must name the columns {' and '.join(POSTING_COLUMNS)}."
        )
    return [named[name] for name in POSTING_COLUMNS]


def _cell(row: Sequence[str], at: int) -> str:
    return row[at] if at < len(row) else ""


def decision_row(claim: PostingClaim, decision: Decision) -> tuple[str, ...]:
    return (
        neutral_cell(claim.text),
        neutral_cell(claim.district),
        decision.verdict.value,
        decision.facility_code,
        f"{decision.confidence:.4f}",
        "|".join(reason.value for reason in decision.reasons),
        "|".join(decision.candidates),
    )


def pair_row(pair: DuplicatePair) -> tuple[str, ...]:
    return (
        str(pair.row_a),
        str(pair.row_b),
        f"{pair.probability:.4f}",
        pair.verdict.value,
        "|".join(pair.reasons),
    )


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with whole_file(path) as file, io.TextIOWrapper(file, encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)

"""A nation's Parquet partitions: one folder a district, four files in it, `nation.json` beside them.

    nation.json                      the campaign's terms and the format's version
    district=101/facilities.parquet  one row a facility
    district=101/sites.parquet       one row a session site
    district=101/sessions.parquet    one row a session
    district=101/people.parquet      one row a person who waits

`TABLES` documents the columns. Every file carries the format's version in its Parquet metadata, under
`teeka_nation`, so that a file of another version is refused and not half understood.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from teeka.rules.allotment import Terms

VERSION = "2"
MARK = "teeka_nation"
TERMS_FILE = "nation.json"


class PartitionRefused(Exception):
    """A file that cannot be planned from; the text names it and says what is wrong."""


@dataclass(frozen=True, slots=True)
class Column:
    type: Any  # of polars; any integer will do for an integer, any float for a float
    is_optional: bool = False  # a blank is allowed


KEY, NUMBER, DEGREES, DAY, DAYS = pl.Int64(), pl.Int64(), pl.Float64(), pl.Date(), pl.List(pl.Date())
TABLES: Mapping[str, Mapping[str, Column]] = {
    "facilities": {
        "facility": Column(KEY),  # a number that no other facility of the nation has and that never changes
        "parent": Column(KEY, is_optional=True),  # facility
        "latitude": Column(DEGREES, is_optional=True),
        "longitude": Column(DEGREES, is_optional=True),
        "located": Column(NUMBER),  # 0 by itself, 1 by its PIN code, 2 by its district
        "staff": Column(NUMBER),  # how many of the campaign's people are posted here
    },
    "sites": {
        "site": Column(KEY),  # no other site of the nation has it
        "facility": Column(KEY, is_optional=True),  # that the site belongs to
        "latitude": Column(DEGREES, is_optional=True),
        "longitude": Column(DEGREES, is_optional=True),
    },
    "sessions": {
        "session": Column(KEY),  # no other session of the nation has it
        "site": Column(KEY),  # of the same district
        "day": Column(DAY),
        "seats": Column(NUMBER),  # capacity less the reserve
        "reserve": Column(NUMBER),  # how many may stand by
        "kind": Column(NUMBER),  # column of the terms' `allowed`
    },
    "people": {
        "person": Column(KEY),  # the published reference
        "facility": Column(KEY, is_optional=True),  # of the same district; blank: posting not resolved
        "tier": Column(NUMBER, is_optional=True),  # 1 is first; blank: the campaign is not for the person
        "need": Column(NUMBER),  # row of the terms' `allowed`
        "opens": Column(DAY),  # first and last day on which the person may come
        "closes": Column(DAY),
        "due_from": Column(DAY, is_optional=True),  # first and last day on which the dose is due by the
        "due_until": Column(DAY, is_optional=True),  # interval since the one before; blank: none before
        "away": Column(DAYS, is_optional=True),  # when the person cannot come: leave, duty, a deferral
    },
}


def districts_in(folder: Path) -> list[int]:
    """The districts that have a folder, in order."""
    found = []
    for path in folder.glob("district=*"):
        name = path.name.removeprefix("district=")
        if not name.isascii() or not name.isdigit():
            raise PartitionRefused(f"{path.name}: the folder of a district is named district=NUMBER.")
        found.append(int(name))
    return sorted(found)


def path_of(folder: Path, district: int, table: str) -> Path:
    return folder / f"district={district}" / f"{table}.parquet"


def check_header(path: Path) -> None:
    """Refuse a file that is missing, torn, of another version, or lacks a column."""
    columns = TABLES[path.stem]
    try:
        version = pl.read_parquet_metadata(path).get(MARK)
        schema = pl.read_parquet_schema(path)
    except FileNotFoundError as error:
        raise PartitionRefused(f"{_name(path)} is missing. Write the partition again.") from error
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _torn(path) from error
    if version != VERSION:
        is_of = f"version {version}" if version else "no version"
        raise PartitionRefused(
            f"{_name(path)} is of {is_of} of the nation's format; this teeka reads version {VERSION}. "
            "Write the partitions again with this release."
        )
    lacks = [name for name in columns if name not in schema]
    if lacks:
        raise PartitionRefused(f"{_name(path)} lacks the column {', '.join(lacks)}.")
    wrong = [name for name, column in columns.items() if not _fits(schema[name], column.type)]
    if wrong:
        raise PartitionRefused(
            f"{_name(path)}: the column {', '.join(wrong)} has a type that it cannot have."
        )


def read_table(folder: Path, district: int, table: str) -> pl.DataFrame:
    """The table's columns in their types, and `district`. Refuses what check_header does, and bad values."""
    path, columns = path_of(folder, district, table), TABLES[table]
    check_header(path)
    try:
        typed = [pl.col(name).cast(column.type) for name, column in columns.items()]
        frame = pl.scan_parquet(path).select(*typed, pl.lit(district, pl.Int64).alias("district")).collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _torn(path) from error
    blank = [name for name, column in columns.items() if not column.is_optional and frame[name].has_nulls()]
    if blank:
        raise PartitionRefused(f"{_name(path)}: the column {', '.join(blank)} has blanks and may have none.")
    key = next(iter(columns))
    if frame[key].n_unique() != len(frame):
        raise PartitionRefused(f"{_name(path)}: two rows have the same number in the column {key}.")
    return frame


def table_as_bytes(table: str, frame: pl.DataFrame) -> bytes:
    """A partition's file. The same rows give the same bytes."""
    columns = TABLES[table]
    buffer = BytesIO()
    frame.select(pl.col(name).cast(column.type) for name, column in columns.items()).write_parquet(
        buffer, compression="zstd", metadata={MARK: VERSION}
    )
    return buffer.getvalue()


def terms_as_bytes(terms: Terms) -> bytes:
    written = {
        "version": VERSION,
        "staff_share": terms.staff_share,
        "crosses_borders": terms.crosses_borders,
        "reach_km": terms.reach_km,
        "seed": terms.seed,
        "allowed": terms.allowed.tolist(),
    }
    return (json.dumps(written, ensure_ascii=False, indent=1) + "\n").encode()


def read_terms(folder: Path) -> Terms:
    path = folder / TERMS_FILE
    try:
        told = json.loads(path.read_bytes())
        if told.get("version") != VERSION:
            raise PartitionRefused(
                f"{TERMS_FILE} is of version {told.get('version')} of the nation's format; "
                f"this teeka reads version {VERSION}."
            )
        allowed = np.array(told["allowed"], dtype=bool)
        terms = Terms(
            float(told["staff_share"]), bool(told["crosses_borders"]), int(told["reach_km"]),
            str(told["seed"]), allowed,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise PartitionRefused(
            f"{folder} holds no {TERMS_FILE}. Give the folder that holds it and the folders district=NUMBER."
        ) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise PartitionRefused(
            f"{TERMS_FILE} cannot be read: {error}. See docs/algorithms/nation.md."
        ) from error
    if allowed.ndim != 2 or not 0 < terms.staff_share <= 1 or terms.reach_km < 0:
        raise PartitionRefused(
            f"{TERMS_FILE}: allowed must be rows of true and false, staff_share above 0 and at most 1, "
            "reach_km not below 0."
        )
    return terms


def refuse_shared(keys: Iterable[tuple[str, pl.Series]]) -> None:
    """Refuse a nation in which two facilities, sites or sessions have the same number."""
    for name, series in keys:
        if series.n_unique() != len(series):
            number = series.filter(series.is_duplicated()).min()
            raise PartitionRefused(
                f"Two districts have the {name} {number!r}. Numbers must differ over the nation."
            )


def _fits(found: Any, wanted: Any) -> bool:
    if wanted.is_integer():
        return bool(found.is_integer())
    if wanted.is_float():
        return bool(found.is_numeric())
    return bool(found == wanted)


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _torn(path: Path) -> PartitionRefused:
    return PartitionRefused(f"{_name(path)} is torn or no Parquet file. Write the partition again.")

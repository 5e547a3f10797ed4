"""Partitions → the columns that a plan is made from. Refuses what no plan can be made from."""

from datetime import date

import numpy as np
import polars as pl

from teeka.formats.nation.partitions import PartitionRefused
from teeka.rules.allotment import Absences, Away, Facilities, Located, People, Request, Sessions, Sites, Terms
from teeka.rules.allotment.request import NONE, Floats, Ints


def facilities_of(frame: pl.DataFrame) -> Facilities:
    keys = _ints(frame["facility"])
    return Facilities(
        keys,
        _ints(frame["district"]),
        _found(frame["parent"], keys, "facilities.parquet", "parent"),
        _floats(frame["latitude"]),
        _floats(frame["longitude"]),
        _within(frame["located"], len(Located), "facilities.parquet"),
        _not_below_nought(frame["staff"], "facilities.parquet"),
    )


def sites_of(frame: pl.DataFrame, facilities: Ints) -> Sites:
    return Sites(
        _found(frame["facility"], facilities, "sites.parquet", "facility"),
        _ints(frame["district"]),
        _floats(frame["latitude"]),
        _floats(frame["longitude"]),
    )


def sessions_of(frame: pl.DataFrame, sites: Ints, kinds: int) -> Sessions:
    return Sessions(
        _ints(frame["session"]),
        _found(frame["site"], sites, "sessions.parquet", "site"),
        _days(frame["day"]),
        _not_below_nought(frame["seats"], "sessions.parquet"),
        np.zeros(len(frame), dtype=np.int64),
        _not_below_nought(frame["reserve"], "sessions.parquet"),
        _within(frame["kind"], kinds, "sessions.parquet"),
    )


def people_of(frame: pl.DataFrame, facilities: Ints, needs: int) -> People:
    return People(
        _ints(frame["person"]),
        _found(frame["facility"], facilities, "people.parquet", "facility"),
        _ints_or_none(frame["tier"]),
        _within(frame["need"], needs, "people.parquet"),
        _days(frame["opens"]),
        _days(frame["closes"]),
        _days(frame["due_from"].fill_null(date.min)),
        _days(frame["due_until"].fill_null(date.max)),
    )


def absences_of(frame: pl.DataFrame) -> Absences:
    """A row a person and day."""
    away = frame.select("away").with_row_index("person").explode("away").drop_nulls()
    day = _days(away["away"])
    return Absences(_ints(away["person"]), day, day)


def request_of(tables: dict[str, pl.DataFrame], terms: Terms) -> Request:
    """The tables of districts that are planned together. Everybody waits. Raises PartitionRefused."""
    facilities = facilities_of(tables["facilities"])
    needs, kinds = terms.allowed.shape
    return Request(
        facilities,
        sites_of(tables["sites"], facilities.key),
        sessions_of(tables["sessions"], _ints(tables["sites"]["site"]), kinds),
        people_of(tables["people"], facilities.key, needs),
        Away(*(np.zeros(0, dtype=np.int64),) * 3),
        terms,
        absences_of(tables["people"]),
    )


def _ints(series: pl.Series) -> Ints:
    return series.to_numpy().astype(np.int64)


def _ints_or_none(series: pl.Series) -> Ints:
    return _ints(series.fill_null(NONE) if series.has_nulls() else series)


def _floats(series: pl.Series) -> Floats:
    return series.to_numpy().astype(np.float64)  # a blank comes as NaN


def _days(series: pl.Series) -> Ints:
    """date.toordinal()"""
    return _ints(series.cast(pl.Int32)) + 719_163  # days of 1970-01-01


def _within(series: pl.Series, below: int, file: str) -> Ints:
    values = _ints(series)
    if len(values) and not (values.min() >= 0 and values.max() < below):
        raise PartitionRefused(f"{file}: {series.name} goes from 0 to {below - 1}, and one is outside.")
    return values


def _not_below_nought(series: pl.Series, file: str) -> Ints:
    values = _ints(series)
    if len(values) and values.min() < 0:
        raise PartitionRefused(f"{file}: {series.name} is below 0 in one row.")
    return values


def _found(series: pl.Series, keys: Ints, file: str, name: str) -> Ints:
    """The index of each key, NONE for a blank. Refuses a key that is not there."""
    order = np.argsort(keys, kind="stable")
    wanted = _ints_or_none(series)
    if not len(keys):
        if (wanted != NONE).any():
            raise PartitionRefused(f"{file}: {name} {wanted.max()} is not in the partitions.")
        return wanted
    at = np.minimum(np.searchsorted(keys[order], wanted), len(keys) - 1)
    known = keys[order][at] == wanted
    lost = wanted[~known & (wanted != NONE)]
    if len(lost):
        raise PartitionRefused(f"{file}: {name} {lost[0]} is not in the partitions.")
    return np.where(known, order[at], NONE)

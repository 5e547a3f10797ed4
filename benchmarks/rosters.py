"""Reads the rosters of a sample as `teeka find-duplicates` reads one, in one table, beside their truth."""

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from teeka.doors.commands.matching_files import read_table
from teeka.formats.incoming.table import Kind
from teeka.rules.duplicates import registrations_of


def all_rows(files: Iterable[Path]) -> pl.DataFrame:
    """The cells under the contract's names; `row` counts all from 1, `number` those of each `file`."""
    tables = [read_table(file, Kind.ROSTER).with_columns(file=pl.lit(file.name)) for file in files]
    whole = pl.concat(tables, how="diagonal").fill_null("")
    return whole.with_columns(
        number=pl.col("row").cast(pl.Int64), row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
    )


def registrations_in(files: Iterable[Path]) -> pl.DataFrame:
    """All rows under the rule's COLUMNS, with `file` and `number` beside them."""
    whole = all_rows(files)
    return registrations_of(whole.drop("file", "number")).hstack(whole.select("file", "number"))


def with_truth(rows: pl.DataFrame, truth: Path) -> pl.DataFrame:
    """The same with the sample's `person_id` and `dirt` beside each row."""
    known = pl.read_csv(truth, schema_overrides={"dirt": pl.String}).rename({"row": "number"})
    return rows.join(known, on=["file", "number"], how="left", maintain_order="left")

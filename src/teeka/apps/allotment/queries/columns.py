"""Whole tables as columns: COPY out of the database, straight into polars."""

from collections.abc import Mapping
from io import BytesIO
from typing import TypeAlias

import numpy as np
import polars as pl
from django.db import connection

from teeka.rules.allotment.request import NONE, Floats, Ints

DType: TypeAlias = type[pl.DataType]


def columns_of(statement: str, types: Mapping[str, DType]) -> pl.DataFrame:
    """The rows of a SELECT without parameters; `types` names each column in order. NULL is null."""
    received = BytesIO()
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv)") as copy,
    ):
        for piece in copy:
            received.write(piece)
    if not received.tell():
        return pl.DataFrame(schema=dict(types))
    received.seek(0)
    return pl.read_csv(
        received, has_header=False, new_columns=list(types), schema_overrides=list(types.values())
    )


def positions(among: pl.Series, wanted: pl.Series) -> Ints:
    """Where each value stands in `among`; NONE for null and for what is not there."""
    places = pl.DataFrame({"value": among, "place": np.arange(len(among), dtype=np.int64)})
    found = pl.DataFrame({"value": wanted}).join(places, on="value", how="left", maintain_order="left")
    return ints(found["place"].fill_null(NONE))


def ints(column: pl.Series) -> Ints:
    return column.cast(pl.Int64).to_numpy()


def floats(column: pl.Series) -> Floats:
    return column.cast(pl.Float64).fill_null(float("nan")).to_numpy()

"""Whole tables as columns: COPY out of the database, straight into polars."""

from collections.abc import Mapping
from io import BytesIO
from typing import TypeAlias

import polars as pl
from django.db import connection

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

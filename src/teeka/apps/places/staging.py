"""How many rows come to the database at once: COPY into a temporary table that ends with the transaction.

COPY straight into a table with row security is refused by PostgreSQL, so every bulk write goes
through such a table and an INSERT or UPDATE from it.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

ROWS_A_WRITE = 20_000


def stage(cursor: Any, name: str, columns: Mapping[str, str], rows: pl.DataFrame) -> None:
    """Make temporary table `name` with these columns (SQL types, defaults allowed); fill those of `rows`.

    Binary values come as text that begins with \\x; an empty string stays one, a null is NULL.
    """
    definition = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    cursor.execute(f"CREATE TEMP TABLE {name} ({definition}) ON COMMIT DROP")
    append(cursor, name, rows)


def clear(cursor: Any, *names: str) -> None:
    """Drop the temporary tables of an earlier import, where a caller runs several in one transaction."""
    cursor.execute("SET LOCAL client_min_messages = warning")
    cursor.execute(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in names)}")


def append(cursor: Any, name: str, rows: pl.DataFrame) -> None:
    """COPY more rows into a temporary table; the frame's columns are the table's."""
    with cursor.copy(f"COPY {name} ({', '.join(rows.columns)}) FROM STDIN (FORMAT csv)") as copy:
        for piece in rows.iter_slices(ROWS_A_WRITE):
            copy.write(piece.write_csv(include_header=False).encode())

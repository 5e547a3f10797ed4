"""How many rows come to the database at once: COPY into a temporary table that ends with the transaction.

COPY straight into a table with row security is refused by PostgreSQL, so every bulk write goes
through such a table and an INSERT or UPDATE from it.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

ROWS_A_WRITE = 20_000
_SIGNS, _WRITTEN = ["\\", "\t", "\n", "\r"], [r"\\", r"\t", r"\n", r"\r"]


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
    rows = _escaped(rows)
    with cursor.copy(f"COPY {name} ({', '.join(rows.columns)}) FROM STDIN") as copy:
        for piece in rows.iter_slices(ROWS_A_WRITE):
            lines = piece.write_csv(
                include_header=False, separator="\t", quote_style="never", null_value="\\N"
            )
            copy.write(lines.encode())


def _escaped(rows: pl.DataFrame) -> pl.DataFrame:
    """Texts as COPY's own format wants them, which PostgreSQL reads faster than CSV."""
    texts = [name for name, kind in rows.schema.items() if kind == pl.String]
    has = (
        rows.select(pl.col(name).str.contains(r"[\\\t\n\r]").any() for name in texts).row(0) if texts else ()
    )
    odd = [name for name, is_odd in zip(texts, has, strict=True) if is_odd]
    return rows.with_columns(pl.col(name).str.replace_many(_SIGNS, _WRITTEN) for name in odd)

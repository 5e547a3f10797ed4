"""The same statements in PostgreSQL itself: tables of the same shape, and a clock that is told the time."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import asyncpg
import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from tests.simulation.database import Said
from tests.simulation.sql.tables import Row, Shape

# Before pg_catalog on the search path, so that an unqualified now() is ours.
CLOCK = """
CREATE SCHEMA twin;
CREATE FUNCTION twin.now() RETURNS timestamptz LANGUAGE sql STABLE
    AS $$ SELECT current_setting('twin.now')::timestamptz $$;
CREATE FUNCTION twin.clock_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
    AS $$ SELECT current_setting('twin.now')::timestamptz $$
"""
# As the migrations left it, whatever the simulator takes it for.
VIEW = "SELECT pg_get_viewdef(%s::regclass)"
TELL_TIME = "SELECT set_config('twin.now', '{}', false)"


class Twin:
    def __init__(self, url: str, shape: Shape) -> None:
        self._shape = shape
        self._url = url
        self._sql = psycopg.connect(url, autocommit=True)
        self._sql.execute(CLOCK)
        for table, columns in shape.columns.items():
            # Checks stay outside: a history's rows hold only what is needed to hand a message over.
            alike = "INCLUDING ALL EXCLUDING CONSTRAINTS"
            self._sql.execute(f"CREATE TABLE twin.{table} (LIKE public.{table} {alike})")
            for column in columns:
                if column != shape.keys[table]:
                    self._sql.execute(f'ALTER TABLE twin.{table} ALTER COLUMN "{column}" DROP NOT NULL')
        views = {name: self._sql.execute(VIEW, [name]).fetchone() for name in shape.views}
        self._sql.execute("SET search_path = twin, pg_catalog")
        for name, (query,) in views.items():
            self._sql.execute(f"CREATE VIEW {name} AS {query}")

    def begin(self, rows: dict[str, list[Row]]) -> None:
        """Empty tables, and then these rows in them."""
        self._sql.execute(f"TRUNCATE {', '.join(self._shape.columns)} RESTART IDENTITY")
        for table, many in rows.items():
            for row in many:
                given = {name: value for name, value in row.items() if value is not None}
                self._sql.execute(
                    sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
                        sql.Identifier(table),
                        sql.SQL(", ").join(map(sql.Identifier, given)),
                        sql.SQL(", ").join(sql.Placeholder() * len(given)),
                    ),
                    [Jsonb(value) if isinstance(value, dict) else value for value in given.values()],
                )

    def live_again(self, log: Sequence[tuple[datetime, list[Said]]]) -> list[str]:
        """Every transaction in its order; returns how PostgreSQL's answers differ, one line a statement."""
        return asyncio.run(self._live_again(log))

    async def _live_again(self, log: Sequence[tuple[datetime, list[Said]]]) -> list[str]:
        found: list[str] = []
        connection = await asyncpg.connect(self._url, server_settings={"search_path": "twin, pg_catalog"})
        try:
            for now, said in log:
                is_dispatchers = bool(said) and isinstance(said[0][1], tuple)
                found += (
                    await self._dispatchers(connection, now, said)
                    if is_dispatchers
                    else self._stewards(now, said)
                )
        finally:
            await connection.close()
        return found

    async def _dispatchers(self, connection: Any, now: datetime, said: list[Said]) -> list[str]:
        found: list[str] = []
        await connection.execute(TELL_TIME.format(now.isoformat()))
        async with connection.transaction():
            for text, given, ours in said:
                statement = await connection.prepare(text)
                rows = [tuple(row) for row in await statement.fetch(*given)]
                count = int(statement.get_statusmsg().split()[-1])
                found += _differences(text, rows, count, ours.rows, ours.count)
        return found

    def _stewards(self, now: datetime, said: list[Said]) -> list[str]:
        found: list[str] = []
        self._sql.execute(TELL_TIME.format(now.isoformat()))
        with self._sql.transaction(), self._sql.cursor() as cursor:
            for text, given, ours in said:
                cursor.execute(text, given)
                rows = cursor.fetchall() if cursor.description else []
                if not text.startswith(("ANALYZE", "DROP")):
                    found += _differences(text, rows, cursor.rowcount, ours.rows, ours.count)
        return found

    def rows(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for table, columns in self._shape.columns.items():
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            cursor = self._sql.execute(sql.SQL("SELECT {} FROM {}").format(names, sql.Identifier(table)))
            found[table] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        return found

    def close(self) -> None:
        self._sql.close()


@contextmanager
def twin_in(url: str, shape: Shape) -> Iterator[Twin]:
    twin = Twin(url, shape)
    try:
        yield twin
    finally:
        twin.close()


def _differences(
    text: str, theirs: list[tuple[Any, ...]], their_count: int, ours: list[tuple[Any, ...]], our_count: int
) -> list[str]:
    """Rows in any order: what a RETURNING brings first is nobody's promise."""
    if their_count == our_count and Counter(map(_plain, theirs)) == Counter(map(_plain, ours)):
        return []
    return [f"{text.strip()[:400]}\nPostgreSQL {their_count}: {theirs}\nhere {our_count}: {ours}"]


def _plain(row: tuple[Any, ...]) -> str:
    return json.dumps([str(value) for value in row])


def plain_rows(rows: dict[str, list[Row]], shape: Shape) -> dict[str, Counter[str]]:
    """Rows that can be compared: which of two rows of one statement is numbered first is nobody's promise."""
    return {
        table: Counter(
            json.dumps(
                {name: str(row[name]) for name in shape.columns[table] if not _is_number(name, table, shape)}
            )
            for row in many
        )
        for table, many in rows.items()
    }


def _is_number(name: str, table: str, shape: Shape) -> bool:
    return table in shape.counted and name == shape.keys[table]

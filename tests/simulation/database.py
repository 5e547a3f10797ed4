"""The database of one history: its tables, a pool for each dispatcher, a connection for the steward."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from tests.simulation.sql.statements import Result, Statements
from tests.simulation.sql.tables import Change, Tables

Said = tuple[str, Any, Result]  # text, values, what came of it


class Fate(Protocol):
    """Who speaks to the database, and what may happen to them while they do."""

    name: str

    async def before(self) -> None:
        """May wait, or end: nothing is committed yet."""

    async def after(self) -> None:
        """May wait, or end: all is committed, and nobody was told."""

    def within(self) -> None:
        """May end in the middle of a transaction."""


@dataclass
class Database:
    """Transactions happen one after the other; what each committed goes to `committed` and to the log."""

    tables: Tables
    statements: Statements
    clock: Callable[[], datetime]
    committed: Callable[[str, Sequence[Change]], None]
    log: list[tuple[datetime, list[Said]]] | None = None
    _open: list[Said] = field(default_factory=list)

    def run(self, text: str, given: Any) -> Result:
        self.tables.now = self.clock()
        result = self.statements(text)(self.tables, given)
        if self.log is not None:
            self._open.append((text, given, result))
        return result

    def commit(self, who: str) -> None:
        if self.log is not None:
            self.log.append((self.tables.now, self._open))
            self._open = []
        if changes := self.tables.commit():
            self.committed(who, changes)

    def roll_back(self) -> None:
        self._open = []
        self.tables.roll_back()

    @contextmanager
    def transaction(self, who: str) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.roll_back()
            raise
        self.commit(who)


class Pool:
    """What the dispatcher knows of asyncpg's pool. Each statement by itself is one transaction."""

    def __init__(self, database: Database, fate: Fate) -> None:
        self._database, self._fate = database, fate

    async def fetch(self, text: str, *given: Any) -> list[tuple[Any, ...]]:
        await self._fate.before()
        with self._database.transaction(self._fate.name):
            result = self._database.run(text, given)
        await self._fate.after()
        return result.rows

    async def execute(self, text: str, *given: Any) -> None:
        await self.fetch(text, *given)

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator["_Connection"]:
        await self._fate.before()
        yield _Connection(self._database, self._fate)


class _Connection:
    """Its statements stand in one transaction, in which nobody else comes between."""

    def __init__(self, database: Database, fate: Fate) -> None:
        self._database, self._fate = database, fate

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        with self._database.transaction(self._fate.name):
            yield
            self._fate.within()
        await self._fate.after()

    async def execute(self, text: str, *given: Any) -> None:
        self._fate.within()
        self._database.run(text, given)


class StewardsConnection:
    """What the steward's services know of Django's connection and its transactions."""

    def __init__(self, database: Database, fails: Callable[[], None]) -> None:
        self.database, self._fails = database, fails
        self.in_atomic_block = False
        self._result = Result([], 0)

    def cursor(self) -> "StewardsConnection":
        return self

    def __enter__(self) -> "StewardsConnection":
        return self

    def __exit__(self, *_: object) -> None:
        """A cursor of ours holds nothing."""

    @contextmanager
    def atomic(self) -> Iterator[None]:
        self.in_atomic_block = True
        try:
            with self.database.transaction("steward"):
                yield
        finally:
            self.in_atomic_block = False

    def execute(self, text: str, given: Any = None) -> None:
        self._fails()
        if self.in_atomic_block:
            self._result = self.database.run(text, given)
        else:
            with self.database.transaction("steward"):
                self._result = self.database.run(text, given)

    @property
    def rowcount(self) -> int:
        return self._result.count

    def fetchone(self) -> tuple[Any, ...] | None:
        return self._result.rows[0] if self._result.rows else None

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._result.rows

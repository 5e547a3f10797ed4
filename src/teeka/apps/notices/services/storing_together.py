"""What several threads bring at the same moment is written by one of them for all, and committed once."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Generic, TypeVar

from django.db import DatabaseError

Row = TypeVar("Row")


class NotStored(DatabaseError):
    """Another thread was to write these rows with its own, and failed: nothing is known to be stored."""


@dataclass(slots=True, eq=False)
class _Brought(Generic[Row]):
    rows: Sequence[Row]
    is_taken: bool = False
    is_stored: bool = False


class Together(Generic[Row]):
    """One for a process. Who gets the turn writes what waits by then; the others find theirs written.

    `write` takes rows and a moment, and returns when they are durable; nobody is told before. Where it
    raises, each whose rows were among them is refused. Locks: the turn, around the whole of `write`.
    """

    def __init__(self, write: Callable[[Sequence[Row], datetime], None]) -> None:
        self._write = write
        self._turn = Lock()
        self._waiting: deque[_Brought[Row]] = deque()

    def store(self, rows: Sequence[Row], now: datetime) -> None:
        """Raises what `write` raises, or NotStored where another thread's `write` did."""
        mine = _Brought(rows)
        self._waiting.append(mine)
        with self._turn:
            if not mine.is_taken:
                self._write_what_waits(now)
        if not mine.is_stored:
            raise NotStored

    def _write_what_waits(self, now: datetime) -> None:
        group = [self._waiting.popleft() for _ in range(len(self._waiting))]
        for one in group:
            one.is_taken = True
        self._write([row for one in group for row in one.rows], now)
        for one in group:
            one.is_stored = True

"""What a list is to whoever writes it: which documents there are to make, and where each lies."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, TypeVar

from teeka.apps.lists.queries.published import PublishedList
from teeka.formats.outgoing.document import Document

Row = TypeVar("Row")
SHEETS = ("pdf", "xlsx", "csv")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which sessions are asked for; empty means all, and then the lists above the sessions too."""

    now: datetime  # who must be called is a question of the hour; the other lists ignore it
    on: date | None = None
    session_codes: tuple[str, ...] = ()

    @property
    def is_all(self) -> bool:
        return self.on is None and not self.session_codes


@dataclass(frozen=True, slots=True)
class Wanted:
    """One document, and the folder in which it must lie. `crumbs` say each folder's name to people.

    `is_of_now`: dated by when it was asked for; while its rows stay the same it is not made anew.
    """

    folder: tuple[str, ...]
    crumbs: tuple[str, ...]
    document: Document
    published: PublishedList | None = None
    is_of_now: bool = False


@dataclass(frozen=True, slots=True)
class ListKind:
    """`keys` asks which there are; `make` turns some of them into documents, in one statement."""

    name: str
    keys: Callable[[Scope], Sequence[Any]]
    make: Callable[[Sequence[Any]], Iterator[Wanted]]
    formats: tuple[str, ...] = SHEETS
    is_of_a_session: bool = True
    is_frozen: bool = False  # made of frozen words alone: the same bytes for ever


def grouped(rows: Sequence[Row], key: Callable[[Row], Any]) -> list[list[Row]]:
    """Neighbours of one key together; the queries order by it."""
    return [list(group) for _, group in groupby(rows, key=key)]

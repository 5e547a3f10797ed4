"""Decides which rows of a table a reader asked for: searched, sorted, one page of them, or all as a file.

The address says it all (?q= what &sort= by which column &page= which &as= csv or xlsx), so that a
table works without scripts, can be sent to a colleague, and is downloaded as it stands.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import override

from teeka.formats.outgoing.csv import write_csv
from teeka.formats.outgoing.document import Column, ColumnKind, Document, Fact, Layout, Words
from teeka.formats.outgoing.xlsx import write_xlsx

PAGE = 100
MOST_DOWNLOADED = 20_000  # more than an officer reads; a district's whole register is a list of its own
WRITERS: dict[str, tuple[Callable[[Document], bytes], str]] = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
Text = str | Promise
Row = TypeVar("Row")
Fetched = TypeVar("Fetched", covariant=True)


@dataclass(frozen=True, slots=True)
class Head(Generic[Row]):
    """One column: what is sorted and downloaded. How it looks is the template's matter."""

    key: str
    words: Text
    value: Callable[[Row], str | int | None]
    is_number: bool = False
    is_wide_only: bool = False  # left out on a phone's screen
    is_code: bool = False
    is_file_only: bool = False  # on the page it stands in another column


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for."""

    search: str
    sort: str
    is_descending: bool
    page: int
    file: str
    page_size: int

    @property
    def limit(self) -> int:
        return MOST_DOWNLOADED if self.file else self.page_size

    @property
    def offset(self) -> int:
        return 0 if self.file else (self.page - 1) * self.page_size


@dataclass(frozen=True, slots=True)
class HeadLink:
    head: Head[Any]
    address: str
    aria_sort: str


class Fetch(Protocol[Fetched]):
    def __call__(self, wanted: Wanted) -> tuple[Sequence[Fetched], int]:
        """The rows asked for and how many there are on all pages."""
        ...


class Table(Generic[Row]):
    def __init__(
        self,
        request: HttpRequest,
        heads: Sequence[Head[Row]],
        *,
        sort: str,
        fetch: Fetch[Row],
        page_size: int = PAGE,
    ) -> None:
        self.heads, self._request = heads, request
        self.wanted = _wanted(request, {head.key for head in heads}, sort, page_size)
        self.rows, self.total = fetch(self.wanted)

    @classmethod
    def of(
        cls, request: HttpRequest, heads: Sequence[Head[Row]], rows: Sequence[Row], *, sort: str
    ) -> "Table[Row]":
        """A table of few enough rows to search and sort them here."""
        return cls(request, heads, sort=sort, fetch=lambda wanted: _pick(wanted, heads, rows))

    @property
    def is_file(self) -> bool:
        return bool(self.wanted.file)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.wanted.page_size))

    @property
    def first(self) -> int:
        return self.wanted.offset + 1

    @property
    def last(self) -> int:
        return self.wanted.offset + len(self.rows)

    @property
    def links(self) -> list[HeadLink]:
        return [self._link(head) for head in self.heads if not head.is_file_only]

    @property
    def previous_page(self) -> str:
        return self.address(page=self.wanted.page - 1) if self.wanted.page > 1 else ""

    @property
    def next_page(self) -> str:
        return self.address(page=self.wanted.page + 1) if self.wanted.page < self.pages else ""

    @property
    def csv(self) -> str:
        return self.address(**{"as": "csv", "page": None})

    @property
    def xlsx(self) -> str:
        return self.address(**{"as": "xlsx", "page": None})

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the search form carries along besides the search."""
        return [
            (key, str(value)) for key, value in self._request.GET.items() if key not in {"q", "page", "as"}
        ]

    def address(self, **changes: object) -> str:
        query = self._request.GET.copy()
        for key, value in changes.items():
            if value is None:
                query.pop(key, None)
            else:
                query[key] = str(value)
        return f"{self._request.path}?{query.urlencode()}" if query else self._request.path

    def _link(self, head: Head[Row]) -> HeadLink:
        is_sorted = self.wanted.sort == head.key
        turned = is_sorted and not self.wanted.is_descending
        order = f"-{head.key}" if turned else head.key
        aria = ("descending" if self.wanted.is_descending else "ascending") if is_sorted else ""
        return HeadLink(head, self.address(sort=order, page=None), aria)

    def as_file(self, *, name: str, title: Text, now: datetime) -> HttpResponse:
        """The rows of all pages, searched and sorted as the page shows them."""
        write, content_type = WRITERS[self.wanted.file]
        response = HttpResponse(write(self._document(name, title, now)), content_type=content_type)
        response["Content-Disposition"] = f'attachment; filename="{name}.{self.wanted.file}"'
        return response

    def _document(self, name: str, title: Text, now: datetime) -> Document:
        facts = [Fact(Words("Filter", "फ़िल्टर"), self.wanted.search)] if self.wanted.search else []
        return Document(
            name=name,
            title=both_languages(title),
            identity=name,
            stamp=name,
            made_at=now,
            facts=tuple(facts),
            columns=tuple(Column(head.key, both_languages(head.words), _kind(head)) for head in self.heads),
            rows=tuple(tuple(head.value(row) for head in self.heads) for row in self.rows),
            layout=Layout(()),
        )


def both_languages(text: Text) -> Words:
    with override("en"):
        english = str(text)
    with override("hi"):
        return Words(english, str(text))


def _kind(head: Head[Any]) -> ColumnKind:
    if head.is_code:
        return ColumnKind.CODE
    return ColumnKind.NUMBER if head.is_number else ColumnKind.TEXT


def _wanted(request: HttpRequest, keys: set[str], sort: str, page_size: int) -> Wanted:
    asked = request.GET.get("sort", "")
    order = asked if asked.lstrip("-") in keys else sort
    page = request.GET.get("page", "")
    file = request.GET.get("as", "")
    return Wanted(
        search=request.GET.get("q", "").replace("\0", "").strip()[:100],
        sort=order.lstrip("-"),
        is_descending=order.startswith("-"),
        page=min(max(int(page), 1), 100_000) if page.isdecimal() and len(page) < 7 else 1,
        file=file if file in WRITERS else "",
        page_size=page_size,
    )


def _pick(wanted: Wanted, heads: Sequence[Head[Row]], rows: Sequence[Row]) -> tuple[list[Row], int]:
    found = list(rows)
    if wanted.search:
        needle = wanted.search.casefold()
        found = [row for row in found if any(needle in str(head.value(row)).casefold() for head in heads)]
    key = next(head.value for head in heads if head.key == wanted.sort)
    # What is missing comes last, whichever way the rest is sorted.
    known = [row for row in found if key(row) is not None]
    known.sort(key=lambda row: _folded(key(row)), reverse=wanted.is_descending)
    found = known + [row for row in found if key(row) is None]
    return found[wanted.offset : wanted.offset + wanted.limit], len(found)


def _folded(value: str | int | None) -> Any:
    return value.casefold() if isinstance(value, str) else value

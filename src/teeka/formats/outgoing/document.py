"""What a list is before it becomes bytes: a title, facts, columns and rows, without a database.

One document is one table. Every format writes the same document, so the printed list, the
spreadsheet and the file for devices can never say different things.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in the two languages that stand beside each other on paper."""

    english: str
    hindi: str


class ColumnKind(StrEnum):
    TEXT = "text"
    CODE = "code"  # digits that are a name, not an amount: references, phone numbers
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the whole table, as spreadsheets and devices get it."""

    key: str  # header in CSV, name in pack.json: part of the contract, never translated
    words: Words
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 14  # characters, for the spreadsheet


class PrintedStyle(StrEnum):
    PLAIN = "plain"
    STRONG = "strong"  # first line large and bold: what the eye looks for
    CENTRED = "centred"
    NUMBER = "number"
    QR = "qr"  # first line also drawn as a QR code
    TICK = "tick"  # an empty box to tick by hand, with the value under it
    BLANK = "blank"  # room to write


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """One column on paper: lines under one another, each of them named columns joined by dots."""

    words: Words
    lines: tuple[tuple[str, ...], ...]
    share: float  # of the page's width, in millimetres on a page 277 mm wide
    style: PrintedStyle = PrintedStyle.PLAIN


@dataclass(frozen=True, slots=True)
class Layout:
    """How the table is printed; what it leaves out stays in the spreadsheet."""

    columns: tuple[PrintedColumn, ...]
    is_landscape: bool = True
    band_key: str = ""  # a full-width line whenever this column changes
    rule_key: str = ""  # a heavy rule whenever this column changes
    ends_with_total: bool = False  # a heavy rule above the last row


class BlankKind(StrEnum):
    LINE = "line"
    BOXES = "boxes"  # a box a sign, `places` of them
    TICKS = "ticks"  # a box to tick for each of `choices`


@dataclass(frozen=True, slots=True)
class Blank:
    """A place on a form to write in, with what belongs there."""

    words: Words
    share: float  # of the form's width
    kind: BlankKind = BlankKind.LINE
    places: int = 0
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormLayout:
    """Each row is a form of its own, two beside each other, to be cut apart.

    `number_key` is printed, and drawn as a QR code.
    """

    number_key: str
    a_page: int
    lines: tuple[tuple[Blank, ...], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One line above the table: what it is, and its value."""

    words: Words
    value: str
    is_large: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """Everything a format needs. The same document gives the same bytes, today and in ten years.

    `made_at` is when the contents were settled (a freeze), not when the file was written.
    `identity` names this list and its version; paper carries it as a QR code.
    """

    name: str  # file name without ending, and the kind of list: due-list
    title: Words
    identity: str
    stamp: str  # version, short hash and time, for the foot of every page
    made_at: datetime
    facts: tuple[Fact, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    layout: Layout | FormLayout
    notes: tuple[Words, ...] = ()
    empty: Words = Words("Nobody is on this list.", "इस सूची में कोई नहीं है।")
    public_key: str = ""  # in base64: whose signature vouches for it, for the foot of every page
    machine: Mapping[str, Cell] = field(default_factory=dict)  # the head as devices read it
    scan: str = ""  # what the large QR code says where that is not the identity
    to_fill: tuple[Column, ...] = ()  # empty columns of the spreadsheet, which comes back with them filled
    to_know_again: Mapping[str, Cell] = field(default_factory=dict)  # hidden on each of its lines

    def column_number(self, key: str) -> int:
        return next(number for number, column in enumerate(self.columns) if column.key == key)

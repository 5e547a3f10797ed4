"""The rows of a document's table before they have a place on a page: their words in lines, their height."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from teeka.formats.outgoing.cells import plain
from teeka.formats.outgoing.document import Cell, Document, Layout, PrintedColumn, PrintedStyle
from teeka.formats.outgoing.paper import sizes
from teeka.formats.outgoing.paper.drawing import MM, Align, Style
from teeka.formats.outgoing.paper.fitting import broken
from teeka.formats.outgoing.paper.frame import short
from teeka.formats.outgoing.paper.qr import Picture, reference_pictures
from teeka.formats.outgoing.paper.shaping import LINES

INSET, PADDING = 1_400, 1_500  # beside the words of a cell; above its capitals, where vowel signs stand
MODULE = 460  # of a code in a row; rows with codes are whole modules high, so that a page draws one picture
ROW_HEIGHT, ROW_HEIGHT_WITH_CODE = 10_600, 26 * MODULE
CODE_ROOM = 11_500
TICK_SIDE = 5 * MM
MOST_LINES = 20  # of a cell, so that a row is no longer than a page; the spreadsheet has the whole
GROUPS = {14: 4, 10: 5}  # digits of a reference and of a phone number: how they are grouped
PLAIN = (Style(10), Style(9))
STYLES = {PrintedStyle.STRONG: (Style(12, 700), Style(10.5)), PrintedStyle.TICK: (Style(8), Style(8))}
ALIGNED = {
    PrintedStyle.NUMBER: Align.RIGHT,
    PrintedStyle.CENTRED: Align.CENTRE,
    PrintedStyle.TICK: Align.CENTRE,
}


@dataclass(slots=True)
class Place:
    """A column on the page. `anchor`: where its words begin, have their middle or end; `room` for them."""

    column: PrintedColumn
    left: int
    right: int
    has_code: bool = field(init=False)
    anchor: int = field(init=False)
    room: int = field(init=False)

    def __post_init__(self) -> None:
        self.has_code = self.column.style is PrintedStyle.QR
        first = self.left + INSET + (CODE_ROOM if self.has_code else 0)
        self.room = self.right - INSET - first
        self.anchor = {
            Align.LEFT: first,
            Align.CENTRE: (self.left + self.right) // 2,
            Align.RIGHT: self.right - INSET,
        }[ALIGNED.get(self.column.style, Align.LEFT)]


@dataclass(frozen=True, slots=True)
class Printed:
    """A cell: its height, and its lines with how far each is below its upper edge."""

    height: int = 0
    lines: tuple[tuple[Style, int, str], ...] = ()
    has_tick: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Printed, ...]
    height: int
    band: str
    is_ruled: bool
    code: Picture | None


def rows_of(document: Document, layout: Layout, places: Sequence[Place]) -> Iterator[Row]:
    has_codes = any(place.has_code for place in places)
    least = ROW_HEIGHT_WITH_CODE if has_codes else ROW_HEIGHT
    columns = [_cells(document, place) for place in places]
    codes = _codes(document, places)
    bands, rules = _changes(document, layout.band_key), _changes(document, layout.rule_key)
    last = len(document.rows) - 1
    for number, cells in enumerate(zip(*columns, strict=True)):
        content = max(cell.height for cell in cells) + 2 * PADDING
        height = max(least, -(-content // MODULE) * MODULE if has_codes else content)
        is_ruled = bool(number and rules[number] and not bands[number])  # the header has a rule of its own
        is_total = layout.ends_with_total and number == last > 0
        yield Row(cells, height, bands[number], is_ruled or is_total, codes[number])


def in_print(text: str) -> str:
    """Digits as people read them aloud: references by fours, phone numbers by fives, never broken."""
    step = GROUPS.get(len(text)) if text.isascii() and text.isdigit() else None
    if step is None:
        return text
    return "\u00a0".join(text[at : at + step] for at in range(0, len(text), step))


def _cells(document: Document, place: Place) -> list[Printed]:
    """One printed column, row by row."""
    style = place.column.style
    if style is PrintedStyle.BLANK:
        return [Printed()] * len(document.rows)
    keys = [[document.column_number(key) for key in line] for line in place.column.lines]
    return [_cell(style, place.room, tuple([_text(row, line) for line in keys])) for row in document.rows]


def _text(row: Sequence[Cell], places: Sequence[int]) -> str:
    if len(places) == 1:
        return plain(row[places[0]])
    return " · ".join(text for place in places if (text := plain(row[place])))


@lru_cache(LINES)
def _cell(style: PrintedStyle, room: int, texts: tuple[str, ...]) -> Printed:
    """Of a cell's texts those that are not empty, each broken into lines of its style."""
    across = ALIGNED.get(style, Align.LEFT)
    first, other = STYLES.get(style, PLAIN)
    lines: list[tuple[Style, str]] = []
    for text in filter(None, texts):
        kind = other if lines else first
        lines += [(kind, line) for line in broken(in_print(short(text)), kind, room)]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], (other, "…")]
    has_tick = style is PrintedStyle.TICK
    if not lines and not has_tick:
        lines = [(Style(10, is_soft=True), "—")]
    return _stacked([(_aligned(kind, across), words) for kind, words in lines], has_tick=has_tick)


def _stacked(lines: Sequence[tuple[Style, str]], *, has_tick: bool) -> Printed:
    y = TICK_SIDE + sizes.LINE_GAP if has_tick else 0
    placed = []
    for style, words in lines:
        placed.append((style, y, words))
        y += style.height + sizes.LINE_GAP
    return Printed(y - sizes.LINE_GAP, tuple(placed), has_tick)


def _aligned(style: Style, across: Align) -> Style:
    return Style(style.size, style.weight, across, style.is_soft)


def _codes(document: Document, places: Sequence[Place]) -> Sequence[Picture | None]:
    """Of the column that has QR codes; a layout has at most one."""
    for place in places:
        if place.has_code:
            key = document.column_number(place.column.lines[0][0])
            return reference_pictures([plain(row[key]) for row in document.rows])
    return [None] * len(document.rows)


def _changes(document: Document, key: str) -> list[str]:
    """The value of a column where it differs from the row before, else nothing."""
    if not key:
        return [""] * len(document.rows)
    place = document.column_number(key)
    values = [plain(row[place]) or "—" for row in document.rows]
    return [
        value if number == 0 or values[number - 1] != value else "" for number, value in enumerate(values)
    ]

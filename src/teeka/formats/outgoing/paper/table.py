"""A document's table on pages: where each page ends, and where each row and word stands."""

from collections.abc import Sequence

from teeka.formats.outgoing.document import Layout, Words
from teeka.formats.outgoing.paper import sizes
from teeka.formats.outgoing.paper.drawing import MM, Pen, Style
from teeka.formats.outgoing.paper.fitting import broken
from teeka.formats.outgoing.paper.frame import Sheet
from teeka.formats.outgoing.paper.qr import Picture
from teeka.formats.outgoing.paper.rows import INSET, MODULE, PADDING, TICK_SIDE, Place, Row, rows_of
from teeka.formats.outgoing.paper.strips import strip_of

BAND_INSET, BAND_PADDING = 1_600, 1_600


def write_table(sheet: Sheet, layout: Layout) -> None:
    document = sheet.document
    if not document.rows:
        _write_empty(sheet, document.empty)
        return
    places = _places(sheet, layout)
    table = _Table(sheet, places)
    for row in rows_of(document, layout, places):
        table.add(row)
    table.end()


def _write_empty(sheet: Sheet, words: Words) -> None:
    inset, top = 5 * MM, sheet.y
    sheet.y += inset
    for text in (words.english, words.hindi):
        for line in broken(text, sizes.EMPTY, sheet.width - 2 * inset):
            sheet.page.text(sizes.EMPTY, sheet.left + inset, sheet.y, line)
            sheet.y += sizes.EMPTY.height + sizes.LINE_GAP
    sheet.y += inset - sizes.LINE_GAP
    corners = ((sheet.left, top), (sheet.right, top), (sheet.right, sheet.y), (sheet.left, sheet.y))
    sheet.page.line(Pen.HAIR, *corners, corners[0])
    sheet.y += 2 * MM


def _places(sheet: Sheet, layout: Layout) -> list[Place]:
    unit = sheet.width / sum(column.share for column in layout.columns)
    places, share = [], 0.0
    for column in layout.columns:
        left, share = sheet.left + round(share * unit), share + column.share
        places.append(Place(column, left, sheet.left + round(share * unit)))
    return places


class _Table:
    """Fills page after page; each begins with the columns' names."""

    def __init__(self, sheet: Sheet, places: Sequence[Place]) -> None:
        self._sheet, self._places = sheet, places
        self._names = [_names(place) for place in places]
        self._top = 0  # of the columns' upright lines
        self._codes: list[tuple[int, Picture]] = []  # since the last band or page, by modules from its top
        self._codes_top = 0
        self._begin()

    def add(self, row: Row) -> None:
        band = broken(row.band, sizes.BAND, self._sheet.width - 2 * BAND_INSET) if row.band else ()
        band_height = _height(sizes.BAND, len(band)) + 2 * BAND_PADDING if band else 0
        if self._sheet.y + band_height + row.height > self._sheet.bottom:
            self.end()
            self._sheet.turn()
            self._begin()
        elif row.is_ruled:
            self._across(Pen.RULE)
        if band:
            self._add_band(band, band_height)
        self._write(row)
        self._sheet.y += row.height
        self._across(Pen.HAIR)

    def end(self) -> None:
        """The lower edge of what stands on this page."""
        self._end_columns()
        self._across(Pen.RULE)

    def _end_columns(self) -> None:
        """The codes and the upright lines from the page's top, or the last band, down to here."""
        for place in self._places:
            if place.has_code and self._codes:
                first = self._codes[0][0]
                strip = strip_of([(at - first, code) for at, code in self._codes])
                self._sheet.page.picture(strip, place.left + INSET, self._codes_top + first * MODULE, MODULE)
        self._codes = []
        for x in (self._sheet.left, *(place.right for place in self._places)):
            self._sheet.page.line(Pen.HAIR, (x, self._top), (x, self._sheet.y))

    def _begin(self) -> None:
        sheet, page = self._sheet, self._sheet.page
        self._top = sheet.y
        height = 2 * PADDING + max(_height(sizes.HEAD, len(lines)) for lines in self._names)
        page.fill(sheet.left, sheet.y, sheet.width, height)
        self._across(Pen.RULE)
        for place, lines in zip(self._places, self._names, strict=True):
            y = sheet.y + height - PADDING - _height(sizes.HEAD, len(lines))
            for slot, words in enumerate(lines):
                step = slot * (sizes.HEAD.height + sizes.LINE_GAP)
                page.text(sizes.HEAD, place.left + INSET, y + step, words)
        sheet.y += height
        self._across(Pen.RULE)
        self._codes_top = sheet.y

    def _across(self, pen: Pen) -> None:
        y = self._sheet.y
        self._sheet.page.line(pen, (self._sheet.left, y), (self._sheet.right, y))

    def _add_band(self, lines: Sequence[str], height: int) -> None:
        sheet = self._sheet
        self._end_columns()
        sheet.page.fill(sheet.left, sheet.y, sheet.width, height)
        for number, words in enumerate(lines):
            y = sheet.y + BAND_PADDING + number * (sizes.BAND.height + sizes.LINE_GAP)
            sheet.page.text(sizes.BAND, sheet.left + BAND_INSET, y, words)
        for x in (sheet.left, sheet.right):
            sheet.page.line(Pen.HAIR, (x, sheet.y), (x, sheet.y + height))
        sheet.y += height
        self._across(Pen.HAIR)
        self._top = self._codes_top = sheet.y

    def _write(self, row: Row) -> None:
        page, top = self._sheet.page, self._sheet.y
        for place, cell in zip(self._places, row.cells, strict=True):
            upper = (row.height - cell.height) // 2
            if cell.has_tick:
                page.box(Pen.TICK, place.anchor - TICK_SIDE // 2, top + upper, TICK_SIDE, TICK_SIDE)
            for style, below, words in cell.lines:
                page.text(style, place.anchor, top + upper + below, words)
        if row.code:
            above = (row.height // MODULE - row.code.side) // 2
            self._codes.append(((top - self._codes_top) // MODULE + above, row.code))


def _names(place: Place) -> list[str]:
    words, room = place.column.words, place.right - place.left - 2 * INSET
    return [*broken(words.english, sizes.HEAD, room), *broken(words.hindi, sizes.HEAD, room)]


def _height(style: Style, lines: int) -> int:
    return lines * (style.height + sizes.LINE_GAP) - sizes.LINE_GAP

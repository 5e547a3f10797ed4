"""Numbered forms on pages: under each lie the same empty ones; here are the numbers."""

from collections.abc import Sequence

from teeka.formats.outgoing.cells import plain
from teeka.formats.outgoing.document import FormLayout
from teeka.formats.outgoing.paper import sizes
from teeka.formats.outgoing.paper.blank_forms import (
    FORM_WIDTH,
    INSET,
    TOP,
    blank_page,
    form_height,
)
from teeka.formats.outgoing.paper.drawing import MM, Style
from teeka.formats.outgoing.paper.fitting import broken
from teeka.formats.outgoing.paper.frame import Sheet, running_words
from teeka.formats.outgoing.paper.qr import Picture, number_pictures
from teeka.formats.outgoing.paper.strips import strip_of

NUMBER_TOP, PLACE_GAP = 4_200, 1_300
PICTURE_SIDE = 14 * MM
NUMBER, LONG_NUMBER, PLACE = Style(13, 700), Style(9, 700), Style(7.5)


def write_forms(sheet: Sheet, layout: FormLayout) -> None:
    document = sheet.document
    column = document.column_number(layout.number_key)
    numbers = [plain(row[column]) for row in document.rows]
    pictures = number_pictures(numbers)
    for start in range(0, len(numbers), layout.a_page):
        if start:
            sheet.turn()
        sheet.page.stencil = blank_page(document.title, layout)
        page = slice(start, start + layout.a_page)
        _write_page(sheet, numbers[page], pictures[page], form_height(layout))


def _write_page(sheet: Sheet, numbers: Sequence[str], pictures: Sequence[Picture | None], step: int) -> None:
    """Two beside each other; the codes of each half of the page are one picture."""
    room = FORM_WIDTH - 2 * INSET - PICTURE_SIDE - 2 * MM
    for half in (0, 1):
        left = sheet.left + half * FORM_WIDTH + INSET
        for row, number in enumerate(numbers[half::2]):
            top = sizes.TOP_MARGIN + row * step + TOP
            _write_number(sheet, number, left, top + NUMBER_TOP, room)
        codes = [(row, code) for row, code in enumerate(pictures[half::2]) if code]
        if codes:
            modules = round(step * codes[0][1].side / PICTURE_SIDE)  # from one code to the next
            first = codes[0][0]
            strip = strip_of([((row - first) * modules, code) for row, code in codes])
            top = sizes.TOP_MARGIN + first * step + TOP
            x = left + FORM_WIDTH - 2 * INSET - PICTURE_SIDE
            sheet.page.picture(strip, x, top, step / modules)


def _write_number(sheet: Sheet, number: str, left: int, y: int, room: int) -> None:
    """A long one is smaller, on two lines."""
    style = NUMBER if len(broken(number, NUMBER, room)) == 1 else LONG_NUMBER
    for line in broken(number, style, room):
        sheet.page.text(style, left, y, line)
        y += style.height + PLACE_GAP
    sheet.page.text(PLACE, left, y, running_words(sheet.document))

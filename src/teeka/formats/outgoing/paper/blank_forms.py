"""Empty forms to write on by hand, to be cut apart along the dashes: what all pages of a kind share."""

from functools import cache

from teeka.formats.outgoing.document import Blank, BlankKind, FormLayout, Words
from teeka.formats.outgoing.paper import sizes
from teeka.formats.outgoing.paper.drawing import MM, Page, Pen, Style
from teeka.formats.outgoing.paper.fitting import room_of
from teeka.formats.outgoing.paper.frame import both

FORM_WIDTH, FORMS_HEIGHT = 95 * MM, 268 * MM
INSET, TOP, BOTTOM = 3_500, 3_000, 2 * MM
HEAD_HEIGHT = 16_500  # number, place and QR code, set on each form by itself
LINE_GAP, COLUMN_GAP = 1_300, 2_500
BOX_WIDTH, BOX_HEIGHT = 4_800, 5 * MM
TICK_SIDE, TICK_GAP, CHOICE_GAP = 3_800, MM, 3 * MM
TICK_BELOW, TICKS_UP = 800, 400  # a box's lower edge under its words' feet, and over the line's end
TITLE, LABEL, CHOICE = Style(8, 700), Style(6.5), Style(8)


def form_height(layout: FormLayout) -> int:
    return 2 * FORMS_HEIGHT // layout.a_page


@cache
def blank_page(title: Words, layout: FormLayout) -> Page:
    """A page full of them, two beside each other."""
    page, height = Page(), form_height(layout)
    lefts = [sizes.SIDE_MARGIN + column * FORM_WIDTH for column in range(3)]
    tops = [sizes.TOP_MARGIN + row * height for row in range(layout.a_page // 2 + 1)]
    for x in lefts:
        page.line(Pen.CUT, (x, tops[0]), (x, tops[-1]))
    for y in tops:
        page.line(Pen.CUT, (lefts[0], y), (lefts[-1], y))
    for top in tops[:-1]:
        for left in lefts[:-1]:
            _draw_form(page, title, layout, left + INSET, top)
    return page


def _draw_form(page: Page, title: Words, layout: FormLayout, left: int, top: int) -> None:
    page.text(TITLE, left, top + TOP, both(title))
    lowest, count = top + form_height(layout) - BOTTOM, len(layout.lines)
    step = (lowest - top - TOP - HEAD_HEIGHT) / count
    for number, blanks in enumerate(layout.lines):
        y = round(lowest + LINE_GAP - (count - number) * step)
        width = FORM_WIDTH - 2 * INSET - (len(blanks) - 1) * COLUMN_GAP
        unit, x = width / sum(blank.share for blank in blanks), float(left)
        for blank in blanks:
            _draw_blank(page, blank, (round(x), y, round(blank.share * unit), round(step) - LINE_GAP))
            x += blank.share * unit + COLUMN_GAP


def _draw_blank(page: Page, blank: Blank, room: tuple[int, int, int, int]) -> None:
    x, y, width, height = room
    page.text(LABEL, x, y, both(blank.words))
    if blank.kind is BlankKind.LINE:
        page.line(Pen.WRITE, (x, y + height), (x + width, y + height))
    elif blank.kind is BlankKind.BOXES:
        for number in range(blank.places):
            left = x + number * BOX_WIDTH
            page.box(Pen.WRITE, left, y + height - BOX_HEIGHT, BOX_WIDTH, BOX_HEIGHT)
    else:
        _draw_choices(page, blank, x, y + height - TICKS_UP)


def _draw_choices(page: Page, blank: Blank, x: int, lower: int) -> None:
    for words in blank.choices:
        page.box(Pen.CHOICE, x, lower - TICK_SIDE, TICK_SIDE, TICK_SIDE)
        x += TICK_SIDE + TICK_GAP
        page.text(CHOICE, x, lower - TICK_BELOW - CHOICE.height, words)
        x += room_of(words, CHOICE) + CHOICE_GAP

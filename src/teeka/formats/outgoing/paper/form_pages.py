"""Numbered forms on pages: each lies on the same picture of empty ones (forms.typ); here are the numbers."""

import json
from collections.abc import Sequence
from typing import Any

from teeka.formats.outgoing.cells import plain
from teeka.formats.outgoing.document import Blank, Document, FormLayout, Words
from teeka.formats.outgoing.paper import sizes
from teeka.formats.outgoing.paper.drawing import MM, Style
from teeka.formats.outgoing.paper.fitting import broken
from teeka.formats.outgoing.paper.frame import Sheet, running_words
from teeka.formats.outgoing.paper.qr import Picture, number_pictures
from teeka.formats.outgoing.paper.strips import strip_of

FORM_WIDTH, FORMS_HEIGHT = 95 * MM, 268 * MM
INSET, TOP = 3_500, 3_000
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
        page = slice(start, start + layout.a_page)
        _write_page(sheet, numbers[page], pictures[page], layout.a_page)


def empty_forms(document: Document, layout: FormLayout) -> str:
    """What all pages of a kind of form share, whatever the session, as forms.typ reads it."""
    return json.dumps(
        {
            "width": FORM_WIDTH,
            "height": 2 * FORMS_HEIGHT // layout.a_page,
            "inset": INSET,
            "top": TOP,
            "a_page": layout.a_page,
            "title": _words(document.title),
            "lines": [[_blank(blank) for blank in line] for line in layout.lines],
        }
    )


def _blank(blank: Blank) -> dict[str, Any]:
    return {
        **_words(blank.words),
        "share": blank.share,
        "kind": blank.kind.value,
        "places": blank.places,
        "choices": list(blank.choices),
    }


def _words(words: Words) -> dict[str, str]:
    return {"en": words.english, "hi": words.hindi}


def _write_page(
    sheet: Sheet, numbers: Sequence[str], pictures: Sequence[Picture | None], a_page: int
) -> None:
    """Two beside each other; the codes of each half of the page are one picture."""
    step = 2 * FORMS_HEIGHT // a_page
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
    for slot, line in enumerate(broken(number, style, room)):
        sheet.page.text(style, left, y, line, slot=slot)
        y += style.height + PLACE_GAP
    sheet.page.text(PLACE, left, y, running_words(sheet.document))

"""Which printed rows surely fit on two lines: those get a fixed height, which saves a third of the layout.

The widths are upper estimates of Noto Sans, so a row that is called short is short. A row that is
not called short is measured by typst itself and gets the height that it needs.
"""

from collections.abc import Sequence
from functools import cache, lru_cache

from teeka.formats.outgoing.document import PrintedColumn, PrintedStyle
from teeka.shared.text import VIRAMA

LINES_OF_A_SHORT_ROW = 2
PAGE_WIDTH = {True: 277.0, False: 190.0}  # millimetres between the margins: landscape, portrait
CELL_INSET = 3.2
PICTURE_WIDTH = 11.6
POINT = 0.3528  # millimetres
SIZES = {PrintedStyle.STRONG: 13.0}  # points; bold is wider, so it counts as larger than it is
SIZE = 10.0
# Upper bounds of widths in ems, by signs; what is not named is another small letter, or a wide sign.
WIDTHS = {
    " \u00a0\u200b": 0.27,
    "iIlJj.,:;'!·()[]-": 0.35,
    "rtf/•": 0.42,
    "ckszvyx": 0.54,
    "0123456789": 0.58,
    "ABCEFKLPRSTVXYZ": 0.66,
    "DGHNOQUw…": 0.8,
    "mMW@%—": 1.0,
    "आऑओऔ": 1.08,
    "अऊऋखफकझजञणॐ": 0.9,
}
SMALL, WIDE, SPACE = 0.62, 1.0, 0.27
DEVANAGARI_LETTER, DEVANAGARI_SIGN = 0.82, 0.3


def is_short(columns: Sequence[PrintedColumn], cells: Sequence[Sequence[str]], *, is_landscape: bool) -> bool:
    """True when every cell's lines stay within two lines of its column."""
    unit = PAGE_WIDTH[is_landscape] / sum(column.share for column in columns)
    return all(
        _fits(column, lines, unit * column.share) for column, lines in zip(columns, cells, strict=True)
    )


def _fits(column: PrintedColumn, lines: Sequence[str], width: float) -> bool:
    if column.style is PrintedStyle.TICK:
        return len(lines) <= 1
    room = width - CELL_INSET - (PICTURE_WIDTH if column.style is PrintedStyle.QR else 0)
    ems = room / (SIZES.get(column.style, SIZE) * POINT)
    return sum(_lines_of(line, ems) for line in lines) <= LINES_OF_A_SHORT_ROW


def _lines_of(text: str, ems: float) -> int:
    """How many lines the words take, filled greedily; too many for a word that is too wide."""
    lines, used = 1, 0.0
    for word in text.split(" "):
        width = width_of(word)
        if width > ems:
            return LINES_OF_A_SHORT_ROW + 1
        if used and used + SPACE + width > ems:
            lines, used = lines + 1, width
        else:
            used += (SPACE if used else 0.0) + width
    return lines


@lru_cache(maxsize=20_000)
def width_of(word: str) -> float:
    """At least its width in ems."""
    return sum(map(_width, word))


@cache
def _width(sign: str) -> float:
    for signs, width in WIDTHS.items():
        if sign in signs:
            return width
    if "\u0900" <= sign <= "\u097f":
        return DEVANAGARI_LETTER if sign.isalpha() and sign != VIRAMA else DEVANAGARI_SIGN
    if not sign.isascii():
        return WIDE
    return SMALL if sign.islower() else WIDE

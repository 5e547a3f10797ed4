"""A page as things at places, in micrometres from its upper left corner, and how they go to typst.

Words that stand under one another at equal steps become one paragraph: a list has a thousand cells, and a
paragraph costs typst more than its words.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any

from teeka.formats.outgoing.paper.strips import Strip

MM = 1_000
POINT = 353
CAP_HEIGHT = 0.714  # of the size: what a line of capitals is high; sheet.typ says the same
LTR_MARK = "\u200e"
RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


class Pen(StrEnum):
    HAIR = "hair"
    RULE = "rule"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class Style:
    """`size` in points."""

    size: float
    weight: int = 400
    align: Align = Align.LEFT
    is_soft: bool = False

    @property
    def height(self) -> int:
        return round(self.size * CAP_HEIGHT * POINT)


Point = tuple[int, int]
Box = tuple[int, int, int, int]  # x, y, width, height


@dataclass(slots=True)
class Page:
    lines: dict[Pen, list[list[Point]]] = field(default_factory=lambda: defaultdict(list))
    fills: list[Box] = field(default_factory=list)
    pictures: list[tuple[Box, Strip]] = field(default_factory=list)
    _texts: dict[tuple[Style, int, int], list[tuple[int, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def text(self, style: Style, x: int, y: int, words: str, *, slot: int = 0) -> None:
        """One line, its capitals' upper edge at `y`; `x` is its left, middle or right as it is aligned.

        Lines of one `slot` follow one another down the page: the first lines of a column's cells, say.
        """
        self._texts[style, x, slot].append((y, words))

    def line(self, pen: Pen, *points: Point) -> None:
        self.lines[pen].append(list(points))

    def box(self, pen: Pen, x: int, y: int, side: int) -> None:
        self.line(pen, (x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y))

    def fill(self, x: int, y: int, width: int, height: int) -> None:
        self.fills.append((x, y, width, height))

    def picture(self, strip: Strip, x: int, y: int, module: float) -> None:
        self.pictures.append(((x, y, round(strip.side * module), round(strip.height * module)), strip))

    def stacks(self) -> Iterable[tuple[Style, int, int, int, list[str]]]:
        """Style, x, y of the first line, step, lines."""
        for (style, x, _), placed in self._texts.items():
            for start, step, lines in equal_steps(placed):
                yield style, x, start, step, _apart(lines)


def equal_steps(placed: Sequence[tuple[int, str]]) -> list[tuple[int, int, list[str]]]:
    """Lines from above down, cut into stretches of equal steps: first y, step, lines."""
    found: list[tuple[int, int, list[str]]] = []
    steps = [after - before for (before, _), (after, _) in pairwise(placed)] + [0]
    for (y, words), step in zip(placed, [0, *steps], strict=False):
        if found and (found[-1][1] == step or len(found[-1][2]) == 1):
            start, _, lines = found[-1]
            lines.append(words)
            found[-1] = (start, step, lines)
        else:
            found.append((y, 0, [words]))
    return found


def _apart(lines: list[str]) -> list[str]:
    """A line from right to left must not turn the digits of the line below it round."""
    if not any(map(RIGHT_TO_LEFT.search, lines)):
        return lines
    return [LTR_MARK + line for line in lines]


def for_typst(pages: Sequence[Page], size: Point) -> dict[str, Any]:
    """As sheet.typ reads it."""
    styles: dict[Style, int] = {}
    strips: dict[bytes, int] = {}
    drawn = [
        {
            "texts": [[styles.setdefault(style, len(styles)), *placed] for style, *placed in page.stacks()],
            "lines": {pen.value: page.lines.get(pen, []) for pen in Pen},
            "fills": page.fills,
            "pictures": [[strips.setdefault(strip.png, len(strips)), *box] for box, strip in page.pictures],
        }
        for page in pages
    ]
    return {
        "width": size[0],
        "height": size[1],
        "styles": [[style.size, style.weight, style.align.value, style.is_soft] for style in styles],
        "strips": [list(png) for png in strips],
        "pages": drawn,
    }

"""A page as things at places, in micrometres from its upper left corner."""

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum

from teeka.formats.outgoing.paper.strips import Strip

MM = 1_000
POINT = 353
CAP_HEIGHT = 0.714  # of the size: what a line of capitals is high


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


class Pen(StrEnum):
    HAIR = "hair"
    RULE = "rule"
    TICK = "tick"
    WRITE = "write"  # where something is written by hand
    CHOICE = "choice"  # a box to tick beside its words
    CUT = "cut"


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


@dataclass(slots=True, eq=False)
class Page:
    """`stencil`: what many pages have in common, drawn under each of them."""

    stencil: "Page | None" = None
    lines: dict[Pen, list[list[Point]]] = field(default_factory=lambda: defaultdict(list))
    fills: list[Box] = field(default_factory=list)
    pictures: list[tuple[Box, Strip]] = field(default_factory=list)
    texts: list[tuple[Style, int, int, str]] = field(default_factory=list)

    def text(self, style: Style, x: int, y: int, words: str) -> None:
        """One line, its capitals' upper edge at `y`; `x` is its left, middle or right as it is aligned."""
        self.texts.append((style, x, y, words))

    def line(self, pen: Pen, *points: Point) -> None:
        self.lines[pen].append(list(points))

    def box(self, pen: Pen, x: int, y: int, width: int, height: int) -> None:
        right, lower = x + width, y + height
        self.line(pen, (x, y), (right, y), (right, lower), (x, lower), (x, y))

    def fill(self, x: int, y: int, width: int, height: int) -> None:
        self.fills.append((x, y, width, height))

    def picture(self, strip: Strip, x: int, y: int, module: float) -> None:
        self.pictures.append(((x, y, round(strip.side * module), round(strip.height * module)), strip))

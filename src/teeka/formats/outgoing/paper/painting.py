"""Pages become the drawing commands of a PDF; what they are drawn with is noted for the file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from teeka.formats.outgoing.paper.drawing import Align, Box, Page, Pen, Point, Style
from teeka.formats.outgoing.paper.fonts import UNITS, Face
from teeka.formats.outgoing.paper.shaping import LINES, WORDS_KEPT, Run, width_of, words_of
from teeka.formats.outgoing.paper.strips import Strip

# Width in points, lightness, dashes.
PENS = {
    Pen.HAIR: (0.4, 0.588, ""),
    Pen.RULE: (1.1, 0, ""),
    Pen.TICK: (0.9, 0, ""),
    Pen.WRITE: (0.5, 0, ""),
    Pen.CHOICE: (0.7, 0, ""),
    Pen.CUT: (0.4, 0.47, "[3 3]"),
}
FILL, SOFT = 0.91, 0.275
TO_POINTS = 72 / 25_400


@dataclass(slots=True)
class Ink:
    """What the pages are drawn with: runs of glyphs, pictures and stencils, these by number."""

    runs: set[Run] = field(default_factory=set)
    strips: dict[Strip, int] = field(default_factory=dict)
    stencils: dict[Page, int] = field(default_factory=dict)

    def glyphs(self) -> dict[Face, set[int]]:
        """In the order of their keys."""
        found: dict[Face, set[int]] = {}
        for run in self.runs:
            found.setdefault(run.face, set()).update([glyph[0] for glyph in run.glyphs])
        return dict(sorted(found.items(), key=lambda pair: pair[0].key))


@dataclass(frozen=True, slots=True)
class _Shown:
    """A line as commands, a stretch of one face each. `width` in thousandths of the size."""

    pieces: tuple[tuple[Face, str], ...]
    runs: tuple[Run, ...]
    width: int


def painted(page: Page, height: int, ink: Ink) -> bytes:
    """The commands of one page of `height` micrometres."""
    out: list[str] = []
    # Light of a strip of QR codes covers what lies under it, so it comes first.
    for box, strip in page.pictures:
        out.append(_picture(box, f"/I{ink.strips.setdefault(strip, len(ink.strips))}", height))
    if page.stencil:
        out.append(f"/S{ink.stencils.setdefault(page.stencil, len(ink.stencils))} Do")
    if page.fills:
        out += [f"{FILL} g", *(f"{_box(box, height)} re" for box in page.fills), "f 0 g"]
    for pen, lines in page.lines.items():
        out += _strokes(pen, lines, height)
    _Text(out, height, ink).write(page.texts)
    return "\n".join(out).encode("ascii")


def _picture(box: Box, name: str, height: int) -> str:
    x, y, width, tall = box
    return f"q {_pt(width)} 0 0 {_pt(tall)} {_pt(x)} {_pt(height - y - tall)} cm {name} Do Q"


def _box(box: Box, height: int) -> str:
    x, y, width, tall = box
    return f"{_pt(x)} {_pt(height - y - tall)} {_pt(width)} {_pt(tall)}"


def _strokes(pen: Pen, lines: Sequence[Sequence[Point]], height: int) -> list[str]:
    width, light, dashes = PENS[pen]
    out = [f"q {width} w {light} G {dashes} 0 d" if dashes else f"q {width} w {light} G"]
    for (x, y), *more in lines:
        out.append(f"{_pt(x)} {_pt(height - y)} m")
        is_closed = len(more) > 1 and more[-1] == (x, y)
        out += [f"{_pt(x)} {_pt(height - y)} l" for x, y in (more[:-1] if is_closed else more)]
        if is_closed:
            out.append("h")
    return [*out, "S Q"]


class _Text:
    """Writes lines in the order in which they were put down; says a face, size or shade when it changes."""

    def __init__(self, out: list[str], height: int, ink: Ink) -> None:
        self._out, self._height, self._ink = out, height, ink
        self._set: tuple[Face, float] | None = None
        self._is_soft = False

    def write(self, texts: Sequence[tuple[Style, int, int, str]]) -> None:
        for style, x, y, words in texts:
            self._line(style, x, y, words)

    def _line(self, style: Style, x: int, y: int, words: str) -> None:
        shown = _shown(words, style.size, style.weight)
        self._ink.runs.update(shown.runs)
        left: float = x
        if style.align is not Align.LEFT:
            width = shown.width * style.size / UNITS / TO_POINTS
            left -= width if style.align is Align.RIGHT else width / 2
        out = self._out
        if style.is_soft != self._is_soft:
            self._is_soft = style.is_soft
            out.append(f"{SOFT} g" if style.is_soft else "0 g")
        out.append(f"BT 1 0 0 1 {_pt(left)} {_pt(self._height - y - style.height)} Tm")
        for of, commands in shown.pieces:
            if self._set != (of, style.size):
                self._set = (of, style.size)
                out.append(f"/{of.key} {style.size:g} Tf")
            out.append(commands)
        out.append("ET")


@lru_cache(LINES)
def _shown(line: str, size: float, weight: int) -> _Shown:
    words = words_of(line, weight)
    pieces: list[tuple[Face, list[str]]] = []
    for word in words:
        is_plain = all(run.is_plain for run in word.runs)
        for number, run in enumerate(word.runs):
            if not pieces or pieces[-1][0] != run.face:
                pieces.append((run.face, []))
            if not number and not is_plain:  # it says its text to whoever copies it
                pieces[-1][1].append(f"/Span<</ActualText<FEFF{hexed(word.text)}>>>BDC")
            pieces[-1][1].append(_commands(run, size))
        if not is_plain:
            pieces[-1][1].append("EMC")
    return _Shown(
        tuple([(of, " ".join(commands)) for of, commands in pieces]),
        tuple([run for word in words for run in word.runs]),
        width_of(line, weight),
    )


def hexed(text: str) -> str:
    """As a PDF writes Unicode."""
    return text.encode("utf-16-be").hex().upper()


@lru_cache(WORDS_KEPT)
def _commands(run: Run, size: float) -> str:
    """Strings of glyph numbers; numbers between them move the pen back by thousandths of the size."""
    out = ["["]
    raised = 0
    for number, advance, right, up in run.glyphs:
        if up != raised:
            raised = up
            out.append(f"]TJ {raised * size / UNITS:.3f} Ts [")
        if right:
            out.append(f" {-right}")
        out.append(f"<{number:04X}>")
        if after := run.face.advance(number) + right - advance:
            out.append(f" {after}")
    out.append("]TJ 0 Ts" if raised else "]TJ")
    return "".join(out).replace("><", "")


def _pt(micrometres: float) -> str:
    return f"{micrometres * TO_POINTS:.2f}"

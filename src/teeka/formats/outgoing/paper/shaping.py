"""Words become glyphs: HarfBuzz shapes each word once a process, and lists repeat their words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import uharfbuzz as hb

from teeka.formats.outgoing.paper.directions import RIGHT_TO_LEFT, parts_as_seen
from teeka.formats.outgoing.paper.fonts import Face, by_family, face

DIGITS = re.compile("[0-9\u00a0]+")  # most of a list: no two of them are drawn nearer than each alone
LINES = 2_000  # remembered: a few lists' own, and what all lists say
WORDS_KEPT = 20_000
WORDS = re.compile(r" +|[^ ]+")


# Number, advance, right, up, in thousandths of the size; right and up: how far from the pen it stands. Plain
# tuples, which the garbage collector need not look at again: the caches hold hundreds of thousands.
Glyph = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Glyphs of one face. is_plain: each is the sign that stands in the text, in its place."""

    face: Face
    glyphs: tuple[Glyph, ...]
    is_plain: bool


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word, or the spaces between two; `width` in thousandths of the size."""

    text: str
    runs: tuple[Run, ...]
    width: int


@lru_cache(LINES)
def words_of(line: str, weight: int) -> tuple[Word, ...]:
    """A line's words from left to right, as they are seen."""
    if not RIGHT_TO_LEFT.search(line):
        return tuple([shaped(word, weight) for word in WORDS.findall(line)])
    seen: list[Word] = []
    for part, is_reversed in parts_as_seen(line):
        if is_reversed:
            seen.append(shaped(part, weight, is_reversed=True))
        else:
            seen += [shaped(word, weight) for word in WORDS.findall(part)]
    return tuple(seen)


@lru_cache(LINES)
def width_of(line: str, weight: int) -> int:
    """In thousandths of the size."""
    return sum([word.width for word in words_of(line, weight)])


@lru_cache(WORDS_KEPT)
def shaped(text: str, weight: int, *, is_reversed: bool = False) -> Word:
    runs = [_run(face(family, weight), part, is_reversed) for family, part in by_family(text)]
    if is_reversed:
        runs.reverse()
    return Word(text, tuple(runs), sum([glyph[1] for run in runs for glyph in run.glyphs]))


def _run(of: Face, text: str, is_reversed: bool) -> Run:
    if DIGITS.fullmatch(text):
        return Run(of, tuple([of.digits[sign] for sign in text]), is_plain=True)
    glyphs = tuple(_glyphs(of, text, "rtl" if is_reversed else "ltr"))
    drawn = "".join([of.signs.get(glyph[0], "") for glyph in glyphs])
    return Run(of, glyphs, not is_reversed and drawn == text.replace("\u00a0", " "))


def _glyphs(of: Face, text: str, direction: str) -> Iterator[Glyph]:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.direction, buffer.script, buffer.language = direction, of.script, "en"
    hb.shape(of.font, buffer)
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        yield info.codepoint, place.x_advance, place.x_offset, place.y_offset

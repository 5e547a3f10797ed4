"""Breaks words into lines that surely fit, by the widths of the fonts' signs.

So every height is known before anything is drawn, and typst need not measure: that took most of its time.
"""

import re
from functools import lru_cache

from teeka.formats.outgoing.paper.drawing import POINT, Style
from teeka.formats.outgoing.paper.typesetting import WIDER_TOGETHER, widths
from teeka.shared.text import graphemes

LONGEST_SIGN = 10  # letters and marks; true conjuncts have fewer
SPARE = 1.02  # two letters may stand a hair further apart than each alone (yY)
JOINED = 1.1  # letters of the Arabic script may be wider where they join than alone
ARABIC = re.compile("[\u0600-\u06ff]")
UNKNOWN = 1.0  # of a script without a font: an empty box


@lru_cache(maxsize=50_000)
def broken(text: str, style: Style, width: int) -> tuple[str, ...]:
    """Lines of at most `width` micrometres. Filled greedily; a word that is too wide breaks between signs."""
    ems = width / (style.size * POINT)
    if width_of(text, style.weight) <= ems:
        return (text,)
    space = width_of(" ", style.weight)
    lines: list[str] = []
    used = 0.0
    for word in text.split(" "):
        is_wide = width_of(word, style.weight) > ems
        for part in _signs_apart(word, style.weight, ems) if is_wide else [word]:
            room = width_of(part, style.weight)
            if lines and not is_wide and used + space + room <= ems:
                lines[-1] += " " + part
                used += space + room
            else:
                lines.append(part)
                used = room
    return tuple(lines)


def _signs_apart(word: str, weight: int, ems: float) -> list[str]:
    """Pieces as wide as a line. A sign of many letters (somebody leant on a key) is itself divided."""
    parts = [""]
    for sign in graphemes(word):
        for piece in (sign[at : at + LONGEST_SIGN] for at in range(0, len(sign), LONGEST_SIGN)):
            if parts[-1] and width_of(parts[-1] + piece, weight) > ems:
                parts.append("")
            parts[-1] += piece
    return parts


@lru_cache(maxsize=50_000)
def width_of(text: str, weight: int) -> float:
    """At least its width in ems."""
    of = widths(weight).get
    width = sum([of(sign, UNKNOWN) for sign in text])
    if ARABIC.search(text):
        width *= JOINED
    for pair in WIDER_TOGETHER:
        if pair in text:
            width += text.count(pair) * (of(pair, 0) - of(pair[0], 0) - of(pair[1], 0))
    return SPARE * width

"""Breaks words into lines that fit, by their glyphs: every height is known before anything is drawn."""

from functools import lru_cache

from teeka.formats.outgoing.paper.drawing import POINT, Style
from teeka.formats.outgoing.paper.fonts import UNITS
from teeka.formats.outgoing.paper.shaping import LINES, width_of
from teeka.shared.text import graphemes


def room_of(line: str, style: Style) -> int:
    """Micrometres that it takes as it will be drawn."""
    return round(width_of(line, style.weight) * style.size * POINT / UNITS)


@lru_cache(LINES)
def broken(text: str, style: Style, width: int) -> tuple[str, ...]:
    """Lines of at most `width` micrometres. Filled greedily; a word that is too wide breaks between signs."""
    most = width * UNITS / (style.size * POINT)
    if width_of(text, style.weight) <= most:
        return (text,)
    space = width_of(" ", style.weight)
    lines: list[str] = []
    used = 0
    for word in text.split(" "):
        is_wide = width_of(word, style.weight) > most
        for part in _signs_apart(word, style.weight, most) if is_wide else [word]:
            room = width_of(part, style.weight)
            if lines and not is_wide and used + space + room <= most:
                lines[-1] += " " + part
                used += space + room
            else:
                lines.append(part)
                used = room
    return tuple(lines)


def _signs_apart(word: str, weight: int, most: float) -> list[str]:
    """Pieces as wide as a line. A sign of many letters (somebody leant on a key) is itself divided."""
    parts = [""]
    for sign in graphemes(word):
        for piece in [sign] if width_of(sign, weight) <= most else sign:
            if parts[-1] and width_of(parts[-1] + piece, weight) > most:
                parts.append("")
            parts[-1] += piece
    return parts

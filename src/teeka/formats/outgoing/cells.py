"""What a cell may hold when it leaves us: text that prints whole and that no spreadsheet runs."""

import unicodedata
from functools import lru_cache

from teeka.formats.outgoing.document import Cell
from teeka.shared.text import JOINERS, neutral_cell, shorten

REMEMBERED = 20_000  # cells: each goes into several formats and lists
LONGEST_CELL = 2_000  # a spreadsheet takes 32,767; no name or reason of ours needs more than this
SPREADSHEET_STARTS = "|%"  # more that some spreadsheets run, beyond what shared.text neutralises


@lru_cache(REMEMBERED)
def plain(value: Cell) -> str:
    """One line without control, direction-changing or private signs. Empty for None.

    Joiners stay: Devanagari needs them to shape its conjuncts.
    """
    if value is None:
        return ""
    text = str(value)
    if not text.isprintable():
        text = "".join(" " if sign.isspace() else sign for sign in text if _is_shown(sign))
    return clipped(" ".join(text.split()), LONGEST_CELL)


def _is_shown(sign: str) -> bool:
    return sign.isspace() or sign in JOINERS or unicodedata.category(sign)[0] != "C"


def clipped(text: str, limit: int) -> str:
    """At most `limit` characters, cut between signs, with a mark where something is missing."""
    return text if len(text) <= limit else shorten(text, limit - 1) + "…"


@lru_cache(REMEMBERED)
def neutral(value: Cell) -> str:
    """Text that a spreadsheet shows and never runs: an apostrophe goes before what begins a formula.

    Full-width signs count as the plain ones that some spreadsheets make of them.
    """
    text = plain(value)
    seen = unicodedata.normalize("NFKC", text.lstrip(JOINERS)).lstrip()
    if seen[:1] and seen[0] in SPREADSHEET_STARTS:
        return "'" + text
    return "'" + text if neutral_cell(seen) != seen else text

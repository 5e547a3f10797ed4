"""Which column a header means: ours, an Indian office's usual one, or a Hindi one. Never a guess.

Compared without case, spaces and punctuation; what stands in brackets is tried with and without.
Where two headers mean one column the synonym that stands earlier in its line wins.
"""

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from teeka.formats.incoming.synonyms import SYNONYMS
from teeka.formats.incoming.table import Kind, Refusal, UploadRefused

# Of each group at least one way must be there whole.
_NEEDED: dict[Kind, tuple[tuple[tuple[str, ...], ...], ...]] = {
    Kind.FACILITIES: ((("facility_code",),), (("name",),), (("district",),)),
    Kind.ROSTER: (
        (("name",),),
        (("gender",),),
        (("birth_year",), ("date_of_birth",)),
        (("mobile",),),
        (("category",),),
        (("posting_district",),),
        (("posting",), ("posting_facility_code",)),
    ),
    Kind.SESSIONS: (
        (("session_code",),),
        (("site_facility_code",), ("site_name", "district", "pincode")),
        (("date",),),
        (("start_time",),),
        (("end_time",),),
        (("capacity",),),
        (("vaccine",),),
    ),
    Kind.DECISIONS: ((("text_number",), ("posting", "district")), (("decision",),)),
    Kind.PLACES: ((("reference",),), (("action",),), (("reason",),)),
    Kind.CALLS: ((("reference",),), (("outcome",),)),
    Kind.VISITS: ((("reference",),), (("arrived",), ("batch",))),
}


def bare(header: str) -> str:
    """Letters and digits only, lower case; Devanagari keeps its vowel signs and loses its nukta."""
    opened = unicodedata.normalize("NFKD", header).casefold()
    opened = "".join(c for c in opened if c == "\u094d" or unicodedata.category(c)[0] in "LNM")
    return opened.replace("\u093c", "").replace("ँ", "ं")


def _ranks(kind: Kind) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for column, synonyms in SYNONYMS[kind].items():
        for rank, word in enumerate([column, *synonyms.split(",")]):
            found.setdefault(bare(word), (column, rank))
    return found


_KNOWN = {kind: _ranks(kind) for kind in Kind}


def meaning(header: str, kind: Kind) -> tuple[str, int] | None:
    """The column that a header means with its rank (0 = our own name), or None."""
    known = _KNOWN[kind]
    without_brackets = re.sub(r"[(\[{].*?[)\]}]", " ", header)
    only_latin = re.sub(r"[^\x00-\x7f]+", " ", without_brackets)
    only_hindi = re.sub(r"[A-Za-z]+", " ", without_brackets)
    for text in (header, without_brackets, *re.split(r"[/|\n]", header)[:1], only_latin, only_hindi):
        if (word := bare(text)) in known and word:
            return known[word]
    return None


def recognised(cells: Sequence[str], kind: Kind) -> int:
    """How many different columns a row of the file would name as a header."""
    return len({found[0] for cell in cells if cell and (found := meaning(cell, kind))})


@dataclass(frozen=True, slots=True)
class HeaderReading:
    columns: dict[str, int]  # known name -> place in the row
    ignored: tuple[str, ...]


def read_header(header: Sequence[str], kind: Kind, *, line: int) -> HeaderReading:
    """Which place holds which column; raises UploadRefused naming a header that is missing or twice there."""
    best: dict[str, tuple[int, int]] = {}  # column -> rank, place
    for place, text in enumerate(header):
        found = meaning(text, kind) if text else None
        if found is None:
            continue
        column, rank = found
        if column in best and best[column][0] == rank:
            pair = f"'{header[best[column][1]]}', '{text}'"
            raise UploadRefused(Refusal.HEADER_TWICE, headers=pair, column=column)
        if column not in best or rank < best[column][0]:
            best[column] = (rank, place)
    columns = {column: place for column, (_, place) in best.items()}
    used = set(columns.values())
    ignored = tuple(text for place, text in enumerate(header) if text and place not in used)
    _refuse_what_is_missing(columns, ignored, kind, line)
    return HeaderReading(columns, ignored)


def needed_names(kind: Kind) -> str:
    """The columns that must be there, for a sentence."""
    return ", ".join(_one_way(group) for group in _NEEDED[kind])


def _one_way(group: tuple[tuple[str, ...], ...]) -> str:
    return " or ".join("+".join(way) for way in group)


def _refuse_what_is_missing(columns: dict[str, int], ignored: tuple[str, ...], kind: Kind, line: int) -> None:
    missing = [group for group in _NEEDED[kind] if not any(set(way) <= columns.keys() for way in group)]
    if not missing:
        return
    unknown = ""
    if ignored:
        hints = [_hint(header, kind, set(columns)) for header in ignored[:8]]
        unknown = f"Not known: {', '.join(hints)}. "
    raise UploadRefused(
        Refusal.HEADER_MISSING,
        line=line,
        missing="; ".join(_one_way(group) for group in missing),
        unknown=unknown,
    )


def _hint(header: str, kind: Kind, taken: set[str]) -> str:
    close = difflib.get_close_matches(bare(header), _KNOWN[kind], n=1, cutoff=0.75)
    column = _KNOWN[kind][close[0]][0] if close else None
    shown = header if len(header) <= 40 else header[:40] + "…"
    return f"'{shown}' (did you mean {column}?)" if column and column not in taken else f"'{shown}'"

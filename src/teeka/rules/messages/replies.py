"""What a person answers: yes, no, or something that only a person can read, and for whom of a household.

One phone may serve a household, so a text may carry the four digits that stand behind each one's name.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

LONGEST_REPLY = 1000  # characters that are kept
CODE_DIGITS = 4
_YES = frozenset(
    (
        "yes",
        "y",
        "yess",
        "haan",
        "han",
        "ha",
        "hn",
        "haa",
        "hanji",
        "1",
        "हाँ",
        "हां",
        "हा",
        "हाँजी",
        "हांजी",
    )
)
_NO = frozenset(
    ("no", "n", "nahi", "nahin", "nahee", "nhi", "nai", "na", "2", "नहीं", "नही", "नहि", "नहिं", "ना", "न")
)
# Said beside a yes or a no, and changing neither.
_POLITE = frozenset(("ji", "jee", "जी", "sir", "madam", "please"))
_WORD = re.compile(r"[^\W_]+(?:[\u0900-\u0903\u093a-\u094f\u0951-\u0957\u200c\u200d]+[^\W_]*)*")


class Meaning(StrEnum):
    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Reading:
    """`code`: the four digits that say who of a household answers, or empty."""

    meaning: Meaning
    code: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """A place of which somebody with this number was told, and that still lies ahead."""

    appointment_id: int
    code: str


def code_of(reference: int) -> str:
    """The digits behind a name in a message to a number that several people share."""
    return f"{reference % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def read_reply(text: str, keyword: str = "") -> Reading:
    """Yes and no as people write them in both languages and scripts; anything more is unclear.

    `keyword`: what a short code wants before each answer; said or not, it is passed over.
    """
    words = [_plain(word) for word in _WORD.findall(unicodedata.normalize("NFC", text[:LONGEST_REPLY]))]
    if keyword and words and words[0] == _plain(keyword):
        words = words[1:]
    codes = {word for word in words if word.isdigit() and len(word) == CODE_DIGITS}
    said = {word for word in words if word not in codes and word not in _POLITE}
    code = next(iter(codes)) if len(codes) == 1 else ""
    if len(codes) > 1 or not said:
        return Reading(Meaning.UNCLEAR, code)
    if said <= _YES:
        return Reading(Meaning.YES, code)
    return Reading(Meaning.NO if said <= _NO else Meaning.UNCLEAR, code)


def seat_meant(seats: Sequence[Seat], code: str) -> Seat | None:
    """The one place that an answer is about; None where there is none, or several that it may be."""
    meant: Collection[Seat] = [seat for seat in seats if not code or seat.code == code]
    return next(iter(meant)) if len(meant) == 1 else None


def _plain(word: str) -> str:
    """Lower case, without joiners, digits of every script as ours."""
    bare = word.casefold().replace("\u200c", "").replace("\u200d", "")
    return "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in bare)

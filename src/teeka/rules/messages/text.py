"""How long a text is on the wire, and which characters it may hold."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_ESCAPED = frozenset("\f^{}\\[~]|€")  # two septets each
_ALL_GSM = re.compile("[" + re.escape("".join(sorted(GSM_BASIC | GSM_ESCAPED))) + "]*")
_ESCAPED = re.compile("[" + re.escape("".join(sorted(GSM_ESCAPED))) + "]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
# One curly quote or long dash would turn an English text into UCS-2 and double its price.
_STRAIGHT = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
        "•": "*",
    }
)
# Most names and texts are in order already: plain letters, single spaces.
_IN_ORDER = re.compile(r"(?:[!-_a-~\u0900-\u097f]+ )*[!-_a-~\u0900-\u097f]+")
ZWNJ, ZWJ = "\u200c", "\u200d"


class Encoding(StrEnum):
    GSM7 = "gsm-7"
    UCS2 = "ucs-2"


@dataclass(frozen=True, slots=True)
class Size:
    encoding: Encoding
    units: int  # septets, or UTF-16 units
    segments: int


def normalise(text: str) -> str:
    """NFC, straight quotes and dashes, single spaces; of formatting characters only ZWJ and ZWNJ."""
    if _IN_ORDER.fullmatch(text) and unicodedata.is_normalized("NFC", text):
        return text
    text = unicodedata.normalize("NFC", text).translate(_STRAIGHT)
    kept = (
        character
        for character in text
        if character in {"\n", "\t", ZWJ, ZWNJ} or unicodedata.category(character) not in {"Cc", "Cf", "Cs"}
    )
    return "\n".join(_SPACES.sub(" ", line).strip() for line in "".join(kept).split("\n")).strip()


def size(text: str) -> Size:
    """Encoding, units and segments: GSM-7 160/153, UCS-2 70/67; no character is cut between two segments."""
    if _ALL_GSM.fullmatch(text):
        escaped = len(_ESCAPED.findall(text))
        units = len(text) + escaped
        if units <= 160:
            return Size(Encoding.GSM7, units, 1)
        segments = (
            _segments((2 if c in GSM_ESCAPED else 1 for c in text), 153) if escaped else -(-units // 153)
        )
        return Size(Encoding.GSM7, units, segments)
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    if units <= 70:
        return Size(Encoding.UCS2, units, 1)
    if units == len(text):
        return Size(Encoding.UCS2, units, -(-units // 67))
    return Size(Encoding.UCS2, units, _segments((2 if ord(c) > 0xFFFF else 1 for c in text), 67))


def _segments(widths: Iterable[int], room: int) -> int:
    segments, used = 1, 0
    for width in widths:
        if used + width > room:
            segments, used = segments + 1, 0
        used += width
    return segments


def trim(text: str, limit: int) -> str:
    """At most `limit` characters, cut between graphemes: never inside a Devanagari cluster."""
    if len(text) <= limit:
        return text
    kept = 0
    for end in _grapheme_ends(text):
        if end > limit:
            break
        kept = end
    return text[:kept].rstrip()


def _grapheme_ends(text: str) -> Iterator[int]:
    """Where a reader sees one letter end: Indic marks, joiners and conjuncts stay together."""
    for place in range(1, len(text)):
        before, here = text[place - 1], text[place]
        if unicodedata.category(here) in {"Mn", "Mc", "Me"} or here in {ZWJ, ZWNJ}:
            continue
        joins = (
            before == ZWJ or unicodedata.combining(before) == 9
        )  # 9: virama, which takes the next consonant
        if not (joins and unicodedata.category(here) == "Lo"):
            yield place
    if text:
        yield len(text)

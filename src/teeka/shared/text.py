"""How typed text becomes comparable or short, in Latin and Devanagari alike."""

import re
import unicodedata

DEVANAGARI_DIGITS = str.maketrans("०१२३४५६७८९", "0123456789")
VIRAMA = "\u094d"
JOINERS = "\u200c\u200d"


def squash(text: str) -> str:
    """Composed (NFC), with runs of white space made one space and the ends bare."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def ascii_digits(text: str) -> str:
    """Devanagari digits as 0-9; all else as it was."""
    return text.translate(DEVANAGARI_DIGITS)


def fold_words(text: str) -> str:
    """Lower case, compatibility forms opened, punctuation as single spaces: for comparing only."""
    opened = unicodedata.normalize("NFKC", text).casefold()
    kept = (c if unicodedata.category(c)[0] in "LMN" else " " for c in opened)
    return " ".join("".join(kept).split())


def graphemes(text: str) -> list[str]:
    """What a reader sees as single signs: a base with its marks, and conjuncts kept whole."""
    signs: list[str] = []
    for character in text:
        joins = unicodedata.category(character).startswith("M") or character in JOINERS
        after_virama = bool(signs) and signs[-1].rstrip(JOINERS).endswith(VIRAMA)
        if signs and (joins or (after_virama and character.isalpha())):
            signs[-1] += character
        else:
            signs.append(character)
    return signs


def shorten(text: str, limit: int) -> str:
    """At most `limit` code points, cut between signs, at a word's end where one lies in the last third."""
    text = squash(text)
    if len(text) <= limit:
        return text
    kept = ""
    for sign in graphemes(text):
        if len(kept) + len(sign) > limit:
            break
        kept += sign
    if text[len(kept)] == " ":
        return kept.rstrip()
    space = kept.rfind(" ")
    return (kept[:space] if space >= limit * 2 // 3 else kept).rstrip(" ,-/(&.")


def storable(text: str, longest: int) -> str:
    """What a foreign system wrote, without signs that no database keeps, and no longer than its column."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")[:longest]


_FORMULA_START = re.compile(r"^[\s]*[=+\-@\t\r]")


def neutral_cell(text: str) -> str:
    """The text as a spreadsheet must show it and not run it: an apostrophe before what begins a formula."""
    return "'" + text if _FORMULA_START.match(text) else text

"""Decides which texts nobody but a person may resolve, however well they seem to fit."""

import unicodedata
from functools import lru_cache

from teeka.rules.posting.claims import Reason
from teeka.rules.posting.folding import LONGEST_TEXT, Folded

_LATIN, _DEVANAGARI, _OTHER = "LATIN", "DEVANAGARI", "OTHER"
_LAST_OF_WESTERN = 0xFF  # beyond it a symbol is a picture, not a degree sign


def fault_of(text: str, folded: Folded) -> Reason | None:
    """Why a text must be looked at by a person; None when it may be resolved."""
    if len(text) > LONGEST_TEXT:
        return Reason.TOO_LONG
    words = [_scripts(word) for word in unicodedata.normalize("NFKC", text).split()]
    if any(_OTHER in scripts for scripts in words):
        return Reason.OTHER_SCRIPT
    if any(len(scripts) > 1 for scripts in words):
        return Reason.MIXED_SCRIPTS
    return Reason.LOOKS_LIKE_AN_ADDRESS if folded.is_address else None


def _scripts(word: str) -> set[str]:
    return {script for script in map(_script, word) if script}


@lru_cache(maxsize=4_096)
def _script(sign: str) -> str:
    """The script of a letter or of a letter's mark; other signs, such as digits, belong to none."""
    if sign.isascii():
        return _LATIN if sign.isalpha() else ""
    category = unicodedata.category(sign)
    if category == "So":
        return _OTHER if ord(sign) > _LAST_OF_WESTERN else ""
    if category[0] not in "LM":
        return ""
    name = unicodedata.name(sign, "")
    if name.startswith(_DEVANAGARI):
        return _DEVANAGARI
    if name.startswith(_LATIN):
        return _LATIN
    return "" if name.startswith(("COMBINING", "MODIFIER", "VARIATION")) else _OTHER

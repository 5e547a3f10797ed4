"""Decides what of a posting's text names the place, what names the type, and what is noise."""

import re
import unicodedata
from dataclasses import dataclass

from teeka.rules.posting import lexicon
from teeka.rules.posting.devanagari import romanise
from teeka.rules.posting.sounds import sound_of

LONGEST_TEXT = 200  # a posting; what is longer is an essay, and is cut
_INITIALS = re.compile(r"\b[a-z]{2}(?:\.\s?[a-z]\b)+\.?|\b[a-z](?:[.\s]+[a-z]\b)+\.?")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_NUMBERED_WARD = re.compile(r"\b(?:ward|zone)\s*(?:no\.?\s*)?(\d+)\b")
_NUMBER = re.compile(r"\d+")
_PHONE_OR_PIN = re.compile(r"(?:\d[\s-]?){9,}|(?<!\d)[1-9]\d{5}(?!\d)")
_COLLEGE = re.compile(r"\b[a-z]{1,5}mch\b")  # PMCH, DMCH, JLNMCH: the name and the type in one word
_SENTENCE = 9  # words that are no noise; no real name of a facility has so many
_NOT_AN_INITIAL = frozenset(("of", "and", "the", "for"))
_HINDI_ABBREVIATED = re.compile(r"(?<=[\u0900-\u0963])[०॰]")  # प्रा०, as some keyboards abbreviate
_NOT_A_WORD = re.compile(r"[^a-z\d\s]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """`words` are sounds in the text's order; `types` are of lexicon.TYPES, the most telling ones only."""

    words: tuple[str, ...]
    types: frozenset[str]
    initials: str = ""  # the sound of the first letters, when the text is long enough to have them
    is_address: bool = False  # a telephone number, a PIN code or a sentence: nobody's workplace

    @property
    def joined(self) -> str:
        return "".join(self.words)

    @property
    def key(self) -> str:
        """Equal for texts that name the same place and type, however they are written."""
        return f"{self.joined}|{'+'.join(sorted(self.types))}"


def plain(text: str) -> str:
    """The text as typed, without what two keyboards may differ in: case, width, spaces, punctuation."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).casefold()
    return " ".join(re.sub(r"[^\w\u0900-\u097F]+", " ", folded).split())


def fold(text: str) -> Folded:
    text = unicodedata.normalize("NFKC", text[:LONGEST_TEXT])
    is_address = _PHONE_OR_PIN.search(text) is not None
    text, types = _hindi_types(_HINDI_ABBREVIATED.sub(".", text))
    latin = _latin(_CAMEL.sub(" ", romanise(text)))
    latin = " ".join(map(lexicon.spelt, latin.split()))
    initials = _initials(latin)
    for kind, pattern in lexicon.LATIN_TYPES:
        latin, found = pattern.subn(" | ", latin)
        if found:
            types.add(kind)
    if _COLLEGE.search(latin):
        types.add("MCH")
    latin = _NUMBERED_WARD.sub(lambda ward: f" ward{'abcdefghij'[int(ward[1]) % 10]} ", latin)
    latin = lexicon.NOISE.sub(" ", latin)
    left = _NUMBER.sub(" ", latin).replace("|", " ").split()
    words = _telling([sound_of(word) for word in left if word != "sadar" or "DH" not in types])
    return Folded(words, _most_telling(types), initials, is_address or len(words) >= _SENTENCE)


def _initials(latin: str) -> str:
    """What "Patna Medical College and Hospital" is called by those who work there."""
    words = [word for word in latin.split() if word not in _NOT_AN_INITIAL and word.isalpha()]
    return sound_of("".join(word[0] for word in words)) if len(words) >= 4 else ""


def _hindi_types(text: str) -> tuple[str, set[str]]:
    types = set()
    for kind, pattern in lexicon.HINDI_TYPES:
        text, found = pattern.subn(" ", text)
        if found:
            types.add(kind)
    return lexicon.HINDI_NOISE.sub(" ", text), types


def _latin(text: str) -> str:
    """Lower case, accents off, initials joined ("P. H. C." is phc), punctuation as spaces."""
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    text = _INITIALS.sub(lambda run: re.sub(r"[^a-z]", "", run.group()), text)
    text = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])", " ", text)
    text = re.sub(r"\b(\d+)\s(st|nd|rd|th)\b", r"\1\2", text)
    return _NOT_A_WORD.sub(" ", text.replace("&", " and "))


def _telling(words: list[str]) -> tuple[str, ...]:
    """Without single letters (sites A, B, C) and without a word said twice."""
    long = [word for word in words if len(word) > 1]
    return tuple(dict.fromkeys(long or [word for word in words if word]))


def _most_telling(types: set[str]) -> frozenset[str]:
    """A wellness centre is a label that a sub-centre or an APHC carries; hospital is the loosest word."""
    telling = set(types)
    for loose in ("HOSP", "HWC"):
        if len(telling) > 1:
            telling.discard(loose)
    if {"APHC", "PHC"} <= telling or {"UPHC", "PHC"} <= telling:
        telling.discard("PHC")
    return frozenset(telling)

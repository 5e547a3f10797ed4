"""Decides what of a posting's text names the place, what names the type, and what is noise."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from teeka.rules.posting import lexicon
from teeka.rules.posting.devanagari import romanise
from teeka.rules.posting.sounds import sound_of

LONGEST_TEXT = 200  # a posting; what is longer is an essay, and is cut
_INITIALS = re.compile(r"\b[a-z]{2}(?:\.\s?[a-z]\b)+\.?|\b[a-z](?:[.\s]+[a-z]\b)+\.?")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z]{2})(?=[A-Z][a-z]{2})")  # not in VIthalpur
_NUMBERED_WARD = re.compile(r"\b(?:ward|zone)\s*(?:no\.?\s*)?(\d+)\b")
_PHONE_OR_PIN = re.compile(r"(?:\d[\s-]?){9,}|(?<!\d)[1-9]\d{5}(?!\d)")
_COLLEGE = re.compile(r"\b[a-z]{1,5}mch\b")  # PMCH, DMCH, JLNMCH: the name and the type in one word
_SENTENCE = 9  # words that are no noise; no real name of a facility has so many
_NOT_AN_INITIAL = frozenset(("of", "and", "the", "for"))
_HINDI_ABBREVIATED = re.compile(r"(?<=[\u0900-\u0963])[०॰]")  # प्रा०, as some keyboards abbreviate
# A sign of no script stands for a type, so that its place among the words is kept.
_MARK_OF = {kind: chr(0xE000 + at) for at, kind in enumerate(lexicon.TYPES)}
_TYPE_OF = {mark: kind for kind, mark in _MARK_OF.items()}
_NOT_A_WORD = re.compile(r"[^a-z\d\s\ue000-\ue0ff]+")
_LONGEST_NUMBER = 3
_ROMAN = {"i": "1", "ii": "2", "iii": "3"}
_ORDINAL = "stndrh"  # 1st, 2nd, 3rd, 4th


@dataclass(frozen=True, slots=True)
class Folded:
    """`words` are sounds in the text's order; `types` are of lexicon.TYPES, the most telling ones only."""

    words: tuple[str, ...]
    types: frozenset[str]
    initials: str = ""  # the sound of the first letters, when the text is long enough to have them
    is_address: bool = False  # a telephone number, a PIN code or a sentence: nobody's workplace
    head: str = ""  # the word that the facility's own type belongs to: "SC Bara (PHC Bihta)" is Bara's
    spelled: str = ""  # the words as they were spelled, in Latin letters: settles between equal sounds
    numbers: frozenset[int] = frozenset()  # "UPHC 2"

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


@lru_cache(maxsize=8_192)  # blocks and parts of texts come again and again
def fold(text: str) -> Folded:
    text = unicodedata.normalize("NFKC", text[:LONGEST_TEXT])
    is_address = _PHONE_OR_PIN.search(text) is not None
    latin = _latin(_CAMEL.sub(" ", text if text.isascii() else _romanised(text)))
    latin = " ".join(map(lexicon.spelt, latin.split()))
    initials = _initials(latin)
    for kind, pattern in lexicon.LATIN_TYPES:
        latin = pattern.sub(f" {_MARK_OF[kind]} ", latin)
    has_college = _COLLEGE.search(latin) is not None
    latin = _NUMBERED_WARD.sub(lambda ward: f" ward{'abcdefghij'[int(ward[1]) % 10]} ", latin)
    tokens = lexicon.NOISE.sub(" ", latin).split()
    types = {_TYPE_OF[token] for token in tokens if token in _TYPE_OF} | ({"MCH"} if has_college else set())
    digits = (_ROMAN.get(token, token.rstrip(_ORDINAL)) for token in tokens)
    numbers = frozenset(int(told) for told in digits if told.isdigit() and len(told) <= _LONGEST_NUMBER)
    silent = {"sadar"} if "DH" in types else set()
    spelled = [lexicon.WHOLE_WORDS.get(t, t) for t in tokens if not t[0].isdigit() and t not in silent]
    told = _telling([(word if word in _TYPE_OF else sound_of(word), word) for word in spelled])
    words = tuple(sound for sound, _ in told if sound not in _TYPE_OF)
    if not words and types and len(numbers) == 1:
        words = (f"#{min(numbers)}",)  # UPHC 26: the number is the name
    telling = _most_telling(types)
    return Folded(
        words,
        telling,
        initials,
        is_address or len(words) >= _SENTENCE,
        _head([sound for sound, _ in told], telling),
        "".join(word for _, word in told if word not in _TYPE_OF),
        numbers,
    )


def _head(tokens: Sequence[str], types: frozenset[str]) -> str:
    """Of several types the lowest is the facility's own, the others its parents': it has the word beside it.

    Who writes a type first writes each before its name, and else behind it.
    """
    words = [at for at, token in enumerate(tokens) if token not in _TYPE_OF]
    marks = [at for at, token in enumerate(tokens) if token in _TYPE_OF]
    if not words:
        return ""
    own = next((at for at in marks if _TYPE_OF[tokens[at]] in types), None)
    if own is None or len({tokens[at] for at in marks}) < 2:
        return tokens[words[0]]
    behind = next((at for at in words if at > own), words[-1])
    before = next((at for at in reversed(words) if at < own), words[0])
    return tokens[behind if marks[0] == 0 else before]


def _initials(latin: str) -> str:
    """What "Patna Medical College and Hospital" is called by those who work there."""
    words = [word for word in latin.split() if word not in _NOT_AN_INITIAL and word.isalpha()]
    return sound_of("".join(word[0] for word in words)) if len(words) >= 4 else ""


def _romanised(text: str) -> str:
    """In Latin letters, with a mark for each type written in Devanagari and without that script's noise."""
    text = _HINDI_ABBREVIATED.sub(".", text)
    text = lexicon.ABBREVIATED.sub(lambda letters: f" {_spelt_out(letters.group())} ", text)
    for kind, pattern in lexicon.HINDI_TYPES:
        text = pattern.sub(f" {_MARK_OF[kind]} ", text)
    return romanise(lexicon.HINDI_NOISE.sub(" ", text))


def _spelt_out(letters: str) -> str:
    """एसडीएच is sdh."""
    return "".join(lexicon.LETTER_NAMES[name] for name in lexicon.LETTER.findall(letters))


def _latin(text: str) -> str:
    """Lower case, accents off, initials joined ("P. H. C." is phc), punctuation as spaces."""
    text = unicodedata.normalize("NFKD", text)
    text = "".join(sign for sign in text if sign.isascii() or sign in _TYPE_OF).lower()
    text = _INITIALS.sub(lambda run: re.sub(r"[^a-z]", "", run.group()), text)
    text = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])", " ", text)
    text = re.sub(r"\b(\d+)\s(st|nd|rd|th)\b", r"\1\2", text)
    return _NOT_A_WORD.sub(" ", text.replace("&", " and "))


def _telling(words: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """(sound, spelling) without single letters (sites A, B, C) and without a word said twice."""
    heard = [pair for pair in words if pair[0]]
    long = [pair for pair in heard if min(map(len, pair)) > 1 or pair[0] in _TYPE_OF]
    kept: dict[str, str] = {}
    for sound, spelling in long if any(sound not in _TYPE_OF for sound, _ in long) else heard:
        kept.setdefault(sound, spelling)
    return list(kept.items())


def _most_telling(types: set[str]) -> frozenset[str]:
    """The facility's own type: hospital is the loosest word, wellness centre a label of other types, and of
    several the lowest is its own ("SC Bara, PHC Bihta")."""
    telling = set(types)
    for loose in ("HOSP", "HWC"):
        if len(telling) > 1:
            telling.discard(loose)
    if {"APHC", "PHC"} <= telling or {"UPHC", "PHC"} <= telling:
        telling.discard("PHC")
    lowest = min((lexicon.LEVEL[kind] for kind in telling), default=0)
    return frozenset(kind for kind in telling if lexicon.LEVEL[kind] == lowest)

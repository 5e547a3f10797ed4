"""Decides whether two written names can be one person's, and how surely."""

import re
import unicodedata
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from teeka.rules.posting.devanagari import romanise
from teeka.rules.posting.sounds import sound_of

# What offices shorten, by its sound. A title is nobody's name.
_WHOLE = {
    sound_of(short): sound_of(whole)
    for whole, shorts in {
        "mohammad": "md mo mohd mohammed muhammad mohamad mohmad",
        "kumar": "kr kmr",
        "kumari": "kri km ku kumri",
        "prasad": "pd prsd parsad",
        "singh": "sinh sing",
        "devi": "d",
        "choudhary": "chaudhary chowdhury chaudhri",
        "khatoon": "khatun",
        "sharma": "sarma",
        "sah": "saha shah",
        "ray": "rai roy",
        "ahmad": "ahmed",
        "yadav": "yadava",
    }.items()
    for short in shorts.split()
}
_TITLES = frozenset(
    map(
        sound_of,
        ("dr", "shri", "sri", "smt", "mr", "mrs", "ms", "miss", "sushri", "shrimati", "late", "prof"),
    )
)
# Borne by so many that they tell nearly nothing, and left out as often as written.
_PARTICLES = frozenset(
    map(
        sound_of, ("kumar", "kumari", "devi", "prasad", "mohammad", "begum", "bibi", "lal", "bano", "khatoon")
    )
)
_VOWELS = frozenset("aiu")
_LETTERS = re.compile(r"[a-z]+")


class NameLikeness(IntEnum):
    """Higher is surer. From ONE_LETTER down two names may be two people's."""

    CONFLICT = 0
    ONE_LETTER = 1
    PARTLY = 2
    MISTYPED = 3
    SAME = 4


@lru_cache(maxsize=500_000)
def folded_name(name: str) -> tuple[str, ...]:
    """The sounds of a name's words in either script, sorted, shortened forms opened, titles gone."""
    text = romanise(unicodedata.normalize("NFKC", name)).lower()
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    sounds = (sound_of(word) for word in _LETTERS.findall(plain))
    whole = {_WHOLE.get(sound, sound) for sound in sounds if sound}
    return tuple(sorted((whole - _TITLES) or whole))


def compare_names(one: Sequence[str], other: Sequence[str]) -> NameLikeness:
    """How the folded words of two names agree. Symmetric.

    Each word finds its like in the other name. Words left over on both sides are two people's given
    names; left over on one side, a name written in part.
    """
    if not one or not other:
        return NameLikeness.CONFLICT
    one, other = sorted((tuple(one), tuple(other)))
    left, right = list(one), list(other)
    worst = NameLikeness.SAME
    for likeness, is_alike in _WAYS:
        for word in tuple(left):
            twin = next((w for w in right if is_alike(word, w)), None)
            if twin is not None:
                left.remove(word)
                right.remove(twin)
                if not {word, twin} & _PARTICLES:
                    worst = min(worst, likeness)
    if left and right:
        rest = (set(left) | set(right)) - _PARTICLES
        return NameLikeness.CONFLICT if rest else min(worst, NameLikeness.PARTLY)
    if (set(left) | set(right)) - _PARTICLES:
        worst = min(worst, NameLikeness.PARTLY)
    shared = set(one) - set(left)
    return worst if shared - _PARTICLES else NameLikeness.CONFLICT


def _is_mistyped(word: str, other: str) -> bool:
    """One slip that leaves the name: letters turned round, a vowel too many, too few or another."""
    if min(len(word), len(other)) < 4 or OSA.distance(word, other, score_cutoff=1) != 1:
        return False
    if len(word) == len(other):
        changed = [(a, b) for a, b in zip(word, other, strict=True) if a != b]
        return len(changed) == 2 or (len(word) > 4 and all(a in _VOWELS and b in _VOWELS for a, b in changed))
    longer, shorter = sorted((word, other), key=len, reverse=True)
    at = next((i for i, letter in enumerate(shorter) if letter != longer[i]), len(shorter))
    return longer[at] in _VOWELS and at < len(shorter) and len(shorter) > 4


def _is_one_letter_off(word: str, other: str) -> bool:
    if len(word) == 1 or len(other) == 1:
        return word[0] == other[0]
    return min(len(word), len(other)) > 3 and OSA.distance(word, other, score_cutoff=1) <= 1


_WAYS = (
    (NameLikeness.SAME, str.__eq__),
    (NameLikeness.MISTYPED, _is_mistyped),
    (NameLikeness.ONE_LETTER, _is_one_letter_off),
)

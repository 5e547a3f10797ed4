"""Decides whether two written names can be one person's, and how surely."""

import re
import unicodedata
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from teeka.rules.posting.devanagari import romanise
from teeka.rules.posting.sounds import sound_of


class Word(NamedTuple):
    """A word of a name: how it sounds, and its letters, in which a slip of the hand is one slip only."""

    sound: str
    letters: str


# What offices shorten, by its sound. A title is nobody's name.
_WHOLE = {
    sound_of(short): Word(sound_of(whole), whole)
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
# Names of families, hardly ever given to a child: they say which word of a name is the given one.
_FAMILIES = frozenset(
    map(
        sound_of,
        ("singh", "yadav", "ray", "sah", "thakur", "paswan", "manjhi", "mandal", "mahto", "sharma", "mishra",
         "jha", "pandey", "tiwari", "choudhary", "gupta", "sinha", "verma", "rajak", "chaurasia", "upadhyay",
         "ojha", "bhagat", "kushwaha", "patel", "srivastava", "dubey", "murmu", "soren", "hembram", "ansari",
         "khan", "siddiqui", "haque", "sheikh", "pathan", "das", "shukla", "pathak", "chauhan", "rajput",
         "giri", "modi", "sahu", "sao", "prajapati", "vishwakarma", "nishad", "bind", "malakar", "hansda",
         "tudu", "marandi"),
    )
)  # fmt: skip
_VOWELS = frozenset("aiu")
_LETTERS = re.compile(r"[a-z]+")
_FEW = 2  # letters in which two spellings of one name differ
_LONG = 7  # sounds of a word that stays itself with one of them lost


class NameLikeness(IntEnum):
    """Higher is surer. From SLIPPED down two names may be two people's."""

    CONFLICT = 0
    ONE_LETTER = 1  # the given name, but for one letter that is another
    SLIPPED = 2  # the given name, but for one letter that is lost, doubled or out of place
    OTHER_FAMILY = 3  # the given name with another family's
    PARTLY = 4
    MISTYPED = 5
    SAME = 6


@lru_cache(maxsize=500_000)
def folded_name(name: str) -> tuple[Word, ...]:
    """A name's words in either script, in order, shortened forms opened, titles gone, none twice."""
    text = romanise(unicodedata.normalize("NFKC", name)).lower()
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = (Word(sound_of(letters), letters) for letters in _LETTERS.findall(plain))
    whole = [_WHOLE.get(word.sound, word) for word in words if word.sound]
    named = [word for word in whole if word.sound not in _TITLES] or whole
    return tuple({word.sound: word for word in named}.values())


def given_name(words: Sequence[Word]) -> Word:
    """The word that tells one member of a family from another: the first that is no family's name."""
    telling = (word for word in words if word.sound not in _PARTICLES and word.sound not in _FAMILIES)
    return next(telling, words[0] if words else Word("", ""))


@lru_cache(maxsize=500_000)
def compare_names(one: tuple[Word, ...], other: tuple[Word, ...]) -> NameLikeness:
    """How the folded words of two names agree. Symmetric.

    Each word finds its like in the other name. The given names must have found each other or, where the
    words were turned round, some word; what is left over on both sides is another family's name.
    """
    if not one or not other:
        return NameLikeness.CONFLICT
    one, other = sorted((one, other))
    sounds, others = ([word.sound for word in words] for words in (one, other))
    if sorted(sounds) == sorted(others) or "".join(sounds) == "".join(others):
        return NameLikeness.SAME
    found = _twins(one, other)
    sides = ((0, one), (1, other))
    givens = min(found.get((side, given_name(words)), NameLikeness.CONFLICT) for side, words in sides)
    if givens <= NameLikeness.SLIPPED:
        return givens
    left, right = ({word.sound for word in words if (side, word) not in found} for side, words in sides)
    if left and right:
        return NameLikeness.PARTLY if left <= _PARTICLES or right <= _PARTICLES else NameLikeness.OTHER_FAMILY
    if (left | right) - _PARTICLES:
        return NameLikeness.PARTLY
    rest = (how for (_, word), how in found.items() if word.sound not in _PARTICLES)
    return NameLikeness.SAME if min(rest, default=givens) == NameLikeness.SAME else NameLikeness.MISTYPED


def _twins(one: tuple[Word, ...], other: tuple[Word, ...]) -> dict[tuple[int, Word], NameLikeness]:
    """(0, word of one) and (1, word of other) -> how it found its like, each word once, surest first."""
    found: dict[tuple[int, Word], NameLikeness] = {}
    left, right = sorted(one), sorted(other)
    for likeness, is_alike in _WAYS:
        for word in tuple(left):
            twin = next((w for w in right if is_alike(word, w)), None)
            if twin is not None:
                left.remove(word)
                right.remove(twin)
                found[0, word] = found[1, twin] = likeness
    return found


def _is_same(word: Word, other: Word) -> bool:
    return word.sound == other.sound


def _is_mistyped(word: Word, other: Word) -> bool:
    """One slip that leaves the name: letters turned round, a vowel too many or too few, a long word's loss.

    Another vowel or consonant is another name (Kiran, Karan; Ramesh, Rajesh), and so is what changes at
    the end (Kamal, Kamla) or the beginning (Anita, Nita).
    """
    shorter, longer = sorted((word.sound, other.sound), key=len)
    if len(shorter) < 5 or OSA.distance(shorter, longer, score_cutoff=1) != 1 or not _is_near(word, other):
        return False
    if len(shorter) == len(longer):
        changed = [at for at in range(len(shorter)) if shorter[at] != longer[at]]
        return len(changed) == 2 and changed[0] > 0 and changed[1] < len(shorter) - 1
    at = next((i for i, letter in enumerate(shorter) if letter != longer[i]), len(shorter))
    return 0 < at < len(shorter) and (longer[at] in _VOWELS or len(longer) >= _LONG)


def _is_slipped(word: Word, other: Word) -> bool:
    """A letter is lost or one too many, or two are turned round: as heard or as written."""
    heard = _is_near(word, other) and _is_one_slip(word.sound, other.sound)
    return heard or _is_one_slip(word.letters, other.letters)


def _is_one_slip(one: str, other: str) -> bool:
    is_near = min(len(one), len(other)) > 2 and OSA.distance(one, other, score_cutoff=1) == 1
    return is_near and (len(one) != len(other) or sorted(one) == sorted(other))


def _is_near(word: Word, other: Word) -> bool:
    """Shweta and Savita sound nearly alike, and nobody writes the one for the other."""
    return OSA.distance(word.letters, other.letters, score_cutoff=_FEW) <= _FEW


def _is_one_letter_off(word: Word, other: Word) -> bool:
    one, two = word.sound, other.sound
    if len(one) == 1 or len(two) == 1:
        return one[0] == two[0]
    return min(len(one), len(two)) > 2 and OSA.distance(one, two, score_cutoff=1) <= 1


_WAYS = (
    (NameLikeness.SAME, _is_same),
    (NameLikeness.MISTYPED, _is_mistyped),
    (NameLikeness.SLIPPED, _is_slipped),
    (NameLikeness.ONE_LETTER, _is_one_letter_off),
)

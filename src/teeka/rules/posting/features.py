"""Decides what is measured between a text and one registered name; the scorer weighs it."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import mul
from typing import NamedTuple

from rapidfuzz import fuzz

from teeka.rules.posting import lexicon
from teeka.rules.posting.folding import Folded

FEATURES = (
    "cosine",
    "whole_ratio",
    "skeleton_ratio",
    "text_covered",
    "name_covered",
    "weakest_word",
    "same_words",
    "type_agrees",
    "type_conflicts",
    "text_without_type",
    "name_without_type",
    "same_district",
    "same_types",
    "head",
    "spelled",
    "number_agrees",
    "number_conflicts",
    "head_heard",
    "name_weakest_word",
    "text_unheard",
    "name_unheard",
    "common",
    "namesakes",
    "level",
    "spelled_within",
)
_FULL_WORD = 0.6  # two words less alike than this have nothing to do with each other
_TELLING = 0.35  # a word that weighs less is a block's name, or the district's
_SILENT = str.maketrans("", "", "aiu")


def measure(
    text: Folded,
    name: Folded,
    weights: Mapping[str, float],
    *,
    cosine: float,
    same_district: bool,
    commonness: float,
    namesakes: float,
) -> tuple[float, ...]:
    """One number for each of FEATURES, from 0 to 1 but the level. `weights`: how much a word tells, or 1.

    The last eight tell a stranger from the facility meant: whether the text's own word is heard anywhere,
    what of either is not heard at all (a village or parent that only one of them names), how common the
    text's word is elsewhere and such names are in the district, and whether the very letters stand there.
    """
    said, held = _said(text.words), _said(name.words)
    whole = fuzz.ratio(said.whole, held.whole) / 100
    as_good_as_equal = whole if whole > 0.9 else 0.0
    of_text, of_name = heard_in(text, name)
    text_covered, text_weakest, text_unheard = _told(text.words, of_text, weights, as_good_as_equal)
    name_covered, name_weakest, name_unheard = _told(name.words, of_name, weights, as_good_as_equal)
    nearness = lexicon.type_nearness(text.types, name.types) if text.types and name.types else 0.0
    both_typed = bool(text.types and name.types)
    return (
        cosine,
        whole,
        fuzz.ratio(said.bones, held.bones) / 100,
        text_covered,
        name_covered,
        text_weakest,
        float(said.words == held.words or said.whole == held.whole),
        nearness,
        float(both_typed and nearness == 0),
        float(not text.types),
        float(not name.types),
        float(same_district),
        float(both_typed and text.types == name.types),
        _alike(text.head, name.head) if text.head and name.head else 0.0,
        fuzz.ratio(text.spelled, name.spelled) / 100,
        float(bool(text.numbers & name.numbers)),
        float(bool(text.numbers and name.numbers) and not text.numbers & name.numbers),
        of_text[text.words.index(text.head)] if text.head in text.words else text_covered,
        name_weakest,
        text_unheard,
        name_unheard,
        commonness,
        namesakes,
        min((lexicon.LEVEL[kind] for kind in name.types), default=-1.0),
        fuzz.partial_ratio(text.spelled, name.spelled) / 100,
    )


class _Said(NamedTuple):
    """A name's words in order, as they are compared; made once, for a name is compared with many texts."""

    in_order: tuple[str, ...]
    words: frozenset[str]
    pairs: tuple[str, ...]  # each word run together with the next
    whole: str
    bones: str  # without vowels


@lru_cache(maxsize=65_536)
def _said(words: tuple[str, ...]) -> _Said:
    whole = "".join(words)
    pairs = tuple(map("".join, pairwise(words)))
    return _Said(words, frozenset(words), pairs, whole, whole.translate(_SILENT))


def heard_in(text_of: Folded, name_of: Folded) -> tuple[list[float], list[float]]:
    """How well each word of the text is heard in the name, and each of the name in the text, 0 to 1: in a
    word alike, or run together, or split in two.
    """
    text, name = _said(text_of.words), _said(name_of.words)
    of_text, of_name = [0.0] * len(text.in_order), [0.0] * len(name.in_order)
    for at, word in enumerate(text.in_order):
        for there, other in enumerate(name.in_order):
            if alike := _alike(word, other):
                of_text[at], of_name[there] = max(of_text[at], alike), max(of_name[there], alike)
        for there, pair in enumerate(name.pairs):
            if alike := _joined(word, pair, name.in_order[there : there + 2]):
                of_text[at], of_name[there] = max(of_text[at], alike), max(of_name[there], alike)
                of_name[there + 1] = max(of_name[there + 1], alike)
    for at, pair in enumerate(text.pairs):
        for there, other in enumerate(name.in_order):
            if alike := _joined(other, pair, text.in_order[at : at + 2]):
                of_text[at], of_name[there] = max(of_text[at], alike), max(of_name[there], alike)
                of_text[at + 1] = max(of_text[at + 1], alike)
    return of_text, of_name


def _joined(word: str, pair: str, halves: tuple[str, ...]) -> float:
    """How like a word is to two run together; nothing where it is as like to one of them by itself.

    So "Suwaniya" does not half hear the Begun of "Suwaniya Begun".
    """
    alike = _alike(word, pair)
    return alike if alike and alike > max(_alike(word, half) for half in halves) else 0.0


def _told(
    words: Sequence[str], heard: Sequence[float], weights: Mapping[str, float], as_good_as_equal: float
) -> tuple[float, float, float]:
    """How much of what the words tell is heard; how well the worst heard of the telling ones is; and how
    much is told by the word of which most is not heard.
    """
    telling = [weights.get(word, 1.0) for word in words]
    told = sum(telling)
    covered = max(as_good_as_equal, sum(map(mul, telling, heard)) / told if told else 0.0)
    weakest, unheard = 2.0, 0.0
    for weight, alike in zip(telling, heard, strict=True):
        if weight >= _TELLING and alike < weakest:
            weakest = alike
        unheard = max(unheard, weight * (1 - alike))
    return covered, max(as_good_as_equal, covered if weakest > 1 else weakest), unheard


@lru_cache(maxsize=262_144)
def _alike(word: str, another: str) -> float:
    """1 the same word; 0 a different one. Without vowels weighs as much as with them."""
    if word == another:
        return 1.0
    if "#" in (word[0], another[0]):
        return 0.0
    ratio = fuzz.ratio(word, another) / 100
    bones = fuzz.ratio(word.translate(_SILENT), another.translate(_SILENT)) / 100
    alike = (2 * ratio + bones) / 3
    return 0.0 if alike < _FULL_WORD else alike**2

"""Decides what is measured between a text and one registered name; the scorer weighs it."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

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
)
_FULL_WORD = 0.6  # two words less alike than this have nothing to do with each other
_TELLING = 0.35  # a word that weighs less is a block's name, or the district's
_SILENT = str.maketrans("", "", "aiu")


def measure(
    text: Folded, name: Folded, weight: Callable[[str], float], *, cosine: float, same_district: bool
) -> tuple[float, ...]:
    """One number for each of FEATURES, each from 0 to 1. `weight` says how much a word tells."""
    asked, held = text.joined, name.joined
    whole = fuzz.ratio(asked, held) / 100
    heard = _heard(text.words, name.words)
    of_text = max(whole if whole > 0.9 else 0.0, _covered(heard, weight))
    nearness = lexicon.type_nearness(text.types, name.types) if text.types and name.types else 0.0
    both_typed = bool(text.types and name.types)
    return (
        cosine,
        whole,
        fuzz.ratio(asked.translate(_SILENT), held.translate(_SILENT)) / 100,
        of_text,
        max(whole if whole > 0.9 else 0.0, _covered(_heard(name.words, text.words), weight)),
        max(
            whole if whole > 0.9 else 0.0,
            min((alike for word, alike in heard.items() if weight(word) >= _TELLING), default=of_text),
        ),
        float(set(text.words) == set(name.words) or asked == held),
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
    )


def _heard(words: Sequence[str], others: Sequence[str]) -> dict[str, float]:
    """How well the other text says each word: in a word alike, or run together, or split in two."""
    said = (*others, *map("".join, pairwise(others)))
    heard = {word: max((_alike(word, other) for other in said), default=0.0) for word in words}
    for first, second in pairwise(words):
        together = max((_alike(first + second, other) for other in others), default=0.0)
        heard[first] = max(heard[first], together)
        heard[second] = max(heard[second], together)
    return heard


def _covered(heard: Mapping[str, float], weight: Callable[[str], float]) -> float:
    """How much of what the words tell is heard."""
    told = sum(weight(word) for word in heard)
    return sum(weight(word) * alike for word, alike in heard.items()) / told if told else 0.0


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

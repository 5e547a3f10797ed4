"""Decides how much each measured likeness counts, and how sure we may be of the best candidate.

The weights were fitted on names of real vaccination sites that were renamed, in states other than
those used for judging, split by site; benchmarks/fit_postings.py fits them anew. They are few on
purpose: a scorer of hundreds of trees, trained on invented noise, lost to plain n-grams on real names.
"""

from collections.abc import Sequence
from math import exp

from teeka.rules.posting.features import FEATURES

FITTED_ON = "2026-11-23"

RANK_WEIGHTS = {
    "cosine": 2.45,
    "text_covered": 3.30,
    "name_covered": 2.54,
    "weakest_word": 2.20,
    "same_words": 0.63,
    "type_agrees": 2.05,
    "type_conflicts": -1.08,
    "same_district": 3.00,
}
SURE_BIAS = -8.89
SURE_WEIGHTS = {
    "text_covered": 2.98,
    "name_covered": 3.03,
    "weakest_word": 1.21,
    "same_words": 1.16,
    "type_agrees": 0.89,
    "type_conflicts": -0.87,
    "text_without_type": 1.08,
    "same_district": 1.50,
}
SURE_LEAD, SURE_RIVAL, SURE_LENGTH = 1.72, -0.91, 0.80
FULL_LEAD, FULL_RIVALS, FULL_LENGTH = 4.0, 3, 12  # what counts as 1

# The rank that a perfect name in another district would have: nothing outside can beat it.
BEST_ELSEWHERE = sum(w for name, w in RANK_WEIGHTS.items() if w > 0 and name != "same_district")
_RANKS = tuple(RANK_WEIGHTS.get(name, 0.0) for name in FEATURES)
_SURES = tuple(SURE_WEIGHTS.get(name, 0.0) for name in FEATURES)


def rank(features: Sequence[float]) -> float:
    """Higher is likelier; comparable between the candidates of one text only."""
    return round(sum(w * f for w, f in zip(_RANKS, features, strict=True)), 4)


def sureness_terms(lead: float, rivals: int, letters: int) -> tuple[float, float, float]:
    """What the field of candidates says, each from 0 to 1: the lead, close rivals, length of the text."""
    return (
        min(lead, FULL_LEAD) / FULL_LEAD,
        min(rivals, FULL_RIVALS) / FULL_RIVALS,
        min(letters, FULL_LENGTH) / FULL_LENGTH,
    )


def sureness(features: Sequence[float], lead: float, rivals: int, letters: int) -> float:
    """Probability that the best candidate is right. `rivals` are places less than 1 behind it in rank."""
    leading, crowded, long = sureness_terms(lead, rivals, letters)
    logit = SURE_BIAS + sum(w * f for w, f in zip(_SURES, features, strict=True))
    logit += SURE_LEAD * leading + SURE_RIVAL * crowded + SURE_LENGTH * long
    return 1 / (1 + exp(-logit))

"""Decides how alike a text and a name are, which says who stands as a candidate at all.

The weights were fitted with the trees (trees.py) by `python -m benchmarks.fit_postings`, on names of real
vaccination sites that were renamed. A sum of a few likenesses looks at each name alone, so it can be
compared between names that were found in different ways.
"""

from collections.abc import Sequence
from operator import mul

from teeka.rules.posting.features import FEATURES

RANK_WEIGHTS = {
    "cosine": 2.18,
    "text_covered": 3.13,
    "name_covered": 2.13,
    "weakest_word": 2.22,
    "same_words": 0.29,
    "type_agrees": 0.91,
    "type_conflicts": -0.53,
    "same_district": 3.00,
    "same_types": 1.73,
    "head": 0.98,
    "number_agrees": 0.26,
}
# The rank that a perfect name in another district would have: nothing outside can beat it.
BEST_ELSEWHERE = sum(w for name, w in RANK_WEIGHTS.items() if w > 0 and name != "same_district")
_RANKS = tuple(RANK_WEIGHTS.get(name, 0.0) for name in FEATURES)


def rank(features: Sequence[float]) -> float:
    """Higher is likelier; comparable between the candidates of one text only."""
    total: float = sum(map(mul, _RANKS, features))
    return round(total, 4)

"""Decides how probable it is that a candidate is the facility meant: small boosted trees over its field.

The trees were grown by `python -m benchmarks.fit_postings` on real names of vaccination sites that were
renamed; `trees.json` holds them with the date. They are read here without the library that grew them.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from teeka.rules.posting.field import FIELD_FEATURES, Floats

FILE = "trees.json"
_ROWS_AT_ONCE = 65_536


@dataclass(frozen=True, slots=True)
class Tree:
    """Nodes by number, the root first; a leaf leads to itself and has a value."""

    feature: NDArray[np.int64]
    threshold: Floats
    below: NDArray[np.int64]  # where to go when the feature is at most the threshold
    above: NDArray[np.int64]
    value: Floats
    depth: int


@lru_cache(maxsize=1)
def grown_trees() -> tuple[Tree, ...]:
    """The trees that belong to this version of the features. Raises ValueError for those of another."""
    text = resources.files("teeka.rules.posting").joinpath(FILE).read_text(encoding="utf-8")
    held = json.loads(text)
    if tuple(held["features"]) != FIELD_FEATURES:
        raise ValueError(f"{FILE} was grown on other features; run python -m benchmarks.fit_postings")
    return tuple(tree_of(nodes) for nodes in held["trees"])


def tree_of(nodes: list[list[float]]) -> Tree:
    """From rows of (feature, threshold, below, above, value); a leaf's `below` is itself."""
    columns = np.array(nodes, dtype=np.float64).T
    feature, below, above = (columns[at].astype(np.int64) for at in (0, 2, 3))
    depth, reached = 0, {0}
    while any(below[node] != node for node in reached):
        reached = {int(side[node]) for node in reached for side in (below, above)}
        depth += 1
    return Tree(feature, columns[1], below, above, columns[4], depth)


def probabilities(rows: Floats, trees: tuple[Tree, ...]) -> Floats:
    """For each row of FIELD_FEATURES the probability that its candidate is meant."""
    blocks = [
        _block(np.asfortranarray(rows[start : start + _ROWS_AT_ONCE]), trees)
        for start in range(0, len(rows), _ROWS_AT_ONCE)
    ]
    return np.concatenate(blocks) if blocks else np.empty(0)


def _block(rows: Floats, trees: tuple[Tree, ...]) -> Floats:
    logit, at = np.zeros(len(rows)), np.arange(len(rows))
    for tree in trees:
        node = np.zeros(len(rows), dtype=np.int64)
        for _ in range(tree.depth):
            is_below = rows[at, tree.feature[node]] <= tree.threshold[node]
            node = np.where(is_below, tree.below[node], tree.above[node])
        logit += tree.value[node]
    chance: Floats = 1 / (1 + np.exp(-logit))
    return chance

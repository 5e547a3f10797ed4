"""The grown trees are read by whole columns; one row at a time, node by node, gives the same."""

import json
from importlib import resources
from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teeka.rules.posting.field import FIELD_FEATURES
from teeka.rules.posting.trees import FILE, grown_trees, probabilities, tree_of

Nodes = list[list[float]]
HELD = json.loads(resources.files("teeka.rules.posting").joinpath(FILE).read_text(encoding="utf-8"))


def by_hand(nodes: Nodes, row: list[float]) -> float:
    """The value of the leaf that the row falls into."""
    at = 0
    while int(nodes[at][2]) != at:
        feature, threshold, below, above, _ = nodes[at]
        at = int(below if row[int(feature)] <= threshold else above)
    return nodes[at][4]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-10, 20), min_size=len(FIELD_FEATURES), max_size=len(FIELD_FEATURES)))
def test_columns_at_once_give_what_one_row_gives(row: list[float]) -> None:
    logit = sum(by_hand(nodes, row) for nodes in HELD["trees"])

    (chance,) = probabilities(np.array([row, row[::-1]]), grown_trees())[:1]

    assert chance == pytest.approx(1 / (1 + exp(-logit)))


def test_what_lies_on_a_threshold_goes_below_it() -> None:
    tree = tree_of(
        [[0, 0.5, 1, 2, 0.0], [0, 0, 1, 1, -2.0], [1, 3.0, 3, 4, 0.0], [0, 0, 3, 3, 1.0], [0, 0, 4, 4, 5.0]]
    )

    chances = probabilities(np.array([[0.5, 9.0], [0.6, 3.0], [0.6, 3.1]]), (tree,))

    assert chances == pytest.approx([1 / (1 + exp(2)), 1 / (1 + exp(-1)), 1 / (1 + exp(-5))])

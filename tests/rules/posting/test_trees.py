"""Our reading of the grown trees gives what the library that grew them gives."""

import lightgbm
import numpy as np
from benchmarks.posting_cases import nodes_of

from teeka.rules.posting.trees import probabilities, tree_of


def test_the_trees_are_read_as_they_were_grown() -> None:
    chance = np.random.default_rng(3)
    rows = chance.random((500, 6)).round(2)
    right = (rows[:, 0] + rows[:, 3] * rows[:, 4] > 0.9).astype(float)
    parameters = {"objective": "binary", "num_leaves": 9, "verbose": -1, "num_threads": 1, "seed": 1}
    grown = lightgbm.train(parameters, lightgbm.Dataset(rows, right), 30)
    nodes = [nodes_of(tree["tree_structure"]) for tree in grown.dump_model()["tree_info"]]

    ours = probabilities(rows, tuple(map(tree_of, nodes)))

    np.testing.assert_allclose(ours, grown.predict(rows), atol=1e-4)
    assert ours.min() < 0.1 < 0.9 < ours.max()

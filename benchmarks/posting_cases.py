"""Real renames as fields of candidates of which it is known which is meant: what the trees grow on.

Each text is asked as it is, once more with another district stated, as rosters do, and both also with its
answer struck from the candidates. It is asked a third time of a registry from which all answers are struck:
there other names move up, and rarity is another. Labels that the texts themselves contradict are left out.
"""

import random
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from benchmarks.renames import Rename, World, is_label_fault, is_same_facility, may_be_same

from teeka.rules.posting import FacilityName
from teeka.rules.posting.candidates import Candidate, candidates_of
from teeka.rules.posting.field import MOST, Field, field_features
from teeka.rules.posting.folding import Folded, fold
from teeka.rules.posting.registry import Registry
from teeka.rules.posting.trees import Tree, probabilities, tree_of

STRUCK_WEIGHT = 0.7  # how often, against the others, a text is asked whose facility is not registered
STRUCK_TOGETHER_WEIGHT = 1.4  # the same, where all answers are struck at once
WRONG_DISTRICT_WEIGHT = 0.14  # rosters state a wrong district about as often
ROUNDS = 200
PARAMETERS = {
    "objective": "binary",
    "num_leaves": 15,
    "max_depth": 4,  # what reading a tree costs
    "learning_rate": 0.06,
    "min_data_in_leaf": 20,
    "lambda_l2": 5.0,
    "feature_fraction": 0.5,  # each tree sees half the features and most of the texts: they err apart
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "seed": 1,
    "deterministic": True,
    "num_threads": 1,
    "verbose": -1,
}


class Case(NamedTuple):
    """A text, its candidates (likeliest first), and for each whether it is, or may be, the one meant."""

    text: Folded
    candidates: list[Candidate]
    is_right: list[bool]
    is_near: list[bool]
    weight: float


def cases_of(world: World, *, seed: int = 1) -> list[Case]:
    chance = random.Random(seed)
    registry = Registry(world.registry)
    keys: dict[str, set[str]] = {}
    for known in registry.known:
        keys.setdefault(known.district, set()).add(known.folded.key)
    sound = [r for r in world.renames if not is_label_fault(r, keys.get(r.district, set()))]
    districts = sorted(keys)
    stated = [(r, r.district, 1.0) for r in sound]
    if len(districts) > 1:
        stated += [(r, _another(districts, r.district, chance), WRONG_DISTRICT_WEIGHT) for r in sound]
    asked = [(registry.fold_claim(rename.older, district), district) for rename, district, _ in stated]
    found = candidates_of(asked, registry)
    cases = [
        _case(registry, rename, weight, question[0], found[question][:MOST])
        for (rename, _, weight), question in zip(stated, asked, strict=True)
    ]
    return [*cases, *map(_struck, cases), *_struck_together(world, sound)]


def _struck_together(world: World, sound: Sequence[Rename]) -> list[Case]:
    """The texts asked of the registry without any of their facilities, or what may be one of them."""
    answers: dict[str, set[Folded]] = {}
    for rename in world.renames:
        answers.setdefault(rename.district, set()).add(fold(rename.newer))

    def stays(row: FacilityName) -> bool:
        name = fold(row.name)
        return not any(may_be_same(name, answer) for answer in answers.get(row.district, ()))

    rest = Registry([row for row in world.registry if stays(row)])
    asked = [(rest.fold_claim(rename.older, rename.district), rename.district) for rename in sound]
    found = candidates_of(asked, rest)
    fields = ((question[0], found[question][:MOST]) for question in asked)
    return [_of_nobody(text, candidates, STRUCK_TOGETHER_WEIGHT) for text, candidates in fields]


def _another(districts: Sequence[str], than: str, chance: random.Random) -> str:
    return chance.choice([district for district in districts if district != than])


def _case(
    registry: Registry, rename: Rename, weight: float, text: Folded, candidates: list[Candidate]
) -> Case:
    newer = registry.fold_claim(rename.newer, rename.district)
    right = [_is_answer(candidate, rename, newer) for candidate in candidates]
    near = [r or may_be_same(c.known.folded, newer) for r, c in zip(right, candidates, strict=True)]
    return Case(text, candidates, right, near, weight)


def _is_answer(candidate: Candidate, rename: Rename, newer: Folded) -> bool:
    known = candidate.known
    if any(row.code == rename.site for row in known.rows):
        return True
    return known.district == rename.district and is_same_facility(known.folded, newer)


def _struck(case: Case) -> Case:
    """The same text where its facility, and whatever may be it, is not registered."""
    kept = [candidate for candidate, near in zip(case.candidates, case.is_near, strict=True) if not near]
    return _of_nobody(case.text, kept, STRUCK_WEIGHT * case.weight)


def _of_nobody(text: Folded, candidates: list[Candidate], weight: float) -> Case:
    nobody = [False] * len(candidates)
    return Case(text, candidates, nobody, nobody, weight)


def grow(cases: Iterable[Case]) -> tuple[list[list[list[float]]], tuple[Tree, ...]]:
    """The trees as rows of nodes, to be stored, and ready to use."""
    import lightgbm  # noqa: PLC0415  (only who grows trees needs it)

    asked = [case for case in cases if case.candidates]
    rows = field_features([Field(case.text, case.candidates) for case in asked])
    right = np.array([right for case in asked for right in case.is_right], dtype=np.float64)
    weight = np.array([case.weight for case in asked for _ in case.candidates])
    data = lightgbm.Dataset(rows, right, weight=weight)
    grown = lightgbm.train(PARAMETERS, data, ROUNDS)
    nodes = [nodes_of(tree["tree_structure"]) for tree in grown.dump_model()["tree_info"]]
    trees = tuple(map(tree_of, nodes))
    # Our reading of the trees gives what the library that grew them gives.
    np.testing.assert_allclose(probabilities(rows, trees), grown.predict(rows), atol=1e-3)
    return nodes, trees


def nodes_of(root: dict[str, object]) -> list[list[float]]:
    """Breadth first: (feature, threshold, below, above, value), the form that trees.tree_of reads."""
    order = [root]
    for node in order:
        order += [node[side] for side in ("left_child", "right_child") if side in node]  # type: ignore[misc]
    number = {id(node): at for at, node in enumerate(order)}
    return [_row(node, at, number) for at, node in enumerate(order)]


def _row(node: dict[str, object], at: int, number: dict[int, int]) -> list[float]:
    if "left_child" not in node:
        return [0, 0.0, at, at, round(float(node["leaf_value"]), 6)]  # type: ignore[arg-type]
    sides = [number[id(node[side])] for side in ("left_child", "right_child")]
    return [int(node["split_feature"]), float(node["threshold"]), *sides, 0.0]  # type: ignore[call-overload, arg-type]


def folds_by_state(sizes: dict[str, int], count: int = 5) -> dict[str, int]:
    """State -> fold, the folds about equal: names are judged by what other states taught."""
    load, fold = [0] * count, {}
    for state in sorted(sizes, key=lambda name: (-sizes[name], name)):
        fold[state] = int(np.argmin(load))
        load[fold[state]] += sizes[state]
    return fold

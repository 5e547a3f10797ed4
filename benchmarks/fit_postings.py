"""Fits the weights of teeka.rules.posting.scoring on real renames and prints them, to be copied by hand.

python -m benchmarks.fit_postings FOLDER [--states N]

Two small models, both without chance: which candidate (a softmax over the candidates of one text), then
how sure (a logistic regression on the winner, where each text is also asked with its answer struck from
the registry). Signs are bounded, so that no likeness can count against a candidate.
"""

import argparse
from pathlib import Path
from typing import NamedTuple

import numpy as np
from benchmarks.renames import World, is_label_fault, is_same_facility, read_worlds
from rapidfuzz import fuzz
from scipy.optimize import minimize

from teeka.rules.posting.candidates import Candidate, candidates_of
from teeka.rules.posting.features import FEATURES
from teeka.rules.posting.folding import Folded
from teeka.rules.posting.registry import Registry
from teeka.rules.posting.scoring import sureness_terms

AGAINST = ("type_conflicts",)
IDLE = ("text_without_type", "name_without_type", "whole_ratio", "skeleton_ratio")
FIXED = {"same_district": 3.0}  # renames never state a wrong district, rosters do
SURE_FIXED = {"same_district": 1.5}
STRUCK_WEIGHT = 0.4  # how often, against the others, a text is asked whose facility is not registered


class Case(NamedTuple):
    text: Folded
    candidates: list[Candidate]
    features: np.ndarray
    is_right: np.ndarray
    is_near: np.ndarray  # may be the same facility for all we know


def cases_of(world: World) -> list[Case]:
    registry = Registry(world.registry)
    keys: dict[str, set[str]] = {}
    for known in registry.known:
        keys.setdefault(known.district, set()).add(known.folded.key)
    sound = [r for r in world.renames if not is_label_fault(r, keys.get(r.district, set()))]
    asked = [(registry.fold_claim(rename.older, rename.district), rename.district) for rename in sound]
    found = candidates_of(asked, registry)
    cases = []
    for rename, question in zip(sound, asked, strict=True):
        newer = registry.fold_claim(rename.newer, rename.district)
        candidates = found[question]
        right = [_is_answer(c, rename.site, rename.district, newer) for c in candidates]
        near = [r or _may_be(c.known.folded, newer) for r, c in zip(right, candidates, strict=True)]
        if candidates:
            features = np.array([c.features for c in candidates])
            cases.append(Case(question[0], candidates, features, np.array(right), np.array(near)))
    return cases


def _is_answer(candidate: Candidate, site: str, district: str, newer: Folded) -> bool:
    known = candidate.known
    if any(row.code == site for row in known.rows):
        return True
    return known.district == district and is_same_facility(known.folded, newer)


def _may_be(one: Folded, other: Folded) -> bool:
    return fuzz.token_set_ratio(" ".join(one.words), " ".join(other.words)) >= 92


def _bounds(fixed: dict[str, float]) -> list[tuple[float | None, float | None]]:
    known = {name: (value, value) for name, value in fixed.items()}
    known |= dict.fromkeys(AGAINST, (None, 0.0))
    return [known.get(name, (0.0, None)) for name in FEATURES]


def fit_ranks(cases: list[Case]) -> np.ndarray:
    told = [case for case in cases if case.is_right.any()]
    bounds = [(0.0, 0.0) if n in IDLE else b for n, b in zip(FEATURES, _bounds(FIXED), strict=True)]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = 0.0, np.zeros_like(weights)
        for case in told:
            rank = case.features @ weights
            share = np.exp(rank - rank.max())
            share /= share.sum()
            right = share[case.is_right].sum()
            total -= np.log(right)
            slope -= (np.where(case.is_right, share / right, 0.0) - share) @ case.features
        return total / len(told) + 1e-3 * weights @ weights, slope / len(told) + 2e-3 * weights

    start = np.array([FIXED.get(name, 0.0) for name in FEATURES])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x)


def _winner(case: Case, weights: np.ndarray, *, struck: bool) -> tuple[np.ndarray, float] | None:
    """The winner's features with the field's terms, and whether it is right; no with the answer struck."""
    standing = np.flatnonzero(~case.is_near) if struck else np.arange(len(case.candidates))
    if not len(standing):
        return None
    rank = case.features @ weights
    best = standing[np.argmax(rank[standing])]
    place = case.candidates[best].known.place
    behind = [rank[best] - rank[at] for at in standing if case.candidates[at].known.place != place]
    terms = sureness_terms(min(behind, default=9.0), sum(b < 1 for b in behind), len(case.text.joined))
    return np.concatenate([[1.0], case.features[best], terms]), 0.0 if struck else float(case.is_right[best])


def fit_sureness(cases: list[Case], weights: np.ndarray) -> np.ndarray:
    seen = [
        (_winner(case, weights, struck=s), STRUCK_WEIGHT if s else 1.0)
        for case in cases
        for s in (False, True)
    ]
    held = [(*winner, count) for winner, count in seen if winner is not None]
    inputs, right, counts = (np.array(column) for column in zip(*held, strict=True))
    bounds = [(None, None), *_bounds(SURE_FIXED), (0.0, None), (None, 0.0), (0.0, None)]
    idle = {1 + FEATURES.index(name) for name in (*IDLE[1:], "cosine")}
    bounds = [(0.0, 0.0) if at in idle else bound for at, bound in enumerate(bounds)]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        sure = 1 / (1 + np.exp(-inputs @ weights))
        wrong = right * np.log(sure + 1e-12) + (1 - right) * np.log(1 - sure + 1e-12)
        tame = np.concatenate([[0.0], weights[1:]])
        slope = inputs.T @ (counts * (sure - right)) / counts.sum() + 2e-3 * tame
        return -(counts * wrong).sum() / counts.sum() + 1e-3 * tame @ tame, slope

    start = np.array([0.0, *(SURE_FIXED.get(name, 0.0) for name in FEATURES), 0.0, 0.0, 0.0])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--states", type=int, help="only the first N states by name")
    arguments = asked.parse_args()
    worlds = list(read_worlds(arguments.folder).values())[: arguments.states]
    cases = [case for world in worlds for case in cases_of(world)]
    ranks = fit_ranks(cases)
    sure = fit_sureness(cases, ranks)
    print(f"{len(cases):,} renames\nRANK_WEIGHTS")
    for name, weight in zip(FEATURES, ranks, strict=True):
        print(f"    {name}: {weight:.2f}")
    print(f"SURE_BIAS {sure[0]:.2f}\nSURE_WEIGHTS")
    for name, weight in zip((*FEATURES, "lead", "rivals", "length"), sure[1:], strict=True):
        print(f"    {name}: {weight:.2f}")


if __name__ == "__main__":
    main()

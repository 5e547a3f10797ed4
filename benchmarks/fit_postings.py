"""Fits how postings are resolved on real renames: the rank's weights, and then the trees.

make fit && .venv/bin/python -m benchmarks.fit_postings FOLDER

The weights are printed, to be copied into rules/posting/scoring.py by hand; the trees go to
rules/posting/trees.json. Both without chance. `python -m benchmarks.matching` judges the trees on states
held back.
"""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from benchmarks.posting_cases import Case, cases_of, grow
from benchmarks.renames import read_worlds
from scipy.optimize import minimize

from teeka.rules import posting
from teeka.rules.posting.features import FEATURES
from teeka.rules.posting.field import FIELD_FEATURES
from teeka.rules.posting.trees import FILE

AGAINST = ("type_conflicts", "number_conflicts")
# The trees alone weigh these.
IDLE = (
    "text_without_type", "name_without_type", "whole_ratio", "skeleton_ratio", "spelled", "head_heard",
    "name_weakest_word", "text_unheard", "name_unheard", "common", "namesakes", "level", "spelled_within",
)  # fmt: skip
FIXED = {"same_district": 3.0}  # renames never state a wrong district, rosters do


def fit_ranks(cases: list[Case]) -> np.ndarray:
    """A softmax over the candidates of one text. No likeness can count against a candidate."""
    told = [
        (np.array([c.features for c in case.candidates]), np.array(case.is_right))
        for case in cases
        if case.weight == 1 and any(case.is_right)
    ]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = 0.0, np.zeros_like(weights)
        for features, is_right in told:
            rank = features @ weights
            share = np.exp(rank - rank.max())
            share /= share.sum()
            right = share[is_right].sum()
            total -= np.log(right)
            slope -= (np.where(is_right, share / right, 0.0) - share) @ features
        return total / len(told) + 1e-3 * weights @ weights, slope / len(told) + 2e-3 * weights

    start = np.array([FIXED.get(name, 0.0) for name in FEATURES])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=_bounds()).x)


def _bounds() -> list[tuple[float | None, float | None]]:
    known: dict[str, tuple[float | None, float | None]] = dict.fromkeys(AGAINST, (None, 0.0))
    known |= {name: (value, value) for name, value in (dict.fromkeys(IDLE, 0.0) | FIXED).items()}
    return [known.get(name, (0.0, None)) for name in FEATURES]


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    folder = asked.parse_args().folder
    cases = [case for world in read_worlds(folder).values() for case in cases_of(world)]
    print(f"{len(cases):,} cases\nRANK_WEIGHTS")
    for name, weight in zip(FEATURES, fit_ranks(cases), strict=True):
        print(f"    {name}: {weight:.2f}")
    nodes, _ = grow(cases)
    held = {
        "grown_on": datetime.now(UTC).date().isoformat(),
        "features": list(FIELD_FEATURES),
        "trees": nodes,
    }
    file = Path(posting.__file__).parent / FILE
    file.write_text(
        json.dumps(held, separators=(",", ":")).replace("],[[", "],\n[[") + "\n", encoding="utf-8"
    )
    print(f"{len(nodes)} trees, {file.stat().st_size:,} bytes: {file}")


if __name__ == "__main__":
    main()

"""Bounds for kinds of doubt at which strangers come for right answers at one rate.

Strangers are few: a bound that is moved by itself is soon fitted to one or two of them. Here all are moved
together. How many strangers come for a right answer is taken to fall with the probability alike in all kinds,
from where each kind has it (a logistic regression), and the same rate everywhere gives each kind its bound.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

_SLACK = 0.002  # of probability: nearer to 0 or 1 the trees tell no more
_DOUBT = 0.5  # how hard it is to believe that a kind differs, on the word of one or two strangers

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Weighed:
    """Texts that may be accepted, an entry each."""

    kind: NDArray[np.int64]
    probability: Floats
    is_asked: NDArray[np.bool_]  # its facility is registered: it counts for what is to be accepted
    right: Floats  # 1 where the answer is the facility that is meant
    stranger: Floats  # 0 to 1: how likely it is another one, where it is struck


def bounds_at_one_rate(texts: Weighed, kinds: int, accepted: int) -> list[float]:
    """For each kind the probability above which so many of the asked texts are accepted in all."""
    clarity = np.log((texts.probability + _SLACK) / (1 - texts.probability + _SLACK))
    of_kind, slope = _rates(texts, clarity, kinds)
    rate = np.sort((of_kind[texts.kind] + slope * clarity)[texts.is_asked])[accepted - 1]
    share = 1 / (1 + np.exp(-(rate - of_kind) / slope))
    above: list[float] = np.clip((1 + 2 * _SLACK) * share - _SLACK, 0.0, 1.0).round(3).tolist()
    return above


def _rates(texts: Weighed, clarity: Floats, kinds: int) -> tuple[Floats, float]:
    """The logarithm of strangers for a right answer: of each kind, and by how much it falls with clarity."""
    rows = np.column_stack([texts.kind[:, None] == np.arange(kinds), np.ones(len(clarity)), clarity])
    held = np.array([_DOUBT] * kinds + [0.0, 0.0])
    counts = texts.right + texts.stranger

    def loss(weights: Floats) -> tuple[float, Floats]:
        logit = rows @ weights
        share = 1 / (1 + np.exp(-logit))
        total = counts @ np.logaddexp(0, logit) - texts.stranger @ logit + held @ weights**2
        return total, rows.T @ (counts * share - texts.stranger) + 2 * held * weights

    weights = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x
    return weights[:kinds] + weights[-2], float(weights[-1])

"""Decides from what a pair shows how surely it is one person, and tells the sum step by step."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

import numpy as np
import polars as pl
from numpy.typing import NDArray

from teeka.rules.duplicates.evidence import (
    BITS_LOST_BY_GIVER,
    BITS_LOST_BY_NEIGHBOUR,
    CROWD,
    DISTRICTS,
    MOST_NAME_BITS,
    MOST_NAME_BITS_ON_ONE_MOBILE,
    MOST_POSTING_BITS_ON_ONE_MOBILE,
    SUBJECTS,
    Reason,
    parameters,
)

Bits = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Step:
    """One reason, what it weighs, and how sure one is with it and all steps before it (0 to 1)."""

    reason: Reason
    bits: float
    probability: float


def waterfall(reasons: Sequence[str], bits: Sequence[float]) -> list[Step]:
    """A stored pair's reasons with their weights, each with the probability that it leads to."""
    total, steps = parameters().start, []
    for reason, weight in zip(reasons, bits, strict=True):
        total += weight
        steps.append(Step(Reason(reason), weight, 1 / (1 + 2 ** -max(-60.0, min(60.0, total)))))
    return steps


def probability_of(weights: Bits) -> Bits:
    """Of each pair (a row of what `weighed` gives) that it is one person."""
    total = parameters().start + weights.sum(axis=1)
    chance: Bits = 1 / (1 + np.exp2(-np.clip(total, -60, 60)))
    return chance


def weighed(shown: pl.DataFrame) -> Bits:
    """Bits of each pair (a row of what comparing.compared gives) under each of SUBJECTS; 0 where silent."""
    known = parameters()
    weights = {reason.value: known.bits(reason) for reasons in SUBJECTS.values() for reason in reasons}
    weights |= {reason.value: known.name_bits(reason) for reason in SUBJECTS["name"]}
    bits = shown.select(
        pl.col(subject).replace_strict(weights, default=None, return_dtype=pl.Float64).fill_null(0.0)
        for subject in SUBJECTS
    ).to_numpy(writable=True)
    columns = {subject: at for at, subject in enumerate(SUBJECTS)}
    shares_mobile = (shown["mobile"] == Reason.SAME_MOBILE).fill_null(value=False).to_numpy()
    rarity = log2(CROWD / DISTRICTS) - np.log2(shown["name_holders"].to_numpy() + 1.0)
    most = np.where(shares_mobile, MOST_NAME_BITS_ON_ONE_MOBILE, MOST_NAME_BITS)
    bits[:, columns["name"]] += np.minimum(rarity, most)
    further = np.maximum(shown["givers"].to_numpy() - 2, 0)
    bits[:, columns["mobile"]] -= BITS_LOST_BY_GIVER * further * shares_mobile
    most = np.where(further > 0, 0.0, MOST_POSTING_BITS_ON_ONE_MOBILE)
    posting = bits[:, columns["posting"]]
    bits[:, columns["posting"]] = np.where(shares_mobile, np.minimum(posting, most), posting)
    at_home = (shown["home"] == Reason.SAME_HOME).fill_null(value=False).to_numpy()
    crowded = np.log2(np.maximum(shown["neighbours"].to_numpy() / 2.0, 1.0))
    bits[:, columns["home"]] -= BITS_LOST_BY_NEIGHBOUR * crowded * at_home
    return bits

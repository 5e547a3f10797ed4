"""Decides what is measured of each candidate among its rivals; the trees weigh it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from teeka.rules.posting.candidates import Candidate
from teeka.rules.posting.features import FEATURES
from teeka.rules.posting.folding import Folded

FIELD_FEATURES = (*FEATURES, *(f"{name}_lead" for name in FEATURES), "rank", "rank_lead", "rivals", "letters")
MOST = 8  # candidates that are weighed; further down the right one was hardly ever found
_AT_ONCE = 512  # fields, so that memory stays small
_NO_RIVAL, _CLOSE, _LONG = 9.0, 1.0, 20

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Field(NamedTuple):
    """One text with its candidates, likeliest by rank first, at most MOST."""

    text: Folded
    candidates: Sequence[Candidate]


def field_features(fields: Sequence[Field]) -> Floats:
    """One row of FIELD_FEATURES for each candidate of each field, in order.

    A candidate in the stated district is measured against others there only: what is registered
    elsewhere must not change which of its own facilities a district's text means.
    """
    blocks = [_block(fields[start : start + _AT_ONCE]) for start in range(0, len(fields), _AT_ONCE)]
    return np.concatenate(blocks) if blocks else np.empty((0, len(FIELD_FEATURES)))


def _block(fields: Sequence[Field]) -> Floats:
    widest = max((len(field.candidates) for field in fields), default=0)
    shape = (len(fields), widest)
    likeness, rank = np.zeros((*shape, len(FEATURES))), np.zeros(shape)
    place, stands = np.full(shape, -1), np.zeros(shape, dtype=np.bool_)
    places: dict[tuple[str, str], int] = {}
    for row, (_, candidates) in enumerate(fields):
        for at, candidate in enumerate(candidates):
            likeness[row, at], rank[row, at] = candidate.features, candidate.rank
            place[row, at] = places.setdefault((candidate.known.district, candidate.known.place), len(places))
            stands[row, at] = True
    at_home = likeness[:, :, FEATURES.index("same_district")] == 1
    against = stands[:, None, :] & (place[:, :, None] != place[:, None, :])
    against &= at_home[:, None, :] | ~at_home[:, :, None]
    letters = np.array([min(len(field.text.joined), _LONG) for field in fields], dtype=np.float64)
    measured = [
        likeness,
        _lead(likeness, against, likeness),
        rank[:, :, None],
        np.clip(_lead(rank[:, :, None], against, np.full((*shape, 1), _NO_RIVAL)), -_NO_RIVAL, _NO_RIVAL),
        np.count_nonzero(against & (rank[:, :, None] - rank[:, None, :] < _CLOSE), axis=2, keepdims=True),
        np.broadcast_to(letters[:, None, None], (*shape, 1)),
    ]
    flat: Floats = np.concatenate(measured, axis=2)[stands]
    return flat


def _lead(values: Floats, against: Bools, unrivalled: Floats) -> Floats:
    """How far each candidate's values are before the best of its rivals' ones."""
    best = np.full(values.shape, -np.inf)
    for rival in range(values.shape[1]):
        theirs = np.where(against[:, :, rival, None], values[:, None, rival, :], -np.inf)
        np.maximum(best, theirs, out=best)
    lead: Floats = np.where(against.any(axis=2, keepdims=True), values - best, unrivalled)
    return lead

"""Decides the order of each text's candidates: how probable it is that one is meant."""

from collections.abc import Mapping
from typing import NamedTuple

from teeka.rules.posting.candidates import Asked, Candidate
from teeka.rules.posting.field import MOST, Field, field_features
from teeka.rules.posting.trees import Tree, probabilities


class Weighed(NamedTuple):
    candidate: Candidate
    probability: float


def weigh(found: Mapping[Asked, list[Candidate]], trees: tuple[Tree, ...]) -> dict[Asked, list[Weighed]]:
    """For each question its candidates, the most probable first; at most field.MOST of them."""
    fields = {asked: Field(asked[0], candidates[:MOST]) for asked, candidates in found.items()}
    chances = iter(probabilities(field_features(list(fields.values())), trees).round(4).tolist())
    return {
        asked: sorted(
            (Weighed(candidate, next(chances)) for candidate in field.candidates),
            key=lambda weighed: (
                -weighed.probability,
                -weighed.candidate.rank,
                weighed.candidate.known.rows[0].code,
            ),
        )
        for asked, field in fields.items()
    }

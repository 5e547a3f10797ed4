"""Decides which registered names stand: the most alike in the stated district, then elsewhere."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from teeka.rules.posting.features import measure
from teeka.rules.posting.folding import Folded
from teeka.rules.posting.registry import Known, Registry
from teeka.rules.posting.scoring import BEST_ELSEWHERE, rank


class Admission(NamedTuple):
    most: int
    least_cosine: float


INSIDE, ELSEWHERE = Admission(8, 0.08), Admission(4, 0.45)
Positions = NDArray[np.intp]
Cosines = NDArray[np.float32]
Asked = tuple[Folded, str]  # a folded text and its stated district


@dataclass(frozen=True, slots=True)
class Candidate:
    known: Known
    features: tuple[float, ...]
    rank: float
    is_in_district: bool


def candidates_of(asked: Iterable[Asked], registry: Registry) -> Mapping[Asked, list[Candidate]]:
    """For each distinct question its candidates, best first; the answer depends on nothing else asked."""
    by_district: dict[str, list[Asked]] = defaultdict(list)
    found: dict[Asked, list[Candidate]] = {}
    for question in dict.fromkeys(asked):
        by_district[question[1]].append(question)
        found[question] = []
    for district, questions in by_district.items():
        if span := registry.span.get(district):
            _search(questions, range(*span), registry, found, INSIDE)
    wanting = [question for question, best in found.items() if not best or best[0].rank < BEST_ELSEWHERE]
    _search(wanting, range(len(registry.known)), registry, found, ELSEWHERE)
    return found


def _search(
    questions: Sequence[Asked],
    among: range,
    registry: Registry,
    found: dict[Asked, list[Candidate]],
    admits: Admission,
) -> None:
    """Add to `found` the names most alike among a range of the registry's names."""
    if not questions or not among:
        return
    texts = [folded.joined for folded, _ in questions]
    likenesses = registry.ngrams(among).alike(texts, admits.least_cosine)
    for question, alike in zip(questions, likenesses, strict=True):
        stands = range(*registry.span.get(question[1], (0, 0))) if admits is ELSEWHERE else range(0)
        candidates = [
            _candidate(question, registry, among[at], _cosine(question, registry, among[at], cosine))
            for at, cosine in _best(*_without(stands, *alike), admits.most)
        ]
        found[question] = sorted(found[question] + candidates, key=lambda c: (-c.rank, c.known.rows[0].code))


def _without(stands: range, positions: Positions, cosines: Cosines) -> tuple[Positions, Cosines]:
    """Those of the stated district stood already when the search goes elsewhere."""
    others = (positions < stands.start) | (positions >= stands.stop)
    return positions[others], cosines[others]


def _best(positions: Positions, cosines: Cosines, most: int) -> Iterator[tuple[int, float]]:
    """The most alike; names that tie for the last place all stand, up to a limit."""
    if len(positions) > most:
        cut = np.partition(cosines, len(cosines) - most)[len(cosines) - most]
        stands = np.flatnonzero(cosines >= cut)[: most * 4]
        positions, cosines = positions[stands], cosines[stands]
    return zip(positions.tolist(), cosines.tolist(), strict=True)


def _cosine(question: Asked, registry: Registry, at: int, found: float) -> float:
    """What a name of another district is like by its own district's measure of what is rare there.

    So no name that is registered elsewhere changes how alike the two are.
    """
    district = registry.known[at].district
    if district == question[1]:
        return found
    start, end = registry.span[district]
    return registry.ngrams(range(start, end)).likeness(question[0].joined, at - start)


def _candidate(question: Asked, registry: Registry, at: int, cosine: float) -> Candidate:
    (folded, district), known = question, registry.known[at]
    features = measure(
        folded,
        known.folded,
        registry.weights[known.district],
        cosine=round(cosine, 4),
        same_district=known.district == district,
        commonness=registry.commonness(folded.head, known.district),
        namesakes=registry.namesakes[known.district],
    )
    return Candidate(known, features, rank(features), known.district == district)

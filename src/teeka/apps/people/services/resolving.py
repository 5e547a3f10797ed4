"""Resolves many postings at once, on every processor; no database."""

import gc
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from teeka.rules.posting import Alias, Decision, FacilityName, PostingClaim
from teeka.rules.posting.decisions import Resolver, batches, resolve_postings
from teeka.shared.workers import worker_count, worker_pool

WORTH_WORKERS = 4_096  # texts; fewer are resolved before workers have started
BATCHES_A_WORKER = 4  # so that none works alone at the end

Progress = Callable[[int, int], None]


def resolve_apart(
    postings: Sequence[PostingClaim],
    registry: Sequence[FacilityName],
    *,
    aliases: Sequence[Alias] = (),
    district_names: Mapping[str, Sequence[str]] | None = None,
    progress: Progress = lambda done, total: None,
) -> list[Decision]:
    """What resolve_postings decides; `progress` is told how many of the distinct claims are done."""
    told: dict[str, Any] = {"aliases": aliases, "district_names": district_names}
    held = batches(postings, least=BATCHES_A_WORKER * worker_count())
    total = sum(map(len, held))
    if total < WORTH_WORKERS or worker_count() < 2:
        answers = resolve_postings(postings, registry, **told)
        progress(total, total)
        return answers
    decisions: dict[PostingClaim, Decision] = {}
    with worker_pool(_Worker.begin, registry, told) as workers:
        for claims, decided in zip(held, workers.map(_Worker.decide, held), strict=True):
            decisions |= zip(claims, decided, strict=True)
            progress(len(decisions), total)
    return [decisions[claim] for claim in postings]


class _Worker:
    """What a worker process holds between one batch and the next."""

    resolver: ClassVar[Resolver]

    @classmethod
    def begin(cls, registry: Sequence[FacilityName], told: Mapping[str, Any]) -> None:
        cls.resolver = Resolver(registry, **told)
        # Nothing made here holds a cycle: walking a whole registry again and again would find none.
        gc.disable()

    @classmethod
    def decide(cls, claims: list[PostingClaim]) -> list[Decision]:
        return cls.resolver.decide(claims)

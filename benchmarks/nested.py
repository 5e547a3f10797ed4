"""The verdict's bounds chosen on some states and judged on others; then the ones chosen on all.

make fit && .venv/bin/python -m benchmarks.nested FOLDER

Five folds of states. For each judged fold the trees and the bounds come from the other four, each of which
is weighed by trees that have seen neither it nor the judged one. One criterion: of the bounds that accept at
least LEAST of the texts those that accept the fewest strangers, and of these those that accept the most. A
stranger is a name that is accepted though the text's facility is struck from the registry, and that tells
another one (renames.is_stranger). The judged fold is looked at once.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from benchmarks.posting_cases import Case, cases_of, folds_by_state, grow
from benchmarks.renames import World, is_stranger, read_worlds
from benchmarks.truth import Truth

from teeka.rules.posting import PostingClaim, Reason, Verdict
from teeka.rules.posting.acceptance import BOUNDS, Bounds, Ranked, is_taken, ranked
from teeka.rules.posting.candidates import Asked, Candidate, candidates_of
from teeka.rules.posting.decisions import decide
from teeka.rules.posting.folding import Folded, fold
from teeka.rules.posting.registry import Registry
from teeka.rules.posting.trees import Tree
from teeka.rules.posting.weighing import weigh

LEAST = (0.75, 0.74, 0.755, 0.76)  # of the texts; the first is the limit, the others show the frontier
ANY = Bounds(*[0.0] * 6, few=0, most_namesakes=10**9)
OPTIONS = Bounds(
    typed=(0.7, 0.75, 0.8, 0.85),
    bare=(0.8, 0.85, 0.9, 0.93),
    misspelt=(0.75, 0.8, 0.85, 0.9),
    strange=(0.94, 0.96, 0.98),
    told_apart=(0.85, 0.9, 0.95, 0.97),
    long_name=(0.5, 0.6, 0.7, 0.8),
    few=(0, 4, 6, 8),
    most_namesakes=(2, 3, 4),
)  # type: ignore[arg-type]


class Count(NamedTuple):
    texts: int = 0
    accepted: int = 0
    wrong: int = 0
    others: int = 0  # struck, and any other name or type is accepted
    strangers: int = 0

    def __add__(self, more: "Count") -> "Count":  # type: ignore[override]
        return Count(*map(sum, zip(self, more, strict=True)))


@dataclass(frozen=True)
class Question:
    """A text that the loosest bounds would accept, and what it would count."""

    claim: PostingClaim
    text: Folded
    field: Ranked | None  # None: the very name is registered, and accepted whatever the bounds
    registry: Registry
    counts: Count


@dataclass(frozen=True)
class Asking:
    """The texts of a state with their candidates: of its registry, or of that with all answers struck."""

    world: World
    truth: Truth
    registry: Registry
    is_struck: bool
    asked: list[Asked]
    found: dict[Asked, list[Candidate]]

    def questions(self, trees: tuple[Tree, ...]) -> Iterator[Question]:
        weighed = weigh(self.found, trees)
        for rename, asked, is_fault in zip(self.world.renames, self.asked, self.truth.faults, strict=True):
            claim = PostingClaim(rename.older, rename.district)
            decision = decide(claim, asked[0], weighed, self.registry, {}, bounds=ANY)
            if is_fault or decision.verdict is not Verdict.ACCEPT:
                continue
            is_right = self.truth.is_right(rename, decision.facility_code)
            newer, taken = fold(rename.newer), self.truth.folded[decision.facility_code]
            counts = Count(accepted=1, wrong=not is_right)
            if self.is_struck:
                counts = Count(others=not is_right, strangers=not is_right and is_stranger(newer, taken))
            field = None if Reason.EXACT in decision.reasons else ranked(weighed[asked])
            yield Question(claim, asked[0], field, self.registry, counts)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    worlds = read_worlds(asked.parse_args().folder)
    cases = {state: cases_of(world) for state, world in worlds.items()}
    fold_of = folds_by_state({state: len(held) for state, held in cases.items()})
    asking: dict[int, list[Asking]] = defaultdict(list)
    for state, world in worlds.items():
        asking[fold_of[state]] += _askings(world)
    texts = {
        number: sum(a.truth.faults.count(False) for a in held if not a.is_struck)
        for number, held in asking.items()
    }

    @cache
    def trees_without(*folds: int) -> tuple[Tree, ...]:
        return grow(_but(cases, fold_of, folds))[1]

    def questions(number: int, *judged: int) -> list[Question]:
        trees = trees_without(*sorted({number, *judged}))
        return [question for held in asking[number] for question in held.questions(trees)]

    seen = {
        judged: {number: questions(number, judged) for number in sorted(asking)} for judged in sorted(asking)
    }
    print("| at least | covered | precision | any other name or type | strangers |\n|---|---|---|---|---|")
    for least in LEAST:
        found = Count()
        for judged, by_fold in seen.items():
            inner = [q for number, held in by_fold.items() if number != judged for q in held]
            bounds = chosen(inner, sum(texts.values()) - texts[judged], least)
            found += counted(by_fold[judged], texts[judged], bounds)
        _print(str(least), found)
    everything = [q for judged, by_fold in seen.items() for q in by_fold[judged]]
    bounds = chosen(everything, sum(texts.values()), LEAST[0])
    _print("in sight", counted(everything, sum(texts.values()), bounds))
    _print("in force", counted(everything, sum(texts.values()), BOUNDS))
    print(bounds)


def chosen(questions: list[Question], texts: int, least: float) -> Bounds:
    """From the bounds in the middle of OPTIONS one after the other is moved as long as that is better."""

    def worth(bounds: Bounds) -> tuple[float, int, int]:
        count = counted(questions, texts, bounds)
        return min(count.accepted / texts, least), -count.strangers, count.accepted

    best = Bounds(*(options[len(options) // 2] for options in OPTIONS))  # type: ignore[arg-type, index]
    before = None
    while best != before:
        before = best
        for name, options in zip(Bounds._fields, OPTIONS, strict=True):
            best = max((best._replace(**{name: option}) for option in options), key=worth)  # type: ignore[attr-defined]
    return best


def counted(questions: list[Question], texts: int, bounds: Bounds) -> Count:
    found = Count(texts)
    for q in questions:
        if q.field is None or is_taken(q.claim, q.text, q.field, q.registry, bounds):
            found += q.counts
    return found


def _but(cases: dict[str, list[Case]], fold_of: dict[str, int], folds: tuple[int, ...]) -> Iterator[Case]:
    return (case for state in cases if fold_of[state] not in folds for case in cases[state])


def _askings(world: World) -> Iterator[Asking]:
    truth = Truth(world)
    for rows, is_struck in ((world.registry, False), (truth.rows_without_answers(world), True)):
        registry = Registry(rows)
        asked = [(registry.fold_claim(r.older, r.district), r.district) for r in world.renames]
        yield Asking(world, truth, registry, is_struck, asked, dict(candidates_of(asked, registry)))


def _print(name: str, found: Count) -> None:
    print(
        f"| {name} | {found.accepted / found.texts:.4f} | {1 - found.wrong / found.accepted:.4f} "
        f"| {found.others} | {found.strangers} ({found.strangers / found.texts:.4f}) |",
        flush=True,
    )


if __name__ == "__main__":
    main()

"""The verdict's bounds chosen on some states and judged on others; then the ones chosen on all.

make fit && .venv/bin/python -m benchmarks.nested FOLDER

Five folds of states. For each judged fold the trees and the bounds come from the other four, each of which
is weighed by trees that have seen neither it nor the judged one. One criterion: bounds at one rate of
strangers (one_rate.py) that accept LEAST of the texts; of the NAMESAKES the number that lets the fewest in.
A stranger is a name that is accepted though the text's facility is struck from the registry, and that tells
another one: few pairs of names are sure to, so each counts by how often readers called such a pair two
facilities (renames.chance_of_two). The judged fold is looked at once.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from benchmarks.one_rate import Weighed, bounds_at_one_rate
from benchmarks.posting_cases import Case, cases_of, folds_by_state, grow
from benchmarks.renames import World, chance_of_two, is_stranger, read_worlds
from benchmarks.truth import Truth

from teeka.rules.posting import PostingClaim, Reason, Verdict
from teeka.rules.posting.acceptance import BOUNDS, KINDS, Bounds, Ranked, doubt_of, is_taken, ranked
from teeka.rules.posting.candidates import Asked, Candidate, candidates_of
from teeka.rules.posting.decisions import decide
from teeka.rules.posting.folding import Folded, fold
from teeka.rules.posting.registry import Registry
from teeka.rules.posting.trees import Tree
from teeka.rules.posting.weighing import weigh

LEAST = (0.752, 0.75, 0.755, 0.76)  # of the texts; the first is in force, the others show the frontier
NAMESAKES = (2, 3, 4)
ANY = Bounds(*[0.0] * len(KINDS), few=BOUNDS.few, most_namesakes=10**9)


class Count(NamedTuple):
    texts: int = 0
    accepted: int = 0
    wrong: int = 0
    others: int = 0  # struck, and any other name or type is accepted
    strangers: int = 0
    two: float = 0.0  # of the others, how many blind readers would call another facility

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

    @property
    def namesakes(self) -> int:
        """Places that bear the name which is all that the text says; 0 where it says a type."""
        if self.field is None or self.text.types:
            return 0
        return self.registry.namesakes_of(self.field.best.candidate.known)


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
            if self.is_struck and is_right:
                continue  # a second entry of the facility
            if self.is_struck:
                counts = Count(others=1, strangers=is_stranger(newer, taken), two=chance_of_two(newer, taken))
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
    _print_table(seen, texts)


def _print_table(seen: dict[int, dict[int, list[Question]]], texts: dict[int, int]) -> None:
    """`seen`: judged fold -> fold -> its questions, weighed by trees that saw neither."""
    print(
        "| at least | covered | precision | any other name or type | strangers | two facilities |\n"
        "|---|---|---|---|---|---|"
    )
    every = sum(texts.values())
    for least in LEAST:
        found = Count()
        for judged, by_fold in seen.items():
            inner = [q for number, held in by_fold.items() if number != judged for q in held]
            bounds = chosen(inner, every - texts[judged], least)
            found += counted(by_fold[judged], texts[judged], bounds)
        _print(str(least), found)
    everything = [q for judged, by_fold in seen.items() for q in by_fold[judged]]
    bounds = chosen(everything, every, LEAST[0])
    _print("in sight", counted(everything, every, bounds))
    _print("in force", counted(everything, every, BOUNDS))
    print(bounds)


def chosen(questions: list[Question], texts: int, least: float) -> Bounds:
    accepted = int(np.ceil(least * texts))
    return min(
        (_at_one_rate(questions, accepted, most) for most in NAMESAKES),
        key=lambda bounds: counted(questions, texts, bounds).two,
    )


def _at_one_rate(questions: list[Question], accepted: int, most_namesakes: int) -> Bounds:
    within = [q for q in questions if q.namesakes <= most_namesakes]
    doubted = [(q, q.field) for q in within if q.field is not None]
    exact = sum(q.counts.accepted for q in within if q.field is None)
    weighed = Weighed(
        np.array([KINDS.index(doubt_of(q.text, field, q.registry, BOUNDS.few)) for q, field in doubted]),
        np.array([field.probability for _, field in doubted]),
        np.array([q.counts.accepted > 0 for q, _ in doubted]),
        np.array([q.counts.accepted - q.counts.wrong for q, _ in doubted], dtype=np.float64),
        np.array([q.counts.two for q, _ in doubted]),
    )
    above = bounds_at_one_rate(weighed, len(KINDS), accepted - exact)
    return Bounds(*above, few=BOUNDS.few, most_namesakes=most_namesakes)


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
        f"| {found.others} | {found.strangers} | {found.two:.1f} ({found.two / found.texts:.4f}) |",
        flush=True,
    )


if __name__ == "__main__":
    main()

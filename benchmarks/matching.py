"""Ours beside rapidfuzz WRatio, token_set, raw and folded n-gram TF-IDF, on real renames, in one run.

make fit && .venv/bin/python -m benchmarks.matching FOLDER [--states N] [--plot FILE.svg]

Each state is judged with trees that grew on the other states only, in five folds.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
from benchmarks.calibration import Band, draw
from benchmarks.posting_cases import cases_of, folds_by_state, grow
from benchmarks.renames import (
    World,
    has_the_same_words,
    is_stranger,
    may_be_same,
    read_worlds,
)
from benchmarks.truth import Truth
from rapidfuzz import fuzz, process

from teeka.rules.posting import Decision, FacilityName, PostingClaim, Verdict
from teeka.rules.posting.decisions import resolve_postings
from teeka.rules.posting.folding import Folded, fold
from teeka.rules.posting.similarity import NgramIndex
from teeka.rules.posting.trees import Tree

Answers = list[str]  # the code each method names first, one a rename


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--states", type=int, help="only the first N states by name")
    asked.add_argument("--plot", type=Path, help="where the calibration plot goes, as SVG")
    arguments = asked.parse_args()
    worlds = dict(list(read_worlds(arguments.folder).items())[: arguments.states])
    found = _Found()
    for state, trees in _held_back(worlds):
        found.add(worlds[state], trees)
    _print(found)
    bands = _bands(found)
    print("\n| mean confidence | texts | right |\n|---|---|---|")
    for band in bands:
        print(f"| {band.confidence:.3f} | {band.texts:,} | {band.right:.3f} |")
    if arguments.plot:
        draw(bands, arguments.plot)


def _held_back(worlds: dict[str, World]) -> Iterator[tuple[str, tuple[Tree, ...]]]:
    """Each state with trees that have not seen it."""
    cases = {state: cases_of(world) for state, world in worlds.items()}
    fold = folds_by_state({state: len(held) for state, held in cases.items()})
    for number in sorted(set(fold.values())):
        _, trees = grow(case for state in cases if fold[state] != number for case in cases[state])
        yield from ((state, trees) for state in worlds if fold[state] == number)


class _Found:
    """What came of each rename, one entry each, states end to end."""

    def __init__(self) -> None:
        self.right: dict[str, list[bool]] = defaultdict(list)
        self.seconds: dict[str, float] = defaultdict(float)
        self.faults: list[bool] = []
        self.decisions: list[Decision] = []
        self.strangers: dict[str, list[bool]] = defaultdict(list)

    def add(self, world: World, trees: tuple[Tree, ...]) -> None:
        truth = Truth(world)
        self.faults += truth.faults
        for name, method in METHODS.items():
            self._keep(name, world, truth, partial(method, world))
        claims = [PostingClaim(rename.older, rename.district) for rename in world.renames]

        def ours() -> Answers:
            self.decisions += resolve_postings(claims, world.registry, trees=trees)
            return [decision.facility_code for decision in self.decisions[-len(claims) :]]

        self._keep("teeka", world, truth, ours)
        for taken in truth.accepted_without_the_answer(world, trees):
            for count, is_same in SAME_BY.items():
                self.strangers[count].append(taken is not None and not is_same(*taken))

    def _keep(self, name: str, world: World, truth: Truth, method: Callable[[], Answers]) -> None:
        started = time.perf_counter()
        answers = method()
        self.seconds[name] += time.perf_counter() - started
        self.right[name] += [truth.is_right(*pair) for pair in zip(world.renames, answers, strict=True)]


def _in_district(world: World, score: Callable[[list[str], list[str]], np.ndarray]) -> Answers:
    rows: dict[str, list[FacilityName]] = defaultdict(list)
    for row in world.registry:
        rows[row.district].append(row)
    asked: dict[str, list[int]] = defaultdict(list)
    for at, rename in enumerate(world.renames):
        asked[rename.district].append(at)
    answers = [""] * len(world.renames)
    for district, places in asked.items():
        names = rows[district]
        found = score([world.renames[at].older for at in places], [row.name for row in names])
        for at, best in zip(places, found.argmax(axis=1), strict=True):
            answers[at] = names[best].code
    return answers


def _by_ratio(ratio: Callable[..., float]) -> Callable[[World], Answers]:
    def score(texts: list[str], names: list[str]) -> np.ndarray:
        return process.cdist([t.lower() for t in texts], [n.lower() for n in names], scorer=ratio)

    return lambda world: _in_district(world, score)


def _by_ngrams(written: Callable[[str], str]) -> Callable[[World], Answers]:
    def score(texts: list[str], names: list[str]) -> np.ndarray:
        index = NgramIndex([written(name) for name in names])
        return np.stack([cosines for _, cosines in index.alike([written(text) for text in texts], 0.0)])

    return lambda world: _in_district(world, score)


METHODS: dict[str, Callable[[World], Answers]] = {
    "rapidfuzz WRatio": _by_ratio(fuzz.WRatio),
    "rapidfuzz token_set": _by_ratio(fuzz.token_set_ratio),
    "n-gram TF-IDF, raw": _by_ngrams(str.lower),
    "n-gram TF-IDF, folded": _by_ngrams(lambda text: fold(text).joined),
}


# Whether the name accepted may be a second entry of the facility struck: the gentlest count last.
SAME_BY: dict[str, Callable[[Folded, Folded], bool]] = {
    "any other name or type": lambda *_: False,
    "a name of other words": has_the_same_words,
    "a name in which a word is not heard, or of another level": lambda *names: not is_stranger(*names),
    "a name in which a word is not heard": may_be_same,
}


def _print(found: _Found) -> None:
    faults = np.array(found.faults)
    accepted = np.array([decision.verdict is Verdict.ACCEPT for decision in found.decisions])
    print(f"{len(faults):,} renames, {int(faults.sum()):,} of them with a label at fault\n")
    print("| method | top answer right, all | without faulty labels (95 %) | seconds |\n|---|---|---|---|")
    for name, right in found.right.items():
        all_of_them, sound = np.array(right), np.array(right)[~faults]
        low, high = _interval(sound)
        print(
            f"| {name} | {all_of_them.mean():.3f} | {sound.mean():.3f} ({low:.3f}-{high:.3f}) "
            f"| {found.seconds[name]:.1f} |"
        )
    ours = np.array(found.right["teeka"])
    for words, kept in (("all", np.ones_like(faults)), ("without faulty labels", ~faults)):
        taken = accepted & kept
        low, high = _interval(ours[taken])
        print(
            f"ACCEPT, {words}: covers {taken.sum() / kept.sum():.3f}, "
            f"precision {ours[taken].mean():.4f} ({low:.4f}-{high:.4f})"
        )
    print("\n| accepted though the facility is struck | texts | share (95 %) |\n|---|---|---|")
    for count, strangers in found.strangers.items():
        struck = np.array(strangers)[~faults]
        low, high = _interval(struck)
        print(f"| {count} | {struck.sum()} | {struck.mean():.4f} ({low:.4f}-{high:.4f}) |")


def _bands(found: _Found) -> list[Band]:
    """Sound labels only, by confidence."""
    sound = ~np.array(found.faults)
    confidence = np.array([decision.confidence for decision in found.decisions])[sound]
    right = np.array(found.right["teeka"])[sound]
    edges = (0.0, 0.1, 0.25, 0.4, 0.55, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1.01)
    within = [(confidence >= low) & (confidence < high) for low, high in pairwise(edges)]
    return [
        Band(int(here.sum()), float(confidence[here].mean()), float(right[here].mean()))
        for here in within
        if here.any()
    ]


def _interval(found: np.ndarray) -> tuple[float, float]:
    chance = np.random.default_rng(1)
    means = chance.choice(found, size=(1000, len(found))).mean(axis=1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


if __name__ == "__main__":
    main()

"""Ours beside rapidfuzz WRatio, token_set, raw and folded n-gram TF-IDF, on real renames, in one run.

python -m benchmarks.matching FOLDER [--states N]
"""

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from benchmarks.renames import Rename, World, is_label_fault, is_same_facility, read_worlds
from rapidfuzz import fuzz, process

from teeka.rules.posting import FacilityName, PostingClaim, Verdict, resolve_postings
from teeka.rules.posting.folding import fold
from teeka.rules.posting.similarity import NgramIndex

Answers = list[str]  # the code each method names first, one a rename


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--states", type=int, help="only the first N states by name")
    arguments = asked.parse_args()
    worlds = list(read_worlds(arguments.folder).values())[: arguments.states]
    right: dict[str, list[bool]] = defaultdict(list)
    faults: list[bool] = []
    seconds: dict[str, float] = defaultdict(float)
    accepted: list[bool] = []
    strangers: list[bool] = []
    for world in worlds:
        truth = _Truth(world)
        faults += truth.faults
        for name, method in METHODS.items():
            started = time.perf_counter()
            answers = method(world)
            seconds[name] += time.perf_counter() - started
            right[name] += [truth.is_right(*pair) for pair in zip(world.renames, answers, strict=True)]
        accepted += _accepted(world.registry, world.renames)
        strangers += truth.wrongly_accepted_without_the_answer(world)
    _print(right, np.array(faults), seconds, np.array(accepted), np.array(strangers))


class _Truth:
    def __init__(self, world: World) -> None:
        self.folded = {row.code: fold(row.name) for row in world.registry}
        self.district = {row.code: row.district for row in world.registry}
        keys: dict[str, set[str]] = defaultdict(set)
        for code, folded in self.folded.items():
            keys[self.district[code]].add(folded.key)
        self.faults = [is_label_fault(rename, keys[rename.district]) for rename in world.renames]

    def is_right(self, rename: Rename, code: str) -> bool:
        if code == rename.site:
            return True
        is_here = self.district.get(code) == rename.district
        return is_here and is_same_facility(self.folded[code], fold(rename.newer))

    def wrongly_accepted_without_the_answer(self, world: World) -> list[bool]:
        """Every renamed facility struck from the registry: what is accepted now is accepted wrongly."""
        gone = {(rename.district, fold(rename.newer).key) for rename in world.renames}
        rest = [row for row in world.registry if (row.district, self.folded[row.code].key) not in gone]
        claims = [PostingClaim(rename.older, rename.district) for rename in world.renames]
        return [
            decision.verdict is Verdict.ACCEPT and not self._may_be(rename, decision.facility_code)
            for rename, decision in zip(world.renames, resolve_postings(claims, rest), strict=True)
        ]

    def _may_be(self, rename: Rename, code: str) -> bool:
        newer, found = fold(rename.newer), self.folded[code]
        words = fuzz.token_set_ratio(" ".join(newer.words), " ".join(found.words))
        return self.is_right(rename, code) or words >= 92


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
        return np.concatenate([block for _, block in index.likenesses([written(text) for text in texts])])

    return lambda world: _in_district(world, score)


def _ours(world: World) -> Answers:
    claims = [PostingClaim(rename.older, rename.district) for rename in world.renames]
    return [decision.facility_code for decision in resolve_postings(claims, world.registry)]


def _accepted(registry: Sequence[FacilityName], renames: Sequence[Rename]) -> list[bool]:
    claims = [PostingClaim(rename.older, rename.district) for rename in renames]
    return [decision.verdict is Verdict.ACCEPT for decision in resolve_postings(claims, registry)]


METHODS: dict[str, Callable[[World], Answers]] = {
    "rapidfuzz WRatio": _by_ratio(fuzz.WRatio),
    "rapidfuzz token_set": _by_ratio(fuzz.token_set_ratio),
    "n-gram TF-IDF, raw": _by_ngrams(str.lower),
    "n-gram TF-IDF, folded": _by_ngrams(lambda text: fold(text).joined),
    "teeka": _ours,
}


def _print(
    right: dict[str, list[bool]],
    faults: np.ndarray,
    seconds: dict[str, float],
    accepted: np.ndarray,
    strangers: np.ndarray,
) -> None:
    print(f"{len(faults):,} renames, {int(faults.sum()):,} of them with a label at fault\n")
    print("| method | top answer right, all | without faulty labels (95 %) | seconds |\n|---|---|---|---|")
    for name, found in right.items():
        all_of_them, sound = np.array(found), np.array(found)[~faults]
        low, high = _interval(sound)
        print(
            f"| {name} | {all_of_them.mean():.3f} | {sound.mean():.3f} ({low:.3f}-{high:.3f}) "
            f"| {seconds[name]:.1f} |"
        )
    ours = np.array(right["teeka"])
    for words, kept in (("all", np.ones_like(faults)), ("without faulty labels", ~faults)):
        taken = accepted & kept
        print(f"ACCEPT, {words}: covers {taken.sum() / kept.sum():.3f}, precision {ours[taken].mean():.4f}")
    print(f"ACCEPT though the facility is not in the registry: {strangers[~faults].mean():.4f}")


def _interval(found: np.ndarray) -> tuple[float, float]:
    chance = np.random.default_rng(1)
    means = chance.choice(found, size=(1000, len(found))).mean(axis=1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


if __name__ == "__main__":
    sys.exit(main())

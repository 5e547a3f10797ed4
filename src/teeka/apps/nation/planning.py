"""The order of a nation's plan: parts, rounds over borders, answers joined. The work is the workers'."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from typing import Any, Protocol, TypeVar

from teeka.apps.nation.entries import Done
from teeka.apps.nation.steps import (
    Around,
    Crossing,
    Finish,
    Look,
    Nation,
    Part,
    cross_borders,
    finish_part,
    look_over_borders,
    moves_file,
    plan_part,
)
from teeka.apps.nation.surveying import Surveyed
from teeka.formats.nation.partitions import VERSION
from teeka.gateways.cluster.client import Cluster
from teeka.rules.allotment.nation import Group, Rounds
from teeka.shared.whole_file import sync_folder, write_whole

Ask = TypeVar("Ask")
MANIFEST = "manifest.json"
OF_THE_RUN = ("planned_now", "found_planned", "planning_seconds", "files_seconds")  # not of the plan
FOLDERS = ("first", "looks", "borders", "plan")  # all that a plan writes, but for its manifest


class Progress(Protocol):
    """Told how far a step is."""

    def __call__(self, done: int, total: int) -> None: ...


Tell = Callable[[str], AbstractContextManager[Progress]]  # opens the progress of a step, by its name


@dataclass(frozen=True, slots=True)
class NationPlanned:
    districts: int
    parts: int
    people: int
    placed: int
    placed_over_borders: int
    standby: int
    unplaced: dict[str, int]
    rounds: int  # of the second pass
    planned_now: int  # parts whose first pass was done in this run
    found_planned: int  # and those that an earlier run had done
    planning_seconds: float  # what the rules took in this run, over all workers
    files_seconds: float  # what reading, hashing and writing took


class Planner:
    def __init__(self, nation: Nation, seen: Surveyed, workers: Cluster, tell: Tell) -> None:
        self._nation, self._seen, self._workers, self._tell = nation, seen, workers, tell
        self._moves: list[tuple[str, frozenset[int]]] = []  # each file of moves, and the parts it touches
        self._written: set[str] = set()
        self._planning, self._files = 0.0, 0.0  # seconds of all workers

    def plan(self) -> NationPlanned:
        first = self._each("Planning districts", plan_part, [Part(self._nation, p) for p in self._seen.parts])
        waiting = {part for part, done in first.items() if done.facts["waiting"]}
        rounds, crossed = 0, 0
        if self._nation.terms.crosses_borders:
            sessions = {part: done.facts["sessions"] for part, done in first.items()}
            rounds, crossed = self._second_pass(Rounds(waiting, sessions))
        finishing = [
            Finish(Part(self._nation, part), self._around([part[0]], with_halo=part[0] in waiting))
            for part in self._seen.parts
        ]
        last = self._each("Joining the answers", finish_part, finishing)
        planned = self._summed(first, last, rounds, crossed)
        self._close(last, planned)
        return planned

    def _second_pass(self, rounds: Rounds) -> tuple[int, int]:
        """How many rounds there were, and how many people they placed."""
        total = 0
        while True:
            number = rounds.number + 1
            looks = [Look(number, self._around([part])) for part in rounds.to_look()]
            seen = self._each(f"Looking over borders, round {number}", look_over_borders, looks)
            groups = rounds.seen(
                {part: [tuple(link) for link in d.facts["links"]] for part, d in seen.items()}
            )
            if not groups:
                return number - 1, total
            total += self._round(number, rounds, groups)

    def _round(self, number: int, rounds: Rounds, groups: Sequence[Group]) -> int:
        asks = [Crossing(number, self._around(group.parts), group.tier) for group in groups]
        done = self._each(f"Crossing borders, round {number}", cross_borders, asks)
        for group in groups:
            placed = done[group.parts[0]].facts["placed"]
            rounds.planned(group, placed)
            if placed:
                self._moves.append((moves_file(number, group.parts[0]), frozenset(group.parts)))
        return sum(one.facts["placed"] for one in done.values())

    def _around(self, parts: Sequence[int], *, with_halo: bool = True) -> Around:
        near = {beside for part in parts for beside in self._seen.beside[part]} if with_halo else set()
        touched = near | set(parts)
        moves = tuple(name for name, of in self._moves if of & touched)
        return Around(self._nation, tuple(parts), tuple(sorted(near - set(parts))), moves)

    def _each(self, label: str, work: Callable[[Ask], Done], asks: Sequence[Ask]) -> dict[int, Done]:
        found: dict[int, Done] = {}
        with self._tell(label) as bar:
            for done in self._workers.each(work, asks):
                found[done.number] = done
                self._written |= {done.entry, *done.files}
                self._planning += done.planning_seconds
                self._files += done.files_seconds
                bar(len(found), len(asks))
        return dict(sorted(found.items()))

    def _summed(
        self, first: dict[int, Done], last: dict[int, Done], rounds: int, crossed: int
    ) -> NationPlanned:
        def total(name: str) -> int:
            return sum(done.facts[name] for done in last.values())

        unplaced: Counter[str] = Counter()
        for done in last.values():
            unplaced.update(done.facts["unplaced"])
        new = sum(done.is_new for done in first.values())
        return NationPlanned(
            districts=sum(len(part) for part in self._seen.parts),
            parts=len(first),
            people=total("people"),
            placed=total("placed"),
            placed_over_borders=crossed,
            standby=total("standby"),
            unplaced=dict(unplaced.most_common()),
            rounds=rounds,
            planned_now=new,
            found_planned=len(first) - new,
            planning_seconds=round(self._planning, 1),
            files_seconds=round(self._files, 1),
        )

    def _close(self, last: dict[int, Done], planned: NationPlanned) -> None:
        """The manifest; and what an earlier plan left that is not of this one goes."""
        out = self._nation.out
        for folder in FOLDERS:
            for path in (out / folder).rglob("*"):
                if path.is_file() and path.relative_to(out).as_posix() not in self._written:
                    path.unlink()
        totals: dict[str, Any] = asdict(planned)
        for name in OF_THE_RUN:
            del totals[name]
        files = {name: digest for done in last.values() for name, digest in done.files.items()}
        manifest = {"version": VERSION, **totals, "files": dict(sorted(files.items()))}
        sync_folder(out / "plan")
        write_whole(out / MANIFEST, (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())

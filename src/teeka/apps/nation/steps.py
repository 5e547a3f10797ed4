"""The four steps of a nation's plan, each done by a worker for one part or group of parts, and stored.

Plan a part; look who could go where over its borders; plan a group once more; finish a part. They know
neither Django nor a database: a worker needs the package, the folders, and nothing else.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from teeka.apps.nation.entries import Done, Made, once
from teeka.formats.nation.answers import answers_as_bytes, answers_of, reason_words, why_words
from teeka.formats.nation.columns import request_of
from teeka.formats.nation.partitions import TABLES, PartitionRefused, path_of, read_table
from teeka.formats.nation.rests import arrays_as_bytes, read_arrays
from teeka.rules.allotment import Terms, allot
from teeka.rules.allotment.borders import (
    Joined,
    Moves,
    Rest,
    cross,
    joined,
    no_moves,
    reachable,
    reasons_left,
    rest_of,
    together,
)
from teeka.rules.allotment.request import NONE
from teeka.rules.allotment.settled import counted, settled
from teeka.rules.allotment.version import rule_print


class VersionDiffers(Exception):
    """This worker has another release's rules than whoever started the plan."""


@dataclass(frozen=True, slots=True)
class Nation:
    """What every step is told."""

    source: Path
    out: Path
    terms: Terms
    rule: str  # rule_print() of whoever started the plan

    def told(self, *more: object) -> list[object]:
        if self.rule != rule_print():
            raise VersionDiffers
        terms = self.terms
        return [
            self.rule, terms.staff_share, terms.crosses_borders, terms.reach_km, terms.seed,
            terms.allowed.tolist(), *more,
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """Districts that are planned together; the part's number is its first district's."""

    nation: Nation
    districts: tuple[int, ...]

    @property
    def number(self) -> int:
        return self.districts[0]


@dataclass(frozen=True, slots=True)
class Around:
    """Parts, their neighbours, and what earlier rounds gave to people or took of seats in any of them."""

    nation: Nation
    parts: tuple[int, ...]
    halo: tuple[int, ...]
    moves: tuple[str, ...]  # files under the out folder

    def inputs(self) -> list[Path]:
        out = self.nation.out
        return [out / rest_file(part) for part in (*self.parts, *self.halo)] + [
            out / name for name in self.moves
        ]

    def joined(self) -> Joined:
        out, parts = self.nation.out, [*self.parts, *self.halo]
        rests = [read_arrays(out / rest_file(part), Rest) for part in parts]
        inside = len(self.parts)
        return joined(rests[:inside], rests[inside:], self.all_moves(), self.nation.terms)

    def all_moves(self) -> Moves:
        return together([no_moves(), *(read_arrays(self.nation.out / name, Moves) for name in self.moves)])


@dataclass(frozen=True, slots=True)
class Look:
    round: int
    around: Around  # of one part


@dataclass(frozen=True, slots=True)
class Crossing:
    round: int
    around: Around
    tier: int


@dataclass(frozen=True, slots=True)
class Finish:
    part: Part
    around: Around


def first_file(district: int) -> str:
    return f"first/district={district}.parquet"


def rest_file(part: int) -> str:
    return f"first/part={part}.rest"


def moves_file(round_: int, group: int) -> str:
    return f"borders/round={round_}/group={group}.moves"


def plan_part(part: Part) -> Done:
    """The first pass: nobody leaves the part."""
    nation = part.nation
    inputs = [path_of(nation.source, district, table) for district in part.districts for table in TABLES]
    entry = f"first/part={part.number}.json"
    return once(
        nation.out,
        entry,
        part.number,
        told=nation.told(part.districts),
        inputs=inputs,
        make=lambda: _planned(part),
    )


def _planned(part: Part) -> Made:
    terms = part.nation.terms
    try:
        tables = {
            district: {name: read_table(part.nation.source, district, name) for name in TABLES}
            for district in part.districts
        }
        request = request_of(
            {name: pl.concat([read[name] for read in tables.values()]) for name in TABLES}, terms
        )
    except PartitionRefused as refused:
        raise PartitionRefused(f"District {', '.join(map(str, part.districts))}: {refused}") from refused
    began = time.perf_counter()
    plan = allot(request)
    rest = rest_of(request, plan)
    took = time.perf_counter() - began
    answers = answers_of(request.people.key, request.sessions.key, plan)
    sizes = {district: len(read["people"]) for district, read in tables.items()}
    files = {first_file(d): answers_as_bytes(some) for d, some in _split(answers, sizes)}
    files[rest_file(part.number)] = arrays_as_bytes(rest)
    facts = {
        "people": len(request.people.key),
        "sessions": len(request.sessions.key),
        "waiting": len(rest.people.key),
    }
    return Made(files, facts, took)


def look_over_borders(look: Look) -> Done:
    """Which tiers of a part's waiting people could go at once to a free seat, and in which parts."""
    around = look.around
    (part,) = around.parts
    order = [part, *around.halo]

    def make() -> Made:
        all_ = around.joined()
        began = time.perf_counter()
        links = [[tier, order[at]] for tier, at in reachable(all_)]
        return Made({}, {"links": links}, time.perf_counter() - began)

    told = around.nation.told(look.round, around.parts, around.halo)
    return once(
        around.nation.out, f"looks/round={look.round}/part={part}.json", part,
        told=told, inputs=around.inputs(), make=make,
    )  # fmt: skip


def cross_borders(crossing: Crossing) -> Done:
    """A group planned once more, over its borders."""
    around, group = crossing.around, crossing.around.parts[0]

    def make() -> Made:
        all_ = around.joined()
        began = time.perf_counter()
        moves = cross(all_, len(around.parts), crossing.tier)
        took = time.perf_counter() - began
        name = moves_file(crossing.round, group)
        return Made({name: arrays_as_bytes(moves)}, {"placed": len(moves.person)}, took)

    told = around.nation.told(crossing.round, around.parts, around.halo, crossing.tier)
    return once(
        around.nation.out, f"borders/round={crossing.round}/group={group}.json", group,
        told=told, inputs=around.inputs(), make=make,
    )  # fmt: skip


def finish_part(finish: Finish) -> Done:
    """The part's answer after both passes, a file a district; the reasons of who was left are said anew."""
    part, nation = finish.part, finish.part.nation
    inputs = [nation.out / first_file(district) for district in part.districts] + finish.around.inputs()

    def make() -> Made:
        firsts = {district: pl.read_parquet(nation.out / first_file(district)) for district in part.districts}
        answers = pl.concat(firsts.values())
        began = time.perf_counter()
        if nation.terms.crosses_borders:
            answers = settled(answers, *_second(finish.around))
        took = time.perf_counter() - began
        sizes = {district: len(first) for district, first in firsts.items()}
        files = {
            f"plan/district={district}.parquet": answers_as_bytes(some)
            for district, some in _split(answers, sizes)
        }
        return Made(files, counted(answers), took, lasts=True)

    entry = f"plan/part={part.number}.json"
    return once(
        nation.out, entry, part.number,
        told=nation.told(finish.around.parts, finish.around.halo), inputs=inputs, make=make,
    )  # fmt: skip


def _split(answers: pl.DataFrame, sizes: Mapping[int, int]) -> Iterator[tuple[int, pl.DataFrame]]:
    """Each district's answers, which stand one after the other."""
    start = 0
    for district, size in sizes.items():
        yield district, answers.slice(start, size)
        start += size


def _second(around: Around) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What the second pass gave, and the reasons of those who took part in it and still wait."""
    all_, moves = around.joined(), around.all_moves()
    given = pl.DataFrame(
        {
            "person": moves.person,
            "session": moves.session,
            "distance_m": moves.distance_m,
            "why": why_words(moves.why),
        }
    ).with_columns(pl.when(pl.col("distance_m") != NONE).then("distance_m").alias("distance_m"))
    left = {"person": all_.request.people.key, "reason": reason_words(reasons_left(all_))}
    return given, pl.DataFrame(left)

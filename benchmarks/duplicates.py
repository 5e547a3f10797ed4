"""How surely, how fast and in how much memory the second registrations of a sample are found.

In the database: everybody at once, then 1,000 rows that came later, then everybody again, which must change
nothing. On files: all rows in one roster. The pairs are held against the sample's truth.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import polars as pl
from benchmarks.machine import watching_postgres
from benchmarks.rosters import all_rows, with_truth

from teeka.apps.readiness.queries.against_truth import roster_rows
from teeka.doors.commands.demo_day import make_files
from teeka.doors.commands.steps import run_program, run_step
from teeka.samples.maker import SampleMade

LATER = 1_000
STORE = "store"  # `teeka import` would also do what is measured behind it
LIMIT_PEOPLE = 469_000
FULL_SECONDS, LATER_SECONDS, LIMIT_MIB, PRECISION, RECALL = 40.0, 5.0, 1536, 0.999, 0.97
MEASURED = ("find-duplicates, one file", "duplicates", "duplicates, 1,000 later", "duplicates --full again")
Pairs = set[tuple[Any, Any]]


def measure(people: int, folder: Path) -> dict[str, Any]:
    """Each step's seconds and largest process; precision and recall, in files and in the database."""
    sampled, made = make_files(folder / "sample", people=people, seed=1)
    rows = all_rows(made.roster_files)
    known = with_truth(rows, made.truth_file)
    rows.drop("file", "number", "row").write_csv(folder / "whole.csv")
    cut = _hold_back(made.roster_files, folder / "later.csv")
    steps, changed = _run(made, folder)
    true = _pairs_of(known.select("row", "person_id").iter_rows())
    in_files = _judged(_linked_in(folder / "pairs.csv"), true)
    in_database = _judged(*_pairs_in_database(known, "later.csv", cut))
    told = [f"in files: {_told(in_files)}", f"in the database: {_told(in_database)}; then changed {changed}"]
    return {
        "people": people,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "steps": [sampled.as_dict(), *steps.values(), *({"step": text} for text in told)],
        "in_files": in_files,
        "in_database": in_database,
        "limit_holds": people != LIMIT_PEOPLE or (changed == 0 and _holds(steps, in_files, in_database)),
    }


def _run(made: SampleMade, folder: Path) -> tuple[dict[str, dict[str, Any]], int]:
    """The steps by name, and how many pairs the last one found that were not known."""
    whole, pairs, later = (folder / name for name in ("whole.csv", "pairs.csv", "later.csv"))
    commands: list[tuple[str, tuple[str | Path, ...]]] = [
        (MEASURED[0], ("find-duplicates", "--roster", whole, "--out", pairs)),
        ("import facilities", ("import", "facilities", made.facilities_file)),
        ("store roster", (STORE, *made.roster_files)),
        ("resolve", ("resolve",)),
        (MEASURED[1], ("duplicates",)),
        ("store later", (STORE, later)),
        ("resolve later", ("resolve",)),
        (MEASURED[2], ("duplicates",)),
        (MEASURED[3], ("duplicates", "--full")),
    ]
    steps: dict[str, dict[str, Any]] = {}
    with watching_postgres() as postgres:
        for name, (command, *arguments) in commands:
            if command == STORE:
                last = run_program(name, ["-m", "benchmarks.storing", *map(str, arguments)])
            else:
                last = run_step(name, (command, *arguments))
            steps[name] = {**last.as_dict(), "postgres_mib": postgres.take()}
    return steps, last.result["linked_now"] + last.result["held_now"]


def _hold_back(files: Iterable[Path], later: Path) -> tuple[str, int]:
    """Move the last rows of the longest roster to a file of their own; its name, and how many rows stay."""
    longest = max((file for file in files if file.suffix == ".csv"), key=lambda file: file.stat().st_size)
    header, *lines = longest.read_text(encoding="utf-8").splitlines(keepends=True)
    stay = max(1, len(lines) - LATER)
    longest.write_text("".join([header, *lines[:stay]]), encoding="utf-8")
    later.write_text("".join([header, *lines[stay:]]), encoding="utf-8")
    return longest.name, stay


def _pairs_of(rows: Iterable[tuple[Any, Any]]) -> Pairs:
    """(registration, what it stands for) of all rows -> the pairs of registrations that stand for one."""
    groups: dict[Any, set[Any]] = {}
    for registration, one in rows:
        groups.setdefault(one, set()).add(registration)
    return {pair for group in groups.values() for pair in combinations(sorted(group), 2)}


def _linked_in(out: Path) -> Pairs:
    pairs = pl.read_csv(out).filter(decision="link")
    return set(pairs.select("row_a", "row_b").iter_rows())


def _pairs_in_database(known: pl.DataFrame, later: str, cut: tuple[str, int]) -> tuple[Pairs, Pairs]:
    """Registrations that stand for one, and those that are one person's; of the rows that were taken in."""
    longest, stay = cut
    rows = known.select("file", "number", "person_id").iter_rows()
    persons = {(file, row): person for file, row, person in rows}
    linked, true = [], []
    for row in roster_rows():
        if row.person is not None:
            at = (longest, row.row + stay) if row.file == later else (row.file, row.row)
            linked.append((row.person, row.stands_for))
            true.append((row.person, persons[at]))
    return _pairs_of(linked), _pairs_of(true)


def _judged(linked: Pairs, true: Pairs) -> dict[str, Any]:
    right = len(linked & true)
    counts = Counter(true=len(true), linked=len(linked), wrong=len(linked) - right)
    return {
        **counts,
        "precision": round(right / max(1, len(linked)), 5),
        "recall": round(right / max(1, len(true)), 4),
    }


def _told(judged: dict[str, Any]) -> str:
    return ", ".join(f"{key} {value}" for key, value in judged.items())


def _holds(steps: dict[str, dict[str, Any]], *judged: dict[str, Any]) -> bool:
    sure = all(found["precision"] >= PRECISION and found["recall"] >= RECALL for found in judged)
    small = all(steps[name]["peak_mib"] <= LIMIT_MIB for name in MEASURED)
    fast = all(steps[name]["seconds"] <= FULL_SECONDS for name in MEASURED)
    return sure and small and fast and steps[MEASURED[2]]["seconds"] <= LATER_SECONDS

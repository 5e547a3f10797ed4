"""The whole night before at scale: a sample's files in, every message queued, step by step."""

import csv
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.machine import watching_postgres

from teeka.doors.commands.demo_day import make_files
from teeka.doors.commands.steps import Step, run_program, run_step

LIMIT_PEOPLE, LIMIT_SECONDS, LIMIT_MIB = 469_000, 180.0, 2048
# What the import of rosters does when all its files are stored, and tells the seconds of.
PARTS = {"resolved": "of it: resolving", "duplicates": "of it: duplicates"}
# Not of the limit's chain, or counted there already.
PLANNED_AGAIN = "allot again after one session was called off"
BESIDE = frozenset({"Making the sample", PLANNED_AGAIN, *PARTS.values()})


def measure(people: int, folder: Path) -> dict[str, Any]:
    """Each step's seconds, rows a second and largest process; the total leaves out what is BESIDE."""
    sampled, made = make_files(folder / "sample", people=people, seed=1, options=_registry())
    rejected = folder / "rejected"
    rejected.mkdir(parents=True)
    commands: list[tuple[str, tuple[str | Path, ...], int]] = [
        ("import facilities", ("import", "facilities", made.facilities_file), made.facilities),
        ("import roster", ("import", "roster", *made.roster_files, "--rejected", rejected), made.rows),
        ("import sessions", ("import", "sessions", made.sessions_file), made.sessions),
        ("allot", ("allot",), people),
        ("freeze", ("freeze", "--all"), people),
    ]
    rows = [_row(sampled, made.rows, 0)]
    with watching_postgres() as postgres:
        for name, arguments, count in commands:
            step = run_step(name, arguments, quiet=False)
            rows.append(_row(step, count, postgres.take()))
            if name == "import roster":
                rows += [{"step": PARTS[part], "seconds": step.result[part]["seconds"]} for part in PARTS]
        step = run_program("queue messages", ["-m", "benchmarks.queueing"])
        rows.append(_row(step, people, postgres.take()))
        code = _first_session(made.sessions_file)
        run_step("one session called off", ("session", "call-off", code, "--reason", "benchmark"))
        rows.append(_row(run_step(PLANNED_AGAIN, ("allot",), quiet=False), people, postgres.take()))
    chain = [row for row in rows if row["step"] not in BESIDE]
    total = sum(row["seconds"] for row in chain)
    peak = max(max(row["peak_mib"], row["postgres_mib"]) for row in (rows[0], *chain))
    return {
        "people": people,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "steps": rows,
        "total": {"step": "total", "seconds": round(total, 1), "peak_mib": peak},
        "sample": {
            "rows": made.rows,
            "facilities": made.facilities,
            "sessions": made.sessions,
            "seats": made.seats,
        },
        "limit_holds": people != LIMIT_PEOPLE or (total <= LIMIT_SECONDS and peak <= LIMIT_MIB),
    }


def _row(step: Step, count: int, postgres_mib: int) -> dict[str, Any]:
    return {
        **step.as_dict(),
        "rows": count,
        "rows_per_second": round(count / max(step.seconds, 0.01)),
        "postgres_mib": postgres_mib,
    }


def _first_session(sessions_file: Path) -> str:
    with sessions_file.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.DictReader(file))["session_code"]


def _registry() -> tuple[str, ...]:
    """TEEKA_BENCH_REGISTRY: a real registry (facility_code, name, type, district) to post the people to."""
    given = os.environ.get("TEEKA_BENCH_REGISTRY")
    return ("--facilities", given) if given else ()

"""A nation of 750 districts planned by one worker and by two, and once more when all is done already.

Planning and files are seconds of the workers, summed: what the rules took, and what reading, writing and
hashing did. What is left of seconds × workers is the planner's own and workers that waited.
"""

import hashlib
import shutil
from pathlib import Path
from typing import Any

from benchmarks.made_up_nation import DISTRICTS, write_nation

from teeka.doors.commands.steps import Step, run_step

WORKERS = (1, 2)


def measure(people: int, folder: Path) -> dict[str, Any]:
    """One step a run; each number of workers must end in the same bytes."""
    source, out = folder / "nation", folder / "planned"
    seats = write_nation(source, people)
    rows, manifests = [], set()
    for workers in WORKERS:
        shutil.rmtree(out, ignore_errors=True)
        rows.append(_row(f"{workers} workers", _run(source, out, workers), people))
        manifests.add(hashlib.sha256((out / "manifest.json").read_bytes()).hexdigest())
    rows.append(_row("again, all done", _run(source, out, WORKERS[-1]), people))
    return {
        "people": people,
        "districts": DISTRICTS,
        "seats": seats,
        "steps": rows,
        "input_mib": _mib(source),
        "output_mib": _mib(out),
        "limit_holds": len(manifests) == 1,
    }


def _run(source: Path, out: Path, workers: int) -> Step:
    return run_step(
        f"{workers} workers", ("plan-nation", source, "--out", out, "--workers", str(workers)), quiet=False
    )


def _row(name: str, step: Step, people: int) -> dict[str, Any]:
    told = step.result
    return {
        **step.as_dict(),
        "step": f"{name}: planning {told['planning_seconds']} s, files {told['files_seconds']} s; "
        f"placed {told['placed']:,}, {told['placed_over_borders']:,} of them over borders",
        "rows": people,
        "rows_per_second": round(people / max(step.seconds, 0.01)),
    }


def _mib(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 2**20

"""`teeka plan-nation` as a process of its own with its workers, watched while it works."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
from benchmarks.made_up_nation import write_nation

PEOPLE, DISTRICTS = 9_000, 36
LONGEST = 90.0


def made_nation(folder: Path, *, people: int = PEOPLE, districts: int = DISTRICTS) -> Path:
    write_nation(folder, people, districts=districts, seats=15, seed=3)
    return folder


class PlannerProcess:
    def __init__(self, source: Path, out: Path, *more: str) -> None:
        self.out = out
        self._process = subprocess.Popen(
            [
                sys.executable, "-m", "teeka", "plan-nation",
                str(source), "--out", str(out), "--json", *(more or ("--workers", "2")),
            ],
            start_new_session=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def result(self) -> tuple[int, dict[str, Any], str]:
        """Exit code, what it printed, what it said."""
        printed, said = self._process.communicate(timeout=LONGEST)
        return self._process.returncode, json.loads(printed) if printed else {}, said

    def wait_until(self, holds: Callable[[], bool]) -> None:
        limit = time.monotonic() + LONGEST
        while not holds():
            assert self._process.poll() is None, "it ended before what was waited for"
            assert time.monotonic() < limit
            time.sleep(0.002)

    def workers(self) -> list[int]:
        return [
            pid
            for pid in _group(self._process.pid)
            if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text() and _parent(pid) == self._process.pid
        ]

    def kill(self) -> None:
        """kill -9 of the planner alone; then its workers leave by themselves."""
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.communicate(timeout=LONGEST)
        limit = time.monotonic() + 20
        while _group(self._process.pid):
            assert time.monotonic() < limit, "a worker lives on"
            time.sleep(0.02)


def run(source: Path, out: Path, *more: str) -> tuple[int, dict[str, Any], str]:
    return PlannerProcess(source, out, *more).result()


def entries(out: Path, folder: str) -> list[Path]:
    return sorted((out / folder).rglob("*.json"))


def finished(out: Path) -> dict[str, tuple[int, int]]:
    """All files that finished steps name, with what changes whenever one is written again."""
    found = {}
    for folder in ("first", "looks", "borders", "plan"):
        for entry in entries(out, folder):
            for name in [entry.relative_to(out).as_posix(), *json.loads(entry.read_text())["files"]]:
                status = (out / name).stat()
                found[name] = (status.st_ino, status.st_mtime_ns)
    return found


def tree(out: Path) -> dict[str, bytes]:
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def answers(out: Path) -> pl.DataFrame:
    return pl.concat([pl.read_parquet(path) for path in sorted((out / "plan").glob("*.parquet"))])


def _group(group: int) -> list[int]:
    return [
        int(p.name) for p in Path("/proc").iterdir() if p.name.isdigit() and _stat(int(p.name))[1] == group
    ]


def _parent(pid: int) -> int:
    return _stat(pid)[0]


def _stat(pid: int) -> tuple[int, int]:
    """Parent and process group; noughts for who is gone or only waits to be fetched."""
    try:
        state, parent, group = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:3]
    except (FileNotFoundError, ProcessLookupError):
        return 0, 0
    return (0, 0) if state == "Z" else (int(parent), int(group))

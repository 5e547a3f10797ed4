"""Runs teeka's own commands one after another, each in its process, and measures every one of them."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from teeka.doors.commands.terminal import FailedPartWay, say

TEEKA = (sys.executable, "-m", "teeka")
DONE, NEEDS_A_PERSON = 0, 1


@dataclass(frozen=True, slots=True)
class Step:
    """What one command took and printed. ``peak_mib`` is the largest of its processes, not their sum."""

    name: str
    seconds: float
    cpu_seconds: float
    peak_mib: int
    exit_code: int
    result: dict[str, Any] = field(repr=False)

    def as_dict(self) -> dict[str, Any]:
        return {
            "step": self.name,
            "seconds": round(self.seconds, 2),
            "cpu_seconds": round(self.cpu_seconds, 2),
            "peak_mib": self.peak_mib,
        }


def run_step(
    name: str, arguments: Sequence[str | Path], *, home: Path | None = None, quiet: bool = False
) -> Step:
    """Run `teeka ARGUMENTS --json` and wait. Its progress goes to our standard error.

    Raises FailedPartWay when the command neither finished nor left something to a person.
    """
    step = run_program(name, ["-m", "teeka", *map(str, arguments), "--json"], home=home, quiet=quiet)
    if step.exit_code not in {DONE, NEEDS_A_PERSON}:
        why = step.result.get("refused") or f"exit code {step.exit_code}"
        raise FailedPartWay(f"`teeka {' '.join(map(str, arguments))}` did not finish: {why}")
    if not quiet:
        say(f"  {name}: {step.seconds:.1f} s")
    return step


def run_program(
    name: str, arguments: Sequence[str], *, home: Path | None = None, quiet: bool = False
) -> Step:
    """Run Python with these arguments, wait, and read the JSON that it prints."""
    environment = {**os.environ, **({"TEEKA_HOME": str(home)} if home else {})}
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if quiet else None,
    )
    printed = _read_all(process.stdout)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - started
    cpu_seconds = usage.ru_utime + usage.ru_stime
    return Step(name, seconds, cpu_seconds, usage.ru_maxrss // 1024, process.returncode, _parsed(printed))


def _read_all(pipe: IO[bytes] | None) -> bytes:
    if pipe is None:
        return b""
    with pipe:
        return pipe.read()


def _parsed(printed: bytes) -> dict[str, Any]:
    """The one JSON object that a command prints; {} when it printed none."""
    try:
        found = json.loads(printed)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}

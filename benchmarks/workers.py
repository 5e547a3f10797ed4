"""Worker processes that a benchmark starts, ends or kills, and how much memory they take."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.machine import resident_mib

OURS = (sys.executable, "-m", "teeka", "work")
LOOK_EVERY_SECONDS = 0.5
ENDS_WITHIN = 30
PR_SET_PDEATHSIG = 1
LAST_WORDS = 3000


@contextmanager
def workers(
    command: Sequence[str],
    count: int,
    log: Path,
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """`count` processes, each in a group of its own, while the block runs; {number} in the command: which."""
    started: list[subprocess.Popen[bytes]] = []
    everything = {**os.environ, **(environment or {})}
    try:
        with log.open("ab") as words:
            for number in range(count):
                mine = [part.format(number=number) for part in command]
                process = subprocess.Popen(
                    mine, cwd=folder, stdout=words, stderr=words, start_new_session=True, env=everything,
                    preexec_fn=end_with_parent,  # noqa: PLW1509  (no thread of ours runs yet)
                )  # fmt: skip
                started.append(process)
        yield started
    except TimeoutError:
        print(log.read_text(errors="replace")[-LAST_WORDS:], file=sys.stderr)
        raise
    finally:
        for process in started:
            process.terminate()
        for process in started:
            with suppress(subprocess.TimeoutExpired):
                process.wait(ENDS_WITHIN)
            kill(process)


def end_with_parent() -> None:
    """A benchmark that is killed leaves nothing behind that still sends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def ours(count: int, log: Path) -> AbstractContextManager[list["subprocess.Popen[bytes]"]]:
    """`teeka work`, as `teeka up` starts it."""
    return workers(OURS, count, log, environment={"TEEKA_ROLE": "worker"})


def kill(process: "subprocess.Popen[bytes]") -> None:
    """It and all that it started, at once."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@dataclass(slots=True)
class Memory:
    """Resident MiB of each process, look by look."""

    looks: dict[int, list[int]] = field(default_factory=dict)

    @property
    def peak(self) -> int:
        return max((max(looks) for looks in self.looks.values()), default=0)

    def in_words(self) -> str:
        """Of each process: its largest, and the middles of the first and of the last third of its looks."""
        words = []
        for looks in self.looks.values():
            third = max(1, len(looks) // 3)
            first, last = _middle(looks[:third]), _middle(looks[-third:])
            words.append(f"peak {max(looks)}, first third {first}, last third {last}")
        return "; ".join(words)


@contextmanager
def watching(processes: Sequence["subprocess.Popen[bytes]"]) -> Iterator[Memory]:
    """Looks at the memory of each process twice a second while the block runs."""
    memory, is_over = Memory({process.pid: [] for process in processes}), threading.Event()

    def watch() -> None:
        while not is_over.wait(LOOK_EVERY_SECONDS):
            for pid, looks in memory.looks.items():
                looks.append(resident_mib(pid))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield memory
    finally:
        is_over.set()
        thread.join()


def _middle(looks: Sequence[int]) -> int:
    return sorted(looks)[len(looks) // 2]

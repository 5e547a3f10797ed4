"""What a figure was measured on, and how much memory the database's processes took."""

import os
import platform
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LOOK_EVERY_SECONDS = 0.3


def machine() -> str:
    """Cores, memory and model of this machine in one line."""
    return f"{os.cpu_count()} × {_model()}, {_memory_gib()} GiB, Python {platform.python_version()}"


def commit() -> str:
    """The checkout's commit; with a star when files differ from it."""
    here = Path(__file__).resolve().parent

    def git(*words: str) -> str:
        done = subprocess.run(["git", "-C", here, *words], capture_output=True, text=True, check=False)
        return done.stdout.strip()

    return f"{git('rev-parse', '--short', 'HEAD')}{'*' if git('status', '--porcelain', '-uno') else ''}"


@dataclass(slots=True)
class Watched:
    """Largest resident memory seen, in MiB, of any one process of the database."""

    peak_mib: int = 0

    def take(self) -> int:
        """The peak since the last time."""
        peak, self.peak_mib = self.peak_mib, 0
        return peak


@contextmanager
def watching_postgres() -> Iterator[Watched]:
    """Looks at every server process of PostgreSQL a few times a second while the block runs."""
    watched, is_over = Watched(), threading.Event()

    def watch() -> None:
        while not is_over.wait(LOOK_EVERY_SECONDS):
            watched.peak_mib = max(watched.peak_mib, _largest("postgres"))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield watched
    finally:
        is_over.set()
        thread.join()


def resident_mib(pid: int) -> int:
    """Memory of one process now; 0 when it is gone."""
    try:
        return _field(Path(f"/proc/{pid}/status"), "VmRSS") // 1024
    except OSError:
        return 0


def _largest(name: str) -> int:
    largest = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "comm").read_text().strip() == name:
                largest = max(largest, _field(process / "status", "VmRSS"))
        except OSError:
            continue  # it ended while we looked
    return largest // 1024


def _field(path: Path, name: str) -> int:
    for line in path.read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    return 0


def _model() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def _memory_gib() -> int:
    return round(_field(Path("/proc/meminfo"), "MemTotal") / 1024 / 1024)

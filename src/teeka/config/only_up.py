"""Only one `teeka up` runs for a TEEKA_HOME: its lock is the kernel's, and goes with its process."""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click

from teeka.config.home import home, run_folder

PATIENCE = 5.0  # between its lock and its note a process needs some milliseconds


class RunsAlready(click.ClickException):
    """Refused: nothing was started; the text says what runs, and where."""

    exit_code = 2


@contextmanager
def only_up() -> Iterator[Callable[[str], None]]:
    """Hold the home's lock while the block runs, or raise RunsAlready; yields what notes our address."""
    with (run_folder() / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RunsAlready(_what_runs(lock)) from None
        _write(lock, "")  # of one that was killed
        yield lambda address: _write(lock, json.dumps({"pid": os.getpid(), "address": address}))
        _write(lock, "")


def is_teeka(pid: int) -> bool:
    """Whether this process id is still one that we started: ids are used again by the system."""
    try:
        return b"teeka" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _what_runs(lock: IO[str]) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        noted = _read(lock)
        if noted is not None and is_teeka(noted["pid"]):
            return (
                f"Teeka runs already for {home()}: {noted['address']} (process {noted['pid']}). "
                "Open that address, or stop it with `teeka down` first. Nothing was started."
            )
        time.sleep(0.05)
    return f"Another `teeka up` starts or stops for {home()}. Nothing was started; try again in a moment."


def _read(lock: IO[str]) -> dict[str, Any] | None:
    lock.seek(0)
    try:
        noted: dict[str, Any] = json.load(lock)
    except ValueError:
        return None
    return noted


def _write(lock: IO[str], note: str) -> None:
    lock.seek(0)
    lock.truncate()
    lock.write(note)
    lock.flush()

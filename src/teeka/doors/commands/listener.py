"""The web that takes callbacks while a command sends: that of `teeka up`, or one for the time."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from teeka.doors.commands.terminal import FailedPartWay

START_SECONDS = 30.0
PR_SET_PDEATHSIG = 1


@contextmanager
def listening_web(run_folder: Path) -> Iterator[int]:
    """A port on this machine that takes callbacks while the block runs."""
    served = _served_port(run_folder / "web.json")
    if served:
        yield served
        return
    port = _free_port()
    with (run_folder / "callbacks.log").open("ab") as log:
        process = subprocess.Popen(
            [
                sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
                "--port", str(port), "--workers", "1", "--blocking-threads", "2", "--no-ws",
                "--log-level", "warning", "teeka.config.wsgi:application",
            ],
            env={**os.environ, "TEEKA_ROLE": "app"}, stdout=log, stderr=subprocess.STDOUT,
            start_new_session=True, preexec_fn=_end_with_parent,  # noqa: PLW1509  (no thread of ours runs yet)
        )  # fmt: skip
    try:
        _wait_until_it_answers(port, process, run_folder)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def _served_port(note: Path) -> int:
    try:
        port: int = json.loads(note.read_text())["port"]
    except (OSError, ValueError, KeyError):
        return 0
    return port if _answers(port) else 0


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_answers(port: int, process: "subprocess.Popen[bytes]", run_folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if _answers(port):
            return
        time.sleep(0.05)
    raise FailedPartWay(
        "The listener for receipts did not start, so nothing was sent. "
        f"Its last words are in {run_folder / 'callbacks.log'}; run the same command again."
    )


def _end_with_parent() -> None:
    """A command that is killed leaves no listener behind."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

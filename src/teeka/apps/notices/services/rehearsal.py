"""The gateway of a rehearsal: our simulator, as a process of its own, shared by all who rehearse here."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError

from teeka.apps.notices.services.routes import rehearse, rest_rehearsal

# A rehearsal shows the faults of real gateways in small: some phones are off, some receipts come twice.
BEHAVIOUR = {
    "undelivered_share": 0.012,
    "expired_share": 0.004,
    "silent_share": 0.002,
    "refused_share": 0.002,
    "doubled_receipt_share": 0.05,
    "reordered_receipt_share": 0.05,
    "receipt_seconds_from": 0.2,
    "receipt_seconds_to": 2.0,
}


class SimulatorNotStarted(Exception):
    """The simulated gateway did not come up; the text says where its last words are."""


@contextmanager
def simulated_gateway(
    run_folder: Path, *, callback: str, now: datetime, behaviour: Mapping[str, Any] | None = None
) -> Iterator[int]:
    """The simulator runs while the block does, and the rehearsal's route leads to it; yields its port.

    One that another command keeps running is used and left running. `callback` holds a secret: it is
    handed over by request, for a command line can be read by everybody on the machine.
    """
    note = run_folder / "simulator.json"
    running = _port_of_running(note)
    process = None if running else _start(run_folder, {**BEHAVIOUR, **(behaviour or {})})
    try:
        port = running or _port_of_started(process, run_folder)
        if process is not None:
            note.write_text(json.dumps({"port": port, "pid": process.pid}))
        _control(port, {"callback": callback})
        rehearse(port=port, now=now)
        yield port
    finally:
        if process is not None:
            note.unlink(missing_ok=True)
            process.terminate()
            process.wait(10)
            with suppress(OperationalError, InterfaceError):  # what ended the rehearsal must not be hidden
                rest_rehearsal(now=now)


def _start(run_folder: Path, behaviour: Mapping[str, Any]) -> "subprocess.Popen[str]":
    with (run_folder / "simulator.log").open("ab") as log:
        return subprocess.Popen(
            [
                sys.executable, "-m", "teeka.gateways.sms.simulator",
                "--end-with-parent", "--settings", json.dumps(behaviour),
            ],
            stdout=subprocess.PIPE, stderr=log, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )  # fmt: skip


def _port_of_started(process: "subprocess.Popen[str] | None", run_folder: Path) -> int:
    line = process.stdout.readline() if process is not None and process.stdout is not None else ""
    if not line:
        raise SimulatorNotStarted(
            f"The simulated gateway did not start; its last words are in {run_folder / 'simulator.log'}."
        )
    port: int = json.loads(line)["port"]
    return port


def _port_of_running(note: Path) -> int:
    """The port of a simulator that answers; 0 when there is none, or its note is of yesterday."""
    try:
        port: int = json.loads(note.read_text())["port"]
        _control(port, None)
    except (OSError, ValueError, KeyError):
        return 0
    return port


def _control(port: int, changes: Mapping[str, Any] | None) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/control",
        data=None if changes is None else json.dumps(changes).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310
        response.read()

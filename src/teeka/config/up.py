"""`teeka up` and `teeka down`: everything that runs for one TEEKA_HOME, in one foreground process."""

import ctypes
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click
from django.core.management import call_command

from teeka.config import embedded_postgres
from teeka.config.database import is_embedded
from teeka.config.home import note_running, run_folder
from teeka.config.only_up import is_teeka, only_up

STOP_SECONDS = 20.0
PR_SET_PDEATHSIG = 1
FIRST_PORT = 8000
LOOK_EVERY = 1.0


class NotRunning(click.ClickException):
    """A process of ours did not start, or ended by itself; the text says where its last words are."""

    exit_code = 3


@click.command()
@click.option("--port", type=int, help=f"the web's port; by default {FIRST_PORT}, or a free one")
def up(port: int | None) -> None:
    """Run everything in the foreground: database, web, workers. Ctrl-C stops all of it."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    with only_up() as note_address:
        _note_pid(os.getpid())  # first, so that `teeka down` asks us to stop the rest
        chosen = port or _free_port(FIRST_PORT)
        note_address(address_of(chosen))
        _run(chosen)


def _run(port: int) -> None:
    with everything(port) as address:
        click.echo(f"Teeka runs at {address}   (Ctrl-C stops all of it)", err=True)
        wait_for_the_end()


@click.command()
def down() -> None:
    """Stop whatever still runs for this TEEKA_HOME."""
    state = run_folder() / "up.json"
    pids = _noted_pids()
    stopped = [pid for pid in pids if _stop(pid)]
    state.unlink(missing_ok=True)
    if is_embedded():
        embedded_postgres.stop()
    click.echo(
        f"Stopped {len(stopped)} process(es) and the database." if stopped else "Nothing ran any more."
    )


@contextmanager
def everything(port: int) -> Iterator[str]:
    """Web and workers run while the block does; yields the web's address."""
    call_command("collectstatic", interactive=False, verbosity=0)
    with (
        web(port) as address,
        _child([sys.executable, "-m", "teeka", "work"], "worker", "worker"),
        _child([sys.executable, "-m", "teeka", "receive"], "worker", "receiver"),
        _child([sys.executable, "-m", "teeka", "place", "keep"], "worker", "copier"),
    ):
        yield address


@contextmanager
def web(port: int) -> Iterator[str]:
    """The web server, as the role that row security binds, runs while the block does."""
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
        "teeka.config.wsgi:application",
    ]  # fmt: skip
    with _child(command, "app", "web") as process:
        _wait_until_it_answers(port, process)
        note = note_running("web", {"port": port, "pid": process.pid})
        try:
            yield address_of(port)
        finally:
            note.unlink(missing_ok=True)


def address_of(port: int) -> str:
    return f"http://127.0.0.1:{port}/"


def wait_for_the_end() -> None:
    """Until Ctrl-C; or until a process of ours ends by itself, so that a service manager starts all anew."""
    try:
        while all(is_teeka(pid) for pid in _noted_pids()):
            time.sleep(LOOK_EVERY)
    except KeyboardInterrupt:
        click.echo("Stopping ...", err=True)
        return
    raise NotRunning(
        f"One of teeka's processes ended by itself; its last words are in the logs in {run_folder()}. "
        "The others are stopped too; nothing is lost. Run `teeka up` again."
    )


@contextmanager
def _child(command: list[str], role: str, name: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A process of ours that ends with us, even when we are killed; its words go to run/<name>.log."""
    with (run_folder() / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            command,
            env={**os.environ, "TEEKA_ROLE": role},
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=_end_with_parent,  # noqa: PLW1509  (no thread of ours runs yet)
            start_new_session=True,
        )
    _note_pid(process.pid)
    try:
        yield process
    finally:
        _stop(process.pid, process)
        # A server told to end while it starts can leave a worker of its own behind: its group ends with it.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _noted_pids() -> list[int]:
    state = run_folder() / "up.json"
    return json.loads(state.read_text())["pids"] if state.exists() else []


def _note_pid(pid: int) -> None:
    note_running("up", {"pids": [p for p in _noted_pids() if is_teeka(p)] + [pid]})


def _stop(pid: int, process: "subprocess.Popen[bytes] | None" = None) -> bool:
    """Ask it to end, wait, then end it; True when it ran."""
    if process is None and not is_teeka(pid):
        return False
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(pid, how)
        except ProcessLookupError:
            return True
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            if (process.poll() is not None) if process else not is_teeka(pid):
                return True
            time.sleep(0.05)
    return True


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _as_interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _free_port(wanted: int) -> int:
    for candidate in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise NotRunning("No port is free on this machine.")


def _wait_until_it_answers(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        # A whole answer, not an open port: a server asked to end while it still starts may not hear it.
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            asked.request("GET", "/health/")
            if asked.getresponse().status == http.HTTPStatus.OK:
                return
        except (OSError, http.client.HTTPException):
            pass  # it does not listen yet
        finally:
            asked.close()
        time.sleep(0.1)
    raise NotRunning(
        f"The web server did not start on port {port}; its last words are in {run_folder() / 'web.log'}. "
        "If another program uses that port, choose one with --port."
    )

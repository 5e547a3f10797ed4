"""The embedded PostgreSQL of one TEEKA_HOME: made, started, shared by commands, stopped with the last.

Whoever uses it holds a shared lock; the last one out stops it. A kill -9 of either side leaves only
a lock that the kernel frees, or a server that the next command finds and uses.
"""

import contextlib
import fcntl
import json
import secrets
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import psycopg
from psycopg import sql

from teeka.config.database import EMBEDDED_NAME, DatabaseRole
from teeka.config.home import home, note_running, read_secrets, run_folder
from teeka.config.postgres_binaries import Binaries, RunAs, find_binaries, reachable, run_as

START_SECONDS = 60
SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
timezone = 'UTC'
max_connections = 60
shared_buffers = '512MB'
work_mem = '32MB'
maintenance_work_mem = '256MB'
effective_cache_size = '2GB'
max_wal_size = '4GB'
min_wal_size = '512MB'
checkpoint_timeout = '15min'
wal_compression = on
random_page_cost = 1.1
jit = off
password_encryption = 'scram-sha-256'
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length_on_error = 0
"""


class DatabaseNotStarted(Exception):
    """PostgreSQL did not come up; the text gives its own last words and what to do."""


@contextlib.contextmanager
def running() -> Iterator[None]:
    """The database runs while the block does; the last user stops it."""
    with _locked("database-users", fcntl.LOCK_SH) as users:
        with _locked("database-start", fcntl.LOCK_EX):
            start()
        try:
            yield
        finally:
            with _locked("database-start", fcntl.LOCK_EX):
                if _only_user(users):
                    stop()


def start() -> None:
    """Make the cluster when there is none, start it when it does not answer, and note its port."""
    runner = run_as()
    folder = _cluster_folder(runner)
    made = folder / "PG_VERSION"
    wanted = int(float(made.read_text())) if made.exists() else None
    binaries = reachable(find_binaries(wanted_major=wanted), runner)
    if wanted is None:
        _initialise(binaries, runner, folder)
    if not _answers():
        _launch(binaries, runner, folder)
    _make_roles()


def stop() -> None:
    runner = run_as()
    folder = _cluster_folder(runner)
    if not (folder / "postmaster.pid").exists():
        return
    binaries = reachable(find_binaries(wanted_major=int(float((folder / "PG_VERSION").read_text()))), runner)
    runner.run([str(binaries.folder / "pg_ctl"), "-D", str(folder), "-m", "fast", "-w", "-t", "60", "stop"])
    (run_folder() / "database.json").unlink(missing_ok=True)


@contextlib.contextmanager
def _locked(name: str, kind: int) -> Iterator[IO[str]]:
    with (run_folder() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, kind)
        yield file


def _only_user(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _cluster_folder(runner: RunAs) -> Path:
    """TEEKA_HOME/database, or a folder under /var/lib/teeka when the database's user cannot enter there.

    The home then holds a pointer with a random name: a new home never finds an old one's data.
    """
    pointer = home() / "database-is-at"
    if pointer.exists():
        return Path(pointer.read_text().strip())
    here = home() / "database"
    if runner.user is None or runner.can_enter(home()):
        if not here.exists():
            here.mkdir()
            runner.give(here)
        return here
    elsewhere = Path("/var/lib/teeka/clusters") / secrets.token_hex(8)
    elsewhere.mkdir(parents=True)
    runner.give(elsewhere)
    pointer.write_text(f"{elsewhere}\n")
    return elsewhere


def _initialise(binaries: Binaries, runner: RunAs, folder: Path) -> None:
    """initdb into a draft beside it, so that a killed one leaves no half-made cluster."""
    draft = folder.with_name(f"{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)  # ourselves: the database's user may not unlink it from our home
    if draft.exists():
        raise DatabaseNotStarted(f"{draft} cannot be removed; remove it by hand and try again.")
    draft.mkdir()
    runner.give(draft)
    password = folder.with_name(f"{folder.name}.password")
    password.write_text(read_secrets().superuser)
    runner.give(password)
    made = runner.run(
        [
            str(binaries.folder / "initdb"), "-D", str(draft), "-U", "teeka_superuser", "--encoding=UTF8",
            "--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={password}", "--data-checksums",
        ]
    )  # fmt: skip
    password.unlink()
    if made.returncode != 0:
        raise DatabaseNotStarted(f"The database could not be made in {folder}: {made.stderr.strip()[-400:]}")
    with (draft / "postgresql.auto.conf").open("a") as file:
        file.write(SETTINGS)
    if folder.exists():
        folder.rmdir()  # an empty one, made for us
    draft.rename(folder)


def _launch(binaries: Binaries, runner: RunAs, folder: Path) -> None:
    log = folder / "server.log"
    said = ""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        port = _free_port()
        started = runner.run(
            [
                str(binaries.folder / "pg_ctl"), "-D", str(folder), "-l", str(log), "-w",
                "-t", str(START_SECONDS), "-o", f"-p {port}", "start",
            ]
        )  # fmt: skip
        note_running("database", {"port": port, "folder": str(folder)})
        if started.returncode == 0 and _answers():
            return
        # A server killed a moment ago can hold its memory for some seconds: ask again.
        said = started.stdout + started.stderr
        time.sleep(0.5)
    last_words = log.read_text(errors="replace")[-600:] if log.exists() else said[-600:]
    raise DatabaseNotStarted(
        f"PostgreSQL in {folder} did not start within {START_SECONDS} s. Its last words:\n{last_words}\n"
        "Look for a full disk first; then run the same command again."
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _connect(name: str) -> psycopg.Connection:
    port = json.loads((run_folder() / "database.json").read_text())["port"]
    return psycopg.connect(
        host="127.0.0.1",
        port=port,
        dbname=name,
        user="teeka_superuser",
        password=read_secrets().superuser,
        connect_timeout=5,
        autocommit=True,
    )


def _answers() -> bool:
    """Whether a server of ours, with our password, answers at the noted port."""
    try:
        _connect("postgres").close()
    except (OSError, ValueError, KeyError, psycopg.OperationalError):
        return False
    return True


def _make_roles() -> None:
    """The three roles and the database, made once; a repeat changes nothing."""
    passwords = read_secrets()
    with _connect("postgres") as connection:
        there = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for role in DatabaseRole:
            if role.in_database not in there:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                        sql.Identifier(role.in_database), sql.Literal(getattr(passwords, role.value))
                    )
                )
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [EMBEDDED_NAME]).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER teeka_owner").format(sql.Identifier(EMBEDDED_NAME))
            )


def server_pid() -> int | None:
    """The postmaster's process id, for tests that kill it."""
    pid = _cluster_folder(run_as()) / "postmaster.pid"
    return int(pid.read_text().split()[0]) if pid.exists() else None

"""Who sends in the race of benchmarks/peers.py: ourselves, Procrastinate, and Celery over Redis.

Each has two worker processes and 50 requests in flight in all. Each peer works as its documentation advises;
what was chosen and why stands in benchmarks/queues.
"""

import json
import shutil
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import click
import psycopg
from benchmarks.gateway import Gateway
from benchmarks.sending import plan
from benchmarks.workers import end_with_parent, ours, workers
from django.db import connection
from psycopg.conninfo import make_conninfo

from teeka.apps.notices import queries
from teeka.config.database import DatabaseRole, target

WORKERS, IN_FLIGHT = 2, 25
QUEUES = Path(__file__).resolve().parent / "queues"
PYTHON = Path(sys.prefix) / "queues" / "bin" / "python"
SCHEMA = "queues"
RESULTS = """
local kept, failed = 0, 0
for _, key in ipairs(redis.call('keys', 'celery-task-meta-*')) do
  local is_kept = string.find(redis.call('get', key), '"SUCCESS"', 1, true)
  if is_kept then kept = kept + 1 else failed = failed + 1 end
end
return {kept, failed}
"""
Processes = list["subprocess.Popen[bytes]"]


class Contender(ABC):
    name: str
    log: Path

    @abstractmethod
    def working(self, to: Gateway) -> AbstractContextManager[Processes]:
        """Its worker processes, sending to that gateway while the block runs."""

    @abstractmethod
    def is_done(self) -> bool:
        """Nothing waits, and nothing is in hand, by its own record."""

    @abstractmethod
    def on_record(self) -> str:
        """What it can tell afterwards of what it sent."""


class Ours(Contender):
    name = "teeka"

    def __init__(self, folder: Path) -> None:
        self.log = folder / "teeka.log"

    def queue(self, lists: list[int]) -> float:
        """Render and queue what frozen lists owe; returns the seconds that it took."""
        began = time.monotonic()
        plan(lists)
        return time.monotonic() - began

    def working(self, to: Gateway) -> AbstractContextManager[Processes]:
        """`teeka work`, by the route that is on."""
        return ours(WORKERS, self.log)

    def is_done(self) -> bool:
        states = queries.open_counts()
        return not any(states.get(state) for state in ("queued", "claimed", "submitting", "uncertain"))

    def on_record(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*), count(*) FILTER (WHERE provider_id <> ''),"
                " count(*) FILTER (WHERE is_possible_duplicate), (SELECT count(*) FROM notices_attempt)"
                " FROM notices_outbox WHERE state = 'accepted'"
            )
            accepted, with_id, at_risk, attempts = cursor.fetchone()
        return (
            f"{accepted:,} accepted ({with_id:,} with the gateway's id, {at_risk} perhaps sent twice), "
            f"{attempts:,} attempts with their times and answers"
        )


class Peer(Contender):
    script: str

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        if not PYTHON.exists():
            raise click.ClickException("This needs Procrastinate and Celery: run `make peers` first.")
        self.log = folder / f"{self.name}.log"
        self._environment = {"PYTHONPATH": str(QUEUES), **environment}

    def queue(self, messages: Path) -> float:
        """Queue a file's messages, {to, text, reference} a line; returns the seconds of that alone."""
        done = subprocess.run(
            [PYTHON, self.script, messages], cwd=QUEUES, check=True, stdout=subprocess.PIPE, text=True,
            env=self._environment,
        )  # fmt: skip
        return float(json.loads(done.stdout)["seconds"])

    def _started(self, to: Gateway, *command: str) -> AbstractContextManager[Processes]:
        environment = {**self._environment, "GATEWAY": to.single_url}
        tool = str(PYTHON.with_name(command[0]))
        return workers((tool, *command[1:]), WORKERS, self.log, folder=QUEUES, environment=environment)


class Procrastinate(Peer):
    name, script = "procrastinate", "with_procrastinate.py"

    def __init__(self, folder: Path) -> None:
        with psycopg.connect(**target(DatabaseRole.OWNER).for_psycopg(), autocommit=True) as owner:
            owner.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        self._database = target(DatabaseRole.OWNER).for_psycopg() | {"options": f"-c search_path={SCHEMA}"}
        super().__init__(folder, {"QUEUE_DATABASE": make_conninfo(**self._database)})
        subprocess.run([PYTHON, self.script], check=True, cwd=QUEUES, env=self._environment)

    def working(self, to: Gateway) -> AbstractContextManager[Processes]:
        return self._started(
            to, "procrastinate", "--app=with_procrastinate.app", "--log-level=warning",
            "worker", "--concurrency", str(IN_FLIGHT),
        )  # fmt: skip

    def is_done(self) -> bool:
        return not {"todo", "doing"} & self._states().keys()

    def on_record(self) -> str:
        states = ", ".join(f"{count:,} {state}" for state, count in sorted(self._states().items()))
        return f"jobs: {states}; their starts and ends; no id of the gateway"

    def _states(self) -> dict[str, int]:
        with psycopg.connect(**self._database) as login:
            rows = login.execute(
                "SELECT status::text, count(*) FROM procrastinate_jobs"
                " WHERE queue_name = 'messages' GROUP BY 1"
            ).fetchall()
        return dict(rows)


class OverRedis(Peer):
    name, script = "celery", "with_celery.py"

    def __init__(self, folder: Path, port: int) -> None:
        self._port = port
        super().__init__(folder, {"QUEUE_REDIS": f"redis://127.0.0.1:{port}/0"})

    def working(self, to: Gateway) -> AbstractContextManager[Processes]:
        return self._started(
            to, "celery", "-A", "with_celery", "worker", "-P", "threads", "-c", str(IN_FLIGHT),
            "-n", "worker{number}", "-l", "warning",
            "--without-gossip", "--without-mingle", "--without-heartbeat",
        )  # fmt: skip

    def is_done(self) -> bool:
        return self._ask("LLEN", "celery") == "0" and self._ask("HLEN", "unacked") == "0"

    def on_record(self) -> str:
        kept, failed = self._ask("EVAL", RESULTS, "0").split()
        return f"{int(kept):,} results with the gateway's id, {failed} failures, in Redis for a day"

    def _ask(self, *words: str) -> str:
        command = ["redis-cli", "-p", str(self._port), *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@contextmanager
def redis(folder: Path) -> Iterator[int]:
    """Debian's server on a free port of this machine while the block runs; yields the port.

    It appends to a file and has it on disk each second, so that a crash of the machine loses a second's
    messages: PostgreSQL, with fsync on, loses none.
    """
    server = shutil.which("redis-server")
    if server is None:
        raise click.ClickException("This needs Debian's redis-server: run `make peers` first.")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [server, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", "",
         "--appendonly", "yes", "--appendfsync", "everysec"],
        stdout=subprocess.DEVNULL, preexec_fn=end_with_parent,  # noqa: PLW1509  (no thread of ours runs yet)
    )  # fmt: skip
    try:
        with socket.socket() as waits:
            until = time.monotonic() + 10
            while waits.connect_ex(("127.0.0.1", port)) and time.monotonic() < until:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(30)

"""`teeka lists` killed at any moment, then run again: the same files, and no process left behind."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from benchmarks.frozen_lists import make_frozen_lists

from tests.apps.lists.folders import tree

TEEKA = "from teeka.config.cli import main; main()"
STARTS = datetime(2026, 1, 16, 3, 30, tzinfo=UTC)


def started(out: Path, url: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "DATABASE_URL": url}
    return subprocess.Popen(
        [sys.executable, "-c", TEEKA, "lists", "--out", str(out)],
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def group_is_gone(group: int, *, within: timedelta) -> bool:
    until = time.monotonic() + within.total_seconds()
    while time.monotonic() < until:
        if not any(_group_of(entry) == group for entry in Path("/proc").iterdir() if entry.name.isdigit()):
            return True
        time.sleep(0.1)
    return False


def _group_of(entry: Path) -> int | None:
    try:
        state, _, group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if state == "Z" else int(group)


def test_killed_at_any_moment_and_run_again_it_gives_the_same_tree(
    tmp_path: Path, fresh_database: str
) -> None:
    with psycopg.connect(fresh_database) as connection:
        make_frozen_lists(connection, people=80, starts_at=STARTS, per_session=10)
    assert started(tmp_path / "whole", fresh_database).wait(timeout=120) == 0
    chance = random.Random(5)
    killed = 0

    for _ in range(20):
        run = started(tmp_path / "killed", fresh_database)
        wanted = chance.randrange(1, 24)  # kill once so many PDFs lie there
        before = len(list((tmp_path / "killed").rglob("*.pdf")))
        until = time.monotonic() + 60
        while run.poll() is None and time.monotonic() < until:
            if len(list((tmp_path / "killed").rglob("*.pdf"))) >= before + wanted // 4 + 1:
                run.send_signal(signal.SIGKILL)
                killed += 1
                break
            time.sleep(0.01)
        run.wait(timeout=60)
        assert group_is_gone(run.pid, within=timedelta(seconds=20))
        if run.returncode == 0:
            break
    assert started(tmp_path / "killed", fresh_database).wait(timeout=120) == 0

    assert killed >= 3
    assert tree(tmp_path / "killed") == tree(tmp_path / "whole")

"""A run killed in the middle of a change goes on where it was: nothing is lost, nothing is signed unseen."""

import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from benchmarks.frozen_lists import make_frozen_lists

from tests.apps.lists.folders import tree
from tests.apps.lists.killed_between import STEPS

STARTS = datetime(2026, 1, 16, 3, 30, tzinfo=UTC)
# As a freeze does it, but for the signature, which the run makes.
NEXT_VERSION = """
    WITH next AS (
        INSERT INTO allotment_frozenlist (district_code, session_id, version, frozen_at, frozen_by, reason,
                                          row_count, sha256, heading)
        SELECT district_code, session_id, 2, frozen_at, frozen_by, 'one fell ill', row_count - 1,
               repeat('2', 64), heading
        FROM allotment_frozenlist
        WHERE session_id = (SELECT id FROM planning_session WHERE code = 'MADE-1') RETURNING id
    )
    INSERT INTO allotment_frozenrow SELECT (jsonb_populate_record(
        line, jsonb_build_object('frozen_list_id', next.id, 'position', line.position - 1))).*
    FROM allotment_frozenrow line, next
    WHERE line.position > 1 AND line.frozen_list_id = (
        SELECT list.id FROM allotment_frozenlist list JOIN planning_session session ON session.id = session_id
        WHERE session.code = 'MADE-1' AND list.version = 1)
"""


def write(folder: Path, url: str, step: str = "") -> int:
    """Exit code of a run that is killed at a step, or at none."""
    command = [sys.executable, "-m", "tests.apps.lists.killed_between", str(folder), step]
    done = subprocess.run(
        command,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr[-2000:]
    return done.returncode


def test_killed_between_any_two_steps_of_a_change_the_next_run_ends_it(
    tmp_path: Path, fresh_database: str
) -> None:
    with psycopg.connect(fresh_database) as connection:
        make_frozen_lists(connection, people=20, starts_at=STARTS, per_session=10)
    assert write(tmp_path / "before", fresh_database) == 0
    with psycopg.connect(fresh_database) as connection:
        connection.execute(NEXT_VERSION)
    whole = shutil.copytree(tmp_path / "before", tmp_path / "whole")
    assert write(whole, fresh_database) == 0

    for number, step in enumerate(STEPS):
        killed = shutil.copytree(tmp_path / "before", tmp_path / f"killed-{number}")
        assert write(killed, fresh_database, step) == -signal.SIGKILL, step
        assert tree(killed) != tree(tmp_path / "before")
        assert write(killed, fresh_database) == 0
        assert tree(killed) == tree(whole), step

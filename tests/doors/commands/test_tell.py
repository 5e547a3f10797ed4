"""`teeka tell` as a person runs it: real processes, a real database, the simulated gateway on a real port."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from benchmarks.frozen_lists import make_frozen_lists

from teeka.shared import clock
from tests.homes import Home, own_home

PEOPLE = 300


@pytest.fixture
def home(fresh_database: str) -> Iterator[Home]:
    with own_home(DATABASE_URL=fresh_database) as made:
        with psycopg.connect(fresh_database) as sql:
            sql.execute("SET ROLE teeka_worker")
            make_frozen_lists(sql, people=PEOPLE, starts_at=clock.now() + timedelta(days=2))
        yield made


def tell(home: Home) -> tuple[int, dict[str, Any], str]:
    done = home.teeka("tell", "--until-done", "--json")
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout), done.stderr


def test_a_rehearsal_tells_everybody_or_puts_them_on_the_call_sheet(home: Home) -> None:
    code, result, said = tell(home)

    states = result["notices"]
    assert "Rehearsal: no message leaves this machine" in said
    assert "अभ्यास" in said
    assert code == 1  # three people have no mobile
    assert states["due"] == PEOPLE
    assert states["suppressed"] == PEOPLE // 100
    assert result["told"] + result["not_told_call_sheet"] == PEOPLE
    assert result["call_sheet"]["no_mobile"] == PEOPLE // 100
    assert set(states) <= {
        "due",
        "delivered",
        "undelivered",
        "expired",
        "rejected",
        "unconfirmed",
        "suppressed",
    }

    again = tell(home)
    assert (again[0], again[1]["planned"], again[1]["notices"]) == (1, 0, states)


def test_texts_that_no_operator_approved_are_refused_before_anything_is_sent(
    home: Home, tmp_path: Path
) -> None:
    settings = tmp_path / "air.json"
    settings.write_text(json.dumps({"url": "http://127.0.0.1:1/send"}))
    assert home.teeka("route", "add", "air", str(settings)).returncode == 0

    code, result, said = tell(home)

    assert code == 2
    assert "not approved" in result["refused"]
    assert "invitation hi full" in said
    assert "notices" not in result


def test_a_route_that_cannot_work_is_refused_with_what_to_write(home: Home, tmp_path: Path) -> None:
    settings = tmp_path / "air.json"
    settings.write_text(json.dumps({"url": "gateway"}))

    done = home.teeka("route", "add", "air", str(settings))

    assert done.returncode == 2
    assert "'url' must be a full http or https address" in done.stderr


def test_a_tell_that_is_killed_is_finished_by_the_next_one(home: Home) -> None:
    process = home.start_teeka("tell", "--until-done", "--json")
    with psycopg.connect(home.environment["DATABASE_URL"], autocommit=True) as sql:
        while not sql.execute("SELECT count(*) FROM notices_attempt").fetchone()[0]:
            assert process.poll() is None
        process.kill()
        process.communicate()
        # Nobody waits a minute in a test: the dead dispatcher's leases are over now.
        sql.execute("UPDATE notices_submission SET lease_until = now()")

    _, result, _ = tell(home)

    assert result["told"] + result["not_told_call_sheet"] == PEOPLE
    assert result["possible_duplicates"] == 0


def test_a_simulator_runs_by_itself_for_trying_out() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "teeka.gateways.sms.simulator", "--settings", '{"colour": "red"}'],
        text=True, capture_output=True, check=False, env=dict(os.environ),
    )  # fmt: skip

    assert done.returncode == 2
    assert "has no setting 'colour'" in done.stderr

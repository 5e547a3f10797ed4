"""kill -9 of `teeka allot` and `teeka freeze` at random moments, then the same again: nothing is lost."""

import itertools
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import early

KILLS = 20
ROOT = Path(__file__).parents[2]
_numbers = itertools.count(1)

PLACES = """
    SELECT person.reference, session.code, place.slot_at, place.reasons, place.distance_km, place.origin
    FROM allotment_appointment place JOIN planning_session session ON session.id = place.session_id
    JOIN people_beneficiary person ON person.id = place.beneficiary_id ORDER BY 1
"""
UNPLACED = """
    SELECT person.reference, waiting.reason, session.code, waiting.standby_rank
    FROM allotment_unplaced waiting JOIN people_beneficiary person ON person.id = waiting.beneficiary_id
    LEFT JOIN planning_session session ON session.id = waiting.standby_session_id ORDER BY 1
"""
SEATS = "SELECT code, taken FROM planning_session ORDER BY 1"
VERSIONS = """
    SELECT session.code, list.version, list.row_count, list.sha256,
           (SELECT count(*) FROM allotment_frozenrow line WHERE line.frozen_list_id = list.id),
           (SELECT count(*) FROM notices_message owed WHERE owed.frozen_list_id = list.id)
    FROM allotment_frozenlist list JOIN planning_session session ON session.id = list.session_id ORDER BY 1, 2
"""


def allotted(name: str) -> list[object]:
    with early.connect_as_superuser(name) as connection:
        return [connection.execute(statement).fetchall() for statement in (PLACES, UNPLACED, SEATS)]


def frozen(name: str) -> list[tuple[object, ...]]:
    with early.connect_as_superuser(name) as connection:
        return connection.execute(VERSIONS).fetchall()


@contextmanager
def copy_of(template: str) -> Iterator[str]:
    name = f"killed_{os.getpid()}_{next(_numbers)}"
    wait_until_nobody_is_in(template)
    with early.connect_as_superuser() as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER teeka_owner")
    yield name
    with early.connect_as_superuser() as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def start(name: str, *arguments: str) -> "subprocess.Popen[bytes]":
    environment = {
        **os.environ,
        "DATABASE_URL": early.owner_url(name),
        "DJANGO_SETTINGS_MODULE": "teeka.config.settings",
    }
    return subprocess.Popen(
        [sys.executable, "-m", *arguments], env=environment, cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


def run(name: str, *arguments: str) -> int:
    process = start(name, *arguments)
    _, said = process.communicate(timeout=120)
    assert process.returncode in {0, 1}, said.decode()
    return process.returncode


def wait_for(name: str, until: Callable[[int], bool], seconds: float = 60) -> None:
    """Wait until the number of connections to the database is as it should be."""
    limit = time.monotonic() + seconds
    with early.connect_as_superuser() as connection:
        while True:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [name]
            ).fetchone()
            if row is not None and until(row[0]):
                return
            assert time.monotonic() < limit, "waited too long for the database"
            time.sleep(0.005)


def wait_until_nobody_is_in(name: str) -> None:
    wait_for(name, lambda count: count == 0)


def seconds_at_work(name: str, *command: str) -> float:
    """How long the undisturbed command works, from its first connection to its end."""
    process = start(name, *command)
    wait_for(name, lambda count: count > 0)
    began = time.monotonic()
    _, said = process.communicate(timeout=120)
    assert process.returncode in {0, 1}, said.decode()
    return time.monotonic() - began


def kill_at(name: str, delay: float, *command: str) -> None:
    process = start(name, *command)
    wait_for(name, lambda count: count > 0)
    try:
        process.wait(delay)
    except subprocess.TimeoutExpired:
        process.kill()
    process.communicate()


@pytest.fixture(scope="module")
def before() -> Iterator[str]:
    """A database with people and sessions, and no plan."""
    with copy_of("teeka_template") as name:
        process = start(name, "tests.journeys.night_before")
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said.decode()
        yield name


ALLOT = ("teeka", "allot", "--json")
FREEZE = ("teeka", "freeze", "--all", "--json")


def test_an_allotment_killed_anywhere_is_whole_or_not_there_and_repeated_is_the_same(before: str) -> None:
    with copy_of(before) as undisturbed:
        length = seconds_at_work(undisturbed, *ALLOT)
        expected, nothing = allotted(undisturbed), allotted(before)
    chance, kills, killed_before_the_end = random.Random(11), 0, 0
    assert expected != nothing
    while (
        kills < KILLS
    ):  # a kill that came too late leaves a whole plan: the next ones need a database without
        with copy_of(before) as name:
            left = nothing
            while left == nothing and kills < KILLS:
                kill_at(name, chance.uniform(0, length), *ALLOT)
                wait_until_nobody_is_in(name)
                left = allotted(name)
                assert left in (nothing, expected)
                killed_before_the_end += left == nothing
                kills += 1
    with copy_of(before) as name:
        kill_at(name, length / 2, *ALLOT)
        run(name, *ALLOT)  # at once: the killed one's server process may still be there
        assert allotted(name) == expected
    assert killed_before_the_end >= KILLS // 4


def test_a_freeze_killed_anywhere_leaves_whole_versions_and_repeated_is_the_same(before: str) -> None:
    with copy_of(before) as planned:
        run(planned, *ALLOT)
        with copy_of(planned) as undisturbed:
            length = seconds_at_work(undisturbed, *FREEZE)
            expected = frozen(undisturbed)
        chance, kills, killed_before_the_end = random.Random(12), 0, 0
        while kills < KILLS:
            with copy_of(planned) as name:
                left: list[tuple[object, ...]] = []
                while left != expected and kills < KILLS:
                    kill_at(name, chance.uniform(0, length), *FREEZE)
                    wait_until_nobody_is_in(name)
                    left = frozen(name)
                    assert set(left) <= set(expected)
                    killed_before_the_end += left != expected
                    kills += 1
                kill_at(name, length / 2, *FREEZE)
                run(name, *FREEZE)
                assert frozen(name) == expected
        assert killed_before_the_end >= KILLS // 4
    assert all(rows == told == stated for _, _, stated, _, rows, told in expected)

"""The database is killed in the middle of each command, at random; the same command again makes it whole."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress

import psycopg
import pytest

from tests.homes import Home, own_home
from tests.journeys.night import (
    DONE,
    Night,
    Sample,
    database_held,
    everybody_is_told_or_to_be_called,
    own_database,
)

POINTS = {"roster": 5, "allot": 5, "freeze": 5, "tell": 5}
FAILED_PART_WAY = 3
SEED = 20_260_116
# Counted from the first statement: loading itself and ending take a short command half of its time.
UNTIL = 0.5
AT_WORK = "SELECT 1 FROM pg_stat_activity WHERE usename = 'teeka_worker' LIMIT 1"


@pytest.fixture
def night(sample: Sample) -> Iterator[Night]:
    with own_home() as home:
        sample.share_secrets(home)
        yield Night(home, sample)


@pytest.fixture
def undisturbed(sample: Sample) -> Iterator[Night]:
    """The same night that nobody disturbs, step beside step: so long does a command take just now."""
    with own_home() as home:
        sample.share_secrets(home)
        with database_held(home):
            yield Night(home, sample)


def test_after_twenty_kills_of_the_database_all_is_as_if_nothing_had_been(
    night: Night, undisturbed: Night
) -> None:
    chance = random.Random(SEED)
    broken = 0
    for name in night.sample.steps():
        undisturbed.run(name)
        # The earliest first: after a kill that comes too late the command has nothing left to do.
        for part in sorted(chance.uniform(0, UNTIL) for _ in range(POINTS.get(name, 0))):
            broken += is_broken_by_a_kill(night, name, undisturbed.seconds[name] * part)
        night.run(name)

    assert broken >= sum(POINTS.values()) // 3  # else the kills came too late to tell anything
    assert night.outcome() == undisturbed.outcome()
    assert everybody_is_told_or_to_be_called(night.status())
    night.assert_all_holds()


def is_broken_by_a_kill(night: Night, name: str, delay: float) -> bool:
    """Kill the database a while after the command's first statement; it must end with a plain sentence."""
    process = night.start(name)
    when_it_works(night.home, process)
    time.sleep(delay)
    kill_database(night.home)
    printed, said = process.communicate(timeout=120)
    assert process.returncode in DONE | {FAILED_PART_WAY}, f"{name}: {said}"
    assert "Traceback" not in printed + said
    if process.returncode == FAILED_PART_WAY:
        assert "run the same command again" in said.lower(), said
    return process.returncode == FAILED_PART_WAY


def when_it_works(home: Home, process: "subprocess.Popen[str]") -> None:
    """Wait until the command asks its database, which was killed before and may not run yet."""
    while process.poll() is None:
        with suppress(psycopg.OperationalError, FileNotFoundError), own_database(home) as connection:
            while process.poll() is None:
                if connection.execute(AT_WORK).fetchone():
                    return
                time.sleep(0.005)
        time.sleep(0.005)


def kill_database(home: Home) -> None:
    if pid := home.postmaster():
        os.kill(pid, signal.SIGKILL)

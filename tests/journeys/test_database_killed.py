"""The database is killed in the middle of each command, at random; the same command again makes it whole."""

import os
import random
import signal
import time
from collections.abc import Iterator

import pytest

from tests.homes import Home, own_home
from tests.journeys.conftest import Undisturbed
from tests.journeys.night import DONE, Night, Sample, everybody_is_told_or_to_be_called

POINTS = {"roster": 5, "allot": 5, "freeze": 5, "tell": 5}
FAILED_PART_WAY = 3
SEED = 20_260_116
# A command needs its first third to load itself; what comes after is work that can be broken.
FROM, UNTIL = 0.3, 1.0


@pytest.fixture
def night(sample: Sample) -> Iterator[Night]:
    with own_home() as home:
        sample.share_secrets(home)
        yield Night(home, sample)


def test_after_twenty_kills_of_the_database_all_is_as_if_nothing_had_been(
    night: Night, undisturbed: Undisturbed
) -> None:
    chance = random.Random(SEED)
    broken = 0
    for name in night.sample.steps():
        for _ in range(POINTS.get(name, 0)):
            delay = undisturbed.night.seconds[name] * chance.uniform(FROM, UNTIL)
            broken += is_broken_by_a_kill(night, name, delay)
        night.run(name)

    assert broken >= sum(POINTS.values()) // 3  # else the kills came too late to tell anything
    assert night.outcome() == undisturbed.outcome
    assert everybody_is_told_or_to_be_called(night.status())
    night.assert_all_holds()


def is_broken_by_a_kill(night: Night, name: str, delay: float) -> bool:
    """Start the command, kill the database after a while, and see that it ends with a plain sentence."""
    process = night.start(name)
    time.sleep(delay)
    kill_database(night.home)
    printed, said = process.communicate(timeout=120)
    assert process.returncode in DONE | {FAILED_PART_WAY}, f"{name}: {said}"
    assert "Traceback" not in printed + said
    if process.returncode == FAILED_PART_WAY:
        assert "run the same command again" in said.lower(), said
    return process.returncode == FAILED_PART_WAY


def kill_database(home: Home) -> None:
    if pid := home.postmaster():
        os.kill(pid, signal.SIGKILL)

"""Several commands that are the first on an empty database: one brings it up to date, all of them work."""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests import early
from tests.homes import own_home

COMMANDS = 4


@pytest.fixture
def empty_database() -> Iterator[str]:
    """DATABASE_URL of a database without any table."""
    name = f"empty_{os.getpid()}"
    with early.connect_as_superuser() as connection:
        connection.execute(f"CREATE DATABASE {name} OWNER teeka_owner")
    yield early.owner_url(name)
    with early.connect_as_superuser() as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_of_several_commands_on_an_empty_database_one_migrates_and_all_work(empty_database: str) -> None:
    """Guard: the lock MIGRATING; asked for without waiting in it, else an index built concurrently waits."""
    barrier = threading.Barrier(COMMANDS)
    with own_home(DATABASE_URL=empty_database) as home, ThreadPoolExecutor(COMMANDS) as pool:

        def status(_: int) -> tuple[int, str]:
            barrier.wait()
            done = home.teeka("status", "--json")
            return done.returncode, done.stderr

        ended = list(pool.map(status, range(COMMANDS)))

    assert [code for code, _ in ended] == [0] * COMMANDS, ended

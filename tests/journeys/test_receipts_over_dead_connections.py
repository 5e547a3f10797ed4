"""Connections of the web to its database die, idle and at work: no receipt is lost, and none is doubled."""

import json
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

from tests import early
from tests.homes import Home, own_home
from tests.journeys.test_web_killed import MAKE_ROUTE, SETTINGS
from tests.journeys.web import free_port, start_web

THREADS, POSTS, KILLS = 4, 60, 12
REPLAY = """
import django; django.setup()
from django.conf import settings
from teeka.apps.notices.services.spool import replay_spool
replay_spool(settings.TEEKA_HOME / "spool" / "receipts")
"""


@pytest.fixture
def home(fresh_database: str) -> Iterator[Home]:
    with own_home(DATABASE_URL=fresh_database) as made:
        assert made.python(MAKE_ROUTE, **SETTINGS).returncode == 0
        yield made


@pytest.fixture
def url(home: Home) -> Iterator[str]:
    port = free_port()
    web = start_web(home, port)
    secret = json.loads((home.folder / "secrets.json").read_text())["callback"]
    yield f"http://127.0.0.1:{port}/gateway/receipts/{secret}/rehearsal"
    web.terminate()
    web.communicate(timeout=30)


def post(url: str) -> str:
    reference = str(uuid4())
    body = json.dumps({"receipts": [{"reference": reference, "status": "DELIVRD"}]}).encode()
    asked = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        assert answer.status == 200
    return reference


def kill_connections(database: str) -> int:
    with early.connect_as_superuser() as connection:
        found = connection.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s",
            [urlsplit(database).path[1:]],
        ).fetchone()
    return int(found[0])


def stored(database: str) -> list[str]:
    with psycopg.connect(database) as connection:
        return [row[0] for row in connection.execute("SELECT reference::text FROM notices_receipt")]


def spooled(home: Home) -> list[Path]:
    return list((home.folder / "spool" / "receipts").glob("*"))


def test_a_connection_that_died_while_it_idled_costs_nothing(
    home: Home, url: str, fresh_database: str
) -> None:
    told = [post(url)]
    for _ in range(5):
        assert kill_connections(fresh_database)
        told += [post(url), post(url)]
    assert sorted(stored(fresh_database)) == sorted(told)  # in the database, and not on the disk
    assert not spooled(home)


def test_connections_killed_at_work_lose_and_double_nothing(
    home: Home, url: str, fresh_database: str
) -> None:
    told: list[str] = []
    barrier = threading.Barrier(THREADS + 1)

    def bring() -> None:
        barrier.wait(30)
        told.extend(post(url) for _ in range(POSTS))

    threads = [threading.Thread(target=bring) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    barrier.wait(30)
    killed = 0
    while any(thread.is_alive() for thread in threads):
        killed += kill_connections(fresh_database)
    for thread in threads:
        thread.join()

    assert killed >= KILLS
    assert len(told) == THREADS * POSTS
    assert home.python(REPLAY, **SETTINGS).returncode == 0
    assert sorted(stored(fresh_database)) == sorted(told)

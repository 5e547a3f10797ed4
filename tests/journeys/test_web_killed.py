"""The web is killed twenty times while receipts arrive: what it took is stored, once, and nothing is lost."""

import json
import os
import random
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.homes import Home, is_running, own_home
from tests.journeys.web import free_port, start_web

KILLS = 20
A_POST = 5  # receipts in one call of the gateway
SEED = 20_260_116
MAKE_ROUTE = """
import django; django.setup()
from teeka.apps.notices.services.routes import rehearse
from teeka.shared import clock
rehearse(port=1, now=clock.now())
"""
SETTINGS = {"DJANGO_SETTINGS_MODULE": "teeka.config.settings", "TEEKA_ROLE": "worker"}


@pytest.fixture
def home(fresh_database: str) -> Iterator[Home]:
    with own_home(DATABASE_URL=fresh_database) as made:
        made_route = made.python(MAKE_ROUTE, **SETTINGS)
        assert made_route.returncode == 0, made_route.stderr
        yield made


class Gateway(threading.Thread):
    """Posts receipts without a pause, and posts again what was not answered with 200."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.url = url
        self.posted: set[str] = set()
        self.refused = 0
        self.is_over = threading.Event()

    def run(self) -> None:
        while not self.is_over.is_set():
            references = [str(uuid4()) for _ in range(A_POST)]
            entries = [{"reference": reference, "status": "DELIVRD"} for reference in references]
            body = json.dumps({"receipts": entries}).encode()
            while not self._post(body):
                self.refused += 1
                time.sleep(0.05)
            self.posted.update(references)

    def _post(self, body: bytes) -> bool:
        request = urllib.request.Request(self.url, body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def kill_web(web: "subprocess.Popen[str]") -> None:
    """All of it at once, as the kernel does when memory runs out."""
    pids = [web.pid, *children(web.pid)]
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    web.communicate()
    assert not any(is_running(pid) for pid in pids[:1])


def test_after_twenty_kills_of_the_web_every_receipt_is_stored_once(home: Home, fresh_database: str) -> None:
    chance, port = random.Random(SEED), free_port()
    secret = json.loads((home.folder / "secrets.json").read_text())["callback"]
    gateway = Gateway(f"http://127.0.0.1:{port}/gateway/receipts/{secret}/rehearsal")
    web = start_web(home, port)
    gateway.start()
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.05, 0.5))
        kill_web(web)
        web = start_web(home, port)
    time.sleep(0.5)
    gateway.is_over.set()
    gateway.join(30)
    web.terminate()
    web.communicate(timeout=30)

    assert gateway.refused >= KILLS // 2
    with psycopg.connect(fresh_database) as connection:
        stored = [str(row[0]) for row in connection.execute("SELECT reference FROM notices_receipt")]
    assert len(stored) == len(set(stored))
    assert set(stored) == gateway.posted
    assert len(stored) > KILLS * A_POST

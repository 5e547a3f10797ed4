"""The gateway is away, then answers nonsense, then is well: said plainly, nobody lost, nobody told twice."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from benchmarks.frozen_lists import make_frozen_lists

from teeka.gateways.sms.simulator.settings import rehearsal_settings
from teeka.shared import clock
from tests.gateways.sms.simulated import simulated
from tests.homes import Home, own_home

PEOPLE, WITHOUT_MOBILE = 300, 3
PATIENCE = 60.0
# What the operators do outside: every text approved under ids of theirs.
APPROVE = """
import django; django.setup()
from teeka.apps.notices.services.texts import approve_text, unapproved_texts
from teeka.shared import clock
for text in unapproved_texts():
    purpose, language, form = text.split()
    approve_text(purpose=purpose, language=language, form=form, text="", by="test", now=clock.now(),
                 dlt=("1234567890123456789", "TEEKAS", "1234567890123456780"))
"""
SETTINGS = {"DJANGO_SETTINGS_MODULE": "teeka.config.settings", "TEEKA_ROLE": "worker"}


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def home(fresh_database: str, tmp_path: Path, port: int) -> Iterator[Home]:
    with own_home(DATABASE_URL=fresh_database) as made:
        with psycopg.connect(fresh_database) as sql:
            sql.execute("SET ROLE teeka_worker")
            make_frozen_lists(sql, people=PEOPLE, starts_at=clock.now() + timedelta(days=2))
        settings = tmp_path / "air.json"
        settings.write_text(json.dumps(rehearsal_settings(port)))
        added = made.teeka("route", "add", "air", str(settings))
        assert added.returncode == 0, added.stderr
        approved = made.python(APPROVE, **SETTINGS)
        assert approved.returncode == 0, approved.stderr
        yield made


def states(home: Home) -> dict[str, int]:
    with psycopg.connect(home.environment["DATABASE_URL"]) as sql:
        return dict(sql.execute("SELECT state, count(*) FROM notices_standing GROUP BY 1").fetchall())


def wait_until(is_so: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < limit
        time.sleep(0.2)


def test_a_gateway_that_is_away_then_mad_then_well(home: Home, tmp_path: Path, port: int) -> None:
    waiting = {"queued": PEOPLE - WITHOUT_MOBILE, "suppressed": WITHOUT_MOBILE}
    telling = home.start_teeka("tell", "--json")
    assert telling.stderr is not None
    silent = threading.Timer(PATIENCE, telling.kill)  # so that a fault that is never said ends the test
    silent.start()
    said = next((line for line in telling.stderr if "takes no messages" in line), "")
    said_in_hindi = next(telling.stderr, "")
    silent.cancel()

    assert "The gateway of route air takes no messages (not_sent" in said
    assert "air" in said_in_hindi
    assert states(home) == waiting
    status = json.loads(home.teeka("status", "--json").stdout)
    assert any("route_faulty" in json.dumps(alarm) for alarm in status["alarms"])

    with simulated(tmp_path, port=port, nonsense_share=1.0) as gateway:
        wait_until(lambda: "uncertain" in states(home))  # it took them, and what it said means nothing
        gateway.control(nonsense_share=0.0)
        printed, said_after = telling.communicate(timeout=PATIENCE)
        assert "Traceback" not in printed + said_after
        worker = home.start_teeka("work")  # what was still in doubt when all had been handed over
        wait_until(lambda: states(home).get("accepted") == waiting["queued"])
        worker.terminate()
        worker.communicate(timeout=PATIENCE)

    on_air = gateway.on_air()
    assert len(on_air) == waiting["queued"]
    assert set(on_air.values()) == {1}

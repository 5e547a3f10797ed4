"""Invitations in Hindi out through Kannel and an SMSC, both foreign; receipts back through the real web."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from benchmarks.frozen_lists import make_frozen_lists

from teeka.shared import clock
from tests.homes import Home, own_home
from tests.journeys.test_gateway_down import APPROVE, SETTINGS
from tests.journeys.web import free_port, start_web
from tests.peers.kannel import kannel
from tests.peers.smsc_process import smsc

PEOPLE, WITHOUT_MOBILE = 200, 2
WINDOW = 10
HANG_UPS = 2
OF_MESSAGES = {5, 6, 7, 8}  # the invariants that speak of messages
OWED = "SELECT '91' || to_number, text FROM notices_message WHERE to_number <> ''"


@pytest.fixture
def home(fresh_database: str) -> Iterator[Home]:
    with own_home(DATABASE_URL=fresh_database) as made:
        with psycopg.connect(fresh_database) as sql:
            sql.execute("SET ROLE teeka_worker")
            make_frozen_lists(sql, people=PEOPLE, starts_at=clock.now() + timedelta(days=2))
        approved = made.python(APPROVE, **SETTINGS)
        assert approved.returncode == 0, approved.stderr
        yield made


def through_kannel(port: int, receipts: str) -> dict[str, object]:
    """A route's settings: what the how-to says for Kannel."""
    return {
        "url": f"http://127.0.0.1:{port}/cgi-bin/sendsms",
        "body": "query",
        "fields": {
            "username": "teeka", "password": "${KANNEL_PASSWORD}", "to": "{msisdn}", "from": "{dlt_header}",
            "text": "{text}", "coding": "2", "charset": "UTF-8", "dlr-mask": "31",
            "dlr-url": receipts + "?ref={reference}&st=%d&id=%F",
        },
        "answer_pattern": "(?P<status>[0-9]+): ",
        "statuses": {"0": "accepted", "3": "accepted"},
        "result_id": "",
        "receipts": {
            "reference": "ref", "status": "st",
            "states": {"1": "delivered", "2": "undelivered", "8": "accepted", "16": "rejected"},
        },
    }  # fmt: skip


def test_everybody_is_told_though_the_smsc_throttles_and_hangs_up(home: Home, tmp_path: Path) -> None:
    secret = home.python("from teeka.config.home import read_secrets; print(read_secrets().callback)")
    web_port = free_port()
    web = start_web(home, web_port)
    try:
        with (
            smsc(tmp_path, RATE=100, DROP="40,140", MO=50) as peer,
            kannel(tmp_path, smsc_port=peer.port, window=WINDOW) as port,
        ):
            receipts = f"http://127.0.0.1:{web_port}/gateway/receipts/{secret.stdout.strip()}/air"
            (tmp_path / "air.json").write_text(json.dumps(through_kannel(port, receipts)))
            added = home.teeka("route", "add", "air", str(tmp_path / "air.json"), "--window", str(WINDOW))
            assert added.returncode == 0, added.stderr
            told = home.teeka("tell", "--until-done", "--json", KANNEL_PASSWORD="secret")
            taken = peer.taken()
    finally:
        web.terminate()
        web.communicate()

    result = json.loads(told.stdout)
    assert result["told"] == PEOPLE - WITHOUT_MOBILE, told.stderr
    with psycopg.connect(home.environment["DATABASE_URL"]) as sql:
        sent = dict(sql.execute(OWED).fetchall())
    assert any("आपका टीका" in text for text in sent.values())
    # Kannel, not we, sends again what it had in hand when the SMSC hung up: never more than its window holds.
    parts = Counter(part["to"] for part in taken)
    owed = {to: -(-len(text) // 67) for to, text in sent.items()}
    assert set(parts) == set(owed)
    assert all(parts[to] >= count for to, count in owed.items())
    assert parts.total() - sum(owed.values()) <= HANG_UPS * WINDOW
    assert peer.counts["throttled"] > 0
    checked = json.loads(home.teeka("verify", "--json").stdout)["invariants"]
    assert [one for one in checked if one["number"] in OF_MESSAGES and not one["holds"]] == []

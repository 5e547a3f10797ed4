"""A route is remembered for a second: what a changed one opens and refuses meanwhile, and what goes past."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from teeka.apps.notices.models import Receipt
from teeka.apps.notices.services import callbacks
from teeka.apps.notices.services.routes import set_route
from teeka.gateways.sms.simulator.settings import rehearsal_settings
from teeka.rules.messages.callbacks import signed
from teeka.shared import clock

pytestmark = pytest.mark.django_db
OLD, NEW = b"the old one", b"the new one"


@pytest.fixture(autouse=True)
def _route(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    monkeypatch.setenv("OLD_KEY", OLD.decode())
    monkeypatch.setenv("NEW_KEY", NEW.decode())
    at(monkeypatch, now)
    wants_the_key("OLD_KEY", now)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def wants_the_key(name: str, now: datetime) -> None:
    key = {"signature": {"secret": name, "header": "X-Signature", "time_header": "X-Time"}}
    given = {**rehearsal_settings(1), "callbacks": key}
    set_route(code="air", adapter="http", settings=given, by="officer", now=now)


def post(client: Client, secret: bytes) -> int:
    body = json.dumps({"receipts": [{"reference": str(uuid4()), "status": "DELIVRD"}]})
    moment = str(int(clock.now().timestamp()))
    return client.post(
        f"/gateway/receipts/{settings.TEEKA_CALLBACK_SECRET}/air", body, content_type="application/json",
        headers={"X-Signature": signed(secret, moment, body.encode()), "X-Time": moment},
    ).status_code  # fmt: skip


def test_a_receipt_of_a_remembered_route_costs_one_statement(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        assert post(client, OLD) == 200
    with django_assert_num_queries(1):
        assert post(client, OLD) == 200


def test_a_new_key_opens_at_once_and_the_old_one_for_a_second_at_most(
    client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert post(client, OLD) == 200
    wants_the_key("NEW_KEY", now)
    assert post(client, OLD) == 200  # still, by what is remembered
    assert post(client, NEW) == 200
    assert post(client, OLD) == 403  # for the new one was learnt
    wants_the_key("OLD_KEY", now)
    at(monkeypatch, now + timedelta(seconds=1))
    assert post(client, NEW) == 403
    assert post(client, OLD) == 200


@pytest.mark.parametrize("off", [timedelta(seconds=1), timedelta(seconds=-1), timedelta(hours=-1)])
def test_a_clock_set_back_makes_no_memory_last(
    off: timedelta, client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert post(client, OLD) == 200
    wants_the_key("NEW_KEY", now)
    at(monkeypatch, now + off)
    assert post(client, OLD) == 403
    assert Receipt.objects.count() == 1


def test_who_is_turned_away_by_the_memory_waits_on_disk_where_nobody_can_say_how_the_route_stands(
    client: Client, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "TEEKA_HOME", tmp_path)
    monkeypatch.setattr("teeka.doors.callbacks.gateways.connection.close", lambda: None)
    assert post(client, OLD) == 200

    def gone(_code: str) -> None:
        raise OperationalError

    monkeypatch.setattr(callbacks, "known_route", gone)
    assert post(client, b"another") == 200
    assert len(list((tmp_path / "spool" / "receipts").iterdir())) == 1


def test_callbacks_go_past_what_only_pages_need(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    for name in ("contrib.sessions.middleware.SessionMiddleware", "middleware.locale.LocaleMiddleware"):
        monkeypatch.setattr(f"django.{name}.process_request", never)
    assert post(client, OLD) == 200
    path = f"/gateway/receipts/{settings.TEEKA_CALLBACK_SECRET}/air"
    answer = client.get(path.replace("/air", "/"))
    assert (answer.status_code, answer.content) == (404, b"")
    answer = client.get("/gateway/")
    assert (answer.status_code, answer.content) == (404, b"")
    assert answer.headers["Content-Length"] == "0"
    assert "Content-Security-Policy" in answer.headers


def test_a_fault_of_ours_is_an_answer_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("teeka.doors.callbacks.gateways.store", breaks)
    client.raise_request_exception = False
    assert post(client, OLD) == 500

"""What a route wants of a callback besides the secret of its path, and replies by post and by GET."""

import json
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from teeka.apps.notices.models import Receipt, Reply
from teeka.apps.notices.services.routes import REHEARSAL, rehearse, set_route
from teeka.apps.notices.services.spool import STORE, Callback, replay_spool
from teeka.gateways.sms.simulator.settings import rehearsal_settings
from teeka.rules.messages.callbacks import signed
from teeka.shared import clock

pytestmark = pytest.mark.django_db
BODY = json.dumps({"receipts": [{"reference": str(uuid4()), "status": "DELIVRD"}]})
KEY = {
    "networks": ["127.0.0.0/8"],
    "signature": {"secret": "AIR_KEY", "header": "X-Signature", "time_header": "X-Time"},
}


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    monkeypatch.setenv("AIR_KEY", "s3cret")
    monkeypatch.setattr(clock, "now", lambda: now)
    given = {**rehearsal_settings(1), "callbacks": KEY}
    set_route(code="air", adapter="http", settings=given, by="officer", now=now)


def post(client: Client, now: datetime, *, secret: bytes = b"s3cret", sender: str = "127.0.0.1") -> int:
    moment = str(int(now.timestamp()))
    answer = client.post(
        f"/gateway/receipts/{settings.TEEKA_CALLBACK_SECRET}/air", BODY, content_type="application/json",
        headers={"X-Signature": signed(secret, moment, BODY.encode()), "X-Time": moment}, REMOTE_ADDR=sender,
    )  # fmt: skip
    return answer.status_code


def test_only_what_is_signed_and_comes_from_the_network_is_stored(client: Client, now: datetime) -> None:
    assert post(client, now, secret=b"guess") == 403
    assert post(client, now, sender="203.0.113.7") == 403
    assert not Receipt.objects.exists()
    assert post(client, now) == 200
    assert Receipt.objects.count() == 1


def test_where_the_secret_is_not_set_nothing_opens(
    client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AIR_KEY")
    assert post(client, now) == 403


def test_what_waited_on_disk_is_checked_when_the_database_is_back(
    client: Client, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "TEEKA_HOME", tmp_path)

    def gone(*_: object) -> bool:
        raise OperationalError

    monkeypatch.setattr("teeka.doors.callbacks.gateways.connection.close", lambda: None)
    with monkeypatch.context() as patched:
        patched.setattr("teeka.apps.notices.services.callbacks.is_from_the_gateway", gone)
        assert post(client, now, secret=b"guess") == 200  # nobody can tell yet
        assert post(client, now) == 200

    assert replay_spool(tmp_path / "spool" / "receipts") == 1
    assert Receipt.objects.count() == 1
    assert replay_spool(tmp_path / "spool" / "receipts") == 0


@pytest.mark.parametrize("way", ["json", "form", "get"])
def test_replies_come_by_post_and_by_get(way: str, client: Client, now: datetime) -> None:
    rehearse(port=1, now=now)
    said = {"from": "+919812345670", "to": "56161", "text": "हाँ"}
    path = f"/gateway/replies/{settings.TEEKA_CALLBACK_SECRET}/{REHEARSAL}"
    if way == "get":
        answer = client.get(f"{path}?{urlencode(said)}")
    elif way == "form":
        answer = client.post(path, urlencode(said), content_type="application/x-www-form-urlencoded")
    else:
        answer = client.post(path, json.dumps(said), content_type="application/json")

    assert (answer.status_code, answer.content) == (200, b"ok")
    reply = Reply.objects.get()
    assert (reply.from_number, reply.to_number, reply.text) == ("9812345670", "56161", "हाँ")


def test_a_reply_that_cannot_be_read_and_one_of_nobody_are_answered_alike(
    client: Client, now: datetime
) -> None:
    path = f"/gateway/replies/{settings.TEEKA_CALLBACK_SECRET}"
    rehearse(port=1, now=now)
    answers = {
        (answer.status_code, answer.content)
        for answer in (
            client.post(f"{path}/{REHEARSAL}", "nonsense", content_type="application/json"),
            client.post(f"{path}/{REHEARSAL}", "[1, null]", content_type="application/json"),
            client.post(f"{path}/nobody", "{}", content_type="application/json"),
        )
    }
    assert answers == {(200, b"ok")}
    assert client.get(f"/gateway/replies/guess/{REHEARSAL}").status_code == 404
    assert not Reply.objects.exists()


def test_replies_wait_on_disk_while_the_database_is_away(
    client: Client, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rehearse(port=1, now=now)
    monkeypatch.setattr(settings, "TEEKA_HOME", tmp_path)

    def gone(**_: object) -> int:
        raise OperationalError

    monkeypatch.setattr("teeka.doors.callbacks.gateways.connection.close", lambda: None)
    path = f"/gateway/replies/{settings.TEEKA_CALLBACK_SECRET}/{REHEARSAL}"
    with monkeypatch.context() as patched:
        patched.setitem(STORE, Callback.REPLIES, gone)
        assert client.get(f"{path}?from=9812345670&to=56161&text=NO").status_code == 200
    assert not Reply.objects.exists()

    assert replay_spool(tmp_path / "spool" / "receipts") == 1
    assert Reply.objects.get().text == "NO"

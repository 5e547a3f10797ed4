import json
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from teeka.apps.notices.models import Receipt
from teeka.apps.notices.services.routes import REHEARSAL, rehearse
from teeka.apps.notices.services.spool import STORE, Callback, replay_spool

pytestmark = pytest.mark.django_db
BODY = json.dumps({"receipts": [{"reference": str(uuid4()), "status": "DELIVRD"}]})


@pytest.fixture(autouse=True)
def _folder_of_static_files() -> None:
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)


def post(
    client: Client, *, secret: str | None = None, route: str = REHEARSAL, body: str = BODY
) -> tuple[int, bytes]:
    path = f"/gateway/receipts/{settings.TEEKA_CALLBACK_SECRET if secret is None else secret}/{route}"
    answer = client.post(path, body, content_type="application/json")
    return answer.status_code, answer.content


def test_without_the_secret_there_is_no_such_page(client: Client, now: datetime) -> None:
    rehearse(port=1, now=now)

    assert post(client, secret="guess")[0] == 404
    assert client.get(f"/gateway/receipts/guess/{REHEARSAL}").status_code == 404
    assert client.put(f"/gateway/receipts/{settings.TEEKA_CALLBACK_SECRET}/{REHEARSAL}").status_code == 405
    assert not Receipt.objects.exists()


def test_the_answer_never_tells_whether_an_id_or_a_route_exists(client: Client, now: datetime) -> None:
    rehearse(port=1, now=now)

    answers = {post(client), post(client), post(client, route="nobody"), post(client, body="nonsense")}

    assert answers == {(200, b"ok")}
    assert Receipt.objects.count() == 1


def test_a_gateway_may_report_by_get(client: Client, now: datetime) -> None:
    rehearse(port=1, now=now)
    told = {"reference": str(uuid4()), "status": "DELIVRD", "ignored": "हाँ"}

    answer = client.get(f"/gateway/receipts/{settings.TEEKA_CALLBACK_SECRET}/{REHEARSAL}", told)

    assert (answer.status_code, answer.content) == (200, b"ok")
    assert str(Receipt.objects.get().reference) == told["reference"]


def test_too_large_a_callback_is_refused(client: Client) -> None:
    assert post(client, body="x" * 3_000_000)[0] == 413


def test_while_the_database_is_away_receipts_wait_on_disk(
    client: Client, now: datetime, tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    rehearse(port=1, now=now)
    settings.TEEKA_HOME = tmp_path

    def gone(**_: object) -> int:
        raise OperationalError

    monkeypatch.setattr("teeka.doors.callbacks.gateways.connection.close", lambda: None)
    with monkeypatch.context() as patched:
        patched.setitem(STORE, Callback.RECEIPTS, gone)
        assert post(client) == (200, b"ok")

    assert not Receipt.objects.exists()
    assert replay_spool(tmp_path / "spool" / "receipts") == 1
    assert Receipt.objects.count() == 1


def test_when_even_the_disk_is_full_the_gateway_is_asked_to_come_again(
    client: Client, tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(**_: object) -> int:
        raise OperationalError

    settings.TEEKA_HOME = tmp_path
    monkeypatch.setattr("teeka.doors.callbacks.gateways.connection.close", lambda: None)
    monkeypatch.setitem(STORE, Callback.RECEIPTS, gone)
    monkeypatch.setattr("teeka.apps.notices.services.spool.LARGEST_SPOOL", 0)

    assert post(client)[0] == 503


@pytest.mark.parametrize("bad", ["\x00", "a" * 5000, "\ud800"])
def test_signs_that_no_database_keeps_hold_up_nothing(bad: str, client: Client, now: datetime) -> None:
    rehearse(port=1, now=now)
    odd = {"reference": str(uuid4()), "id": bad, "status": "DELIVRD", "code": bad}

    assert post(client, body=json.dumps({"receipts": [odd]})) == (200, b"ok")
    assert Receipt.objects.count() == 1  # in the database, and not on the disk

"""A service that rings people and hears keys pressed, described as docs/how-to/sms-route.md says."""

import json
import re
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from teeka.apps.notices.models import CallOutcome, Message, Reply
from teeka.apps.notices.services.owing import plan_messages
from teeka.apps.notices.services.receipts import apply_receipts
from teeka.apps.notices.services.replies import read_replies
from teeka.apps.notices.services.routes import set_route
from teeka.shared import clock
from tests.apps.notices.people import World, put, standings

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = Path(__file__).resolve().parents[3] / "docs" / "how-to" / "sms-route.md"
SETTINGS = re.compile(r"### Voice calls.*?```json\n(.*?)```", re.DOTALL)


@pytest.fixture
def message(now: datetime) -> Message:
    """Asha's call has been handed over."""
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    world = World(clock.now())
    described = SETTINGS.search(PAGE.read_text(encoding="utf-8"))
    assert described is not None
    voice = json.loads(described[1])
    set_route(code="voice", adapter="http", settings=voice, by="officer", now=now)
    world.seat("Asha")
    with transaction.atomic():
        plan_messages([world.freeze()], now=world.now)
    return put("Asha", "accepted")


def called_back(client: Client, message: Message, door: str, **told: str) -> None:
    body = urlencode({"Ref": str(message.reference), "CallSid": "C1", "From": "08041234567", **told})
    path = f"/gateway/{door}/{settings.TEEKA_CALLBACK_SECRET}/voice"
    answer = client.post(path, body, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.parametrize(
    ("status", "state"), [("completed", "delivered"), ("no-answer", "undelivered"), ("ringing", "accepted")]
)
def test_a_call_that_was_listened_to_is_delivered(
    client: Client, message: Message, status: str, state: str
) -> None:
    called_back(client, message, "receipts", Status=status, Cause="16")

    apply_receipts(now=clock.now())

    assert standings()[0][2] == state


@pytest.mark.parametrize(("key", "outcome"), [("1", "will_come"), ("2", "will_not_come")])
def test_the_key_that_was_pressed_is_the_answer(
    client: Client, message: Message, key: str, outcome: str
) -> None:
    message.appointment.session.taken = 1
    message.appointment.session.save()

    called_back(client, message, "replies", To=f"91{message.to_number}", Digits=key)
    read_replies(now=clock.now())

    assert Reply.objects.get().state == "taken"
    assert CallOutcome.objects.get().outcome == outcome


def test_a_key_that_means_nothing_waits_for_a_person(client: Client, message: Message) -> None:
    called_back(client, message, "replies", To=f"91{message.to_number}", Digits="7")
    read_replies(now=clock.now())

    assert Reply.objects.get().state == "unclear"

import json
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from teeka.apps.accounts.row_security import scope
from teeka.apps.notices.models import Message, Receipt
from teeka.apps.notices.services.callbacks import Brought, known_route
from teeka.apps.notices.services.owing import plan_messages
from teeka.apps.notices.services.receipts import apply_receipts, store_receipts
from teeka.apps.notices.services.routes import REHEARSAL, rehearse
from teeka.apps.notices.services.spool import Callback, replay_spool, spool
from tests.apps.notices.people import World, put, settle, standings
from tests.conftest import web_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(now: datetime) -> World:
    world = World(now)
    rehearse(port=1, now=now)
    for name in ("Asha", "Binod"):
        world.seat(name)
    plan_messages([world.freeze()], now=now)
    return world


def posted(message: Message, *statuses: str, **more: str) -> bytes:
    entries = [{"reference": str(message.reference), "status": status, **more} for status in statuses]
    return json.dumps({"receipts": entries}).encode()


def store(body: bytes, now: datetime) -> int:
    route = known_route(REHEARSAL)
    return store_receipts(route=route, body=body, content_type="application/json", now=now)


def state_of(name: str) -> str:
    return next(state for person, _, state in standings() if person == name)


@pytest.mark.parametrize("order", list(permutations(["ENROUTE", "UNDELIV", "DELIVRD"])))
def test_receipts_in_any_order_end_in_delivered(world: World, order: tuple[str, ...]) -> None:
    message = put("Asha", "accepted")
    for step, status in enumerate(order):
        store(posted(message, status), world.now + timedelta(seconds=step))
        apply_receipts(now=world.now + timedelta(seconds=step))

    assert state_of("Asha") == "delivered"
    assert not Receipt.objects.filter(applied_at=None).exists()


def test_a_receipt_that_comes_twice_is_stored_once(world: World) -> None:
    body = posted(put("Asha", "accepted"), "DELIVRD")

    store(body, world.now)
    store(body, world.now)

    assert Receipt.objects.count() == 1
    assert apply_receipts(now=world.now).settled == 1
    assert apply_receipts(now=world.now).taken == 0


def test_a_receipt_before_the_answer_proves_the_sending(world: World) -> None:
    store(posted(put("Asha", "submitting"), "ENROUTE"), world.now)
    store(posted(put("Binod", "uncertain"), "DELIVRD"), world.now)

    apply_receipts(now=world.now)

    assert (state_of("Asha"), state_of("Binod")) == ("accepted", "delivered")


def test_a_receipt_for_a_message_that_never_left_changes_nothing(world: World) -> None:
    store(posted(put("Asha", "queued"), "DELIVRD"), world.now)
    settle("Binod", "suppressed", now=world.now)
    store(posted(Message.objects.latest("id"), "DELIVRD"), world.now)

    assert apply_receipts(now=world.now).matched == 0
    assert (state_of("Asha"), state_of("Binod")) == ("queued", "suppressed")


def test_a_receipt_for_an_unknown_id_is_tried_again_for_a_day(world: World) -> None:
    stranger = Message(reference=uuid4())
    store(posted(stranger, "DELIVRD"), world.now)

    first = apply_receipts(now=world.now)
    at_once = apply_receipts(now=world.now)
    later = apply_receipts(now=world.now + timedelta(hours=1))
    last = apply_receipts(now=world.now + timedelta(hours=25))
    never = apply_receipts(now=world.now + timedelta(hours=50))

    assert [a.taken for a in (first, at_once, later, last, never)] == [1, 0, 1, 1, 0]
    assert Receipt.objects.filter(applied_at=None).count() == 1


def test_a_late_receipt_lifts_what_was_unconfirmed(world: World) -> None:
    message = settle("Asha", "unconfirmed", now=world.now)
    store(posted(message, "DELIVRD"), world.now)

    apply_receipts(now=world.now)

    assert state_of("Asha") == "delivered"


def test_undelivered_says_so_and_never_lowers_delivered(world: World) -> None:
    store(posted(put("Asha", "accepted"), "UNDELIV"), world.now)
    store(posted(settle("Binod", "delivered", now=world.now), "UNDELIV"), world.now)

    apply_receipts(now=world.now)

    assert (state_of("Asha"), state_of("Binod")) == ("undelivered", "delivered")


def test_a_receipt_without_our_reference_is_matched_by_the_providers_id(world: World) -> None:
    put("Asha", "accepted", provider_id="S1", receipt_key=f"{REHEARSAL}:S1")
    settle("Binod", "unconfirmed", now=world.now, provider_id="S2", receipt_key=f"{REHEARSAL}:S2")
    entries = [{"id": given, "status": "DELIVRD"} for given in ("S1", "S2", "S3")]
    store(json.dumps({"receipts": entries}).encode(), world.now)

    assert apply_receipts(now=world.now).matched == 2
    assert (state_of("Asha"), state_of("Binod")) == ("delivered", "delivered")


def test_nonsense_stores_nothing_and_an_unknown_route_neither(world: World) -> None:
    assert store(b"<html>", world.now) == 0
    body = posted(put("Asha", "accepted"), "DELIVRD")
    nobody = known_route("nobody")
    assert store_receipts(route=nobody, body=body, content_type="", now=world.now) == 0
    assert not Receipt.objects.exists()


def test_the_web_may_add_receipts_and_read_only_those_of_messages_in_its_scope(world: World) -> None:
    message = put("Asha", "accepted")
    with web_role():
        store(posted(message, "DELIVRD"), world.now)
        store(posted(message, "DELIVRD"), world.now)
        with scope([message.district_code]):
            assert not Receipt.objects.exists()  # of no message yet: nobody's but the worker's

    assert Receipt.objects.count() == 1
    apply_receipts(now=world.now)
    with web_role():
        for districts, seen in (([], 0), ([message.district_code + 1], 0), ([message.district_code], 1)):
            with scope(districts):
                assert Receipt.objects.count() == seen
                with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                    Receipt.objects.update(state="delivered")


def test_what_came_while_the_database_was_away_is_applied_when_it_is_back(
    world: World, tmp_path: Path
) -> None:
    body = posted(put("Asha", "accepted"), "DELIVRD")
    for _ in range(2):
        spool(tmp_path, Callback.RECEIPTS, Brought(REHEARSAL, body, "application/json", {}, "", world.now))

    assert replay_spool(tmp_path) == 2
    assert replay_spool(tmp_path) == 0
    apply_receipts(now=world.now)
    assert state_of("Asha") == "delivered"
    assert not list(tmp_path.iterdir())


def test_of_several_receipts_in_one_pass_the_highest_counts(world: World) -> None:
    message = put("Asha", "accepted")
    store(posted(message, "DELIVRD", "ENROUTE", "UNDELIV"), world.now)

    apply_receipts(now=world.now)

    assert state_of("Asha") == "delivered"


def test_a_failure_is_not_replaced_by_another_failure(world: World) -> None:
    message = settle("Asha", "undelivered", now=world.now)
    store(posted(message, "EXPIRED"), world.now)

    apply_receipts(now=world.now)

    assert state_of("Asha") == "undelivered"

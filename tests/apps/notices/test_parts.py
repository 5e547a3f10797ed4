"""A long text goes as several messages, each with a receipt of its own."""

import json
import threading
from datetime import datetime
from itertools import permutations, product

import pytest
from django.db import DatabaseError, connection, transaction

from teeka.apps.notices.models import Message, Part
from teeka.apps.notices.services.callbacks import known_route
from teeka.apps.notices.services.owing import plan_messages
from teeka.apps.notices.services.receipts import apply_receipts, store_receipts
from teeka.apps.notices.services.routes import REHEARSAL, rehearse
from tests.apps.notices.people import GAYA, World, put, settle, standings
from tests.conftest import web_role

FAILED = {"UNDELIV": "undelivered", "EXPIRED": "expired"}


@pytest.fixture
def world(now: datetime) -> World:
    world = World(now)
    rehearse(port=1, now=now)
    world.seat("Asha")
    with transaction.atomic():
        plan_messages([world.freeze()], now=now)
    return world


def sent_in_parts(message: Message, *ids: str, attempt: int = 1) -> None:
    """As the dispatcher records it; an empty id is a part whose answer was lost."""
    for number, part_id in enumerate(ids, start=1):
        Part.objects.create(
            message_id=message.pk, district_code=message.district_code, attempt=attempt, number=number,
            receipt_key=f"{REHEARSAL}:{part_id}" if part_id else None, state="accepted",
        )  # fmt: skip


def store(part_id: str, status: str, now: datetime) -> None:
    body = json.dumps({"receipts": [{"id": part_id, "status": status}]}).encode()
    route = known_route(REHEARSAL)
    store_receipts(route=route, body=body, content_type="application/json", now=now)


def reported(part_id: str, status: str, now: datetime) -> str:
    """The state of Asha's message after this receipt."""
    store(part_id, status, now)
    apply_receipts(now=now)
    return standings()[0][2]


@pytest.mark.django_db
@pytest.mark.parametrize("order", list(permutations(["P1", "P2", "P3"])))
def test_it_is_delivered_when_all_its_parts_are(world: World, order: tuple[str, ...]) -> None:
    sent_in_parts(put("Asha", "accepted", provider_id="P1", receipt_key=f"{REHEARSAL}:P1"), "P1", "P2", "P3")

    assert [reported(part, "DELIVRD", world.now) for part in order] == ["accepted", "accepted", "delivered"]


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "part"), list(product(FAILED, ["P1", "P2"])))
def test_it_fails_when_any_part_does(world: World, status: str, part: str) -> None:
    sent_in_parts(put("Asha", "accepted"), "P1", "P2")

    assert reported(part, status, world.now) == FAILED[status]


@pytest.mark.django_db
def test_a_part_that_arrives_after_all_makes_it_delivered(world: World) -> None:
    sent_in_parts(put("Asha", "accepted"), "P1", "P2")

    assert reported("P1", "EXPIRED", world.now) == "expired"
    assert reported("P2", "DELIVRD", world.now) == "expired"
    assert reported("P1", "DELIVRD", world.now) == "delivered"
    assert reported("P1", "UNDELIV", world.now) == "delivered"


@pytest.mark.django_db
def test_of_a_part_whose_answer_was_lost_nothing_is_known(world: World) -> None:
    sent_in_parts(put("Asha", "uncertain"), "P1", "", "P3")

    assert reported("P1", "DELIVRD", world.now) == "uncertain"
    assert reported("P3", "ENROUTE", world.now) == "uncertain"
    assert reported("P3", "DELIVRD", world.now) == "uncertain"
    assert reported("P3", "UNDELIV", world.now) == "uncertain"  # a part's state does not go back either


@pytest.mark.django_db
def test_a_part_that_failed_fails_it_though_another_part_is_unknown(world: World) -> None:
    sent_in_parts(put("Asha", "uncertain"), "P1", "")

    assert reported("P1", "UNDELIV", world.now) == "undelivered"


@pytest.mark.django_db
def test_parts_of_two_attempts_are_not_taken_together(world: World) -> None:
    message = put("Asha", "accepted", attempt=2)
    sent_in_parts(message, "P1", "", attempt=1)
    sent_in_parts(message, "Q1", "Q2", attempt=2)

    assert reported("P1", "DELIVRD", world.now) == "accepted"
    assert reported("Q2", "DELIVRD", world.now) == "accepted"
    assert reported("Q1", "DELIVRD", world.now) == "delivered"


@pytest.mark.django_db
def test_the_parts_of_what_was_unconfirmed_still_lift_it(world: World) -> None:
    sent_in_parts(settle("Asha", "unconfirmed", now=world.now), "P1", "P2")

    assert reported("P1", "DELIVRD", world.now) == "unconfirmed"
    assert reported("P2", "DELIVRD", world.now) == "delivered"


@pytest.mark.django_db(transaction=True)
def test_two_who_apply_the_last_two_parts_at_once_leave_none_open(world: World) -> None:
    """Each would find the other's part still open, were the parts not locked first."""
    message = put("Asha", "accepted")
    for turn in range(8):
        Part.objects.all().delete()
        put("Asha", "accepted")
        sent_in_parts(message, f"A{turn}", f"B{turn}")
        store(f"A{turn}", "DELIVRD", world.now)
        store(f"B{turn}", "DELIVRD", world.now)
        start = threading.Barrier(2)

        def apply_one(start: threading.Barrier = start) -> None:
            start.wait()
            while apply_receipts(now=world.now, limit=1).taken:
                pass
            connection.close()

        both = [threading.Thread(target=apply_one) for _ in range(2)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join(30)

        assert standings()[0][2] == "delivered"
        reopen(message)


def reopen(message: Message) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH gone AS (DELETE FROM notices_settled WHERE message_id = %s RETURNING *)"
            " INSERT INTO notices_outbox (message_id, district_code, session_id, state, state_at, priority,"
            " must_be_told_by, useless_from) SELECT message_id, district_code, session_id, 'accepted',"
            " state_at, 5, must_be_told_by, must_be_told_by FROM gone",
            [message.pk],
        )


@pytest.mark.django_db
def test_the_web_sees_the_parts_of_its_own_districts_and_changes_none(world: World) -> None:
    sent_in_parts(put("Asha", "accepted"), "P1", "P2")
    for district, seen in ((world.district, 2), (GAYA, 0)):
        with web_role(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('teeka.districts', %s, true)", [str(district)])
            assert Part.objects.count() == seen
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                Part.objects.update(state="delivered")

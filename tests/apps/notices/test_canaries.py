"""A bulk begins on a route only when a message to our own number has arrived on it."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from teeka.apps.notices.dispatch.dispatcher import ROUTES_EVERY, Dispatcher
from teeka.apps.notices.services.canaries import CLOSE, SETTLE, UNDER_WATCH
from teeka.apps.notices.services.sending import MAKE_DUE, NOTE_BULK
from teeka.rules.messages.canaries import BULK
from teeka.shared import clock
from tests.apps.notices.dispatching import Queue, queue_of_its_own
from tests.gateways.sms.simulated import Simulated, simulated

PEOPLE = BULK + 200
OWN = "9800000001"
TEMPLATE = """
INSERT INTO notices_template (purpose, language, form, text, names, third_variable_reason)
SELECT 'invitation', 'en', 'short', 'Your vaccination is on #alphanumeric# at #alphanumeric#.',
       '["when", "site"]', ''
WHERE NOT EXISTS (SELECT FROM notices_template)
"""


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Simulated]:
    with simulated(tmp_path, removes_doubles=False) as running:
        yield running


@pytest.fixture(scope="module")
def database() -> Iterator[Queue]:
    with queue_of_its_own() as made:
        yield made


@pytest.fixture
def queue(database: Queue) -> Queue:
    database.fill(PEOPLE)
    database.sql.execute(TEMPLATE)
    return database


def tried_route(queue: Queue, gateway: Simulated, code: str = "air") -> None:
    queue.route(gateway.port, code=code, removes_doubles=False)
    queue.sql.execute(
        "UPDATE notices_route SET canary_number = %s, bulk_at = now() WHERE code = %s", [OWN, code]
    )


def canaries(queue: Queue) -> list[str]:
    return [row[0] for row in queue.sql.execute("SELECT state FROM notices_canary ORDER BY id").fetchall()]


def receipt_of_canary(queue: Queue, state: str = "delivered") -> None:
    """What the gateway would post, and what the steward makes of it."""
    queue.sql.execute(
        "INSERT INTO notices_receipt (route_code, dedup_key, reference, provider_id, state, code,"
        " received_at, look_again_at) SELECT 'air', %s, reference, '', %s, '', now(), now()"
        " FROM notices_canary ORDER BY id DESC LIMIT 1",
        [uuid4().bytes, state],
    )
    values = {"now": queue.one("SELECT now()"), "watched": [one.value for one in UNDER_WATCH]}
    for statement in (SETTLE, CLOSE):
        queue.sql.execute(statement, values)


def let_its_patience_end(queue: Queue) -> None:
    queue.sql.execute("UPDATE notices_canary SET began_at = now() - interval '11 minutes'")


def test_nothing_of_a_bulk_goes_before_the_canary_has_arrived(queue: Queue, gateway: Simulated) -> None:
    tried_route(queue, gateway)
    held: list[int] = []

    def all_gone() -> bool:
        if canaries(queue) == ["sent"]:
            held.append(len(gateway.on_air()))
            if len(held) > 60:  # three seconds of a dispatcher that could send all in one
                receipt_of_canary(queue)
        return set(queue.states()) == {"accepted"}

    queue.dispatch(all_gone, dispatchers=2, seconds=40)

    assert set(held) == {1}
    assert canaries(queue) == ["delivered"]
    own = str(queue.one("SELECT reference FROM notices_canary"))
    assert set(gateway.on_air()) == {*queue.references(), own}
    assert set(gateway.on_air().values()) == {1}
    assert queue.one("SELECT count(*) FROM notices_receipt WHERE applied_at IS NULL") == 0


def test_without_a_bulk_no_canary_is_needed(queue: Queue, gateway: Simulated) -> None:
    tried_route(queue, gateway)
    queue.sql.execute("UPDATE notices_route SET bulk_at = NULL")

    queue.dispatch(lambda: set(queue.states()) == {"accepted"})

    assert canaries(queue) == []


def test_a_bulk_that_falls_due_while_the_route_is_at_work_waits_for_a_canary(
    queue: Queue, gateway: Simulated
) -> None:
    """No dispatcher has read of it: the claim itself sees it, by the commit that makes it due."""
    one = "message_id = (SELECT min(message_id) FROM notices_outbox)"
    queue.sql.execute(f"UPDATE notices_outbox SET state = 'planned' WHERE NOT {one}")
    tried_route(queue, gateway)
    queue.sql.execute("UPDATE notices_route SET bulk_at = NULL")

    def canary_is_out() -> bool:
        if queue.states() == {"accepted": 1, "planned": PEOPLE - 1}:
            with queue.sql.transaction():
                queue.sql.execute(
                    MAKE_DUE.format(at_any_hour="TRUE", has_a_pack="TRUE"), {"now": clock.now()}
                )
                queue.sql.execute(NOTE_BULK, {"now": clock.now()})
        return canaries(queue) == ["sent"]

    queue.dispatch(canary_is_out)

    assert queue.states() == {"accepted": 1, "queued": PEOPLE - 1}
    assert len(gateway.on_air()) == 2


def test_a_route_without_a_number_begins_untried_and_takes_what_the_other_may_not(
    queue: Queue, gateway: Simulated, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    with simulated(tmp_path / "other", removes_doubles=False) as other:
        tried_route(queue, gateway)
        queue.route(other.port, code="untried", removes_doubles=False)

        queue.dispatch(lambda: set(queue.states()) == {"accepted"})

        assert set(other.on_air()) == queue.references()
        assert len(gateway.on_air()) <= 1


def test_one_that_does_not_arrive_shuts_the_route_until_a_person_trusts_it(
    queue: Queue, gateway: Simulated
) -> None:
    tried_route(queue, gateway)
    asked: list[dict[str, int]] = []

    def is_shut() -> bool:
        if canaries(queue) == ["sent"]:
            let_its_patience_end(queue)
        if canaries(queue) == ["failed"]:
            asked.append(queue.states())
        return len(asked) > 60

    queue.dispatch(is_shut)

    assert asked[-1] == {"queued": PEOPLE}
    assert queue.one("SELECT last_fault FROM notices_route") == "canary: no receipt"
    queue.sql.execute(
        "INSERT INTO notices_canary (route_id, reference, state, began_at, settled_at, text)"
        " SELECT id, gen_random_uuid(), 'trusted', now(), now(), '' FROM notices_route"
    )
    queue.dispatch(lambda: set(queue.states()) == {"accepted"})
    assert canaries(queue) == ["failed", "trusted"]
    assert queue.one("SELECT last_fault FROM notices_route") == ""


def test_a_late_receipt_opens_a_route_that_was_shut(queue: Queue, gateway: Simulated) -> None:
    tried_route(queue, gateway)

    def all_gone() -> bool:
        if canaries(queue) == ["sent"]:
            let_its_patience_end(queue)
        if canaries(queue) == ["failed"]:
            receipt_of_canary(queue)
        return set(queue.states()) == {"accepted"}

    queue.dispatch(all_gone)

    assert canaries(queue) == ["delivered"]


def test_a_gateway_that_is_away_is_asked_again_and_no_canary_is_on_the_air(
    queue: Queue, gateway: Simulated
) -> None:
    gateway.process.terminate()
    gateway.process.wait(10)
    tried_route(queue, gateway)

    queue.dispatch(lambda: canaries(queue) == ["not_sent"])

    assert queue.states() == {"queued": PEOPLE}


KILLED = """
import asyncio, json, os, signal, sys
from teeka.apps.notices.dispatch import canaries
from teeka.apps.notices.dispatch.dispatcher import Dispatcher
from teeka.gateways.sms.http.client import HttpGateway

async def die(self, messages):
    os.kill(os.getpid(), signal.SIGKILL)

HttpGateway.submit = die
asyncio.run(Dispatcher(json.loads(sys.argv[1])).run())
"""


def test_a_dispatcher_killed_with_its_canary_in_hand_leaves_no_bulk_begun_and_no_endless_canaries(
    queue: Queue, gateway: Simulated
) -> None:
    tried_route(queue, gateway)
    for _ in range(3):
        killed = subprocess.run(
            [sys.executable, "-c", KILLED, json.dumps(queue.for_asyncpg)],
            timeout=30, env={**os.environ}, check=False,
        )  # fmt: skip
        assert killed.returncode == -signal.SIGKILL
        assert queue.states() == {"queued": PEOPLE}
        queue.sql.execute("UPDATE notices_canary SET began_at = began_at - interval '3 minutes'")

    queue.dispatch(lambda: canaries(queue) == ["lost"] * 3)

    asyncio.run(_wait_and_see(queue))
    assert canaries(queue) == ["lost"] * 3
    assert queue.states() == {"queued": PEOPLE}
    assert gateway.on_air() == {}


async def _wait_and_see(queue: Queue) -> None:
    """Two rounds in which a dispatcher could send a fourth one."""
    dispatcher = Dispatcher(queue.for_asyncpg)
    running = asyncio.create_task(dispatcher.run())
    await asyncio.sleep(2 * ROUTES_EVERY + 0.5)
    dispatcher.stop.set()
    await running


def test_after_half_an_hour_without_use_a_bulk_needs_a_new_one(queue: Queue, gateway: Simulated) -> None:
    tried_route(queue, gateway)
    queue.sql.execute(
        "INSERT INTO notices_canary (route_id, reference, state, began_at, settled_at, text)"
        " SELECT id, gen_random_uuid(), 'delivered', now() - %s, now() - %s, '' FROM notices_route",
        [timedelta(minutes=31), timedelta(minutes=31)],
    )

    queue.dispatch(lambda: canaries(queue) == ["delivered", "sent"])

    assert queue.states() == {"queued": PEOPLE}

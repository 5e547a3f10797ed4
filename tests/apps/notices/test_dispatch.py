"""Dispatchers against a gateway with every fault; nothing is lost, and no double goes uncounted."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from teeka.apps.notices.dispatch import doubts, statements
from teeka.apps.notices.dispatch.open_route import LONG_AGO
from tests.apps.notices.dispatching import Queue, queue_of_its_own
from tests.gateways.sms.simulated import Simulated, simulated

PEOPLE = 120


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Simulated]:
    with simulated(tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def database() -> Iterator[Queue]:
    with queue_of_its_own() as made:
        yield made


@pytest.fixture
def queue(database: Queue) -> Queue:
    return database.fill(PEOPLE)


def all_accepted(queue: Queue) -> bool:
    return set(queue.states()) == {"accepted"}


def test_every_statement_of_the_dispatcher_is_understood(queue: Queue) -> None:
    async def prepare() -> None:
        connection = await asyncpg.connect(**queue.for_asyncpg)
        for name in sorted(vars(statements)):
            if name.isupper() and not name.startswith("_") and isinstance(getattr(statements, name), str):
                await connection.prepare(getattr(statements, name))
        await connection.close()

    asyncio.run(prepare())


@pytest.mark.parametrize("style", ["batch", "single"])
def test_each_message_goes_on_the_air_once(queue: Queue, gateway: Simulated, style: str) -> None:
    (queue.route if style == "batch" else queue.single_route)(gateway.port)

    queue.dispatch(lambda: all_accepted(queue))

    assert set(gateway.on_air().values()) == {1}
    assert set(gateway.on_air()) == queue.references()
    assert queue.one("SELECT count(*) FROM notices_attempt WHERE answer = 'accepted'") == 120


def test_claims_made_at_the_same_moment_share_no_message(queue: Queue, gateway: Simulated) -> None:
    queue.route(gateway.port)
    route = queue.one("SELECT id FROM notices_route")

    async def claim_all(connection: asyncpg.Connection, start: asyncio.Event) -> list[int]:
        await start.wait()
        taken: list[int] = []
        claim = (statements.CLAIM, route, 5, uuid4(), 60.0, True, LONG_AGO, "sms")
        while rows := await connection.fetch(*claim):
            taken += [row["message_id"] for row in rows]
        return taken

    async def race() -> list[list[int]]:
        start = asyncio.Event()
        connections = [await asyncpg.connect(**queue.for_asyncpg) for _ in range(6)]
        runners = [asyncio.create_task(claim_all(connection, start)) for connection in connections]
        start.set()
        taken = await asyncio.gather(*runners)
        for connection in connections:
            await connection.close()
        return taken

    taken = asyncio.run(race())

    assert len([claims for claims in taken if claims]) > 1
    assert sum(map(len, taken)) == len({message for claims in taken for message in claims})
    assert sum(map(len, taken)) == queue.one("SELECT count(*) FROM notices_outbox")


def test_two_dispatchers_at_once_never_take_the_same_message(queue: Queue, gateway: Simulated) -> None:
    gateway.control(removes_doubles=False)
    queue.single_route(gateway.port, removes_doubles=False)

    queue.dispatch(lambda: all_accepted(queue), dispatchers=3)

    assert set(gateway.on_air().values()) == {1}
    assert queue.one("SELECT sum(message_count) FROM notices_submission") == 120


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "nonsense", "error", "half_answer"])
def test_a_gateway_that_removes_doubles_is_sent_the_same_reference_until_it_answers(
    queue: Queue, gateway: Simulated, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A request that meets the fault six times running waits a minute altogether; here no longer than it must.
    monkeypatch.setattr(doubts, "LONGEST_WAIT_BETWEEN_TRIES", 2)
    gateway.control(**{f"{fault}_share": 0.3})
    queue.route(gateway.port, batch_size=20)

    queue.dispatch(lambda: all_accepted(queue), seconds=40)

    assert set(gateway.on_air()) == queue.references()
    assert set(gateway.on_air().values()) == {1}
    assert queue.one("SELECT count(*) FROM notices_standing WHERE is_possible_duplicate") == 0


def test_a_throttled_route_slows_down_and_loses_nothing(queue: Queue, gateway: Simulated) -> None:
    gateway.control(rate_per_second=60)
    queue.route(gateway.port, batch_size=20, removes_doubles=False)

    queue.dispatch(lambda: all_accepted(queue), seconds=30)

    assert gateway.control()["throttled"] > 0
    assert set(gateway.on_air().values()) == {1}


def test_a_route_keeps_to_its_own_rate(queue: Queue, gateway: Simulated) -> None:
    queue.single_route(gateway.port, rate=40)
    counted: list[int] = []

    def after_two_seconds() -> bool:
        counted.append(len(gateway.on_air()))
        return len(counted) * 0.05 >= 1.5

    queue.dispatch(after_two_seconds)

    assert 0 < counted[-1] <= 40 * 3 + 40


def test_a_gateway_that_is_down_is_left_alone_and_found_again(tmp_path: Path, queue: Queue) -> None:
    with simulated(tmp_path) as first:
        port = first.port
    queue.route(port, removes_doubles=False)
    queue.dispatch(lambda: bool(queue.one("SELECT last_fault FROM notices_route") or ""))
    assert queue.one("SELECT last_fault FROM notices_route").startswith("not_sent")
    assert set(queue.states()) == {"queued"}

    with simulated(tmp_path, port=port) as again:
        queue.dispatch(lambda: all_accepted(queue), seconds=30)
        assert set(again.on_air().values()) == {1}
    assert queue.one("SELECT last_fault FROM notices_route") == ""


def test_a_bad_number_is_rejected_for_good_with_its_code(queue: Queue, gateway: Simulated) -> None:
    gateway.control(refused_share=1)
    queue.route(gateway.port)

    queue.dispatch(lambda: set(queue.states()) == {"rejected"})

    assert queue.one("SELECT DISTINCT code FROM notices_attempt") == "BADNUM"
    assert gateway.on_air() == {}


def test_a_gateway_that_answers_queries_is_asked_before_anything_is_sent_again(
    queue: Queue, gateway: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("teeka.rules.messages.ladder.BETWEEN_QUERIES", timedelta(seconds=0.5))
    gateway.control(removes_doubles=False, drop_after_share=0.3, drop_before_share=0.3)
    queue.single_route(gateway.port, removes_doubles=False)

    queue.dispatch(lambda: all_accepted(queue), seconds=40)

    assert set(gateway.on_air()) == queue.references()
    assert set(gateway.on_air().values()) == {1}


def test_where_nothing_helps_a_doubt_is_sent_once_more_near_the_deadline_and_counted(
    database: Queue, gateway: Simulated
) -> None:
    queue = database.fill(60, told_in=timedelta(seconds=1))
    gateway.control(removes_doubles=False, drop_after_share=0.5)
    queue.route(gateway.port, patience=1, removes_doubles=False, query=None, batch_size=5)

    queue.dispatch(lambda: set(queue.states()) <= {"accepted", "unconfirmed"}, seconds=40)

    on_air = gateway.on_air()
    doubled = {reference for reference, times in on_air.items() if times > 1}
    assert set(on_air) == queue.references()
    assert max(on_air.values()) == 2
    assert doubled
    assert doubled <= queue.references("st.is_possible_duplicate")


def test_a_message_that_is_withdrawn_between_claim_and_send_is_not_sent(
    queue: Queue, gateway: Simulated
) -> None:
    queue.sql.execute("UPDATE allotment_appointment SET cancelled_at = now() WHERE id % 2 = 0")
    queue.route(gateway.port)

    queue.dispatch(lambda: set(queue.states()) == {"accepted", "cancelled"})

    assert set(gateway.on_air()) == queue.references("st.state = 'accepted'")
    assert queue.states() == {"accepted": 60, "cancelled": 60}


def test_a_receipt_that_overtakes_the_answer_stays(queue: Queue, gateway: Simulated) -> None:
    """The mark of an answer finds the message settled by its receipt, and leaves it so."""
    gateway.control(answer_seconds=1.0)
    queue.route(gateway.port)
    settle = """
        WITH gone AS (DELETE FROM notices_outbox WHERE state = 'submitting' RETURNING *)
        INSERT INTO notices_settled
            (message_id, district_code, session_id, state, state_at, must_be_told_by, attempt)
        SELECT message_id, district_code, session_id, 'delivered', now(), must_be_told_by, attempt FROM gone
    """

    def all_delivered() -> bool:
        queue.sql.execute(settle)
        return (
            set(queue.states()) == {"delivered"} and queue.one("SELECT count(*) FROM notices_attempt") == 120
        )

    queue.dispatch(all_delivered)

    assert queue.states() == {"delivered": 120}


def test_a_route_is_switched_off_and_on_without_a_restart(queue: Queue, gateway: Simulated) -> None:
    queue.single_route(gateway.port, rate=20)
    steps = iter([
        lambda: len(gateway.on_air()) > 5,
        lambda: queue.sql.execute("UPDATE notices_route SET is_on = false") is not None,
    ])  # fmt: skip
    now = [next(steps)]

    def off() -> bool:
        if now[0]():
            following = next(steps, None)
            if following is None:
                return True
            now[0] = following
        return False

    queue.dispatch(off)
    queue.sql.execute("UPDATE notices_route SET is_on = true, rate_per_second = 0, changed_at = now()")
    queue.dispatch(lambda: all_accepted(queue))

    assert set(gateway.on_air().values()) == {1}

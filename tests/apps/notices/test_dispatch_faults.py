"""Faults in the middle of a sending: a slow gateway, clocks that differ, a session that is called off."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from teeka.apps.notices.services.sending import REAP
from teeka.apps.notices.services.withdrawing import SETTLE_UNSENT
from teeka.rules.messages.states import Event, states_before
from tests.apps.notices.dispatching import Queue, queue_of_its_own
from tests.gateways.sms.simulated import Simulated, simulated

PEOPLE = 60
HOUR = timedelta(hours=1)


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Simulated]:
    """It removes no doubles: each message that comes twice goes on the air twice."""
    with simulated(tmp_path, removes_doubles=False) as running:
        yield running


@pytest.fixture(scope="module")
def database() -> Iterator[Queue]:
    with queue_of_its_own() as made:
        yield made


@pytest.fixture
def queue(database: Queue) -> Queue:
    return database.fill(PEOPLE)


def assert_nothing_to_reap(queue: Queue, *, clock_is_off_by: timedelta = timedelta()) -> None:
    assert queue.sql.execute(REAP, {"now": datetime.now(UTC) + clock_is_off_by}).fetchall() == []


def test_a_gateway_that_is_slow_for_thirty_seconds_is_waited_for_while_the_leases_are_renewed(
    queue: Queue, gateway: Simulated
) -> None:
    gateway.control(answer_seconds=30)
    queue.route(gateway.port, batch_size=PEOPLE, removes_doubles=False, timeout_seconds=40)

    def all_accepted() -> bool:
        assert_nothing_to_reap(
            queue
        )  # the leases are of three seconds: ten times over, were it not for the heartbeat
        return set(queue.states()) == {"accepted"}

    began = time.monotonic()
    queue.dispatch(all_accepted, seconds=50, lease_seconds=3.0)

    assert time.monotonic() - began >= 30
    assert set(gateway.on_air()) == queue.references()
    assert set(gateway.on_air().values()) == {1}
    assert queue.one("SELECT count(*) FROM notices_attempt") == PEOPLE


def test_workers_whose_clocks_are_an_hour_apart_take_nothing_from_each_other(
    queue: Queue, gateway: Simulated
) -> None:
    gateway.control(answer_seconds=0.3)
    queue.route(gateway.port, window=2, batch_size=10, removes_doubles=False)

    def all_accepted() -> bool:
        for off in (-HOUR, HOUR):
            assert_nothing_to_reap(queue, clock_is_off_by=off)
        return set(queue.states()) == {"accepted"}

    queue.dispatch(all_accepted, dispatchers=2)

    assert set(gateway.on_air().values()) == {1}
    assert queue.one("SELECT max(attempt) FROM notices_standing") == 1


def test_a_session_called_off_while_its_messages_are_on_the_wire(queue: Queue, gateway: Simulated) -> None:
    """What is out is out, and known to be; of the rest nothing leaves any more."""
    gateway.control(answer_seconds=1.0)
    queue.route(gateway.port, window=2, batch_size=10, removes_doubles=False)
    stopped_at: list[datetime] = []

    def all_settled() -> bool:
        if not stopped_at and queue.states().get("submitting", 0) > 0:
            queue.sql.execute("UPDATE allotment_appointment SET cancelled_at = clock_timestamp()")
            withdraw_everything(queue)
            stopped_at.append(queue.one("SELECT clock_timestamp()"))
        return set(queue.states()) <= {"accepted", "cancelled"}

    queue.dispatch(all_settled)

    states = queue.states()
    assert 0 < states["accepted"] <= 2 * 2 * 10
    assert states["cancelled"] == PEOPLE - states["accepted"]
    assert set(gateway.on_air()) == queue.references("st.state = 'accepted'")
    assert queue.one("SELECT count(*) FROM notices_attempt WHERE send_started_at > %s", stopped_at[0]) == 0


def withdraw_everything(queue: Queue) -> None:
    values = {
        "states": states_before(Event.WITHDRAW),
        "becomes": "cancelled",
        "reason": "session cancelled",
        "now": datetime.now(UTC),
    }
    queue.sql.execute(SETTLE_UNSENT.format(which="TRUE"), values)

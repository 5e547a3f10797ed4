"""A dispatcher killed at random points, twenty times, against a gateway that keeps its own ledger."""

import json
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from teeka.apps.notices.services.sending import REAP
from tests.apps.notices.dispatching import Queue, queue_of_its_own
from tests.gateways.sms.simulated import Simulated, simulated

KILLS = 20
PEOPLE = 1200


@pytest.fixture(scope="module")
def database() -> Iterator[Queue]:
    with queue_of_its_own() as made:
        yield made


@contextmanager
def dispatcher(queue: Queue) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.dispatcher_process"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:
        process.stdin.write(json.dumps(queue.for_asyncpg) + "\n")
        process.stdin.flush()
        process.stdout.readline()
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def killed_again_and_again(queue: Queue, chance: random.Random) -> int:
    """Kill dispatchers in mid-work until KILLS are dead; returns how many messages they left in hand."""
    left = 0
    for _ in range(KILLS):
        with dispatcher(queue) as process:
            time.sleep(0.3 + chance.random() * 0.7)
            process.kill()
        left += queue.states().get("submitting", 0)
        queue.sql.execute(REAP, {"now": datetime.now(UTC)})
    return left


def let_it_finish(queue: Queue, gateway: Simulated) -> Counter[str]:
    queue.sql.execute("UPDATE notices_route SET rate_per_second = 0, changed_at = now()")
    deadline = time.monotonic() + 60
    with dispatcher(queue):
        while set(queue.states()) - {"accepted", "unconfirmed"}:
            assert time.monotonic() < deadline, queue.states()
            queue.sql.execute(REAP, {"now": datetime.now(UTC)})
            time.sleep(0.2)
    return gateway.on_air()


def test_nothing_is_lost_or_doubled_where_the_gateway_removes_doubles(
    database: Queue, tmp_path: Path
) -> None:
    queue = database.fill(PEOPLE)
    with simulated(tmp_path, answer_seconds=0.1) as gateway:
        queue.single_route(gateway.port, rate=80)
        in_hand = killed_again_and_again(queue, random.Random(1))
        on_air = let_it_finish(queue, gateway)

    assert set(on_air) == queue.references()
    assert set(on_air.values()) == {1}
    assert in_hand > 0  # the kills did hit messages in mid-send
    assert queue.one("SELECT count(*) FROM notices_standing WHERE is_possible_duplicate") == 0


def test_nothing_is_lost_and_every_double_is_counted_where_the_gateway_can_do_nothing(
    database: Queue, tmp_path: Path
) -> None:
    queue = database.fill(PEOPLE, told_in=timedelta(seconds=1))
    with simulated(tmp_path, answer_seconds=0.1, removes_doubles=False, answers_queries=False) as gateway:
        queue.single_route(gateway.port, rate=80, patience=1, removes_doubles=False, query=None)
        in_hand = killed_again_and_again(queue, random.Random(2))
        on_air = let_it_finish(queue, gateway)

    never = queue.references() - set(on_air)  # in hand at two kills and both times not on the wire yet
    doubled = {reference for reference, times in on_air.items() if times > 1}
    flagged = queue.references("st.is_possible_duplicate")
    assert set(on_air) <= queue.references()
    assert never <= flagged & queue.references("st.state = 'unconfirmed'")  # these are on the call sheet
    assert max(on_air.values()) == 2
    assert doubled <= flagged
    assert len(flagged) <= in_hand


def test_what_two_kills_found_in_hand_and_never_on_the_air_is_on_the_call_sheet(database: Queue) -> None:
    """The gateway takes the connection and reads nothing, so no message can have gone out."""
    queue = database.fill(5, told_in=timedelta(seconds=1))
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        queue.single_route(deaf.getsockname()[1], rate=80, patience=1, removes_doubles=False, query=None)
        for is_flagged in (0, 5):
            with dispatcher(queue) as process:
                wait_until(lambda: queue.states() == {"submitting": 5}, queue)
                process.kill()
            assert len(queue.references("st.is_possible_duplicate")) == is_flagged
            wait_until(lambda: reaped(queue) == {"uncertain": 5}, queue)
        with dispatcher(queue):
            wait_until(lambda: queue.states() == {"unconfirmed": 5}, queue)

    assert queue.references("st.is_possible_duplicate AND st.is_perhaps_sent") == queue.references()
    assert queue.one("SELECT count(*) FROM notices_attempt WHERE answer = 'sent_at_risk'") == 5


def reaped(queue: Queue) -> dict[str, int]:
    queue.sql.execute(REAP, {"now": datetime.now(UTC)})
    return queue.states()


def wait_until(is_so: Callable[[], bool], queue: Queue) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline, queue.states()
        time.sleep(0.05)

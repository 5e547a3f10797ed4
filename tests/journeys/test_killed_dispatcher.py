"""Dispatchers killed twenty times at each point of a sending, against a gateway that keeps its own ledger.

`pytest -s` prints what the ledgers say, point by point.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from teeka.apps.notices.dispatch.dispatcher import SINGLE_LANES
from teeka.apps.notices.services.sending import REAP
from tests.apps.notices.dispatching import Queue, queue_of_its_own
from tests.gateways.sms.simulated import Simulated, simulated
from tests.journeys.dispatcher_process import Point

KILLS = 20
PEOPLE = 1200  # more than two lanes claim, so that all three have something in hand
WINDOW = 4
# Workers times messages in flight: what one kill can leave in doubt.
BOUND = SINGLE_LANES * WINDOW
POINTS = {
    "before the claim's commit": (Point.BEFORE_CLAIM,),
    "after the claim's commit": (Point.AFTER_CLAIM,),
    "after send-start's commit": (Point.AFTER_SEND_START,),
    "in mid-send": (Point.BEFORE_BYTES, Point.AFTER_BYTES),
    "before the mark": (Point.BEFORE_MARK,),
}
LAPSE = "UPDATE notices_submission SET lease_until = clock_timestamp() - interval '1 second'"
NOT_SENT_BY_SLEEPER = "SELECT count(*) FROM notices_attempt WHERE attempt = 1 AND answer = 'not_sent'"
HEADING = ("killed twenty times", "gateway", "on the air", "lost", "doubled", "counted", "in flight")


@dataclass
class Nursery:
    """Starts dispatchers, one after the other."""

    process: "subprocess.Popen[str]"
    queue: Queue
    number: int = 0

    def start(self, point: Point = Point.NOWHERE, *, lease_seconds: float = 2.0) -> None:
        assert self.process.stdin is not None
        asked = {"database": self.queue.for_asyncpg, "dies": point, "lease_seconds": lease_seconds}
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        self.number = int(self._line())

    def kill(self) -> None:
        os.kill(self.number, signal.SIGKILL)
        self.wait_for_death()

    def wait_for_death(self) -> None:
        assert int(self._line()) == -signal.SIGKILL
        self.number = 0

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()


@contextmanager
def nursery(queue: Queue) -> Iterator[Nursery]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.dispatcher_process"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:
        made = Nursery(process, queue)
        try:
            yield made
        finally:
            process.kill()
            process.wait()
            if made.number:
                os.kill(made.number, signal.SIGKILL)


@pytest.fixture(scope="module")
def database() -> Iterator[Queue]:
    with queue_of_its_own() as made:
        yield made


@pytest.fixture(scope="module")
def report() -> Iterator[list[tuple[object, ...]]]:
    """A line for each point and gateway, printed when all are there."""
    lines: list[tuple[object, ...]] = []
    yield lines
    print()
    for line in (HEADING, *lines):
        print(f"{line[0]:26} {line[1]:16}" + "".join(f"{value:>11}" for value in line[2:]))


def killed_again_and_again(born: Nursery, points: tuple[Point, ...], gateway: Simulated) -> int:
    """Kill a dispatcher KILLS times at these points by turns; returns how many messages were in flight."""
    in_flight = 0
    for kill in range(KILLS):
        point, before = points[kill % len(points)], sum(gateway.on_air().values())
        born.start(point)
        born.wait_for_death()
        states = born.queue.states()
        if point in {Point.AFTER_BYTES, Point.BEFORE_MARK}:
            wait_until(lambda before=before: sum(gateway.on_air().values()) > before, born.queue)
        else:
            assert sum(gateway.on_air().values()) == before
        assert_it_died_at(point, states)
        born.queue.sql.execute(LAPSE)
        # The dead one's last statement may still have run in the server: what is in doubt now was in flight.
        gone = born.queue.sql.execute(REAP, {"now": datetime.now(UTC)}).fetchall()
        in_flight += sum(state == "uncertain" for (state,) in gone)
    return in_flight


def assert_it_died_at(point: Point, states: dict[str, int]) -> None:
    claimed, submitting = states.get("claimed", 0), states.get("submitting", 0)
    if point is Point.BEFORE_CLAIM:
        assert (claimed, submitting) == (0, 0)
    elif point is Point.AFTER_CLAIM:
        assert (claimed > 0, submitting) == (True, 0)
    else:
        assert 0 < submitting <= BOUND


def let_it_finish(born: Nursery, gateway: Simulated) -> Counter[str]:
    """With leases that hold on a busy machine too: what a living one has in hand is not in doubt."""
    born.start(lease_seconds=60.0)
    queue, deadline = born.queue, time.monotonic() + 60
    while set(queue.states()) - {"accepted", "unconfirmed"}:
        assert time.monotonic() < deadline, queue.states()
        queue.sql.execute(REAP, {"now": datetime.now(UTC)})
        time.sleep(0.1)
    born.kill()
    return gateway.on_air()


@pytest.mark.parametrize("where", POINTS)
def test_nothing_is_lost_or_doubled_where_the_gateway_removes_doubles(
    database: Queue, tmp_path: Path, where: str, report: list[tuple[object, ...]]
) -> None:
    queue = database.fill(PEOPLE)
    with simulated(tmp_path) as gateway, nursery(queue) as born:
        queue.single_route(gateway.port, window=WINDOW)
        in_flight = killed_again_and_again(born, POINTS[where], gateway)
        on_air = let_it_finish(born, gateway)

    doubled = sum(times > 1 for times in on_air.values())
    counted = queue.one("SELECT count(*) FROM notices_standing WHERE is_possible_duplicate")
    report.append((where, "removes doubles", len(on_air), PEOPLE - len(on_air), doubled, counted, in_flight))
    assert set(on_air) == queue.references()
    assert (doubled, counted) == (0, 0)


@pytest.mark.parametrize("where", POINTS)
def test_nothing_is_lost_and_every_double_is_counted_where_the_gateway_can_do_nothing(
    database: Queue, tmp_path: Path, where: str, report: list[tuple[object, ...]]
) -> None:
    queue = database.fill(PEOPLE, told_in=timedelta(seconds=1))
    with simulated(tmp_path, removes_doubles=False, answers_queries=False) as gateway, nursery(queue) as born:
        queue.single_route(gateway.port, window=WINDOW, patience=1, removes_doubles=False, query=None)
        in_flight = killed_again_and_again(born, POINTS[where], gateway)
        on_air = let_it_finish(born, gateway)

    never = queue.references() - set(on_air)  # in hand at two kills and both times not on the wire yet
    doubled = {reference for reference, times in on_air.items() if times > 1}
    counted = queue.references("st.is_possible_duplicate")
    to_be_called = queue.references("st.state = 'unconfirmed' AND st.is_perhaps_sent")
    lost = never - to_be_called
    report.append((where, "can do nothing", len(on_air), len(lost), len(doubled), len(counted), in_flight))
    assert set(on_air) <= queue.references()
    assert lost == set()
    assert max(on_air.values()) <= 2
    assert doubled <= counted
    assert len(counted) <= in_flight <= KILLS * BOUND


def test_what_two_kills_found_in_hand_and_never_on_the_air_is_on_the_call_sheet(database: Queue) -> None:
    """The gateway takes the connection and reads nothing, so no message can have gone out."""
    queue = database.fill(5, told_in=timedelta(seconds=1))
    with socket.create_server(("127.0.0.1", 0)) as deaf, nursery(queue) as born:
        queue.single_route(deaf.getsockname()[1], rate=80, patience=1, removes_doubles=False, query=None)
        for is_flagged in (0, 5):
            born.start()
            wait_until(lambda: queue.states() == {"submitting": 5}, queue)
            born.kill()
            assert len(queue.references("st.is_possible_duplicate")) == is_flagged
            wait_until(lambda: reaped(queue) == {"uncertain": 5}, queue)
        born.start()
        wait_until(lambda: queue.states() == {"unconfirmed": 5}, queue)
        born.kill()

    assert queue.references("st.is_possible_duplicate AND st.is_perhaps_sent") == queue.references()
    assert queue.one("SELECT count(*) FROM notices_attempt WHERE answer = 'sent_at_risk'") == 5


def test_who_stood_still_sends_nothing_more_when_the_lease_is_over(database: Queue, tmp_path: Path) -> None:
    """A machine sleeps in mid-work; another goes on with its messages; then it wakes."""
    queue = database.fill(WINDOW, told_in=timedelta(seconds=1))
    with simulated(tmp_path, removes_doubles=False, answers_queries=False) as gateway:
        queue.single_route(gateway.port, window=WINDOW, patience=1, removes_doubles=False, query=None)
        with nursery(queue) as sleeper, nursery(queue) as other:
            sleeper.start(Point.STANDS_STILL)
            wait_until(lambda: queue.states() == {"submitting": WINDOW}, queue)
            wait_until(lambda: reaped(queue) == {"uncertain": WINDOW}, queue)
            other.start()
            wait_until(lambda: queue.states() == {"accepted": WINDOW}, queue)
            os.kill(sleeper.number, signal.SIGCONT)
            wait_until(lambda: queue.one(NOT_SENT_BY_SLEEPER) == WINDOW, queue)
            sleeper.kill()
            other.kill()

    assert gateway.on_air() == dict.fromkeys(queue.references(), 1)
    assert queue.states() == {"accepted": WINDOW}


def reaped(queue: Queue) -> dict[str, int]:
    queue.sql.execute(REAP, {"now": datetime.now(UTC)})
    return queue.states()


def wait_until(is_so: Callable[[], bool], queue: Queue) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline, queue.states()
        time.sleep(0.05)

"""Two workers, and a worker and the stop switch, at the same moment; and the steward who makes reminders."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from teeka.apps.notices import working
from teeka.apps.notices.services import reminding
from teeka.apps.notices.services.kinds import switch_kind
from teeka.apps.notices.services.owing import plan_messages, store
from teeka.apps.notices.services.reminding import Reminding
from teeka.apps.notices.services.stopping import stop_session
from teeka.apps.notices.working import Steward
from teeka.apps.planning.models import Session
from teeka.apps.readiness.queries.board import board
from teeka.apps.readiness.services.watching import watch_promises
from teeka.rules.messages.invitation import Purpose
from teeka.rules.permissions import Jurisdiction
from tests.apps.notices.people import PATNA, World, settle, standings

ROUNDS = 5
DAY = Purpose.REMINDER_DAY_BEFORE


@transaction.atomic
def a_world(now: datetime, people: int = 6) -> World:
    """So many who were told two days before; `world.at` is five in the afternoon of the day before."""
    world = World(now)
    world.starts_at = (now + timedelta(days=2)).replace(hour=5, minute=30)
    Session.objects.filter(pk=world.session.pk).update(
        starts_at=world.starts_at, ends_at=world.starts_at + timedelta(hours=6)
    )
    for number in range(people):
        world.seat(f"Asha{number}")
    plan_messages([world.freeze()], now=now)
    for number in range(people):
        settle(f"Asha{number} ", "delivered", now=now)
    switch_kind(DAY, is_on=True, reason="many stayed away", by="Asha", now=now)
    return world


def afternoon(world: World) -> datetime:
    return (world.starts_at - timedelta(days=1)).replace(hour=11, minute=30)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_remind_nobody_twice(now: datetime, pool: ThreadPoolExecutor) -> None:
    """Guard: the planner's lock. Without it the second worker fails at the unique key."""
    for _ in range(ROUNDS):
        world, start = a_world(now), threading.Barrier(2)

        def remind(world: World = world, start: threading.Barrier = start) -> int:
            try:
                start.wait()
                return Reminding().make_due(now=afternoon(world))
            finally:
                connection.close()

        made = [one.result() for one in [pool.submit(remind) for _ in range(2)]]
        assert sorted(made) == [0, 6]
        Session.objects.update(cancelled_at=now)


@pytest.mark.django_db(transaction=True)
def test_no_reminder_outlives_a_stop_that_comes_while_it_is_made(
    now: datetime, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: the stops' lock, which a worker shares and a stop has alone.

    The stop begins when the worker has looked whether there is one. Without the lock it ends before the
    worker has stored what it read.
    """
    world, has_looked, is_stopped = a_world(now), threading.Event(), threading.Event()
    at = afternoon(world)

    def store_late(*args: Any, **kwargs: Any) -> None:
        has_looked.set()
        is_stopped.wait(1.0)  # with the lock it comes only after us
        store(*args, **kwargs)

    monkeypatch.setattr(reminding, "store", store_late)

    def remind() -> int:
        try:
            return Reminding().make_due(now=at)
        finally:
            connection.close()

    def stop() -> None:
        try:
            assert has_looked.wait(10)
            stop_session(session_id=world.session.pk, reason="wrong", corrects=False, by="Asha", now=at)
            is_stopped.set()
        finally:
            connection.close()

    worker, hand = pool.submit(remind), pool.submit(stop)
    assert worker.result() == 6
    hand.result()
    assert [row[2] for row in standings() if row[1] == DAY] == ["cancelled"] * 6


@pytest.mark.django_db
@pytest.mark.parametrize(("makes_due", "made"), [(True, 6), (False, 0)])
def test_the_steward_reminds_where_it_makes_messages_due(
    now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, makes_due: bool, made: int
) -> None:
    world = a_world(now)
    monkeypatch.setattr(working.clock, "now", lambda: afternoon(world))
    steward = Steward(tmp_path, watch=watch_promises, makes_due=makes_due, waits_for_database=0)

    steward.one_pass(None)

    assert [purpose for _, purpose, _ in standings()].count(DAY) == made


@pytest.mark.django_db
def test_a_delivered_reminder_counts_as_told_on_the_board_and_another_does_not(now: datetime) -> None:
    world = a_world(now, people=2)
    patna = Jurisdiction(frozenset({PATNA}))

    def told_and_to_call() -> tuple[int, int]:
        total = board(patna, now=afternoon(world), on=None).total
        return total.told, total.to_call

    with connection.cursor() as cursor:
        cursor.execute("UPDATE notices_settled SET state = 'unconfirmed'")
    assert told_and_to_call() == (0, 2)
    assert Reminding().make_due(now=afternoon(world)) == 2
    assert told_and_to_call() == (0, 2)
    settle("Asha0 ", "delivered", now=afternoon(world))
    settle("Asha1 ", "expired", now=afternoon(world))

    assert told_and_to_call() == (1, 1)

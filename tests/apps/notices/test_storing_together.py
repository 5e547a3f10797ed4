"""What threads bring at once is written by one of them, and nobody is told before it is durable."""

import json
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from teeka.apps.notices.models import Receipt
from teeka.apps.notices.services.callbacks import KnownRoute
from teeka.apps.notices.services.receipts import store_receipts
from teeka.apps.notices.services.storing_together import NotStored, Together
from teeka.gateways.sms.simulator.settings import rehearsal_settings

THREADS = 8
ROUTE = KnownRoute("air", "http", rehearsal_settings(1), {})


class Written:
    """A place to write to, whose first writing waits until it may go on, and fails where it should."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.has_begun, self.may_go_on = threading.Event(), threading.Event()
        self.fault: Exception | None = None

    def write(self, rows: list[int], _now: datetime) -> None:
        if not self.has_begun.is_set():
            self.has_begun.set()
            assert self.may_go_on.wait(30)
        elif self.fault is not None:
            raise self.fault
        self.groups.append(list(rows))


def all_but_the_first_wait(together: Together[int], written: Written, now: datetime) -> list[Future[None]]:
    """The first is at its writing, and the rows of all the others wait for the turn."""
    pool = ThreadPoolExecutor(THREADS)
    futures = [pool.submit(together.store, [0], now)]
    assert written.has_begun.wait(30)
    futures += [pool.submit(together.store, [number], now) for number in range(1, THREADS)]
    while len(together._waiting) < THREADS - 1:
        assert not any(one.done() for one in futures)
    pool.shutdown(wait=False)
    return futures


def test_what_comes_while_one_writes_is_written_together(now: datetime) -> None:
    written = Written()
    futures = all_but_the_first_wait(Together(written.write), written, now)

    assert not any(one.done() for one in futures)  # nobody is told before it is written
    written.may_go_on.set()
    for one in futures:
        one.result(30)

    assert [sorted(group) for group in written.groups] == [[0], list(range(1, THREADS))]


def test_where_the_writing_fails_each_whose_rows_were_among_them_hears_it(now: datetime) -> None:
    written = Written()
    together = Together(written.write)
    futures = all_but_the_first_wait(together, written, now)
    written.fault = OperationalError()
    written.may_go_on.set()

    faults = [type(fault) for fault in (one.exception(30) for one in futures) if fault is not None]
    assert sorted(fault.__name__ for fault in faults) == ["NotStored"] * (THREADS - 2) + ["OperationalError"]
    assert issubclass(NotStored, DatabaseError)
    written.fault = None
    together.store([99], now)
    assert written.groups == [[0], [99]]  # and whoever comes next is none the worse


@pytest.mark.django_db(transaction=True)
def test_many_threads_store_receipts_at_once_and_each_answer_means_stored(now: datetime) -> None:
    barrier = threading.Barrier(THREADS)

    def bring(_number: int) -> list[tuple[UUID, bool]]:
        seen: list[tuple[UUID, bool]] = []
        try:
            for _ in range(10):
                barrier.wait(30)
                reference = uuid4()
                take([reference], now)
                seen.append((reference, Receipt.objects.filter(reference=reference).exists()))
        finally:
            connection.close()
        return seen

    with ThreadPoolExecutor(THREADS) as pool:
        told = [one for seen in pool.map(bring, range(THREADS)) for one in seen]

    assert all(is_stored for _, is_stored in told)
    assert Receipt.objects.count() == len(told) == THREADS * 10


@pytest.mark.django_db(transaction=True)
def test_who_stores_in_a_transaction_stores_alone(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others' receipts must not be undone with it."""

    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Together, "store", never)
    with transaction.atomic():
        take([uuid4()], now)
    assert Receipt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_store_the_same_receipts_in_opposite_order_wait_and_do_not_block_each_other(
    now: datetime,
) -> None:
    """From outside, as a second process of the web would; without an order one of them is a deadlock's."""
    barrier = threading.Barrier(2)
    references = [[uuid4() for _ in range(500)] for _ in range(6)]

    def bring(step: int) -> None:
        try:
            for some in references:
                barrier.wait(30)
                with transaction.atomic():  # alone, each with a connection of its own
                    take(some[::step], now)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(bring, step) for step in (1, -1)]:
            done.result(60)

    assert Receipt.objects.count() == 6 * 500


def take(references: list[UUID], now: datetime) -> None:
    entries = [{"reference": str(one), "status": "DELIVRD"} for one in references]
    body = json.dumps({"receipts": entries}).encode()
    assert store_receipts(route=ROUTE, body=body, content_type="application/json", now=now) == len(references)

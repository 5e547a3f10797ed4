"""Runs real dispatchers against a real database and the simulated gateway on a real port."""

import asyncio
import itertools
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import psycopg
from benchmarks.frozen_lists import make_frozen_lists

from teeka.apps.notices.dispatch.dispatcher import Dispatcher
from teeka.gateways.sms.simulator.settings import rehearsal_settings
from teeka.shared import clock
from tests import early

_numbers = itertools.count(1)

ROUTE = """
INSERT INTO notices_route (code, adapter, settings, weight, rate_per_second, "window",
                           receipt_patience_seconds, is_on, is_rehearsal, changed_at, changed_by,
                           change_reason)
VALUES (%s, %s, %s, %s, %s, %s, %s, true, false, now() - interval '1 hour', 'test', '')
"""
MESSAGES = """
WITH made AS (
    INSERT INTO notices_message (district_code, reference, purpose, campaign_id, session_id, frozen_list_id,
        appointment_id, beneficiary_id, revision, channel, sequence, slot_at, site_name, language, to_number,
        text, segments, must_be_told_by, planned_at)
    SELECT r.district_code, gen_random_uuid(), 'invitation', s.campaign_id, s.id, l.id, r.appointment_id,
           r.beneficiary_id, 1, 'sms', 1, r.slot_at, 'PHC', 'en', r.mobile, 'Your vaccination is tomorrow', 1,
           s.starts_at - interval '24 hours', now()
    FROM allotment_frozenrow r JOIN allotment_frozenlist l ON l.id = r.frozen_list_id
    JOIN planning_session s ON s.id = l.session_id
    RETURNING id, district_code, session_id, must_be_told_by
)
INSERT INTO notices_outbox (message_id, district_code, session_id, state, state_at, priority, must_be_told_by,
                            useless_from)
SELECT id, district_code, session_id, 'queued', now(), 5, must_be_told_by,
       must_be_told_by + interval '24 hours'
FROM made
"""


class Queue:
    """A database with queued messages and one route; emptied and filled again for each test."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sql = psycopg.connect(url, autocommit=True)

    def fill(self, people: int, *, told_in: timedelta = timedelta(days=1)) -> "Queue":
        """`people` queued messages that must be told within `told_in`, and no route."""
        self.sql.execute("RESET ROLE")
        self.sql.execute(
            "TRUNCATE notices_route, notices_message, notices_outbox, notices_settled, notices_attempt,"
            " notices_submission, notices_part, notices_receipt, planning_session, people_beneficiary CASCADE"
        )
        self.sql.execute("SET ROLE teeka_worker")
        make_frozen_lists(self.sql, people=people, starts_at=clock.now() + timedelta(days=1) + told_in)
        self.sql.execute(MESSAGES)
        return self

    def route(
        self, port: int, *, code: str = "air", weight: int = 10, rate: float = 0, window: int = 20,
        patience: int = 60, **settings: Any,
    ) -> None:  # fmt: skip
        described = json.dumps({**rehearsal_settings(port), **settings})
        self.sql.execute(ROUTE, (code, "http", described, weight, rate, window, patience))

    def single_route(self, port: int, **settings: Any) -> None:
        self.route(port, url=f"http://127.0.0.1:{port}/send", style="single", **settings)

    def provider_route(self, adapter: str, settings: dict[str, Any], *, window: int, patience: int) -> None:
        self.sql.execute(ROUTE, ("air", adapter, json.dumps(settings), 10, 0, window, patience))

    def states(self) -> dict[str, int]:
        return dict(self.sql.execute("SELECT state, count(*) FROM notices_standing GROUP BY 1").fetchall())

    def one(self, statement: str, *values: Any) -> Any:
        row = self.sql.execute(statement, values).fetchone()
        return None if row is None else row[0]

    def references(self, where: str = "true") -> set[str]:
        statement = (
            "SELECT m.reference::text FROM notices_message m"
            f" JOIN notices_standing st ON st.message_id = m.id WHERE {where}"
        )
        return {row[0] for row in self.sql.execute(statement).fetchall()}

    def numbers(self, where: str = "true") -> set[str]:
        """The numbers that messages go to, with 91 before them."""
        statement = (
            "SELECT '91' || m.to_number FROM notices_message m"
            f" JOIN notices_standing st ON st.message_id = m.id WHERE {where}"
        )
        return {row[0] for row in self.sql.execute(statement).fetchall()}

    @property
    def for_asyncpg(self) -> dict[str, Any]:
        parts = urlsplit(self.url)
        return {
            "host": parts.hostname, "port": parts.port, "user": parts.username, "password": parts.password,
            "database": parts.path[1:], "server_settings": {"role": "teeka_worker", "jit": "off"},
        }  # fmt: skip

    def dispatch(
        self,
        until: Callable[[], bool],
        *,
        dispatchers: int = 1,
        seconds: float = 20.0,
        **options: Any,
    ) -> None:
        """Run dispatchers in this process until the condition holds; AssertionError when it never does."""
        asyncio.run(self._dispatch(until, dispatchers, seconds, options))

    async def _dispatch(
        self, until: Callable[[], bool], count: int, seconds: float, options: dict[str, Any]
    ) -> None:
        running = [Dispatcher(self.for_asyncpg, **options) for _ in range(count)]
        tasks = [asyncio.create_task(dispatcher.run()) for dispatcher in running]
        deadline = time.monotonic() + seconds
        try:
            while not until():
                assert time.monotonic() < deadline, self.states()
                assert not any(task.done() for task in tasks)
                await asyncio.sleep(0.05)
        finally:
            for dispatcher in running:
                dispatcher.stop.set()
            await asyncio.gather(*tasks)


@contextmanager
def queue_of_its_own() -> Iterator[Queue]:
    """A queue in a fresh database, for all tests of one file."""
    name = f"queue_{os.getpid()}_{next(_numbers)}"
    with early.connect_as_superuser() as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE teeka_template OWNER teeka_owner")
    queue = Queue(early.owner_url(name))
    try:
        yield queue
    finally:
        queue.sql.close()
        with early.connect_as_superuser() as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

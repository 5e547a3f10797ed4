"""What benchmarks of sending have in common: messages that wait, a dispatcher that sends them, a clock."""

import asyncio
import resource
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from benchmarks.frozen_lists import make_frozen_lists
from django.db import connection, transaction

from teeka.apps.notices import queries
from teeka.apps.notices.dispatch.dispatcher import Dispatcher
from teeka.apps.notices.services.owing import plan_messages
from teeka.apps.notices.services.sending import make_due
from teeka.apps.notices.working import database_of_worker
from teeka.shared import clock

LISTS_A_BATCH = 50


def step(name: str, rows: int, work: Callable[[], object]) -> dict[str, Any]:
    started = time.monotonic()
    work()
    seconds = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {**rated(name, rows, seconds), "peak_mib": peak}


def rated(name: str, rows: int, seconds: float) -> dict[str, Any]:
    return {
        "step": name,
        "rows": rows,
        "seconds": round(seconds, 2),
        "rows_per_second": round(rows / seconds),
    }


def frozen(people: int, prefix: str, first: int) -> list[int]:
    connection.ensure_connection()
    starts_at = clock.now() + timedelta(days=3)
    with transaction.atomic():
        return make_frozen_lists(
            connection.connection, people=people, starts_at=starts_at, prefix=prefix, first=first
        )


def plan(list_ids: list[int]) -> None:
    """The messages that these lists owe, all of them due."""
    now = clock.now()
    for start in range(0, len(list_ids), LISTS_A_BATCH):
        with transaction.atomic():
            plan_messages(list_ids[start : start + LISTS_A_BATCH], now=now, is_first=True)
    make_due(now=now, at_any_hour=True)


def queued() -> int:
    return queries.open_counts().get("queued", 0)


def dispatch() -> None:
    """One dispatcher, until nothing waits or is in hand."""

    async def run() -> None:
        dispatcher = Dispatcher(database_of_worker())
        sending = asyncio.create_task(dispatcher.run())
        while await asyncio.to_thread(_is_unsent):
            await asyncio.sleep(0.3)
        dispatcher.stop.set()
        await sending

    asyncio.run(run())


def _is_unsent() -> bool:
    try:
        states = queries.open_counts()
        return any(states.get(state) for state in ("queued", "claimed", "submitting", "uncertain"))
    finally:
        if threading.current_thread() is not threading.main_thread():
            connection.close()

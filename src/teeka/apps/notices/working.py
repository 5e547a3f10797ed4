"""The background worker: a dispatcher, and a steward who applies receipts and keeps the clock."""

import asyncio
import logging
import math
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.db import connection

from teeka.apps.notices.dispatch.dispatcher import Dispatcher
from teeka.apps.notices.guarding import DATABASE_GONE, Guard
from teeka.apps.notices.services.canaries import apply_canary_receipts
from teeka.apps.notices.services.dose_due import tell_of_due_doses
from teeka.apps.notices.services.receipts import apply_receipts
from teeka.apps.notices.services.reminding import Reminding
from teeka.apps.notices.services.replies import read_replies
from teeka.apps.notices.services.routes import forget_old_counts
from teeka.apps.notices.services.second_channel import open_emails
from teeka.apps.notices.services.sending import make_due, reap_lapsed_leases, settle_unconfirmed
from teeka.apps.notices.services.spool import replay_spool
from teeka.apps.notices.services.texts import add_missing_texts
from teeka.apps.notices.services.withdrawing import settle_useless, withdraw_cancelled
from teeka.shared import clock

log = logging.getLogger(__name__)
PASS_EVERY = 0.25
CLOCK_EVERY = 2.0
SWEEP_EVERY = 60.0
LONGEST_RECEIPTS_SECONDS = 2.0

AfterPass = Callable[[], bool]


class Watch(Protocol):
    def __call__(self, *, now: datetime) -> None: ...


def database_of_worker() -> dict[str, Any]:
    """How asyncpg reaches the database that Django is configured for, in the same role."""
    given = connection.get_connection_params()
    server = {"jit": "off"}
    if given.get("options"):
        server["options"] = given["options"]
    return {
        "host": given.get("host") or None,
        "port": given.get("port"),
        "database": given.get("dbname"),
        "user": given.get("user"),
        "password": given.get("password"),
        "server_settings": server,
    }


class Steward:
    """Everything that is not sending: receipts, due times, leases. Works in a thread of its own."""

    def __init__(
        self,
        spool_folder: Path,
        *,
        watch: Watch,
        makes_due: bool,
        waits_for_database: float,
        lets_faults_out: bool = True,
    ) -> None:
        self._spool, self._watch, self._makes_due = spool_folder, watch, makes_due
        self._waits_for_database = waits_for_database
        self._do = Guard(lets_faults_out=lets_faults_out)
        self._reminding, self._doses_after = Reminding(), 0
        self._clock_at = self._sweep_at = 0.0
        self._away_since: float | None = None

    def one_pass(self, after_pass: AfterPass | None) -> bool:
        """Do what is due, then ask whether that was all; while the database is away, neither.

        Raises what the database said when it has been away for longer than we wait.
        """
        is_done = False
        try:
            self._do_what_is_due()
            if after_pass is not None:
                is_done = after_pass()
        except DATABASE_GONE as error:
            connection.close()
            if self._away_since is None:
                self._away_since = time.monotonic()
                log.warning("the worker lost the database", extra={"fault": type(error).__name__})
            if time.monotonic() - self._away_since > self._waits_for_database:
                raise
        else:
            self._away_since = None
        return is_done

    def close(self) -> None:
        connection.close()

    def _do_what_is_due(self) -> None:
        do = self._do
        do(replay_spool, folder=self._spool)
        do(apply_canary_receipts, now=clock.now())
        do(apply_what_waits)
        do(read_replies, now=clock.now())
        if time.monotonic() - self._clock_at >= CLOCK_EVERY:
            self._clock_at = time.monotonic()
            self._keep_the_clock(clock.now())
        if time.monotonic() - self._sweep_at >= SWEEP_EVERY:
            self._sweep_at = time.monotonic()
            self._sweep()

    def _keep_the_clock(self, now: datetime) -> None:
        for step in (reap_lapsed_leases, settle_useless, settle_unconfirmed):
            self._do(step, now=now)
        if self._makes_due:
            self._do(make_due, now=now)
            self._do(self._reminding.make_due, now=now)

    def _sweep(self) -> None:
        do = self._do
        do(withdraw_cancelled, now=clock.now())
        if self._makes_due:
            told = do(tell_of_due_doses, now=clock.now(), after=self._doses_after)
            self._doses_after = (told.go_on_after if told else None) or 0
        do(open_emails, now=clock.now())
        do(add_missing_texts)
        do(forget_old_counts, now=clock.now())
        do(self._watch, now=clock.now())


def apply_what_waits() -> None:
    """Receipts, as many as a pass has time for."""
    until = time.monotonic() + LONGEST_RECEIPTS_SECONDS
    while apply_receipts(now=clock.now()).is_full and time.monotonic() < until:
        pass


def work(
    *,
    spool_folder: Path,
    watch: Watch,
    makes_due: bool = True,
    after_pass: AfterPass | None = None,
    waits_for_database: float = math.inf,
    lets_faults_out: bool = True,
) -> bool:
    """Run until a signal comes or `after_pass` returns True; returns whether it was the latter.

    watch: looks at everything once a minute, in the steward's thread. makes_due: queue what becomes due
    inside the sending hours. `after_pass` runs in the steward's thread, after each of its passes while the
    database is there. A database that is away for longer than
    `waits_for_database` seconds ends the work with its error; any other fault of a step does where
    `lets_faults_out`, else the step is noted, and the rest goes on.
    """
    steward = Steward(
        spool_folder,
        watch=watch,
        makes_due=makes_due,
        waits_for_database=waits_for_database,
        lets_faults_out=lets_faults_out,
    )
    return asyncio.run(_work(steward, after_pass))


async def _work(steward: Steward, after_pass: AfterPass | None) -> bool:
    dispatcher = Dispatcher(database_of_worker())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, dispatcher.stop.set)
    sending = asyncio.create_task(dispatcher.run())
    sending.add_done_callback(lambda _: dispatcher.stop.set())
    is_done = False
    with ThreadPoolExecutor(1, thread_name_prefix="steward") as thread:
        try:
            while not dispatcher.stop.is_set() and not is_done:
                is_done = await loop.run_in_executor(thread, steward.one_pass, after_pass)
                if not is_done:
                    await _pause(dispatcher.stop)
        finally:
            dispatcher.stop.set()
            await loop.run_in_executor(thread, steward.close)
            await sending
    return is_done


async def _pause(stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), PASS_EVERY)
    except TimeoutError:
        return

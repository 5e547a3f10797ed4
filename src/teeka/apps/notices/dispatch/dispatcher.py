"""One dispatcher process: its routes and their lanes, its heartbeat, its doubts."""

import asyncio
import contextlib
import json
import logging
import os
import time
from collections.abc import Callable, Coroutine, Mapping
from typing import Any
from uuid import uuid4

import aiohttp
import asyncpg

from teeka.apps.notices.dispatch import statements
from teeka.apps.notices.dispatch.accounts import ask_balance
from teeka.apps.notices.dispatch.asking import ask_for_receipts
from teeka.apps.notices.dispatch.canaries import ask_about_canary, tend_canaries
from teeka.apps.notices.dispatch.counting import write_down
from teeka.apps.notices.dispatch.doubts import Doubtful, settle_doubts
from teeka.apps.notices.dispatch.lane import DATABASE_GONE, Lane
from teeka.apps.notices.dispatch.letters import send_letters
from teeka.apps.notices.dispatch.open_route import LONG_AGO, Lease, OpenRoute
from teeka.apps.notices.dispatch.pace import TokenBucket, Trouble
from teeka.apps.notices.dispatch.receiving import Receiving
from teeka.apps.notices.dispatch.turns import Turns
from teeka.apps.notices.route_rows import RouteNow, routes_now
from teeka.gateways.sms.gateway import SettingsRefused, Surroundings
from teeka.gateways.sms.registry import open_gateway
from teeka.rules.messages.second_channel import Channel

log = logging.getLogger(__name__)
ROUTES_EVERY = 2.0
DOUBTS_EVERY = 0.5
ASKED_EVERY = 0.5
LETTERS_EVERY = 5.0
BATCH_LANES = 2
SINGLE_LANES = 3
CONNECTIONS = 6


class Dispatcher:
    """Runs until its stop event is set. Several may run at once, on one machine or on many."""

    def __init__(self, database: Mapping[str, Any], *, lease_seconds: float = 60.0) -> None:
        self._database = dict(database)
        self._lease = Lease(uuid4(), lease_seconds)
        self._routes: dict[int, OpenRoute] = {}
        self._lanes: dict[int, list[asyncio.Task[None]]] = {}
        self._sessions: dict[int, aiohttp.ClientSession] = {}
        self._sinks: dict[int, Receiving] = {}
        self._turns = {channel: Turns(_clock_of_leases) for channel in Channel}
        self.stop = asyncio.Event()

    @property
    def sent(self) -> int:
        return sum(route.sent for route in self._routes.values())

    async def run(self) -> None:
        pool = await self._pool()
        try:
            await asyncio.gather(
                self._every(ROUTES_EVERY, lambda: self._refresh_routes(pool)),
                self._every(self._lease.seconds / 3, lambda: self._renew_leases(pool)),
                self._every(DOUBTS_EVERY, lambda: self._settle_doubts(pool)),
                self._every(ASKED_EVERY, lambda: self._ask_for_receipts(pool)),
                self._every(LETTERS_EVERY, lambda: self._send_letters(pool)),
                self._every(ROUTES_EVERY, lambda: tend_canaries(pool, list(self._routes.values()))),
                self._every(ROUTES_EVERY, lambda: self._ask_balances(pool)),
            )
            for lanes in self._lanes.values():
                await asyncio.gather(*lanes)
            with contextlib.suppress(*DATABASE_GONE):
                await write_down(pool, self._routes.values())
        finally:
            for route in self._routes.values():
                await self._hang_up(route)
            await _close(pool)

    async def _pool(self) -> asyncpg.Pool:
        """Connections of our own; waits for a database that is away."""
        while True:
            try:
                return await asyncpg.create_pool(
                    **self._database, min_size=1, max_size=CONNECTIONS, command_timeout=60, init=_set_codec
                )
            except DATABASE_GONE:
                if self.stop.is_set():
                    raise
                await asyncio.sleep(1.0)

    async def _every(self, seconds: float, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        while not self.stop.is_set():
            try:
                await work()
            except DATABASE_GONE as error:
                log.warning("the dispatcher lost the database", extra={"fault": type(error).__name__})
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stop.wait(), seconds)

    async def _refresh_routes(self, pool: asyncpg.Pool) -> None:
        """Open what was switched on, close what was switched off or changed: no restart is needed."""
        await write_down(pool, self._routes.values())
        rows = await pool.fetch(statements.ROUTES)
        standing = routes_now(rows, await pool.fetch(statements.MINUTES))
        wanted = {row["id"]: row for row in rows if row["is_on"]}
        for route in list(self._routes.values()):
            row = wanted.get(route.id)
            if row is None or row["changed_at"] != route.changed_at:
                await self._close_route(route)
        texts = {row[0]: (row[1], row[2], row[3], row[4]) for row in await pool.fetch(statements.TEXTS)}
        for channel, turns in self._turns.items():
            of_channel = [route_id for route_id, row in wanted.items() if row["channel"] == channel]
            turns.set_weights({route_id: standing[route_id].share for route_id in of_channel})
        for row in wanted.values():
            if row["id"] not in self._routes:
                await self._open_route(pool, row, standing[row["id"]])
        for route in self._routes.values():
            route.texts = texts
            _tell(route, standing[route.id], wanted[route.id])

    async def _open_route(self, pool: asyncpg.Pool, row: Any, standing: RouteNow) -> None:
        connector = aiohttp.TCPConnector(limit=max(10, row["window"] + BATCH_LANES))
        session = aiohttp.ClientSession(connector=connector)
        sink = Receiving(pool, row["code"], self.stop)
        surroundings = Surroundings(os.environ, session, row["window"], sink)
        try:
            gateway = open_gateway(row["adapter"], row["settings"], surroundings)
        except SettingsRefused as refusal:
            await session.close()
            await pool.execute(statements.NOTE_FAULT, row["id"], str(refusal)[:300])
            return
        clock = asyncio.get_running_loop().time
        route = OpenRoute(
            row["id"], row["code"], gateway, _clock_of_leases, row["changed_at"], row["now"],
            row["window"], row["receipt_patience_seconds"],
            TokenBucket(row["rate_per_second"], clock), Trouble(clock), row["slow_seconds"],
            row["canary_number"], row["balance_floor"], row["paise_a_segment"], row["channel"],
        )  # fmt: skip
        _tell(route, standing, row)
        self._routes[route.id] = route
        self._sessions[route.id], self._sinks[route.id] = session, sink
        turns = self._turns[Channel(route.channel)]
        turns.enter(route)
        in_flight = asyncio.Semaphore(max(1, row["window"]))
        count = BATCH_LANES if gateway.capabilities.batch_size > 1 else SINGLE_LANES
        lanes = [Lane(pool, route, self._lease, in_flight, turns) for _ in range(count)]
        self._lanes[route.id] = [asyncio.create_task(lane.run(self.stop)) for lane in lanes]

    async def _close_route(self, route: OpenRoute) -> None:
        route.is_closing = True
        await asyncio.gather(*self._lanes.pop(route.id))
        await self._hang_up(route)
        self._turns[Channel(route.channel)].leave(route)
        del self._routes[route.id]

    async def _hang_up(self, route: OpenRoute) -> None:
        await route.gateway.close()
        await self._sessions.pop(route.id).close()
        del self._sinks[route.id]

    async def _renew_leases(self, pool: asyncpg.Pool) -> None:
        for route in list(self._routes.values()):
            if not route.leases:
                continue
            asked_at = route.clock()
            rows = await pool.fetch(statements.RENEW, list(route.leases), self._lease.seconds)
            renewed = {row[0] for row in rows} & route.leases.keys()
            route.leases.update(dict.fromkeys(renewed, asked_at + self._lease.seconds))

    async def _settle_doubts(self, pool: asyncpg.Pool) -> None:
        """On routes that answer; and on those that do not, where others can take over."""
        for route in list(self._routes.values()):
            is_away = not route.is_answering and self._turns[Channel(route.channel)].has_others(route)
            if is_away or not route.trouble.seconds_left:
                await settle_doubts(pool, Doubtful(route.id, route.patience_seconds, route.gateway, is_away))
        able = {route.channel for route in self._routes.values() if route.is_able}
        for route_id, channel, patience in await pool.fetch(statements.OFF_WITH_DOUBTS) if able else ():
            if channel in able:
                await settle_doubts(pool, Doubtful(route_id, patience, None, is_away=True))

    async def _send_letters(self, pool: asyncpg.Pool) -> None:
        for route in list(self._routes.values()):
            await send_letters(pool, route)

    async def _ask_for_receipts(self, pool: asyncpg.Pool) -> None:
        for route in list(self._routes.values()):
            if sink := self._sinks.get(route.id):
                await ask_for_receipts(pool, route, sink)
                await ask_about_canary(pool, route, sink)

    async def _ask_balances(self, pool: asyncpg.Pool) -> None:
        for route in list(self._routes.values()):
            await ask_balance(pool, route)


def _tell(route: OpenRoute, standing: RouteNow, row: Any) -> None:
    route.gate, route.last_canary, route.is_closed = standing.gate, standing.last_canary, standing.is_closed
    route.has_fault, route.read_at = row["last_fault"] != "", row["now"]
    route.bulk_at = row["bulk_at"] or LONG_AGO


def _clock_of_leases() -> float:
    """A machine that slept must know that its leases are over: this clock went on."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


async def _set_codec(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


async def _close(pool: asyncpg.Pool) -> None:
    try:
        await asyncio.wait_for(pool.close(), 5)
    except (TimeoutError, *DATABASE_GONE):
        pool.terminate()

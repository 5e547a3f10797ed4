"""Dispatchers as processes of their own, made to be killed; forked, for starting anew takes long.

Each line that comes in is one dispatcher: the database, for how long its leases hold without a heartbeat, and
at which point it kills itself (or nowhere).
Each line that goes out is the number of its process, and then how it ended.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from functools import partial
from typing import Any

import aiohttp
import asyncpg

from teeka.apps.notices.dispatch import doubts, statements
from teeka.apps.notices.dispatch.dispatcher import Dispatcher

# A message in hand at many kills waits this long before it goes again; a minute would prove no more.
doubts.LONGEST_WAIT_BETWEEN_TRIES = 5


class Point(StrEnum):
    NOWHERE = "nowhere"
    BEFORE_CLAIM = "before the claim's commit"
    AFTER_CLAIM = "after the claim's commit"
    AFTER_SEND_START = "after send-start's commit"
    BEFORE_BYTES = "in mid-send, no byte out"
    AFTER_BYTES = "in mid-send, all bytes out"
    BEFORE_MARK = "before the mark"
    STANDS_STILL = "stands still after send-start's commit"


def die() -> None:
    """kill -9, by the one who knows best when."""
    os.kill(os.getpid(), signal.SIGKILL)


class MortalPool:
    """asyncpg's pool, but for the one point at which its process ends."""

    def __init__(self, pool: asyncpg.Pool, point: Point) -> None:
        self._pool, self._point = pool, point

    async def fetch(self, text: str, *given: Any) -> list[asyncpg.Record]:
        if text == statements.CLAIM and self._point is Point.BEFORE_CLAIM:
            async with self._pool.acquire() as connection, connection.transaction():
                rows = await connection.fetch(text, *given)
                if rows:
                    die()
        else:
            rows = await self._pool.fetch(text, *given)
        if rows and text == statements.CLAIM and self._point is Point.AFTER_CLAIM:
            die()
        if rows and text == statements.SEND_START and self._point is Point.AFTER_SEND_START:
            die()
        if rows and text == statements.SEND_START and self._point is Point.STANDS_STILL:
            os.kill(os.getpid(), signal.SIGSTOP)
        return rows

    async def execute(self, text: str, *given: Any) -> Any:
        if text == statements.MARK and self._point is Point.BEFORE_MARK:
            die()
        return await self._pool.execute(text, *given)

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[asyncpg.Connection]:
        """Only a mark of several statements asks for a connection of its own."""
        if self._point is Point.BEFORE_MARK:
            die()
        async with self._pool.acquire() as connection:
            yield connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pool, name)


class MortalDispatcher(Dispatcher):
    def __init__(self, database: dict[str, Any], point: Point, lease_seconds: float) -> None:
        super().__init__(database, lease_seconds=lease_seconds)
        self._point = point

    async def _pool(self) -> asyncpg.Pool:
        return MortalPool(await super()._pool(), self._point)


def dies_in_mid_send(point: Point) -> aiohttp.TraceConfig:
    """aiohttp tells of a chunk just before it writes it; the loop's next turn comes when it is written."""
    config = aiohttp.TraceConfig()

    async def chunk_goes(*_: Any) -> None:
        if point is Point.BEFORE_BYTES:
            die()
        asyncio.get_running_loop().call_soon(die)

    config.on_request_chunk_sent.append(chunk_goes)
    return config


def dispatch(database: dict[str, Any], point: Point, lease_seconds: float) -> None:
    if point in {Point.BEFORE_BYTES, Point.AFTER_BYTES}:
        aiohttp.ClientSession = partial(aiohttp.ClientSession, trace_configs=[dies_in_mid_send(point)])
    asyncio.run(MortalDispatcher(database, point, lease_seconds).run())


if __name__ == "__main__":
    for line in sys.stdin:
        asked = json.loads(line)
        number = os.fork()
        if number == 0:
            dispatch(asked["database"], Point(asked["dies"]), asked["lease_seconds"])
            os._exit(0)
        print(number, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]), flush=True)

"""What a gateway brings over its own connection: stored before the provider is told that we have it."""

import asyncio
import logging
from collections.abc import Sequence

import asyncpg

from teeka.apps.notices import receipt_rows, reply_rows
from teeka.apps.notices.dispatch import statements
from teeka.apps.notices.dispatch.lane import DATABASE_GONE
from teeka.rules.messages.answers import Inbound, Receipt
from teeka.shared import clock

log = logging.getLogger(__name__)
# A database that restarts is back by then; longer, and the provider keeps what it has and comes again.
KEEPS_TRYING_SECONDS = 20


class Receiving:
    """The sink of one route's gateway."""

    def __init__(self, pool: asyncpg.Pool, route_code: str, stop: asyncio.Event) -> None:
        self._pool, self._route_code, self._stop = pool, route_code, stop

    async def __call__(self, receipts: Sequence[Receipt], inbound: Sequence[Inbound]) -> bool:
        for _ in range(KEEPS_TRYING_SECONDS):
            try:
                await self._store(receipts, inbound)
            except DATABASE_GONE as error:
                log.warning("what a gateway brings waits", extra={"fault": type(error).__name__})
                if self._stop.is_set():
                    return False
                await asyncio.sleep(1.0)
            except asyncpg.PostgresError as error:
                log.error("what a gateway brings is not stored", extra={"fault": type(error).__name__})
                return False
            else:
                return True
        return False

    async def _store(self, receipts: Sequence[Receipt], inbound: Sequence[Inbound]) -> None:
        route = self._route_code
        if receipts:
            rows = receipt_rows.columns(route, receipts)
            await self._pool.execute(statements.STORE_RECEIPTS, route, *rows.values())
        if inbound:
            now = clock.now()
            columns = reply_rows.columns(route, inbound, now)
            await self._pool.execute(statements.STORE_REPLIES, route, *columns.values(), now)

"""What a gateway brings over its own connection: stored before the provider is told that we have it."""

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from typing import Protocol

import asyncpg

from teeka.apps.notices.dispatch import statements
from teeka.apps.notices.dispatch.lane import DATABASE_GONE
from teeka.apps.notices.receipt_rows import columns
from teeka.rules.messages.answers import Inbound, Receipt

log = logging.getLogger(__name__)
# A database that restarts is back by then; longer, and the provider keeps what it has and comes again.
KEEPS_TRYING_SECONDS = 20


class TakesInbound(Protocol):
    def __call__(self, route_code: str, inbound: Sequence[Inbound]) -> Awaitable[bool]:
        """True once the replies are committed; False: the provider must come again with them."""
        ...


async def nobody_takes_inbound(route_code: str, inbound: Sequence[Inbound]) -> bool:
    """Replies stay with the provider as long as it keeps them: nobody is told that they were read."""
    log.warning("replies came that nobody takes", extra={"route": route_code, "count": len(inbound)})
    return False


class Receiving:
    """The sink of one route's gateway."""

    def __init__(
        self, pool: asyncpg.Pool, route_code: str, take_inbound: TakesInbound, stop: asyncio.Event
    ) -> None:
        self._pool, self._route_code, self._take_inbound, self._stop = pool, route_code, take_inbound, stop

    async def __call__(self, receipts: Sequence[Receipt], inbound: Sequence[Inbound]) -> bool:
        if receipts and not await self._store_patiently(receipts):
            return False
        return not inbound or await self._take_inbound(self._route_code, inbound)

    async def _store_patiently(self, receipts: Sequence[Receipt]) -> bool:
        for _ in range(KEEPS_TRYING_SECONDS):
            try:
                await self._pool.execute(
                    statements.STORE_RECEIPTS, self._route_code, *columns(self._route_code, receipts).values()
                )
            except DATABASE_GONE as error:
                log.warning("receipts wait for the database", extra={"fault": type(error).__name__})
                if self._stop.is_set():
                    return False
                await asyncio.sleep(1.0)
            except asyncpg.PostgresError as error:
                log.error("receipts could not be stored", extra={"fault": type(error).__name__})
                return False
            else:
                return True
        return False

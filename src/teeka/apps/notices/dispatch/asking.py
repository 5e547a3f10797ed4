"""Receipts that a provider gives only when asked: how accepted messages are asked about until settled."""

import asyncpg

from teeka.apps.notices.dispatch import statements
from teeka.apps.notices.dispatch.open_route import OpenRoute
from teeka.gateways.sms.gateway import Sink

ASKED_TOGETHER = 100


async def ask_for_receipts(pool: asyncpg.Pool, route: OpenRoute, sink: Sink) -> int:
    """Ask about those whose time has come, and store the answers; returns about how many was asked.

    Each is put off before it is asked about, so that two dispatchers ask about different ones.
    """
    if not route.gateway.capabilities.is_asked_for_receipts:
        return 0
    rows = await pool.fetch(statements.ASK_ABOUT, route.id, ASKED_TOGETHER)
    if rows and (receipts := await route.gateway.ask_for_receipts([row[0] for row in rows])):
        await sink(receipts, [])
    return len(rows)

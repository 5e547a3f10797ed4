"""How fast messages are planned, handed over and proved by receipts, beside the bare wire in the same run.

The gateway is the simulator in a process of its own on the same machine, so both share its cores. The bare
wire is the same requests by aiohttp from a list in memory, without a database: the most that is possible.
"""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
from benchmarks.gateway import ROUTE, gateway, route_to
from benchmarks.sending import dispatch, frozen, plan, queued, step
from django.db import connection

from teeka.apps.notices.services.callbacks import known_route
from teeka.apps.notices.services.receipts import apply_receipts, store_receipts
from teeka.gateways.sms.gateway import Surroundings
from teeka.gateways.sms.registry import open_gateway
from teeka.rules.messages.answers import Inbound, Outgoing, Receipt
from teeka.shared import clock

BATCHES_LIMIT, SINGLES_LIMIT = 5_000, 1_000
SINGLES = 10_000
WINDOW = 50


def measure(people: int, folder: Path) -> dict[str, Any]:
    """`people` messages in batches, a tenth as many singly (at most SINGLES)."""
    singles = min(SINGLES, people)
    ids = frozen(people, "BATCH-", 0)
    rows = [step("plan and queue", people, lambda: plan(ids))]
    with gateway() as to:
        wire = step("bare wire, batches", people, lambda: asyncio.run(bare_wire(to.batch, people, 500)))
        route_to(to.batch, window=WINDOW)
        sent = step("hand-off, batches", queued(), dispatch)
        rows += [wire, sent]
        rows.append(step("receipts stored and applied", sent["rows"], _receipts))
        plan(frozen(singles, "SINGLE-", people))
        alone = step("bare wire, singles", singles, lambda: asyncio.run(bare_wire(to.single, singles, 1)))
        route_to(to.single, window=WINDOW)
        one_by_one = step("hand-off, singles", queued(), dispatch)
        rows += [alone, one_by_one]
    holds = sent["rows_per_second"] >= BATCHES_LIMIT and one_by_one["rows_per_second"] >= SINGLES_LIMIT
    return {
        "people": people,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "steps": rows,
        "limit_holds": holds,
    }


async def bare_wire(settings: dict[str, Any], count: int, size: int) -> None:
    messages = (
        Outgoing(uuid4(), "9876543210", "Made Up Person, your vaccination is on Sat 16 Jan, 10:30 am at PHC")
        for _ in range(count)
    )
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=WINDOW))
    gateway = open_gateway("http", settings, Surroundings({}, session, WINDOW, _nothing_comes))

    async def lane() -> None:
        while batch := list(islice(messages, size)):
            await gateway.submit(batch)

    await asyncio.gather(*(lane() for _ in range(2 if size > 1 else WINDOW)))
    await session.close()


async def _nothing_comes(receipts: Sequence[Receipt], inbound: Sequence[Inbound]) -> bool:
    raise AssertionError("an HTTP gateway brings nothing by itself")


def _receipts() -> None:
    """A receipt for every message, in arrays of 500: stored as by the callback, applied as by the worker."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.reference FROM notices_message m JOIN notices_outbox o ON o.message_id = m.id"
        )
        references = [str(row[0]) for row in cursor.fetchall()]
    now, route = clock.now(), known_route(ROUTE)
    for start in range(0, len(references), 500):
        entries = [{"reference": r, "status": "DELIVRD"} for r in references[start : start + 500]]
        body = json.dumps({"receipts": entries}).encode()
        store_receipts(route=route, body=body, content_type="application/json", now=now)
    while apply_receipts(now=now).taken:
        pass

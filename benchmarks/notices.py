"""How fast messages are planned, handed over and proved by receipts, beside the bare wire in the same run.

The gateway is the simulator in a process of its own on the same machine, so both share its cores. The bare
wire is the same requests by aiohttp from a list in memory, without a database: the most that is possible.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
from benchmarks.sending import dispatch, frozen, plan, queued, step
from django.db import connection

from teeka.apps.notices.services.callbacks import known_route
from teeka.apps.notices.services.receipts import apply_receipts, store_receipts
from teeka.apps.notices.services.routes import set_route
from teeka.gateways.sms.gateway import Surroundings
from teeka.gateways.sms.registry import open_gateway
from teeka.gateways.sms.simulator.settings import rehearsal_settings
from teeka.rules.messages.answers import Inbound, Outgoing, Receipt
from teeka.shared import clock

BATCHES_LIMIT, SINGLES_LIMIT = 5_000, 1_000
SINGLES = 10_000
WINDOW = 50
ROUTE = "bench"


def measure(people: int, folder: Path) -> dict[str, Any]:
    """`people` messages in batches, a tenth as many singly (at most SINGLES)."""
    singles = min(SINGLES, people)
    ids = frozen(people, "BATCH-", 0)
    rows = [step("plan and queue", people, lambda: plan(ids))]
    with _simulator() as port:
        batch, single = rehearsal_settings(port), _single(port)
        wire = step("bare wire, batches", people, lambda: asyncio.run(_bare_wire(batch, people, 500)))
        _route(batch)
        sent = step("hand-off, batches", queued(), dispatch)
        rows += [wire, sent]
        rows.append(step("receipts stored and applied", sent["rows"], _receipts))
        plan(frozen(singles, "SINGLE-", people))
        alone = step("bare wire, singles", singles, lambda: asyncio.run(_bare_wire(single, singles, 1)))
        _route(single)
        one_by_one = step("hand-off, singles", queued(), dispatch)
        rows += [alone, one_by_one]
    holds = sent["rows_per_second"] >= BATCHES_LIMIT and one_by_one["rows_per_second"] >= SINGLES_LIMIT
    return {
        "people": people,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "steps": rows,
        "limit_holds": holds,
    }


def _single(port: int) -> dict[str, Any]:
    return {**rehearsal_settings(port), "url": f"http://127.0.0.1:{port}/send", "style": "single"}


def _route(settings: dict[str, Any]) -> None:
    """Without a rate of its own: the machine is the limit."""
    now = clock.now()
    set_route(
        code=ROUTE, adapter="http", settings=settings, by="bench", now=now, rate_per_second=0, window=WINDOW
    )


async def _bare_wire(settings: dict[str, Any], count: int, size: int) -> None:
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


@contextmanager
def _simulator() -> Iterator[int]:
    """A gateway that takes everything and sends no receipts: they are measured by themselves."""
    process = subprocess.Popen(
        [sys.executable, "-m", "teeka.gateways.sms.simulator", "--end-with-parent", "--settings",
         json.dumps({"silent_share": 1.0})],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())["port"]
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()

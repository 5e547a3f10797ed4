"""How fast messages go over SMPP to a foreign SMSC (npm's `smpp`), beside the bare limit in the same run.

The bare limit is a client that writes ready-made submits, ten outstanding, and counts the answers: no
database, and nothing of an answer read but its length. The SMSC is a process of its own on the same cores.
"""

import asyncio
import json
import os
import shutil
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
import click
from benchmarks.sending import dispatch, frozen, plan, queued, step
from django.db import connection

from teeka.apps.notices.services.receipts import apply_receipts
from teeka.apps.notices.services.routes import set_route
from teeka.gateways.sms.gateway import Surroundings
from teeka.gateways.sms.registry import open_gateway
from teeka.gateways.sms.smpp.pdu import Address, Command, Pdu, ShortMessage, bind_body
from teeka.rules.messages.answers import Inbound, Outgoing, Receipt
from teeka.shared import clock

LIMIT = 1_500
WINDOW = 10
SMSC = Path(__file__).resolve().parents[1] / "tests" / "peers" / "smsc" / "smsc.js"
MODULES = Path(sys.prefix) / "peers" / "node_modules"
TEXT = (
    "Made Up Person, your vaccination is on Sat 16 Jan, 10:30 am at PHC Madeup. The seat is reserved for you."
)


def measure(people: int, folder: Path) -> dict[str, Any]:
    """`people` messages each way; a message is one submit, save where its text goes in parts."""
    ids = [frozen(people, f"SMPP{turn}-", people * turn) for turn in range(3)]
    with _smsc(DLR="none") as port:
        bare = step("bare limit, window 10", people, lambda: asyncio.run(_bare(port, people)))
        alone = step("our client, no database", people, lambda: asyncio.run(_client(port, people)))
        plan(ids[0])
        _route(port, long="payload")
        handed = step("hand-off, no receipts", queued(), dispatch)
    with _smsc() as port:
        plan(ids[1])
        _route(port, long="payload")
        reported = step("hand-off, receipts stored", queued(), dispatch)
        plan(ids[2])
        _route(port)
        parts = step("hand-off in parts, receipts", queued(), dispatch)
        parts["rows_per_second"] = round(_part_count() / parts["seconds"])
        parts["step"] += " (parts)"
    applied = step("receipts applied", _receipt_count(), _apply)
    return {
        "people": people,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "steps": [bare, alone, handed, reported, parts, applied],
        "limit_holds": handed["rows_per_second"] >= LIMIT,
    }


def _route(port: int, **more: object) -> None:
    settings = {"host": "127.0.0.1", "port": port, "system_id": "bench", **more}
    set_route(
        code="bench", adapter="smpp", settings=settings, by="bench", now=clock.now(), rate_per_second=0,
        window=WINDOW,
    )  # fmt: skip


async def _bare(port: int, count: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(Pdu(Command.BIND_TRANSCEIVER, 1, body=bind_body("bench", "", "")).encoded())
    submit = ShortMessage(Address("TEEKAS", 5), Address("919876543210", 1, 1), TEXT.encode()).encoded()
    ready = (Pdu(Command.SUBMIT_SM, number, body=submit).encoded() for number in range(2, count + 2))
    received, answered = bytearray(), -1  # the first is the bind's
    writer.writelines(islice(ready, WINDOW))
    while answered < count:
        received += await reader.read(65_536)
        at = 0
        while len(received) - at >= 16 and len(received) - at >= (
            length := int.from_bytes(received[at : at + 4], "big")
        ):
            at += length
            answered += 1
            if answered:
                writer.writelines(islice(ready, 1))
        del received[:at]
    writer.close()
    await writer.wait_closed()


async def _client(port: int, count: int) -> None:
    messages = (Outgoing(uuid4(), "9876543210", TEXT) for _ in range(count))

    async def nothing_comes(receipts: Sequence[Receipt], inbound: Sequence[Inbound]) -> bool:
        raise AssertionError("no receipts were asked for")

    async with aiohttp.ClientSession() as session:
        settings = {"host": "127.0.0.1", "port": port, "system_id": "bench"}
        gateway = open_gateway("smpp", settings, Surroundings({}, session, WINDOW, nothing_comes))

        async def lane() -> None:
            for message in messages:
                await gateway.submit([message])

        await asyncio.gather(*(lane() for _ in range(WINDOW)))
        await gateway.close()


def _part_count() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM notices_part) + count(*) FROM notices_outbox o"
            " WHERE o.message_id > (SELECT min(message_id) FROM notices_part)"
            " AND NOT EXISTS (SELECT 1 FROM notices_part p WHERE p.message_id = o.message_id)"
        )
        return int(cursor.fetchone()[0])


def _receipt_count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM notices_receipt")
        return int(cursor.fetchone()[0])


def _apply() -> None:
    while apply_receipts(now=clock.now()).taken:
        pass


@contextmanager
def _smsc(**told: str) -> Iterator[int]:
    node = shutil.which("node")
    if node is None or not (MODULES / "smpp").is_dir():
        raise click.ClickException("This needs the foreign SMSC: run scripts/need-peers first.")
    environment = {"PATH": os.environ["PATH"], "NODE_PATH": str(MODULES), **told}
    process = subprocess.Popen(
        [node, str(SMSC)], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:
        try:
            yield json.loads(process.stdout.readline())["port"]
        finally:
            process.kill()
            process.wait()

"""From planned to delivered: a night's messages to a gateway that takes batches, receipts by the web door.

Two `teeka work` send and apply while the rest is still planned, the web is that of `teeka up`; the gateway
posts receipts some tenths of a second after each message. The memory of both workers is looked at throughout.
"""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.door import callback, door
from benchmarks.gateway import Gateway, gateway, route_to
from benchmarks.sending import frozen, plan, rated, step
from benchmarks.workers import ours, watching
from django.db import connection

from teeka.apps.notices.services.texts import add_missing_texts

LIMIT_PEOPLE, LIMIT_SECONDS, LIMIT_MIB = 469_000, 120.0, 200
DISPATCHERS, WINDOW = 2, 50
LONGEST = 600.0
LOOK_EVERY = 0.5
# As on a night whose texts are approved: what is planned falls due within seconds, whatever the hour is here.
OPEN = (
    "UPDATE planning_campaign SET sending_from = '00:00', sending_until = '23:59:59'",
    "UPDATE notices_template SET approved_at = now(), approved_by = 'bench'",
)
# Whoever has no number is suppressed when planned, and was never in the outbox.
PLANNED = "SELECT count(*) FROM notices_message m WHERE m.to_number <> ''"
ANY_OPEN = "SELECT count(*) FROM (SELECT FROM notices_outbox LIMIT 1) open"
ENDS = "SELECT state, count(*) FROM notices_settled GROUP BY state"


def measure(people: int, folder: Path) -> dict[str, Any]:
    lists = frozen(people, "NIGHT-", 0)
    add_missing_texts()
    with connection.cursor() as cursor:
        for statement in OPEN:
            cursor.execute(statement)
    with gateway(silent_share=0.0) as to, door() as address, ours(DISPATCHERS, folder / "work.log") as both:
        to.behaves(callback=callback(address))
        route_to(to.batch, window=WINDOW)
        with watching(both) as memory:
            rows = [step("planned, while others are sent", people, lambda: plan(lists)), *_sent(to)]
    seconds = sum(row["seconds"] for row in rows)
    total = {"step": "total", "seconds": round(seconds, 1), "peak_mib": memory.peak}
    return {
        "people": people,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "steps": [*rows, {"step": f"MiB of each dispatcher: {memory.in_words()}"}],
        "total": total,
        "limit_holds": people != LIMIT_PEOPLE or (seconds <= LIMIT_SECONDS and memory.peak <= LIMIT_MIB),
    }


def _sent(to: Gateway) -> list[dict[str, Any]]:
    """Until the last message is handed over, and from then until the last is delivered."""
    began, count = time.monotonic(), _one(PLANNED)
    taken_at = to.has_taken(count, within=LONGEST)
    while _one(ANY_OPEN):
        if time.monotonic() > taken_at + LONGEST:
            raise TimeoutError(f"not all messages came to their end: {_ends()}")
        time.sleep(LOOK_EVERY)
    delivered_at, ends = time.monotonic(), _ends()
    if ends.get("delivered") != count:
        raise AssertionError(f"of {count} messages: {ends}")
    return [
        rated("until the last is handed over", count, taken_at - began),
        rated("until the last is delivered", count, delivered_at - taken_at),
    ]


def _ends() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(ENDS)
        return dict(cursor.fetchall())


def _one(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])

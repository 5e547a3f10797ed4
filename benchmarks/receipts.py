"""Receipts through the real web door, singly and in arrays of twenty, while a worker applies them.

The web is that of `teeka up`, over HTTP on this machine, behind the secret of its path and an HMAC with its
time. The bare limit is the same server asked for its smallest page by the same client.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.door import CALLBACKS, ask, callback, door, percentile, post
from benchmarks.gateway import gateway, route_to
from benchmarks.sending import frozen, plan, queued, rated
from benchmarks.workers import ours
from django.db import connection

ARRAY = 20
ARRAYS_LIMIT, SINGLES_LIMIT, ANSWER_LIMIT_MS = 5_000, 700, 100
ONE_SINGLY_OF = 10
LONGEST = 300.0
REFERENCES = (
    "SELECT m.reference::text FROM notices_outbox o JOIN notices_message m ON m.id = o.message_id"
    " WHERE o.state = 'accepted' ORDER BY m.id"
)
UNAPPLIED = "SELECT count(*) FROM notices_receipt WHERE applied_at IS NULL"
DELIVERED = "SELECT count(*) FROM notices_settled WHERE state = 'delivered'"


def measure(people: int, folder: Path) -> dict[str, Any]:
    """A receipt for each of `people` messages, a tenth of them singly."""
    plan(frozen(people, "RECEIPT-", 0))
    count = queued()
    with gateway() as to, door() as address, ours(1, folder / "worker.log"):
        route_to({**to.batch, "callbacks": CALLBACKS}, window=50)
        to.has_taken(count, within=LONGEST)
        references = _accepted(count)
        few = -(-count // ONE_SINGLY_OF)
        singly, together = references[:few], references[few:]
        url, smallest = callback(address), f"{address}health/"
        bare = _timed("bare limit: the smallest page", few, lambda: ask(smallest, few))
        alone = _timed("posted singly", few, lambda: post(url, ([one] for one in singly)))
        arrays = _timed("posted in arrays of 20", len(together), lambda: post(url, _arrays(together)))
        applied = _applied(count, arrays)
    return {
        "people": people,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "steps": [bare, alone, arrays, applied],
        "limit_holds": _holds(alone, SINGLES_LIMIT) and _holds(arrays, ARRAYS_LIMIT),
    }


def _arrays(references: Sequence[str]) -> Iterator[Sequence[str]]:
    return (references[start : start + ARRAY] for start in range(0, len(references), ARRAY))


def _timed(name: str, rows: int, work: Callable[[], list[float]]) -> dict[str, Any]:
    began = time.monotonic()
    answers = work()
    seconds = time.monotonic() - began
    middle, slow = percentile(answers, 0.5), percentile(answers, 0.99)
    words = f"{name}: answered in {middle} ms (p50), {slow} ms (p99)"
    return {**rated(words, rows, seconds), "slow_ms": slow}


def _holds(row: dict[str, Any], least: int) -> bool:
    return row["rows_per_second"] >= least and row["slow_ms"] < ANSWER_LIMIT_MS


def _accepted(count: int) -> list[str]:
    """The references, once the last message is marked."""
    with connection.cursor() as cursor:
        for _ in range(100):
            cursor.execute(REFERENCES)
            if cursor.rowcount == count:
                return [row[0] for row in cursor.fetchall()]
            time.sleep(0.1)
    raise TimeoutError("not all messages were marked")


def _applied(count: int, arrays: dict[str, Any]) -> dict[str, Any]:
    """Waits until the worker has applied all; the arrays' seconds count, in which most was done."""
    began = time.monotonic()
    while _one(UNAPPLIED) and time.monotonic() < began + LONGEST:
        time.sleep(0.1)
    if _one(DELIVERED) != count:
        raise AssertionError(f"{_one(DELIVERED)} of {count} messages are delivered")
    seconds = time.monotonic() - began + arrays["seconds"]
    return rated("arrays until the last is applied", arrays["rows"], seconds)


def _one(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])

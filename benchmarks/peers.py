"""The same messages to one gateway, by us and by queues with one task a message; then a worker is killed.

All in one run, on one machine, with one PostgreSQL (fsync on). The clock of a sending runs from the first
message that the gateway takes until the last stands on record; starting the workers is not in it. What a kill
lost or doubled is read from the gateway's own ledger, never from what a sender believes.
"""

import asyncio
import json
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.contenders import IN_FLIGHT, Contender, Ours, OverRedis, Procrastinate, redis
from benchmarks.gateway import Gateway, gateway, route_to
from benchmarks.notices import bare_wire
from benchmarks.sending import frozen, rated
from django.db import connection

SINGLES_LIMIT, BATCHES_LIMIT = 1_300, 10_000
IN_BATCHES, PEERS_SHARE = 5, 4  # five times as many messages in batches; a quarter as many for each peer
KILLED = 3_000  # messages of each, when one of its two workers is killed
# The answer comes so long after the ledger's line, as from a real one: a kill finds some in between.
ANSWER_SECONDS = 0.05
# Between leaving Redis and being noted as in hand a message is in neither: done is what is still done later.
SETTLES = 3.0
LONGEST_SENDING, LONGEST_RECOVERY = 300.0, 400.0


def measure(people: int, folder: Path) -> dict[str, Any]:
    """`people` messages singly by us, five times as many in batches, a quarter as many by each peer."""
    folder = folder / "race"
    folder.mkdir()
    few, many = folder / "few.jsonl", folder / "many.jsonl"
    with redis(folder) as port:
        us, peers = Ours(folder), (Procrastinate(folder), OverRedis(folder, port))
        rows = _by_us(us, people, many)
        few.write_text(
            "".join(f"{line}\n" for line in many.read_text().splitlines()[: people // PEERS_SHARE])
        )
        for peer in peers:
            rows += _by_peer(peer, few)
        survived = _killed(us, peers, folder, first=people * (1 + IN_BATCHES))
    rates = {row["step"]: row["rows_per_second"] for row in rows if "rows_per_second" in row}
    return {
        "people": people,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "steps": rows + [row for row, _ in survived],
        "limit_holds": rates["teeka, singles"] >= SINGLES_LIMIT
        and rates["teeka, batches"] >= BATCHES_LIMIT
        and survived[0][1],
    }


def _by_us(us: Ours, people: int, messages: Path) -> list[dict[str, Any]]:
    """Also writes the messages sent singly to a file, for the others."""
    rows = []
    for style, count, first, size in (
        ("singles", people, 0, 1),
        ("batches", people * IN_BATCHES, people, 500),
    ):
        lists = frozen(count, f"{style.upper()}-", first)
        seconds = us.queue(lists)
        waiting = _waiting()
        rows.append(rated(f"teeka, {style}: rendered and queued", len(waiting), seconds))
        if style == "singles":
            _write(messages, waiting)
        with gateway() as to:
            began = time.monotonic()
            asyncio.run(bare_wire(to.of_style(style), count, size))
            rows.append(rated(f"bare wire, {style}", count, time.monotonic() - began))
        with gateway() as to:
            route_to(to.of_style(style), window=IN_FLIGHT)
            rows.append(_sent(us, to, f"teeka, {style}", len(waiting)))
    rows.append({"step": f"teeka, on record: {us.on_record()}"})
    return rows


def _by_peer(peer: Procrastinate | OverRedis, messages: Path) -> list[dict[str, Any]]:
    count = len(messages.read_text().splitlines())
    rows = [rated(f"{peer.name}: queued", count, peer.queue(messages))]
    with gateway() as to:
        rows.append(_sent(peer, to, f"{peer.name}, singles", count))
    rows.append({"step": f"{peer.name}, on record: {peer.on_record()}"})
    return rows


def _sent(sender: Contender, to: Gateway, name: str, count: int) -> dict[str, Any]:
    with sender.working(to):
        began = to.has_taken(1, within=60)
        to.has_taken(count, within=LONGEST_SENDING)
        _wait_until_done(sender, within=LONGEST_SENDING)
        return rated(name, count, time.monotonic() - began)


def _killed(
    us: Ours, peers: tuple[Procrastinate, OverRedis], folder: Path, *, first: int
) -> list[tuple[dict[str, Any], bool]]:
    """A row each, and whether nothing was lost and nothing doubled. They wait for their dead side by side."""
    us.queue(frozen(KILLED, "KILLED-", first))
    waiting = _waiting()
    messages = folder / "killed.jsonl"
    _write(messages, waiting)
    for peer in peers:
        peer.queue(messages)
    with ExitStack() as open_until_done:
        races = []
        for sender in (us, *peers):
            ledger = folder / f"{sender.name}.ledger"
            to = open_until_done.enter_context(
                gateway(ledger=ledger, removes_doubles=False, answer_seconds=ANSWER_SECONDS)
            )
            if sender is us:
                route_to({**to.single, "removes_doubles": False}, window=IN_FLIGHT)
            processes = open_until_done.enter_context(sender.working(to))
            to.has_taken(len(waiting) // 3, within=LONGEST_SENDING)
            processes[0].kill()
            races.append((sender, to, time.monotonic()))
        return [_recovered(sender, to, set(waiting), killed_at) for sender, to, killed_at in races]


def _recovered(
    sender: Contender, to: Gateway, references: set[str], killed_at: float
) -> tuple[dict[str, Any], bool]:
    _wait_until_done(sender, within=LONGEST_RECOVERY)
    seconds = time.monotonic() - killed_at
    time.sleep(SETTLES)
    _wait_until_done(sender, within=LONGEST_RECOVERY)
    on_air = to.on_air()
    lost = len(references - on_air.keys())
    doubled = sum(times > 1 for times in on_air.values())
    words = f"{sender.name}, one of two workers killed: of {len(references):,} {lost} lost, {doubled} doubled"
    words += f"; on record in all: {sender.on_record()}"
    return {"step": words, "seconds": round(seconds, 1)}, not (lost or doubled)


def _wait_until_done(sender: Contender, *, within: float) -> None:
    until = time.monotonic() + within
    while not sender.is_done():
        if time.monotonic() > until:
            raise TimeoutError(f"{sender.name} was not done after {within:.0f} s; {sender.on_record()}")
        time.sleep(0.1)


def _waiting() -> dict[str, tuple[str, str]]:
    """Reference -> number and text of each message that is queued."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.reference::text, m.to_number, m.text FROM notices_outbox o"
            " JOIN notices_message m ON m.id = o.message_id WHERE o.state = 'queued'"
        )
        return {reference: (to, text) for reference, to, text in cursor.fetchall()}


def _write(file: Path, waiting: dict[str, tuple[str, str]]) -> None:
    lines = ({"to": to, "text": text, "reference": reference} for reference, (to, text) in waiting.items())
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))

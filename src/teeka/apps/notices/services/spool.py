"""Where callbacks wait while the database is away: files on disk, flushed before the gateway is answered."""

import base64
import json
import os
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import uuid4

from teeka.apps.notices.services.callbacks import Brought, is_from_the_gateway
from teeka.apps.notices.services.receipts import store_receipts
from teeka.apps.notices.services.replies import take_reply

LARGEST_SPOOL = 512 * 1024 * 1024  # bytes on disk; beyond it a gateway is asked to come again


class Callback(StrEnum):
    """What a gateway brings by itself."""

    RECEIPTS = "receipts"
    REPLIES = "replies"


STORE = {Callback.RECEIPTS: store_receipts, Callback.REPLIES: take_reply}


class SpoolFull(Exception):
    """No room is left for callbacks: the gateway must keep them and post them again."""


def store(callback: Callback, brought: Brought) -> int:
    """Into the database; how many receipts or replies were understood."""
    return STORE[callback](
        route_code=brought.route_code, body=brought.body, content_type=brought.content_type, now=brought.at
    )


def spool(folder: Path, callback: Callback, brought: Brought) -> None:
    """Keep one callback, whole or not at all, and on the disk before this returns.

    With what shows whether it is the gateway's, which only the database can tell.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if sum(path.stat().st_size for path in folder.iterdir()) + len(brought.body) > LARGEST_SPOOL:
        raise SpoolFull
    kept = {
        "callback": callback.value,
        "route_code": brought.route_code,
        "content_type": brought.content_type,
        "headers": dict(brought.headers),
        "sender": brought.sender,
        "received_at": brought.at.isoformat(),
        "body": base64.b64encode(brought.body).decode(),
    }
    name = f"{brought.at:%Y%m%dT%H%M%S.%f}-{uuid4().hex}"
    draft = folder / f"{name}.draft"
    with draft.open("w") as file:
        json.dump(kept, file)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(folder / f"{name}.json")
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replay_spool(folder: Path) -> int:
    """Store what waits, oldest first; a file goes once what it holds is in the database."""
    count = 0
    for path in _waiting(folder):
        try:
            callback, brought = _kept(json.loads(path.read_text()))
        except FileNotFoundError:
            continue  # another worker was faster
        except (ValueError, KeyError):
            path.rename(path.with_suffix(".unreadable"))
            continue
        if is_from_the_gateway(brought):
            count += store(callback, brought)
        path.unlink(missing_ok=True)
    return count


def _kept(kept: dict[str, Any]) -> tuple[Callback, Brought]:
    """Raises ValueError, KeyError."""
    brought = Brought(
        kept["route_code"],
        base64.b64decode(kept["body"]),
        kept["content_type"],
        dict(kept["headers"]),
        kept["sender"],
        datetime.fromisoformat(kept["received_at"]),
    )
    return Callback(kept["callback"]), brought


def _waiting(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(folder.glob("*.json"))

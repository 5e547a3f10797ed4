"""Where callbacks wait while the database is away: files on disk, flushed before the gateway is answered."""

import base64
import json
import os
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

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


def spool(
    folder: Path, *, callback: Callback, route_code: str, body: bytes, content_type: str, now: datetime
) -> None:
    """Keep one callback, whole or not at all, and on the disk before this returns."""
    folder.mkdir(parents=True, exist_ok=True)
    if sum(path.stat().st_size for path in folder.iterdir()) + len(body) > LARGEST_SPOOL:
        raise SpoolFull
    kept = {
        "callback": callback.value,
        "route_code": route_code,
        "content_type": content_type,
        "received_at": now.isoformat(),
        "body": base64.b64encode(body).decode(),
    }
    name = f"{now:%Y%m%dT%H%M%S.%f}-{uuid4().hex}"
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
            kept = json.loads(path.read_text())
            body = base64.b64decode(kept["body"])
            at = datetime.fromisoformat(kept["received_at"])
            store = STORE[Callback(kept["callback"])]
        except FileNotFoundError:
            continue  # another worker was faster
        except (ValueError, KeyError):
            path.rename(path.with_suffix(".unreadable"))
            continue
        count += store(route_code=kept["route_code"], body=body, content_type=kept["content_type"], now=at)
        path.unlink(missing_ok=True)
    return count


def _waiting(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(folder.glob("*.json"))

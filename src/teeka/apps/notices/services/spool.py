"""Where callbacks wait while the database is away: files on disk, flushed before the gateway is answered.

One line a callback, a file for ten seconds of each process: an hour in which every receipt comes here must
cost the next one no more than the first. Locks: who writes or takes a file holds it by flock; a file that was
taken has another name, and nobody writes to it any more.
"""

import base64
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from enum import StrEnum
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from django.db import DataError, IntegrityError, transaction

from teeka.apps.notices.services.callbacks import Brought, KnownRoute, is_from_the_gateway, known_route
from teeka.apps.notices.services.receipts import store_receipts
from teeka.apps.notices.services.replies import take_reply

log = logging.getLogger(__name__)
UNTAKEABLE = (DataError, IntegrityError)  # asked again, the database would say the same
LARGEST_SPOOL = 512 * 1024 * 1024  # bytes on disk; beyond it a gateway is asked to come again
SECONDS_A_FILE = 10


class Callback(StrEnum):
    """What a gateway brings by itself."""

    RECEIPTS = "receipts"
    REPLIES = "replies"


STORE = {Callback.RECEIPTS: store_receipts, Callback.REPLIES: take_reply}


class SpoolFull(Exception):
    """No room is left for callbacks: the gateway must keep them and post them again."""


def store(callback: Callback, brought: Brought, route: KnownRoute | None) -> int:
    """Into the database; how many receipts or replies were understood."""
    return STORE[callback](route=route, body=brought.body, content_type=brought.content_type, now=brought.at)


def spool(folder: Path, callback: Callback, brought: Brought) -> None:
    """Keep one callback, whole or not at all, and on the disk before this returns. SpoolFull, OSError.

    With what shows whether it is the gateway's, which only the database can tell.
    """
    folder.mkdir(parents=True, exist_ok=True)
    line = _line(callback, brought)
    if _size(folder) + len(line) > LARGEST_SPOOL:
        raise SpoolFull
    moment = brought.at.replace(second=brought.at.second // SECONDS_A_FILE * SECONDS_A_FILE)
    with _held(folder / f"{moment:%Y%m%dT%H%M%S}-{os.getpid()}.jsonl") as file:
        end = file.seek(0, os.SEEK_END)
        try:
            while line:  # a disk that is nearly full takes a part of it
                line = line[file.write(line) or 0 :]
            os.fsync(file.fileno())
        except OSError:
            file.truncate(end)
            raise
        if not end:
            _flush_names(folder)


def replay_spool(folder: Path) -> int:
    """Store what waits, oldest first; a file goes once what it holds is in the database.

    Repeating a file after a crash, or beside another worker, adds nothing. What nobody can read, and what the
    database will never take, is set aside.
    """
    count = 0
    for path in _taken(folder):
        try:
            lines = path.read_bytes().splitlines(keepends=True)
        except FileNotFoundError:
            continue  # another worker was faster
        try:
            with transaction.atomic():
                stored = [_store_line(line) for line in lines]
        except UNTAKEABLE:
            stored = [_store_alone(line) for line in lines]
        refused = [line for line, number in zip(lines, stored, strict=True) if number is None]
        if refused:
            path.with_suffix(".unreadable").write_bytes(b"".join(refused))
        path.unlink(missing_ok=True)
        count += sum(number or 0 for number in stored)
    return count


def _store_line(line: bytes) -> int | None:
    """How many receipts or replies the callback held; None when it cannot be read."""
    try:
        callback, brought = _kept(line)
    except (ValueError, KeyError, TypeError):
        return None
    route = known_route(brought.route_code)
    return store(callback, brought, route) if is_from_the_gateway(brought, route) else 0


def _store_alone(line: bytes) -> int | None:
    try:
        with transaction.atomic():
            return _store_line(line)
    except UNTAKEABLE as error:
        log.error("a callback is set aside", extra={"fault": type(error).__name__})
        return None


def _taken(folder: Path) -> Iterator[Path]:
    """The files that wait, each out of the writers' hands; first those that a worker did not finish."""
    yield from sorted(folder.glob("*.taken"))
    for path in sorted(folder.glob("*.jsonl")):
        taken = path.with_name(f"{path.stem}-{uuid4().hex}.taken")  # its writer may begin one of the old name
        try:
            with path.open("rb") as file:
                flock(file, LOCK_EX)
                path.rename(taken)
        except FileNotFoundError:
            continue  # another worker was faster
        yield taken


@contextmanager
def _held(path: Path) -> Iterator[IO[bytes]]:
    """The file to write to, ours alone: opened anew where it was taken while we waited for it."""
    while True:
        with path.open("ab", buffering=0) as file:
            flock(file, LOCK_EX)
            if _is_still(file, path):
                yield file
                return


def _is_still(file: IO[bytes], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _size(folder: Path) -> int:
    size = 0
    for entry in os.scandir(folder):
        with suppress(FileNotFoundError):
            size += entry.stat().st_size
    return size


def _flush_names(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _line(callback: Callback, brought: Brought) -> bytes:
    kept = {
        "callback": callback.value,
        "route_code": brought.route_code,
        "content_type": brought.content_type,
        "headers": dict(brought.headers),
        "sender": brought.sender,
        "received_at": brought.at.isoformat(),
        "body": base64.b64encode(brought.body).decode(),
    }
    return json.dumps(kept).encode() + b"\n"


def _kept(line: bytes) -> tuple[Callback, Brought]:
    """Raises ValueError, KeyError, TypeError."""
    kept: dict[str, Any] = json.loads(line)
    brought = Brought(
        kept["route_code"],
        base64.b64decode(kept["body"]),
        kept["content_type"],
        dict(kept["headers"]),
        kept["sender"],
        datetime.fromisoformat(kept["received_at"]),
    )
    return Callback(kept["callback"]), brought

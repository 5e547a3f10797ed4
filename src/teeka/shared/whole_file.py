"""Files that are written whole or not at all, then read back and hashed."""

import fcntl
import hashlib
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

UNFINISHED = ".part"


class FileDamaged(Exception):
    """What was read back is not what was written: the disk lies."""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    name: str
    sha256: str
    size: int


def write_whole(path: Path, content: bytes, *, lasts: bool = True) -> WrittenFile:
    """Put a file in its place in one step; whoever reads meanwhile gets the old one or the new one.

    lasts=False: a computer that loses its power may lose it, and whoever reads it checks its hash.
    """
    draft = path.with_name(f".{path.name}.{platform.node()}-{os.getpid()}{UNFINISHED}")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            if lasts:
                os.fsync(file.fileno())
        os.replace(draft, path)
    except OSError:
        with suppress(OSError):
            draft.unlink()
        raise
    expected = hashlib.sha256(content).hexdigest()
    if hash_of(path) != expected:
        raise FileDamaged(path.name)
    return WrittenFile(path.name, expected, len(content))


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def hash_of(path: Path) -> str | None:
    """SHA-256 of what lies there now; None when nothing does."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def remove_unfinished(folder: Path, *, below: bool = True) -> None:
    """Drafts that a killed run left behind. Only under the lock: nobody else writes here."""
    found = folder.rglob if below else folder.glob
    for draft in found(f".*{UNFINISHED}"):
        draft.unlink(missing_ok=True)


@contextmanager
def only_writer(lock: Path, busy: type[Exception]) -> Iterator[None]:
    """Nobody else writes beside `lock` while the block runs. Raises `busy` with the folder's name."""
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise busy(str(lock.parent)) from error
        yield

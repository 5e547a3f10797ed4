"""One document becomes files: each written whole or not at all, then read back and hashed.

Runs in worker processes too, so it knows neither Django nor the database.
"""

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from teeka.formats.outgoing.document import Document
from teeka.formats.outgoing.registry import FORMATS

UNFINISHED = ".part"


class FileDamaged(Exception):
    """What was read back is not what was written: the disk lies."""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    name: str
    sha256: str
    size: int


def write_document(folder: Path, document: Document, formats: Sequence[str]) -> list[WrittenFile]:
    """Write one document in each format. Raises OSError as it comes (disk full, no permission)."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [
        write_whole(folder / FORMATS[name].file_name(document), FORMATS[name].write(document))
        for name in formats
    ]
    sync_folder(folder)
    return written


def write_whole(path: Path, content: bytes) -> WrittenFile:
    """Put a file in its place in one step; whoever reads meanwhile gets the old one or the new one."""
    draft = path.with_name(f".{path.name}.{os.getpid()}{UNFINISHED}")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
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


def remove_unfinished(root: Path) -> None:
    """Drafts that a killed run left behind. Only under the lock: nobody else writes here."""
    for draft in root.rglob(f".*{UNFINISHED}"):
        draft.unlink(missing_ok=True)


def remove_file(root: Path, path: Path) -> None:
    """A list that nobody wants any more, and the folders that held nothing else."""
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == root or any(folder.iterdir()):
            return
        folder.rmdir()

"""Takes a file from a page: stores it whole under TEEKA_HOME, then queues it as a received Upload."""

import os
import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings

from teeka.apps.intake.models import Upload

LARGEST_FILE = 200 * 1024 * 1024  # a state's roster of 469,000 rows is about 90 MB as CSV


class FileTooLarge(Exception):
    """More than LARGEST_FILE; nothing of it was kept."""


def receive_file(
    chunks: Iterable[bytes], *, kind: str, file_name: str, by: str, district_code: int, now: datetime
) -> int:
    """Store the file whole, then queue it; the upload's number. A killed request leaves no row."""
    suffix = Path(file_name).suffix.lower()[:6]
    folder = Path(settings.TEEKA_HOME) / "uploads"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(6)}{suffix if suffix.isascii() else ''}"
    try:
        _write(path, chunks)
    except (OSError, FileTooLarge):
        path.unlink(missing_ok=True)
        raise
    upload = Upload.objects.create(
        kind=kind,
        state=Upload.State.RECEIVED,
        file_name=file_name[:255],
        stored_path=str(path),
        district_code=district_code,
        uploaded_by=by,
        received_at=now,
    )
    return upload.pk


def _write(path: Path, chunks: Iterable[bytes]) -> None:
    size = 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST_FILE:
                raise FileTooLarge
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())

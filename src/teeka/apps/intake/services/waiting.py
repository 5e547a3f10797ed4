"""Imports the files that pages have queued, and tells what pages took back: the background worker's work.

A worker that is killed leaves the upload in that state, and the import itself is one transaction, so the
next look at the queue finds the same file and nothing of it stored.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.db import connection

from teeka.apps.intake.models import Upload
from teeka.apps.intake.services.importing import import_file
from teeka.apps.intake.services.takers import Taker

READ_LOCK = 7_011  # one reader of the queue at a time; pg_try_advisory_lock


def import_received(takers: Mapping[str, Taker], *, now: datetime, limit: int = 10) -> list[str]:
    """Import what waits, oldest first; the kind of each file that was stored. Of two readers one reads."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [READ_LOCK])
        if not cursor.fetchone()[0]:
            return []
        try:
            return _import_waiting(takers, now, limit)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [READ_LOCK])


def _import_waiting(takers: Mapping[str, Taker], now: datetime, limit: int) -> list[str]:
    waiting = (
        Upload.objects.filter(state=Upload.State.RECEIVED).exclude(stored_path="").order_by("pk")[:limit]
    )
    stored = []
    for upload in waiting:
        path = Path(upload.stored_path)
        if not path.exists():
            _refuse(upload.pk)
            continue
        outcome = import_file(
            takers[upload.kind],
            path,
            by=upload.uploaded_by,
            now=now,
            file_name=upload.file_name,
            district_code=upload.district_code,
            upload_id=upload.pk,
        )
        if not outcome.refused:
            stored.append(upload.kind)
    return stored


def kinds_undone(*, since: datetime | None) -> set[str]:
    """Of which kinds uploads were taken back after that moment, or at any time."""
    undone = Upload.objects.filter(state=Upload.State.UNDONE)
    if since is not None:
        undone = undone.filter(undone_at__gt=since)
    return set(undone.values_list("kind", flat=True))


def _refuse(upload_id: int) -> None:
    Upload.objects.filter(pk=upload_id, state=Upload.State.RECEIVED).update(
        state=Upload.State.REFUSED,
        refused_because="The stored file is gone from this machine. Upload it again.",
    )

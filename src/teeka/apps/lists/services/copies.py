"""Records where a published list was written and read back: what a launch of messages waits for."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from teeka.apps.lists.services.manifest import Entry

RECORD = """
    INSERT INTO lists_packcopy (district_code, frozen_list_id, place, path, sha256, row_count, verified_at)
    SELECT district_code, frozen_list, %(place)s, path, sha256, row_count, %(now)s
    FROM unnest(%(districts)s::int[], %(lists)s::bigint[], %(paths)s::text[], %(hashes)s::text[],
                %(counts)s::int[]) AS copy (district_code, frozen_list, path, sha256, row_count)
    ON CONFLICT (frozen_list_id, place, path) DO UPDATE
    SET sha256 = excluded.sha256, row_count = excluded.row_count, verified_at = excluded.verified_at
"""


def record_copies(entries: Iterable[Entry], *, place: str, now: datetime) -> int:
    """Note every file of a due list that was just read back. One statement; safe to repeat."""
    copies = sorted((entry for entry in entries if entry.list == "due-list"), key=lambda e: e.path)
    if copies:
        with connection.cursor() as cursor:
            cursor.execute(
                RECORD,
                {
                    "place": place,
                    "now": now,
                    "districts": [entry.district_code for entry in copies],
                    "lists": [entry.frozen_list for entry in copies],
                    "paths": [entry.path for entry in copies],
                    "hashes": [entry.sha256 for entry in copies],
                    "counts": [entry.row_count for entry in copies],
                },
            )
    return len(copies)

"""Uploads with what became of their rows, and the rows that came back."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from teeka.apps.readiness.queries.rows import rows_of
from teeka.rules.permissions import Jurisdiction


@dataclass(frozen=True, slots=True)
class UploadLine:
    id: int
    kind: str
    state: str
    file_name: str
    uploaded_by: str
    received_at: datetime
    committed_at: datetime | None
    refused_because: str
    row_count: int
    created: int
    updated: int
    unchanged: int
    held: int
    rejected: int

    @property
    def to_correct(self) -> int:
        return self.held + self.rejected

    @property
    def elsewhere(self) -> int:
        """Rows of the file that fell to districts the reader does not see."""
        seen = self.created + self.updated + self.unchanged + self.held + self.rejected
        return max(self.row_count - seen, 0) if self.state == "committed" else 0


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    row_number: int
    fate: str
    problems: list[dict[str, Any]]
    raw: dict[str, Any]


UPLOADS = """
    WITH chosen AS (
        SELECT * FROM intake_upload upload
        WHERE {condition} ORDER BY upload.id DESC LIMIT 500
    ),
    counted AS (
        SELECT line.upload_id, count(*) FILTER (WHERE line.fate = 'created') AS created,
               count(*) FILTER (WHERE line.fate = 'updated') AS updated,
               count(*) FILTER (WHERE line.fate = 'unchanged') AS unchanged,
               count(*) FILTER (WHERE line.fate = 'held') AS held,
               count(*) FILTER (WHERE line.fate = 'rejected') AS rejected
        FROM intake_uploadrow line WHERE line.upload_id IN (SELECT id FROM chosen) GROUP BY line.upload_id
    )
    SELECT chosen.id, chosen.kind, chosen.state, chosen.file_name, chosen.uploaded_by, chosen.received_at,
           chosen.committed_at, chosen.refused_because, chosen.row_count, coalesce(counted.created, 0),
           coalesce(counted.updated, 0), coalesce(counted.unchanged, 0), coalesce(counted.held, 0),
           coalesce(counted.rejected, 0)
    FROM chosen LEFT JOIN counted ON counted.upload_id = chosen.id ORDER BY chosen.id DESC
"""


def uploads(jurisdiction: Jurisdiction, *, by: str, upload_id: int | None = None) -> list[UploadLine]:
    """Uploads of the jurisdiction, newest first; one by its number. Below the district: one's own only.

    Counts are of the rows that fall into the jurisdiction: a state's file holds rows of all districts.
    """
    condition = "(upload.district_code = ANY(%(districts)s) OR upload.uploaded_by = %(by)s)"
    if not jurisdiction.is_whole_districts:
        condition = "upload.uploaded_by = %(by)s"
    if upload_id is not None:
        condition += " AND upload.id = %(id)s"
    # What a state uploaded belongs to no one district; whoever sees one district sees only its rows of it.
    params = {"districts": [0, *sorted(jurisdiction.districts)], "by": by, "id": upload_id}
    return rows_of(UploadLine, UPLOADS.format(condition=condition), params)


def returned_rows(upload_id: int, *, limit: int, offset: int = 0) -> list[ReturnedRow]:
    """Rows that were rejected or are held, in the file's order; row security keeps other districts' out."""
    statement = """
        SELECT row_number, fate, coalesce(problems, '[]'), coalesce(raw, '{}') FROM intake_uploadrow
        WHERE upload_id = %(id)s AND fate IN ('held', 'rejected') ORDER BY row_number
        LIMIT %(limit)s OFFSET %(offset)s
    """
    found = rows_of(ReturnedRow, statement, {"id": upload_id, "limit": limit, "offset": offset})
    return [ReturnedRow(row.row_number, row.fate, _loaded(row.problems), _loaded(row.raw)) for row in found]


def _loaded(value: Any) -> Any:
    """Django's cursor hands jsonb over as text."""
    return json.loads(value) if isinstance(value, str) else value

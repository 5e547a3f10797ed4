"""When a session was closed, and opened again."""

from dataclasses import dataclass
from datetime import datetime

from teeka.apps.planning.models import Session
from teeka.apps.siteday.models import Closing


@dataclass(frozen=True, slots=True)
class ClosingRow:
    closed_by: str
    closed_at: datetime
    absent: int
    reopened_by: str
    reopened_at: datetime | None
    reopen_reason: str


def closings(session: Session) -> list[ClosingRow]:
    """The newest first; the session is closed when that one was not reopened."""
    rows = Closing.objects.filter(session=session).order_by("-pk")
    fields = ("closed_by", "closed_at", "absent", "reopened_by", "reopened_at", "reopen_reason")
    return [ClosingRow(*row) for row in rows.values_list(*fields)]

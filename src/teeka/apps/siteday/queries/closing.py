"""Whether a session is closed, and what its paper still lacks."""

from dataclasses import dataclass
from datetime import datetime

from teeka.apps.planning.models import Session
from teeka.apps.siteday.models import Closing
from teeka.apps.siteday.queries.forms import Became, issued_forms
from teeka.apps.siteday.queries.paper import paper_lines
from teeka.rules.session_closing import Paper


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


def paper_of(session: Session) -> Paper:
    """As it stands; the caller has issued the forms."""
    forms, lines = issued_forms(session), paper_lines(session)
    return Paper(
        is_cancelled=session.cancelled_at is not None,
        ends_at=session.ends_at,
        is_closed=Closing.objects.filter(session=session, reopened_at=None).exists(),
        open_forms=tuple(form.number for form in forms if form.became is Became.OPEN),
        visits_without_end=tuple(
            str(line.reference) for line in lines if line.check_in is not None and not line.has_end
        ),
    )

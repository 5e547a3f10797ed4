"""Closes a session whose paper is complete, and reopens it with a reason.

Locks: the session's row, as recording does: whoever records at that moment is done before, or is refused.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.planning.models import Session
from teeka.apps.siteday.models import Closing
from teeka.apps.siteday.queries.paper import LISTED, paper_lines, paper_of
from teeka.apps.siteday.services.forms import declare_blank, issue_forms
from teeka.apps.siteday.services.refusing import NO_SUCH_SESSION, RecordRefused
from teeka.rules.session_closing import Obstacle, obstacles

LONGEST_REASON = 200
REASON_MISSING = (
    "Say why: a closed session is opened again only with a reason. Nothing was changed.",
    "कारण लिखें: बंद सत्र बिना कारण नहीं खुलता। कुछ नहीं बदला गया।",
)
NOT_CLOSED = ("This session is not closed.", "यह सत्र बंद नहीं है।")


class StaysOpenFor(RecordRefused):
    """The session cannot be closed yet; every obstacle at once."""

    def __init__(self, found: list[Obstacle]) -> None:
        said = [one.words() for one in found]
        super().__init__((" ".join(words[0] for words in said), " ".join(words[1] for words in said)))
        self.obstacles = found


@dataclass(frozen=True, slots=True)
class Closed:
    listed: int
    came: int
    absent: int


def close_session(session_code: str, *, counted_blank: int | None = None, by: str, now: datetime) -> Closed:
    """Close it; of the newest list whoever did not come was absent.

    counted_blank: all forms without a fate lie there blank, and so many were counted.
    Raises RecordRefused, with all that is in the way, and changes nothing then.
    """
    with transaction.atomic():
        session = _held(session_code)
        issue_forms(session)
        if counted_blank is not None:
            declare_blank(session_code, counted=counted_blank, by=by, now=now)
        if found := obstacles(paper_of(session), now=now):
            raise StaysOpenFor(found)
        lines = paper_lines(session)
        listed = [line for line in lines if line.part == LISTED]
        absent = sum(line.check_in is None for line in listed)
        Closing.objects.create(
            district_code=session.district_code, session=session, absent=absent, closed_by=by, closed_at=now
        )
        record_event(
            action="session.closed", subject_type="session", subject_id=session.code, by=by, now=now,
            district_code=session.district_code, detail={"listed": len(listed), "absent": absent},
        )  # fmt: skip
        came = sum(line.check_in is not None for line in lines)
        return Closed(len(listed), came, absent)


def reopen_session(session_code: str, *, reason: str, by: str, now: datetime) -> None:
    """Raises RecordRefused."""
    if not reason.strip():
        raise RecordRefused(REASON_MISSING)
    with transaction.atomic():
        session = _held(session_code)
        closing = Closing.objects.filter(session=session, reopened_at=None).first()
        if closing is None:
            raise RecordRefused(NOT_CLOSED)
        closing.reopened_by, closing.reopened_at = by, now
        closing.reopen_reason = reason.strip()[:LONGEST_REASON]
        closing.save(update_fields=["reopened_by", "reopened_at", "reopen_reason"])
        record_event(
            action="session.reopened", subject_type="session", subject_id=session.code, by=by, now=now,
            district_code=session.district_code, detail={"closing": closing.pk},
        )  # fmt: skip


def _held(session_code: str) -> Session:
    session = Session.objects.select_for_update(of=("self",)).filter(code=session_code).first()
    if session is None:
        raise RecordRefused(NO_SUCH_SESSION)
    return session

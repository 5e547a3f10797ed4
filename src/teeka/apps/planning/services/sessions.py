"""Calls a session off. Its places are given back by allotment, which knows of them."""

from datetime import datetime
from uuid import UUID

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.planning.models import Session


def cancel_session(session_id: UUID, *, reason: str, by: str, now: datetime) -> bool:
    """Mark the session as cancelled, once; False when it was already or does not exist.

    Call it through allotment's cancel_session_and_places: by itself it leaves people on the list.
    Lock: the session's row.
    """
    cancelled = Session.objects.filter(pk=session_id, cancelled_at=None).update(
        cancelled_at=now, cancelled_by=by, cancel_reason=reason
    )
    if cancelled:
        district = Session.objects.values_list("district_code", flat=True).get(pk=session_id)
        record_event(
            action="session.cancelled",
            subject_type="session",
            subject_id=session_id,
            by=by,
            now=now,
            district_code=district,
        )
    return bool(cancelled)

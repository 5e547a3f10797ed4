"""Takes back what was recorded wrongly, a dose or an arrival, with the reason: it stays on record as undone.

Locks: those of recording.py, so that no dose is recorded with an arrival while that is taken back.
"""

from datetime import datetime

from django.db import transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.allotment.services.finishing import reopen_person
from teeka.apps.allotment.services.giving import hold
from teeka.apps.planning.models import Session
from teeka.apps.siteday.models import CheckIn, Dose
from teeka.apps.siteday.queries.expected import expected
from teeka.apps.siteday.services.double_entry import end_entries
from teeka.apps.siteday.services.refusing import NO_SUCH_SESSION, RecordRefused, is_closed, still_open
from teeka.rules.undoing import UNDO_REFUSAL_WORDS, Arrival, Undoing, UndoRefusal, judge_undoing

LONGEST_REASON = 200
NO_SUCH_DOSE = (
    "No dose of this person is recorded at this session.",
    "इस सत्र में इस व्यक्ति की कोई खुराक दर्ज नहीं है।",
)
REASON_MISSING = (
    "Say why: a dose is taken back only with a reason. Nothing was changed.",
    "कारण लिखें: खुराक बिना कारण नहीं हटती। कुछ नहीं बदला गया।",
)


def undo_dose(session_code: str, reference: int, *, reason: str, by: str, now: datetime) -> None:
    """The dose recorded of this person at this session was not given: it stays on record as undone.

    Whoever has no place waits for one again. Raises RecordRefused.
    """
    if not reason.strip():
        raise RecordRefused(REASON_MISSING)
    session = _session(session_code)
    with transaction.atomic():
        person = _held(session, reference)
        if person is None:
            raise RecordRefused(NO_SUCH_DOSE)
        still_open(session)
        dose = Dose.objects.filter(check_in__session=session, beneficiary=person, undone_at=None).first()
        if dose is None:
            raise RecordRefused(NO_SUCH_DOSE)
        dose.undone_at, dose.undone_by, dose.undo_reason = now, by, reason.strip()[:LONGEST_REASON]
        dose.save(update_fields=["undone_at", "undone_by", "undo_reason"])
        reopen_person(person, session.pk, dose.dose)
        record_event(
            action="dose.undone", subject_type="dose", subject_id=dose.pk, by=by, now=now,
            district_code=session.district_code,
        )  # fmt: skip


def undo_arrival(session_code: str, reference: int, *, reason: str, by: str, now: datetime) -> Undoing:
    """This person did not come to this session, or not so: what was recorded of the visit stays as undone.

    Its form has no fate again, and a dose that was keyed once is not waited for. Raises RecordRefused.
    """
    session = _session(session_code)
    with transaction.atomic():
        person = _held(session, reference)
        of_person = CheckIn.objects.filter(session=session, beneficiary=person) if person else None
        recorded = of_person.filter(undone_at=None).first() if of_person is not None else None
        arrival = Arrival(
            is_recorded=recorded is not None,
            has_dose=recorded is not None and recorded.doses.filter(undone_at=None).exists(),
            was_undone=of_person is not None and of_person.exclude(undone_at=None).exists(),
        )
        found = judge_undoing(arrival, reason=reason, is_closed=is_closed(session))
        if isinstance(found, UndoRefusal):
            raise RecordRefused(UNDO_REFUSAL_WORDS[found])
        if recorded is not None:
            _undo(recorded, reason=reason.strip()[:LONGEST_REASON], by=by, now=now)
        return found


def _undo(arrival: CheckIn, *, reason: str, by: str, now: datetime) -> None:
    arrival.undone_at, arrival.undone_by, arrival.undo_reason = now, by, reason
    arrival.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    end_entries([arrival.pk], by=by, now=now)
    record_event(
        action="visit.undone", subject_type="check_in", subject_id=arrival.pk, by=by, now=now,
        district_code=arrival.district_code,
    )  # fmt: skip


def _session(code: str) -> Session:
    session = Session.objects.filter(code=code).first()
    if session is None:
        raise RecordRefused(NO_SUCH_SESSION)
    return session


def _held(session: Session, reference: int) -> int | None:
    """The person whom this session's paper means by it, held with the session; None when there is none."""
    person = expected(session, {reference}).get(reference)
    if person is None:
        return None
    hold(people=[person.beneficiary], sessions=[session.pk], campaign_id=session.campaign_id)
    return person.beneficiary

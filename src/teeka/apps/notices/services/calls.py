"""Telling by voice: what came of a call."""

from datetime import datetime
from enum import StrEnum

from teeka.apps.allotment.models import Appointment
from teeka.apps.notices.models import CallOutcome
from teeka.rules.messages.reasons import CallOutcomeKind


class CallRefusal(StrEnum):
    NO_SUCH_APPOINTMENT = "no_such_appointment"
    APPOINTMENT_CANCELLED = "appointment_cancelled"


CALL_REFUSAL_WORDS: dict[CallRefusal, tuple[str, str]] = {
    CallRefusal.NO_SUCH_APPOINTMENT: (
        "There is no such appointment in your area. Open the call sheet again.",
        "आपके क्षेत्र में ऐसी कोई नियुक्ति नहीं है। फ़ोन सूची फिर खोलें।",
    ),
    CallRefusal.APPOINTMENT_CANCELLED: (
        "This appointment was cancelled. Tell the person that, and open the call sheet again.",
        "यह नियुक्ति रद्द हो चुकी है। व्यक्ति को यही बताएँ और फ़ोन सूची फिर खोलें।",
    ),
}


class CallRefused(Exception):
    def __init__(self, refusal: CallRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def record_call_outcome(
    *, appointment_id: int, outcome: CallOutcomeKind, by: str, now: datetime, note: str = ""
) -> int:
    """Keep what came of a call; the last outcome counts and all are kept. Or CallRefused."""
    appointment = Appointment.objects.filter(pk=appointment_id).first()
    if appointment is None:
        raise CallRefused(CallRefusal.NO_SUCH_APPOINTMENT)
    if appointment.cancelled_at is not None:
        raise CallRefused(CallRefusal.APPOINTMENT_CANCELLED)
    kept = CallOutcome.objects.create(
        district_code=appointment.district_code,
        appointment_id=appointment_id,
        session_id=appointment.session_id,
        outcome=outcome.value,
        note=note[:200],
        made_by=by,
        made_at=now,
    )
    return int(kept.pk)

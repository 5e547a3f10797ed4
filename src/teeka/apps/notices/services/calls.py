"""What a person answers, by voice or by message, and what follows: who will not come frees the seat at once.

Locks: of a no those of declining.py, then those of publishing.py.
"""

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from teeka.apps.allotment.models import Appointment
from teeka.apps.allotment.services.declining import decline_place
from teeka.apps.allotment.services.refusals import AllotmentRefused
from teeka.apps.notices.models import CallClaim, CallOutcome
from teeka.apps.notices.services.publishing import publish_changes
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


SAID_NO = {
    CallOutcome.Channel.VOICE: "said no by voice",
    CallOutcome.Channel.SMS: "answered no by message",
    CallOutcome.Channel.MISSED_CALL: "answered no by a missed call",
}


class CallRefused(Exception):
    def __init__(self, refusal: CallRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@transaction.atomic
def record_answer(
    *,
    appointment_id: int,
    outcome: CallOutcomeKind,
    by: str,
    now: datetime,
    channel: CallOutcome.Channel = CallOutcome.Channel.VOICE,
    note: str = "",
) -> int:
    """Keep an answer, or what else came of a call; the last counts and all are kept. Or CallRefused.

    A no frees the seat; who stands by first gets it, and the new list with the notice that it owes.
    """
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
        channel=channel,
        note=note[:200],
        made_by=by,
        made_at=now,
    )
    CallClaim.objects.filter(appointment_id=appointment_id).delete()  # it is rung; the next may have it
    if outcome is CallOutcomeKind.WILL_NOT_COME:
        _free_the_seat(appointment, channel, by=by, now=now)
    return int(kept.pk)


def _free_the_seat(appointment: Appointment, channel: CallOutcome.Channel, *, by: str, now: datetime) -> None:
    try:
        decline_place(appointment.pk, said=SAID_NO[channel], by=by, now=now)
    except AllotmentRefused as refused:  # the seat went between our look and its lock
        raise CallRefused(CallRefusal.APPOINTMENT_CANCELLED) from refused
    publish_changes([appointment.session_id], now=now, by=by, reason=SAID_NO[channel])

"""Taking back what is not on the wire yet: a message that is untrue now, or that a person stops."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from teeka.rules.messages.reasons import CallReason
from teeka.rules.messages.states import Event, State, states_before

# One statement: the rows leave the outbox and stand in settled, or neither. What a former attempt perhaps
# sent is not called unsent. A dispatcher that has claimed a row finds it gone when it starts to send.
SETTLE_UNSENT = """
WITH gone AS (
    DELETE FROM notices_outbox
    WHERE {which} AND state = ANY(%(states)s)
    RETURNING *
)
INSERT INTO notices_settled
    (message_id, district_code, session_id, state, state_at, reason, must_be_told_by, attempt, route_id,
     provider_id, receipt_key, is_perhaps_sent, is_possible_duplicate)
SELECT message_id, district_code, session_id,
       CASE WHEN is_perhaps_sent OR state = 'uncertain' THEN 'unconfirmed' ELSE %(becomes)s END,
       %(now)s, %(reason)s, must_be_told_by, attempt, route_id, provider_id, receipt_key,
       is_perhaps_sent OR state = 'uncertain', is_possible_duplicate
FROM gone
"""


# Suppressed messages have left the outbox already: nobody need ring about what is no longer true.
SETTLE_SUPPRESSED = """
UPDATE notices_settled SET state = %(becomes)s, state_at = %(now)s, reason = %(reason)s
WHERE {which} AND state = 'suppressed'
"""


EMAILS_OF = """
SELECT email.id FROM notices_message m
JOIN notices_message email USING (appointment_id, purpose, revision, beneficiary_id, sequence)
WHERE m.id = ANY(%(ids)s) AND email.channel = 'email'
"""


def supersede(message_ids: Sequence[int], *, now: datetime) -> int:
    """A newer message takes their place; returns how many were still unsent."""
    ids = _with_emails(message_ids)
    return _settle("message_id = ANY(%(ids)s)", {"ids": ids}, Event.SUPERSEDE, "", now)


def withdraw(message_ids: Sequence[int], *, reason: str, now: datetime) -> int:
    """What they say is no longer true, and nothing takes their place."""
    ids = _with_emails(message_ids)
    return _settle("message_id = ANY(%(ids)s)", {"ids": ids}, Event.WITHDRAW, reason, now)


def withdraw_stopped(*, session_id: UUID | None, district_code: int, now: datetime) -> int:
    """All that is not on the wire, of a session, or of a whole district. See stopping.py."""
    which = "district_code = %(district)s"
    values: dict[str, Any] = {"district": district_code}
    if session_id is not None:
        which, values = "session_id = %(session)s", {"session": session_id}
    return _settle(which, values, Event.WITHDRAW, CallReason.STOPPED.value, now)


def withdraw_kind(purpose: str, *, campaign_id: int, now: datetime) -> int:
    """The campaign sends this kind no more."""
    which = """message_id IN (
        SELECT m.id FROM notices_message m JOIN notices_outbox o ON o.message_id = m.id
        WHERE m.purpose = %(purpose)s AND m.campaign_id = %(campaign)s
    )"""
    return _settle(which, {"purpose": purpose, "campaign": campaign_id}, Event.WITHDRAW, "kind off", now)


def withdraw_placed(*, dose: int, now: datetime) -> int:
    """That a dose comes due is not said to whoever has a place for it by now, or was given it."""
    which = """message_id IN (
        SELECT m.id FROM notices_message m JOIN notices_outbox o ON o.message_id = m.id
        WHERE m.purpose = 'dose_2_due' AND (
            EXISTS (SELECT FROM allotment_appointment a
                    WHERE a.beneficiary_id = m.beneficiary_id AND a.dose = %(dose)s
                      AND a.campaign_id = m.campaign_id AND a.cancelled_at IS NULL)
            OR EXISTS (SELECT FROM allotment_done done
                       WHERE done.beneficiary_id = m.beneficiary_id AND done.dose = %(dose)s
                         AND done.campaign_id = m.campaign_id))
    )"""
    return _settle(which, {"dose": dose}, Event.WITHDRAW, "has a place", now)


def settle_useless(*, now: datetime) -> int:
    """What is still unsent when its session begins is not sent at all; its people are on the call sheet."""
    which = "useless_from <= %(now)s"
    return _settle(which, {}, Event.WITHDRAW, "not_sent_in_time", now)


def withdraw_cancelled(*, places: Sequence[int] | None = None, now: datetime) -> int:
    """Appointments cancelled since their list was frozen: nobody is invited to them any more.

    places: of these alone, as soon as they were cancelled; None: whatever nobody has looked at.
    """
    which = """message_id IN (
        SELECT m.id FROM notices_message m
        JOIN notices_outbox o ON o.message_id = m.id
        JOIN allotment_appointment a ON a.id = m.appointment_id
        WHERE a.cancelled_at IS NOT NULL AND m.purpose NOT IN ('cancellation', 'correction')
    )"""
    if places is not None:
        which += " AND message_id IN (SELECT id FROM notices_message WHERE appointment_id = ANY(%(places)s))"
    return _settle(which, {"places": places}, Event.WITHDRAW, "appointment cancelled", now)


def _with_emails(message_ids: Sequence[int]) -> list[int]:
    """An e-mail that repeats a message goes the way of it."""
    if not message_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(EMAILS_OF, {"ids": list(message_ids)})
        return [*message_ids, *(row[0] for row in cursor.fetchall())]


def _settle(which: str, values: dict[str, Any], event: Event, reason: str, now: datetime) -> int:
    becomes = State.SUPERSEDED if event is Event.SUPERSEDE else State.CANCELLED
    values = {
        **values,
        "states": states_before(event),
        "becomes": becomes.value,
        "reason": reason[:40],
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(SETTLE_UNSENT.format(which=which), values)
        count = int(cursor.rowcount)
        if "ids" in values:
            cursor.execute(SETTLE_SUPPRESSED.format(which=which), values)
            count += cursor.rowcount
        return count

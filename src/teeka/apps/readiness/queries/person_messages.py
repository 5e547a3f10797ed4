"""What was said to one person: each message with its attempts and receipts, calls, and what they answered."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from teeka.apps.readiness.queries.rows import rows_of

Part = TypeVar("Part", "AttemptStory", "ReceiptStory")


@dataclass(frozen=True, slots=True)
class AttemptStory:
    """One handing over, and what the provider answered; `route` is empty where none is known."""

    attempt: int
    answer: str
    code: str
    route: str
    handed_at: datetime
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class ReceiptStory:
    state: str
    code: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class MessageStory:
    id: int
    purpose: str
    revision: int
    state: str
    state_at: datetime
    reason: str
    route: str | None
    to_number: str
    to_email: str
    text: str
    segments: int
    must_be_told_by: datetime
    is_possible_duplicate: bool
    attempts: list[AttemptStory]
    receipts: list[ReceiptStory]


@dataclass(frozen=True, slots=True)
class CallStory:
    """What came of a call, or an answer that was understood; `note` is then what they wrote."""

    channel: str
    outcome: str
    note: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class ReplyStory:
    """What came from this person's number and answers no appointment, or not yet."""

    state: str
    text: str
    received_at: datetime
    settled_by: str


_MESSAGES = """
    SELECT message.id, message.purpose, message.revision, standing.state, standing.state_at, standing.reason,
           route.code, message.to_number, message.to_email, message.text, message.segments,
           message.must_be_told_by, standing.is_possible_duplicate,
           coalesce((SELECT jsonb_agg(jsonb_build_array(
                         attempt.attempt, attempt.answer, attempt.code, coalesce(by_route.code, ''),
                         attempt.send_started_at, attempt.answered_at) ORDER BY attempt.id)
                     FROM notices_attempt attempt
                     LEFT JOIN notices_submission submission ON submission.id = attempt.submission_id
                     LEFT JOIN notices_route by_route ON by_route.id = submission.route_id
                     WHERE attempt.message_id = message.id)::text, '[]'),
           coalesce((SELECT jsonb_agg(jsonb_build_array(receipt.state, receipt.code, receipt.received_at)
                                      ORDER BY receipt.id)
                     FROM notices_receipt receipt WHERE receipt.message_id = message.id)::text, '[]')
    FROM notices_message message
    JOIN notices_standing standing ON standing.message_id = message.id
    LEFT JOIN notices_route route ON route.id = standing.route_id
    WHERE message.beneficiary_id = %(id)s ORDER BY message.id
"""
_CALLS = """
    SELECT channel, outcome, note, made_by, made_at FROM notices_calloutcome
    WHERE appointment_id IN (SELECT id FROM allotment_appointment WHERE beneficiary_id = %(id)s) ORDER BY id
"""
_REPLIES = """
    SELECT reply.state, reply.text, reply.received_at, reply.settled_by
    FROM people_beneficiary person JOIN notices_reply reply ON reply.from_number = person.mobile
    WHERE person.id = %(id)s AND person.mobile_state IN ('ok', 'shared')
      AND reply.state IN ('unclear', 'set_aside', 'nobody') ORDER BY reply.id
"""


def messages_of(person_id: int) -> list[MessageStory]:
    """Oldest first, whatever became of each."""
    return [
        replace(
            message,
            attempts=_parts(AttemptStory, message.attempts, moments=2),
            receipts=_parts(ReceiptStory, message.receipts, moments=1),
        )
        for message in rows_of(MessageStory, _MESSAGES, {"id": person_id})
    ]


def calls_of(person_id: int) -> list[CallStory]:
    return rows_of(CallStory, _CALLS, {"id": person_id})


def replies_of(person_id: int) -> list[ReplyStory]:
    return rows_of(ReplyStory, _REPLIES, {"id": person_id})


def _parts(kind: type[Part], listed: Any, *, moments: int) -> list[Part]:
    """JSON as the database gives it to a plain cursor, as text; the last `moments` values are moments."""
    return [
        kind(*values[:-moments], *(datetime.fromisoformat(value) for value in values[-moments:]))
        for values in json.loads(listed)
    ]

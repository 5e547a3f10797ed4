"""Keeps how the promise looks for each session, and each alarm once: when it began and when it ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from teeka.rules.messages.promise import Cause

KEEP_OUTLOOKS = """
INSERT INTO notices_promiseoutlook (session_id, district_code, at_risk, seen_at)
SELECT session.id, session.district_code, given.at_risk, %(now)s
FROM unnest(%(sessions)s::uuid[], %(risks)s::int[]) AS given (session_id, at_risk)
JOIN planning_session session ON session.id = given.session_id
ON CONFLICT (session_id) DO UPDATE SET at_risk = excluded.at_risk, seen_at = excluded.seen_at
"""
FORGET_OUTLOOKS = "DELETE FROM notices_promiseoutlook WHERE session_id <> ALL(%(sessions)s::uuid[])"
_GIVEN = (
    "unnest(%(sessions)s::uuid[], %(causes)s::text[], %(people)s::int[]) AS given (session_id, cause, people)"
)
RING = f"""
INSERT INTO notices_promisealarm AS alarm (district_code, session_id, cause, people, began_at)
SELECT session.district_code, session.id, given.cause, given.people, %(now)s
FROM {_GIVEN} JOIN planning_session session ON session.id = given.session_id
ON CONFLICT (session_id, cause) WHERE ended_at IS NULL
DO UPDATE SET people = excluded.people WHERE excluded.people > alarm.people
"""
END = f"""
UPDATE notices_promisealarm alarm SET ended_at = %(now)s
WHERE ended_at IS NULL AND NOT EXISTS (
    SELECT FROM {_GIVEN} WHERE given.session_id = alarm.session_id AND given.cause = alarm.cause)
"""


@dataclass(frozen=True, slots=True)
class Ringing:
    session_id: UUID
    cause: Cause
    people: int


def keep_outlooks(risks: dict[UUID, int], *, now: datetime) -> None:
    """What is known now of the sessions whose messages are under way; of others nothing is at risk."""
    values: dict[str, Any] = {"sessions": list(risks), "risks": list(risks.values()), "now": now}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(KEEP_OUTLOOKS, values)
        cursor.execute(FORGET_OUTLOOKS, values)


def keep_alarms(alarms: Sequence[Ringing], *, now: datetime) -> tuple[int, int]:
    """Begin what rings anew and end what rings no more; (rows begun or grown, rows ended).

    One open row a session and cause, guarded by a unique index, however many workers look at once.
    """
    values: dict[str, Any] = {
        "sessions": [alarm.session_id for alarm in alarms],
        "causes": [alarm.cause.value for alarm in alarms],
        "people": [alarm.people for alarm in alarms],
        "now": now,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RING, values)
        begun = int(cursor.rowcount)
        cursor.execute(END, values)
        return begun, int(cursor.rowcount)

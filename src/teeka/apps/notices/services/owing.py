"""Which messages a frozen version owes, and which former ones it makes untrue."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from teeka.apps.notices.services.texts import add_missing_texts
from teeka.apps.notices.services.withdrawing import supersede, withdraw
from teeka.apps.notices.services.writing import Former, Row, Writer
from teeka.rules.messages.invitation import Purpose
from teeka.rules.messages.reasons import SUPPRESSED_BY_MOBILE

PLANNER_LOCK = 7_110_001  # one planner at a time: two would owe the same person twice

ROWS = """
SELECT l.id, l.version, r.district_code, s.campaign_id, l.session_id, r.appointment_id, r.beneficiary_id,
       r.slot_at, r.full_name, r.name_hi, r.mobile, r.mobile_state, r.language,
       site.sms_name, site.name_hi, s.starts_at, c.tell_hours
FROM allotment_frozenlist l
JOIN allotment_frozenrow r ON r.frozen_list_id = l.id
JOIN planning_session s ON s.id = l.session_id
JOIN planning_sessionsite site ON site.id = s.site_id
JOIN planning_campaign c ON c.id = s.campaign_id
WHERE l.id = ANY(%s)
ORDER BY l.id, r.position
"""
FORMER = """
SELECT m.id, m.beneficiary_id, m.appointment_id, m.purpose, m.revision, m.slot_at, m.site_name, m.to_number,
       st.state, st.is_perhaps_sent, l.id, l.version, m.district_code, m.campaign_id, m.session_id,
       m.language, s.starts_at, c.tell_hours, m.frozen_list_id
FROM allotment_frozenlist l
JOIN notices_message m ON m.session_id = l.session_id
JOIN notices_standing st ON st.message_id = m.id
JOIN planning_session s ON s.id = l.session_id
JOIN planning_campaign c ON c.id = s.campaign_id
WHERE l.id = ANY(%s)
ORDER BY m.id
"""
FRESH = """
CREATE TEMP TABLE fresh_messages (
    id bigint, district_code int, purpose text, campaign_id bigint, session_id uuid, frozen_list_id bigint,
    appointment_id bigint, beneficiary_id bigint, revision smallint, slot_at timestamptz, site_name text,
    language text, template_id bigint, to_number text, text text, segments smallint,
    must_be_told_by timestamptz, starts_at timestamptz, reason text
) ON COMMIT DROP
"""
STORE_MESSAGES = """
INSERT INTO notices_message
    (id, district_code, reference, purpose, campaign_id, session_id, frozen_list_id, appointment_id,
     beneficiary_id, revision, channel, sequence, slot_at, site_name, language, template_id, to_number, text,
     segments, must_be_told_by, planned_at)
SELECT id, district_code, gen_random_uuid(), purpose, campaign_id, session_id, frozen_list_id, appointment_id,
       beneficiary_id, revision, 'sms', 1, slot_at, site_name, language, template_id, to_number, text,
       segments, must_be_told_by, %s
FROM fresh_messages
"""
STORE_OPEN = """
INSERT INTO notices_outbox (message_id, district_code, session_id, state, state_at, priority, must_be_told_by,
                            useless_from)
SELECT id, district_code, session_id, 'planned', %s, CASE purpose WHEN 'invitation' THEN 5 ELSE 3 END,
       must_be_told_by, starts_at
FROM fresh_messages WHERE reason IS NULL
"""
STORE_SUPPRESSED = """
INSERT INTO notices_settled (message_id, district_code, session_id, state, state_at, reason, must_be_told_by,
                             attempt)
SELECT id, district_code, session_id, 'suppressed', %s, reason, must_be_told_by, 1
FROM fresh_messages WHERE reason IS NOT NULL
"""


@dataclass(slots=True)
class Owed:
    """Counts of one planning: messages made, of them suppressed; former ones kept, replaced, withdrawn."""

    planned: int = 0
    suppressed: int = 0
    kept: int = 0
    superseded: int = 0
    withdrawn: int = 0

    def add(self, other: "Owed") -> None:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(slots=True)
class _Draft:
    fresh: list[tuple[object, ...]] = field(default_factory=list)
    superseded: list[int] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)
    owed: Owed = field(default_factory=Owed)


def plan_messages(frozen_list_ids: Sequence[int], *, now: datetime, is_first: bool = False) -> Owed:
    """Store what these versions owe, inside the caller's transaction. Repeating it adds nothing.

    is_first: no message existed before, so there is nothing to compare with. Locks: the planner's
    advisory lock until the transaction ends, then the outbox rows that are superseded or withdrawn.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PLANNER_LOCK])
    add_missing_texts()
    rows = [Row(*row) for row in _fetch(ROWS, [list(frozen_list_ids)])]
    former = [] if is_first else [Former(*row) for row in _fetch(FORMER, [list(frozen_list_ids)])]
    draft = _draft(rows, former)
    draft.owed.superseded = supersede(draft.superseded, now=now)
    draft.owed.withdrawn = withdraw(draft.withdrawn, reason="appointment cancelled", now=now)
    _store(draft.fresh, now=now)
    return draft.owed


def _draft(rows: list[Row], former: list[Former]) -> _Draft:
    writer = Writer()
    draft = _Draft()
    of_appointment: dict[int, list[Former]] = {}
    for message in former:
        of_appointment.setdefault(message.appointment_id, []).append(message)
    for row in rows:
        _draft_row(draft, writer, row, of_appointment.pop(row.appointment_id, []))
    _draft_gone(draft, writer, of_appointment)
    return draft


def _draft_row(draft: _Draft, writer: Writer, row: Row, former: list[Former]) -> None:
    site = writer.site(row)
    number = "" if row.mobile_state in SUPPRESSED_BY_MOBILE else row.mobile
    live = [message for message in former if message.is_live and message.purpose != Purpose.CANCELLATION]
    if live and (live[-1].slot_at, live[-1].site_name, live[-1].to_number) == (row.slot_at, site, number):
        draft.owed.kept += 1
        return
    draft.superseded += [message.id for message in live]
    was_told_otherwise = any(
        message.is_perhaps_read and (message.slot_at, message.site_name) != (row.slot_at, site)
        for message in former
    )
    purpose = Purpose.CHANGE if was_told_otherwise else Purpose.INVITATION
    fresh, is_suppressed = writer.message(row, purpose, site, number)
    draft.fresh.append(fresh)
    draft.owed.planned += 1
    draft.owed.suppressed += is_suppressed


def _draft_gone(draft: _Draft, writer: Writer, gone: dict[int, list[Former]]) -> None:
    """Appointments that the new version no longer has: withdraw, and tell those who had been told."""
    draft.withdrawn += [message.id for messages in gone.values() for message in messages if message.is_live]
    told = [messages[-1] for messages in gone.values() if any(m.is_perhaps_read for m in messages)]
    for message in told:
        if message.purpose != Purpose.CANCELLATION:
            draft.fresh.append(writer.cancellation(message))
            draft.owed.planned += 1


def _fetch(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _store(fresh: list[tuple[object, ...]], *, now: datetime) -> None:
    """COPY into a temporary table, for row security forbids it on the real ones; then insert from there."""
    if not fresh:
        return
    with connection.cursor() as cursor:
        cursor.execute(FRESH)
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('notices_message', 'id')) FROM generate_series(1, %s)",
            [len(fresh)],
        )
        ids = [row[0] for row in cursor.fetchall()]
        with cursor.copy("COPY fresh_messages FROM STDIN") as copy:
            for message_id, values in zip(ids, fresh, strict=True):
                copy.write_row((message_id, *values))
        cursor.execute(STORE_MESSAGES, [now])
        cursor.execute(STORE_OPEN, [now])
        cursor.execute(STORE_SUPPRESSED, [now])
        cursor.execute("DROP TABLE fresh_messages")

"""Which messages a frozen version owes, and which former ones it makes untrue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg
from django.db import connection, transaction

from teeka.apps.notices.queries import lists_without_messages
from teeka.apps.notices.services.texts import add_missing_texts
from teeka.apps.notices.services.withdrawing import supersede, withdraw
from teeka.apps.notices.services.writing import Former, Fresh, Heading, Row, Writer
from teeka.rules.messages.invitation import ANNOUNCES, BRINGS, Purpose
from teeka.rules.messages.reasons import SUPPRESSED_BY_MOBILE
from teeka.rules.messages.states import PERHAPS_READ

LISTS_A_BATCH = 50
PLANNER_LOCK = 7_110_001  # one planner at a time: two would owe the same person twice

HEADINGS = """
SELECT l.id, l.version, site.sms_name, site.name_hi
FROM allotment_frozenlist l
JOIN planning_session s ON s.id = l.session_id
JOIN planning_sessionsite site ON site.id = s.site_id
WHERE l.id = ANY(%s)
"""
ROWS = """
SELECT line.frozen_list_id, line.appointment_id, line.beneficiary_id, line.slot_at, line.full_name,
       line.name_hi, line.mobile, line.mobile_state, line.language, line.reference,
       line.mobile <> '' AND EXISTS (
           SELECT FROM people_beneficiary other
           JOIN allotment_appointment place
                ON place.beneficiary_id = other.id AND place.cancelled_at IS NULL
           WHERE other.mobile = line.mobile AND other.mobile_state IN ('ok', 'shared')
                 AND other.id <> line.beneficiary_id)
FROM allotment_frozenrow line WHERE frozen_list_id = ANY(%s) ORDER BY frozen_list_id, position
"""
PERHAPS = ", ".join(f"'{state}'" for state in sorted(PERHAPS_READ))
# An e-mail repeats a message, so it was perhaps read when its e-mail was.
FORMER = f"""
SELECT m.id, m.beneficiary_id, m.appointment_id, m.purpose, m.revision, m.slot_at, m.site_name, m.to_number,
       st.state, st.is_perhaps_sent OR EXISTS (
           SELECT FROM notices_message email JOIN notices_standing sent ON sent.message_id = email.id
           WHERE email.channel = 'email' AND email.appointment_id = m.appointment_id
             AND (email.purpose, email.revision, email.sequence) = (m.purpose, m.revision, m.sequence)
             AND sent.state IN ({PERHAPS})), l.version, m.language, m.frozen_list_id,
       place.cancelled_for = 'DECLINED'
FROM allotment_frozenlist l
JOIN notices_message m ON m.session_id = l.session_id AND m.channel = 'sms'
JOIN notices_standing st ON st.message_id = m.id
JOIN allotment_appointment place ON place.id = m.appointment_id
WHERE l.id = ANY(%s)
ORDER BY m.id
"""
FRESH = """
CREATE TEMP TABLE fresh_messages (
    purpose text, frozen_list_id bigint, appointment_id bigint, beneficiary_id bigint, revision smallint,
    sequence smallint,
    slot_at timestamptz, site_name text, language text, template_id bigint, to_number text, text text,
    segments smallint, reason text,
    id bigint DEFAULT nextval(pg_get_serial_sequence('notices_message', 'id'))
) ON COMMIT DROP
"""
COPY = f"COPY fresh_messages ({', '.join(Fresh._fields)}) FROM STDIN"
# What a message owes to its session: by when it must be told, and from when it is useless.
OWED_BY = """
    FROM fresh_messages f
    JOIN allotment_frozenlist l ON l.id = f.frozen_list_id
    JOIN planning_session s ON s.id = l.session_id
    JOIN planning_campaign c ON c.id = s.campaign_id
"""
# When it is to be told by, and from when it is of no use: by the session, or as told.
OF_SESSION = {"told_by": "s.starts_at - make_interval(hours => c.tell_hours)", "useless_from": "s.starts_at"}
AS_TOLD = {"told_by": "%(until)s::timestamptz", "useless_from": "%(until)s::timestamptz"}
STORE_MESSAGES = f"""
INSERT INTO notices_message
    (id, district_code, reference, purpose, campaign_id, session_id, frozen_list_id, appointment_id,
     beneficiary_id, revision, channel, sequence, slot_at, site_name, language, template_id, to_number, text,
     segments, must_be_told_by, planned_at)
SELECT f.id, l.district_code, gen_random_uuid(), f.purpose, s.campaign_id, s.id, l.id, f.appointment_id,
       f.beneficiary_id, f.revision, 'sms', f.sequence, f.slot_at, f.site_name, f.language, f.template_id,
       f.to_number, f.text, f.segments, {{told_by}}, %(now)s
{OWED_BY}
"""
STORE_OPEN = f"""
INSERT INTO notices_outbox
    (message_id, district_code, session_id, state, state_at, priority, must_be_told_by, useless_from)
SELECT f.id, l.district_code, s.id,
       CASE WHEN f.purpose IN ('correction', 'reminder_day_before', 'reminder_morning') THEN 'queued'
            ELSE 'planned' END,
       %(now)s,
       CASE WHEN f.purpose = 'invitation' THEN 5 WHEN f.purpose = 'correction' THEN 1
            WHEN f.purpose IN ('reminder_day_before', 'reminder_morning') THEN 6 ELSE 3 END,
       {{told_by}}, {{useless_from}}
{OWED_BY} WHERE f.reason IS NULL
"""
STORE_SUPPRESSED = f"""
INSERT INTO notices_settled
    (message_id, district_code, session_id, state, state_at, reason, must_be_told_by, attempt)
SELECT f.id, l.district_code, s.id, 'suppressed', %(now)s, f.reason, {{told_by}}, 1
{OWED_BY} WHERE f.reason IS NOT NULL
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
    fresh: list[Fresh] = field(default_factory=list)
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
    ids = list(frozen_list_ids)
    headings = {row[0]: Heading(*row) for row in fetch(HEADINGS, [ids])}
    former = [] if is_first else [Former(*row) for row in fetch(FORMER, [ids])]
    draft = _draft([Row(*row) for row in fetch(ROWS, [ids])], headings, former)
    draft.owed.superseded = supersede(draft.superseded, now=now)
    draft.owed.withdrawn = withdraw(draft.withdrawn, reason="appointment cancelled", now=now)
    store(draft.fresh, now=now)
    return draft.owed


def plan_corrections(frozen_list_ids: Sequence[int], *, now: datetime) -> int:
    """Whoever was perhaps told by these versions, or ones before them, is to ignore it; how many.

    Inside the caller's transaction. Repeating it adds nothing. Lock: the planner's.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PLANNER_LOCK])
    add_missing_texts()
    of_appointment: dict[int, list[Former]] = {}
    for row in fetch(FORMER, [list(frozen_list_ids)]):
        message = Former(*row)
        of_appointment.setdefault(message.appointment_id, []).append(message)
    writer, fresh = Writer(), []
    for messages in of_appointment.values():
        told = [m for m in messages if m.is_perhaps_read and m.purpose in BRINGS]
        is_over = messages[-1].purpose == Purpose.CANCELLATION
        if told and not is_over and not _is_corrected(told[-1], messages):
            sequence = _next(messages, Purpose.CORRECTION, told[-1].new_version)
            fresh.append(writer.correction(told[-1], sequence=sequence))
    store(fresh, now=now)
    return len(fresh)


def plan_missing(*, now: datetime) -> Owed:
    """Plan what newest versions owe and nobody has planned yet; a transaction a batch, safe to repeat."""
    owed, ids = Owed(), lists_without_messages()
    for start in range(0, len(ids), LISTS_A_BATCH):
        with transaction.atomic():
            owed.add(plan_messages(ids[start : start + LISTS_A_BATCH], now=now))
    return owed


def _draft(rows: list[Row], headings: Mapping[int, Heading], former: list[Former]) -> _Draft:
    writer = Writer()
    draft = _Draft()
    of_appointment: dict[int, list[Former]] = {}
    for message in former:
        of_appointment.setdefault(message.appointment_id, []).append(message)
    for row in rows:
        _draft_row(
            draft, writer, row, headings[row.frozen_list_id], of_appointment.pop(row.appointment_id, [])
        )
    _draft_gone(draft, writer, of_appointment)
    return draft


def _draft_row(draft: _Draft, writer: Writer, row: Row, heading: Heading, former: list[Former]) -> None:
    number = "" if row.mobile_state in SUPPRESSED_BY_MOBILE else row.mobile
    purpose = Purpose.INVITATION
    if former:
        site = writer.site(heading, row.language)
        live = [message for message in former if message.is_live and message.purpose in ANNOUNCES]
        if (
            live
            and not _is_corrected(live[-1], former)
            and (live[-1].slot_at, live[-1].site_name, live[-1].to_number) == (row.slot_at, site, number)
        ):
            draft.owed.kept += 1
            return
        draft.superseded += [m.id for m in former if m.is_live and m.purpose in BRINGS]
        told = [message for message in former if message.purpose in BRINGS]
        if any(m.is_perhaps_read and (m.slot_at, m.site_name) != (row.slot_at, site) for m in told):
            purpose = Purpose.CHANGE
    fresh = writer.message(row, heading, purpose, number, sequence=_next(former, purpose, heading.version))
    draft.fresh.append(fresh)
    draft.owed.planned += 1
    draft.owed.suppressed += fresh.reason is not None


def _is_corrected(message: Former, former: list[Former]) -> bool:
    """Told, and told since to ignore it."""
    return any(later.purpose == Purpose.CORRECTION and later.id > message.id for later in former)


def _next(former: list[Former], purpose: Purpose, revision: int) -> int:
    """Which message of its kind it is about this version: after a stop the same is said once more."""
    return 1 + sum(m.purpose == purpose and m.revision == revision for m in former)


def _draft_gone(draft: _Draft, writer: Writer, gone: dict[int, list[Former]]) -> None:
    """Appointments that the new version no longer has: withdraw, and tell those who had been told, and who
    do not know already, because they said no.
    """
    untrue = [message for messages in gone.values() for message in messages if message.is_live]
    draft.withdrawn += [message.id for message in untrue if message.purpose in BRINGS]
    told = [messages[-1] for messages in gone.values() if any(m.is_perhaps_read for m in messages)]
    for message in told:
        if message.purpose != Purpose.CANCELLATION and not message.is_declined:
            draft.fresh.append(writer.cancellation(message))
            draft.owed.planned += 1


def fetch(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """In binary: half a million timestamps are slow to read as text."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(statement, values, binary=True)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def store(fresh: list[Fresh], *, now: datetime, until: datetime | None = None) -> None:
    """COPY into a temporary table, for row security forbids it on the real ones; then insert from there.

    until: these leave at once, and are of no use from then on; else they go by their session.
    """
    if not fresh:
        return
    moments: dict[datetime, str] = {}
    for message in fresh:
        if message.slot_at not in moments:
            moments[message.slot_at] = message.slot_at.isoformat()
    with connection.cursor() as cursor:
        cursor.execute(FRESH)
        with cursor.copy(COPY) as copy:
            copy.write("".join([_line(message, moments[message.slot_at]) for message in fresh]))
        for statement in (STORE_MESSAGES, STORE_OPEN, STORE_SUPPRESSED):
            by = OF_SESSION if until is None else AS_TOLD
            cursor.execute(statement.format(**by), {"now": now, "until": until})
        cursor.execute("DROP TABLE fresh_messages")


def _line(message: Fresh, slot_at: str) -> str:
    """One line of COPY's text format. The text holds no tab or backslash: no template allows one."""
    template = "\\N" if message.template_id is None else message.template_id
    reason = "\\N" if message.reason is None else message.reason
    site = message.site_name.replace("\\", "\\\\").replace("\t", " ")
    return (
        f"{message.purpose}\t{message.frozen_list_id}\t{message.appointment_id}\t{message.beneficiary_id}\t"
        f"{message.revision}\t{message.sequence}\t{slot_at}\t{site}\t{message.language}\t{template}\t"
        f"{message.to_number}\t{message.text}\t{message.segments}\t{reason}\n"
    )

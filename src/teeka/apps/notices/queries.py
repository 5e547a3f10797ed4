"""Who was told what, who was not, and who must be told by voice. Reads only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, F

from teeka.apps.notices.models import Reply, ReplyLine, Route, Stop
from teeka.rules.messages.reasons import CLOSES_CALL, TOLD_BY_VOICE, CallReason

STATE_COUNTS = "SELECT state, count(*) FROM notices_standing {where} GROUP BY state"
# The last message about an appointment is the one that counts; so is the last call.
CALL_SHEET = """
WITH open_doubts AS (
    SELECT message_id, state, reason, must_be_told_by FROM notices_settled
    WHERE state IN ('suppressed', 'undelivered', 'expired', 'rejected', 'unconfirmed')
       OR (state = 'cancelled' AND reason = 'not_sent_in_time')
       OR (state = 'cancelled' AND reason = 'stopped' AND must_be_told_by <= %(now)s)
    UNION ALL
    SELECT message_id, state, '', must_be_told_by FROM notices_outbox WHERE must_be_told_by <= %(now)s
    UNION ALL
    SELECT id, 'cancelled', 'stopped', must_be_told_by FROM notices_message
    WHERE purpose = 'correction' AND must_be_told_by <= %(now)s
)
SELECT s.code, s.id, s.starts_at, m.appointment_id, m.beneficiary_id, m.district_code, a.slot_at,
       b.full_name, b.name_hi, b.mobile, b.alt_mobile, b.language,
       CASE d.reason WHEN 'stopped' THEN site.sms_name ELSE m.site_name END, d.must_be_told_by,
       CASE d.reason WHEN 'stopped' THEN '' ELSE m.text END,
       CASE WHEN d.reason <> '' THEN d.reason
            WHEN d.state IN ('uncertain', 'submitting') THEN 'uncertain'
            WHEN d.state = 'accepted' THEN 'unconfirmed'
            WHEN d.state IN ('planned', 'queued', 'claimed') THEN 'not_sent_in_time'
            ELSE d.state END,
       coalesce(c.outcome, ''), c.made_at
FROM open_doubts d
JOIN notices_message m ON m.id = d.message_id AND m.channel = 'sms'
JOIN planning_session s ON s.id = m.session_id
JOIN planning_sessionsite site ON site.id = s.site_id
JOIN people_beneficiary b ON b.id = m.beneficiary_id
JOIN allotment_appointment a ON a.id = m.appointment_id
LEFT JOIN LATERAL (
    SELECT outcome, made_at FROM notices_calloutcome call
    WHERE call.appointment_id = m.appointment_id ORDER BY call.id DESC LIMIT 1
) c ON true
WHERE a.cancelled_at IS NULL AND s.starts_at > %(now)s
  AND (m.purpose IN ('invitation', 'change') OR m.purpose = 'correction' AND d.reason = 'stopped')
  AND (c.outcome IS NULL OR NOT c.outcome = ANY(%(closed)s))
  AND NOT EXISTS (
      SELECT 1 FROM notices_message later
      WHERE later.appointment_id = m.appointment_id AND later.id > m.id AND later.channel = 'sms'
        AND later.purpose IN ('invitation', 'change', 'correction')
  )
  AND NOT EXISTS (
      SELECT 1 FROM notices_message reminder JOIN notices_settled told ON told.message_id = reminder.id
      WHERE reminder.appointment_id = m.appointment_id AND reminder.id > m.id AND told.state = 'delivered'
        AND reminder.purpose IN ('reminder_day_before', 'reminder_morning')
  )
  {where}
ORDER BY d.must_be_told_by, s.code, m.slot_at, m.beneficiary_id
LIMIT %(limit)s
"""
# What was last answered about an appointment; calls that reached nobody say nothing of it.
LAST_ANSWER = """
LEFT JOIN LATERAL (
    SELECT call.outcome, call.channel, call.made_at FROM notices_calloutcome call
    WHERE call.appointment_id = {appointment} AND call.outcome IN ('will_come', 'will_not_come')
    ORDER BY call.id DESC LIMIT 1
) answer ON true
"""
_COLUMNS = (
    "code, session, starts, appointment, beneficiary, district, slot, name, hindi, mobile, alt, language,"
    " site, told_by, words, reason, outcome, called"
)


@dataclass(frozen=True, slots=True)
class CallRow:
    """A person who must be told by voice: who, of which seat, by when, and why."""

    session_code: str
    session_id: UUID
    starts_at: datetime
    appointment_id: int
    beneficiary_id: int
    district_code: int
    slot_at: datetime
    full_name: str
    name_hi: str
    mobile: str
    alt_mobile: str
    language: str
    site_name: str
    must_be_told_by: datetime
    text: str
    reason: str
    last_outcome: str
    last_called_at: datetime | None


@dataclass(frozen=True, slots=True)
class RouteRow:
    """A way to a provider, without its settings."""

    code: str
    adapter: str
    is_on: bool
    is_rehearsal: bool
    weight: int
    rate_per_second: float
    window: int
    last_fault: str


@dataclass(frozen=True, slots=True)
class LineRow:
    """A number that people answer to."""

    number: str
    kind: str
    keyword: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class StopRow:
    """A stop, in force while it is not lifted; of a whole district where it names no session."""

    id: int
    district_code: int
    session_code: str | None
    reason: str
    made_by: str
    made_at: datetime
    withdrawn: int
    corrected: int
    lifted_by: str
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True)
class UnclearReply:
    """A reply that only a person can read, with a place ahead that it may be about; a row a place."""

    reply_id: int
    from_number: str
    text: str
    received_at: datetime
    district_code: int
    appointment_id: int | None
    full_name: str
    name_hi: str
    code: str
    session_code: str
    slot_at: datetime | None
    site_name: str


def stops() -> list[StopRow]:
    """Those in force first, then the newest."""
    columns = (
        "id", "district_code", "session__code", "reason", "made_by", "made_at", "withdrawn", "corrected",
        "lifted_by", "lifted_at",
    )  # fmt: skip
    rows = Stop.objects.order_by(F("lifted_at").desc(nulls_first=True), "-made_at")
    return [StopRow(*row) for row in rows.values_list(*columns)]


def reply_lines() -> list[LineRow]:
    rows = ReplyLine.objects.order_by("number").values_list("number", "kind", "keyword", "is_on")
    return [LineRow(*row) for row in rows]


def reply_counts() -> dict[str, int]:
    """State -> number of replies that the reader may see."""
    return dict(Reply.objects.values_list("state").annotate(count=Count("pk")).order_by())


def unclear_replies(*, now: datetime) -> list[UnclearReply]:
    """What waits for a person, oldest first; a place that the sender gave up stands there too."""
    statement = """
        SELECT reply.id, reply.from_number, reply.text, reply.received_at, reply.district_code, place.id,
               coalesce(person.full_name, ''), coalesce(person.name_hi, ''),
               coalesce(right(person.reference::text, 4), ''), coalesce(session.code, ''), place.slot_at,
               coalesce(site.name, '')
        FROM notices_reply reply
        LEFT JOIN people_beneficiary person ON person.mobile = reply.from_number
             AND person.mobile_state IN ('ok', 'shared')
        LEFT JOIN LATERAL (
            SELECT a.id, a.slot_at, a.session_id FROM allotment_appointment a
            JOIN planning_session s ON s.id = a.session_id AND s.starts_at > %(now)s
            WHERE a.beneficiary_id = person.id AND (a.cancelled_at IS NULL OR a.cancelled_for = 'DECLINED')
            ORDER BY a.id DESC LIMIT 1
        ) place ON true
        LEFT JOIN planning_session session ON session.id = place.session_id
        LEFT JOIN planning_sessionsite site ON site.id = session.site_id
        WHERE reply.state = 'unclear'
        ORDER BY reply.received_at, reply.id, person.full_name
    """
    return [UnclearReply(*row) for row in _rows(statement, {"now": now})]


def state_counts(*, session_id: UUID | None = None) -> dict[str, int]:
    """State -> number of messages; of one session or of all that the reader may see."""
    where = "" if session_id is None else "WHERE session_id = %(session)s"
    return dict(_rows(STATE_COUNTS.format(where=where), {"session": session_id}))


def open_counts() -> dict[str, int]:
    """State -> number of messages that have not come to their end."""
    return dict(_rows("SELECT state, count(*) FROM notices_outbox GROUP BY state", {}))


def routes() -> list[RouteRow]:
    columns = (
        "code",
        "adapter",
        "is_on",
        "is_rehearsal",
        "weight",
        "rate_per_second",
        "window",
        "last_fault",
    )
    return [RouteRow(*row) for row in Route.objects.order_by("code").values_list(*columns)]


def call_sheet(
    *, now: datetime, session_id: UUID | None = None, district_code: int | None = None, limit: int = 500_000
) -> list[CallRow]:
    """Who must be told by voice, the most pressing first: one row a person and seat."""
    where = ""
    if session_id is not None:
        where += " AND m.session_id = %(session)s"
    if district_code is not None:
        where += " AND m.district_code = %(district)s"
    values = {
        "now": now,
        "limit": limit,
        "session": session_id,
        "district": district_code,
        "closed": sorted(CLOSES_CALL),
    }
    return [CallRow(*row) for row in _rows(CALL_SHEET.format(where=where), values)]


def call_sheet_counts(*, now: datetime) -> dict[CallReason, int]:
    """Reason -> how many people, over everything that the reader may see."""
    values = {"now": now, "limit": None, "closed": sorted(CLOSES_CALL)}
    sheet = CALL_SHEET.format(where="")
    counted = f"SELECT reason, count(*) FROM ({sheet}) sheet ({_COLUMNS}) GROUP BY 1"
    return {CallReason(reason): count for reason, count in _rows(counted, values)}


def told_by_voice_count() -> int:
    """Appointments whose last call outcome says that the person knows."""
    statement = """
        SELECT count(*) FROM (
            SELECT DISTINCT ON (appointment_id) outcome FROM notices_calloutcome
            ORDER BY appointment_id, id DESC
        ) last WHERE outcome = ANY(%(told)s)
    """
    return int(_rows(statement, {"told": sorted(TOLD_BY_VOICE)})[0][0])


def possible_duplicate_count() -> int:
    return int(_rows("SELECT count(*) FROM notices_standing WHERE is_possible_duplicate", {})[0][0])


def is_rehearsal() -> bool:
    """True while no route leads to a real provider: what is sent then reaches no phone."""
    return not Route.objects.filter(is_on=True, is_rehearsal=False, channel="sms").exists()


def lists_without_messages() -> list[int]:
    """The newest frozen version of each session to come whose lines are not all announced."""
    statement = """
        SELECT DISTINCT newest.id FROM (
            SELECT DISTINCT ON (l.session_id) l.id, l.session_id FROM allotment_frozenlist l
            ORDER BY l.session_id, l.version DESC
        ) newest
        JOIN allotment_frozenrow line ON line.frozen_list_id = newest.id
        JOIN allotment_appointment a ON a.id = line.appointment_id AND a.cancelled_at IS NULL
        LEFT JOIN notices_message m ON m.appointment_id = line.appointment_id
        WHERE m.id IS NULL ORDER BY 1
    """
    return [row[0] for row in _rows(statement, {})]


def last_faults() -> list[tuple[str, str]]:
    """(route, what it suffers from) of routes in use that are not well."""
    return list(Route.objects.filter(is_on=True).exclude(last_fault="").values_list("code", "last_fault"))


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

"""The promise clock: what is under way on all routes, at which pace, and which alarms ring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from teeka.apps.readiness.queries.rows import number_of, row_of, rows_of
from teeka.apps.readiness.queries.sessions import SessionRow, sessions
from teeka.apps.readiness.queries.within import sessions_within
from teeka.rules.messages.promise import ALARM_BEFORE, PACE_OVER, Cause, Queue, Untold, pace, ringing
from teeka.rules.permissions import Jurisdiction

QUEUES = """
    SELECT outbox.session_id, min(outbox.must_be_told_by), count(*)
    FROM notices_outbox outbox JOIN notices_message message ON message.id = outbox.message_id
    WHERE outbox.useless_from > %(now)s AND outbox.channel = 'sms'
      AND message.purpose IN ('invitation', 'change')
    GROUP BY outbox.session_id
"""
IS_UNDER_WAY = "SELECT count(*) FROM (SELECT FROM notices_outbox WHERE state <> 'planned' LIMIT 1) sent"
ARRIVED = """
    SELECT (SELECT count(*) FROM notices_settled WHERE state = 'delivered' AND state_at > %(since)s),
           (SELECT min(claimed_at) FROM notices_submission WHERE claimed_at > %(since)s)
"""
HOURS = """
    SELECT min(told_by) FILTER (WHERE told_by > %(now)s),
           coalesce(array_agg(DISTINCT held_on) FILTER (WHERE told_by <= %(near)s), '{}')
    FROM (
        SELECT session.held_on, session.starts_at - campaign.tell_hours * interval '1 hour' AS told_by
        FROM planning_session session
        JOIN planning_campaign campaign ON campaign.id = session.campaign_id AND campaign.is_running
        WHERE session.district_code = ANY(%(districts)s) AND session.cancelled_at IS NULL
          AND session.starts_at > %(now)s
    ) ahead
"""
ALARMS = """
    SELECT alarm.session_id, session.code, alarm.cause, alarm.people, alarm.began_at, alarm.ended_at,
           (SELECT count(*) FROM notices_alarmletter letter
            WHERE letter.alarm_id = alarm.id AND letter.state = 'sent')
    FROM notices_promisealarm alarm
    JOIN planning_session session ON session.id = alarm.session_id
    JOIN planning_sessionsite site ON site.id = session.site_id
    WHERE {within} AND session.code = %(code)s ORDER BY alarm.began_at DESC, alarm.cause
"""


@dataclass(frozen=True, slots=True)
class AlarmRow:
    session_id: UUID
    session_code: str
    cause: str
    people: int  # the most that it rang for
    began_at: datetime
    ended_at: datetime | None
    letters: int  # that a mail server took, to who is in charge


@dataclass(frozen=True, slots=True)
class _Queue:
    session_id: UUID
    told_by: datetime
    messages: int


@dataclass(frozen=True, slots=True)
class _Arrived:
    delivered: int
    first_at: datetime | None


def queues_of_all(now: datetime) -> list[Queue]:
    """Sessions ahead with messages under way; none while sending has not begun. For who sees every row."""
    if not number_of(IS_UNDER_WAY, {}):
        return []
    return [Queue(row.session_id, row.told_by, row.messages) for row in rows_of(_Queue, QUEUES, {"now": now})]


def pace_seen(now: datetime) -> float:
    """Messages a second that arrived over all routes lately; 0 when nothing was handed over."""
    found = row_of(_Arrived, ARRIVED, {"since": now - PACE_OVER})
    if found is None or found.first_at is None:
        return 0.0
    return pace(found.delivered, max(now - found.first_at, timedelta()))


def untold(session: SessionRow) -> Untold:
    return Untold(
        session.told_by, session.starts_at, session.waiting, session.at_gateway,
        session.to_call - session.called,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hours:
    """The next hour by which people must have been told, and the days for which an alarm may ring.

    Of sessions ahead: no hour when all are past, and at most hours no days.
    """

    next_told_by: datetime | None = None
    days_near: Sequence[date] = ()


def promised_hours(jurisdiction: Jurisdiction, *, now: datetime) -> Hours:
    params = {"districts": sorted(jurisdiction.districts), "now": now, "near": now + ALARM_BEFORE}
    return row_of(Hours, HOURS, params) or Hours()


@dataclass(frozen=True, slots=True)
class RingingSession:
    """A session for which alarms ring, with how many people by cause."""

    session: SessionRow
    causes: dict[Cause, int]

    @property
    def people(self) -> int:
        return sum(self.causes.values())


def ringing_sessions(
    jurisdiction: Jurisdiction, days: Sequence[date], *, now: datetime, counted: Sequence[SessionRow] = ()
) -> list[RingingSession]:
    """Of the days near: counted from rows now, whether or not a worker is there; the most pressing first.

    counted: all sessions of some days, as a board has them already; only other days are counted here.
    """
    known = {session.held_on for session in counted}
    found = [session for session in counted if session.held_on in days]
    for day in days:
        found += [] if day in known else sessions(jurisdiction, now=now, on=day)
    near = [RingingSession(session, ringing(untold(session), now=now)) for session in found]
    return sorted(
        (one for one in near if one.causes), key=lambda one: (one.session.told_by, one.session.code)
    )


def officers_with_email(district_code: int) -> int:
    """Who is in charge of a district and is written to when an alarm rings."""
    statement = """SELECT count(*) FROM accounts_staff
        WHERE role = 'district' AND district_code = %(district)s AND is_active AND email IS NOT NULL"""
    return number_of(statement, {"district": district_code})


def alarms_of(jurisdiction: Jurisdiction, code: str) -> list[AlarmRow]:
    """What rang for one session, the newest first; what still rings has no end."""
    within, params = sessions_within(jurisdiction)
    return rows_of(AlarmRow, ALARMS.format(within=within), {**params, "code": code})

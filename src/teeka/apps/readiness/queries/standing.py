"""How each person of some published lists stands: told, on the way, to be called; decided here for all pages.

The sessions are chosen first and named to the next statement one by one: then the database knows how
many there are and plans well, where sub-selects made it guess 8 of 301 and take minutes.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from teeka.apps.readiness.queries.rows import rows_of
from teeka.apps.readiness.queries.within import Params, sessions_within
from teeka.rules.messages.reasons import CLOSES_CALL, TOLD_BY_VOICE
from teeka.rules.permissions import Jurisdiction

# A person is told when the newest message was delivered or somebody said it by voice; a message that was
# stopped, or that they were told to ignore, says nothing. A reminder that was delivered tells as much as what
# it repeats; any other says nothing. Who is not told is to be called while the session
# is ahead and the message failed, was not sent on purpose, or is still open past its deadline; else the
# message is on its way. The call sheet (notices.queries) says the same, one person at a time.
FAILED = ("suppressed", "undelivered", "expired", "rejected", "unconfirmed")
STANDING = """
    sent AS (
        SELECT message_id, state, must_be_told_by FROM notices_outbox WHERE session_id = ANY(%(sessions)s)
        UNION ALL
        SELECT message_id,
               CASE WHEN state <> 'cancelled' THEN state WHEN reason = 'stopped' THEN reason
                    ELSE 'expired' END,
               must_be_told_by
        FROM notices_settled WHERE session_id = ANY(%(sessions)s)
          AND (state NOT IN ('cancelled', 'superseded')
               OR state = 'cancelled' AND reason IN ('not_sent_in_time', 'stopped'))
    ),
    said AS (
        SELECT DISTINCT ON (message.appointment_id) message.appointment_id, message.id AS message_id,
               sent.must_be_told_by,
               CASE message.purpose WHEN 'correction' THEN 'stopped' ELSE sent.state END AS state
        FROM sent JOIN notices_message message ON message.id = sent.message_id
        WHERE message.channel = 'sms' AND (
            message.purpose IN ('invitation', 'change', 'correction')
            OR message.purpose IN ('reminder_day_before', 'reminder_morning') AND sent.state = 'delivered')
        ORDER BY message.appointment_id, message.id DESC
    ),
    called AS (
        SELECT DISTINCT ON (call.appointment_id) call.appointment_id, call.outcome
        FROM notices_calloutcome call WHERE call.session_id = ANY(%(sessions)s)
        ORDER BY call.appointment_id, call.id DESC
    ),
    standing AS (
        SELECT seat.session_id, line.frozen_list_id, line.position, line.appointment_id, said.message_id,
               said.state, called.outcome,
               CASE WHEN seat.cancelled_at IS NOT NULL THEN 'taken_back'
                    WHEN said.state = 'delivered' THEN 'delivered'
                    WHEN called.outcome = ANY(%(by_voice)s) THEN 'by_voice'
                    WHEN called.outcome = ANY(%(closed)s) THEN 'gone'
                    WHEN said.state IS NULL THEN 'not_begun'
                    WHEN said.state = 'stopped' AND said.must_be_told_by > %(now)s THEN 'not_begun'
                    WHEN said.state <> ALL(%(failed)s) AND said.must_be_told_by > %(now)s THEN 'on_the_way'
                    WHEN session.starts_at > %(now)s THEN 'to_call'
                    ELSE 'not_told' END AS told
        FROM allotment_frozenrow line
        JOIN allotment_appointment seat ON seat.id = line.appointment_id
        JOIN planning_session session ON session.id = seat.session_id
        LEFT JOIN said ON said.appointment_id = line.appointment_id
        LEFT JOIN called ON called.appointment_id = line.appointment_id
        WHERE line.frozen_list_id = ANY(%(lists)s) AND seat.session_id = ANY(%(sessions)s)
    )
"""
# Of `standing`, what the promise clock counts. At risk are the last in the order of sending.
WAITING = "(told = 'not_begun' OR told = 'on_the_way' AND state IN ('planned', 'queued', 'claimed'))"
AT_GATEWAY = "(told = 'on_the_way' AND state NOT IN ('planned', 'queued', 'claimed'))"
CALLED = "(told = 'to_call' AND outcome IS NOT NULL)"
NOT_CALLED = "(told = 'to_call' AND outcome IS NULL)"
AT_RISK = """(told NOT IN ('delivered', 'by_voice', 'gone', 'taken_back') AND message_id IN (
    SELECT waits.message_id FROM (
        SELECT outbox.message_id, outlook.at_risk,
               row_number() OVER (PARTITION BY outbox.session_id ORDER BY outbox.message_id DESC) AS from_last
        FROM notices_outbox outbox
        JOIN notices_promiseoutlook outlook ON outlook.session_id = outbox.session_id
        JOIN notices_message message ON message.id = outbox.message_id
        WHERE outbox.session_id = ANY(%(sessions)s) AND outlook.at_risk > 0
          AND message.channel = 'sms' AND message.purpose IN ('invitation', 'change')
    ) waits WHERE from_last <= at_risk))"""
CHOSEN = """
    SELECT session.id, newest.id
    FROM planning_session session
    JOIN planning_sessionsite site ON site.id = session.site_id
    JOIN planning_campaign campaign ON campaign.id = session.campaign_id AND campaign.is_running
    LEFT JOIN LATERAL (
        SELECT list.id FROM allotment_frozenlist list WHERE list.session_id = session.id
        ORDER BY list.version DESC LIMIT 1
    ) newest ON true
    WHERE {within} AND session.cancelled_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class _Chosen:
    session_id: UUID
    list_id: int | None


def standing_params(jurisdiction: Jurisdiction, *, now: datetime, on: date | None, code: str = "") -> Params:
    """The values that STANDING asks for: the sessions meant, the newest list of each, and the moment."""
    within, params = sessions_within(jurisdiction)
    if on is not None:
        within += " AND session.held_on = %(on)s"
    if code:
        within += " AND session.code = %(code)s"
    chosen = rows_of(_Chosen, CHOSEN.format(within=within), {**params, "on": on, "code": code})
    return {
        "sessions": [row.session_id for row in chosen],
        "lists": [row.list_id for row in chosen if row.list_id is not None],
        "now": now,
        "by_voice": sorted(TOLD_BY_VOICE),
        "closed": sorted(CLOSES_CALL),
        "failed": list(FAILED),
    }

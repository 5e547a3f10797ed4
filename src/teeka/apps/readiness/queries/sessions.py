"""Each session as an officer watches it: its list, its packs, who has been told and who must be called.

Counted from rows, for one day or for all, in one statement however many sessions there are.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from teeka.apps.readiness.queries.rows import rows_of
from teeka.apps.readiness.queries.within import sessions_within
from teeka.rules.permissions import Jurisdiction


@dataclass(frozen=True, slots=True)
class SessionRow:
    id: UUID
    code: str
    site_name: str
    site_name_hi: str
    district_code: int
    district: str
    district_hi: str
    block_code: int | None
    block: str
    incharge_name: str
    held_on: date
    starts_at: datetime
    ends_at: datetime
    vaccine: str
    vaccine_hi: str
    capacity: int
    reserve_percent: int
    tell_hours: int
    placed: int
    version: int | None
    frozen_at: datetime | None
    listed: int
    pack_places: int
    delivered: int
    by_voice: int
    on_the_way: int
    to_call: int
    will_come: int
    will_not_come: int
    standby: int

    @property
    def told(self) -> int:
        return self.delivered + self.by_voice

    @property
    def seats(self) -> int:
        """What the allotment may fill: the capacity less the seats kept back."""
        return self.capacity - self.capacity * self.reserve_percent // 100

    @property
    def not_listed(self) -> int:
        """People with a place that no published list names yet."""
        return max(self.placed - self.listed, 0)


# A person is told when the newest message was delivered or somebody said it by voice; is to be called while
# the session is ahead and the message failed, was not sent on purpose, or is still open past its deadline;
# else the message is on its way. The call sheet (notices.queries) says the same, one person at a time.
TOLD_BY_VOICE = ("told", "will_come", "will_not_come")
CLOSED_CALLS = (*TOLD_BY_VOICE, "dead_or_transferred")
FAILED = ("suppressed", "undelivered", "expired", "rejected", "unconfirmed")

STANDING = """
    chosen AS (
        SELECT session.id, session.code, session.site_id, session.district_code, session.held_on,
               session.starts_at, session.ends_at, session.vaccine_id, session.capacity,
               session.reserve_percent, campaign.tell_hours
        FROM planning_session session
        JOIN planning_sessionsite site ON site.id = session.site_id
        JOIN planning_campaign campaign ON campaign.id = session.campaign_id AND campaign.is_running
        WHERE {within} AND session.cancelled_at IS NULL
    ),
    newest AS (
        SELECT DISTINCT ON (list.session_id) list.id, list.session_id, list.version, list.frozen_at
        FROM allotment_frozenlist list WHERE list.session_id IN (SELECT id FROM chosen)
        ORDER BY list.session_id, list.version DESC
    ),
    sent AS (
        SELECT message_id, state, must_be_told_by FROM notices_outbox
        WHERE session_id IN (SELECT id FROM chosen)
        UNION ALL
        SELECT message_id, CASE WHEN state = 'cancelled' THEN 'expired' ELSE state END, must_be_told_by
        FROM notices_settled WHERE session_id IN (SELECT id FROM chosen)
          AND (state NOT IN ('cancelled', 'superseded')
               OR state = 'cancelled' AND reason = 'not_sent_in_time')
    ),
    said AS (
        SELECT DISTINCT ON (message.appointment_id) message.appointment_id, sent.state, sent.must_be_told_by
        FROM sent JOIN notices_message message ON message.id = sent.message_id
        WHERE message.purpose <> 'cancellation'
        ORDER BY message.appointment_id, message.revision DESC, message.sequence DESC
    ),
    called AS (
        SELECT DISTINCT ON (call.appointment_id) call.appointment_id, call.outcome
        FROM notices_calloutcome call WHERE call.session_id IN (SELECT id FROM chosen)
        ORDER BY call.appointment_id, call.id DESC
    ),
    standing AS (
        SELECT newest.session_id, line.appointment_id, line.beneficiary_id, said.state, called.outcome,
               CASE WHEN seat.cancelled_at IS NOT NULL THEN 'taken_back'
                    WHEN said.state = 'delivered' THEN 'delivered'
                    WHEN called.outcome = ANY(%(by_voice)s) THEN 'by_voice'
                    WHEN called.outcome = ANY(%(closed)s) THEN 'gone'
                    WHEN said.state IS NULL THEN 'not_begun'
                    WHEN said.state <> ALL(%(failed)s) AND said.must_be_told_by > %(now)s THEN 'on_the_way'
                    WHEN chosen.starts_at > %(now)s THEN 'to_call'
                    ELSE 'not_told' END AS told
        FROM newest JOIN chosen ON chosen.id = newest.session_id
        JOIN allotment_frozenrow line ON line.frozen_list_id = newest.id
        JOIN allotment_appointment seat ON seat.id = line.appointment_id
        LEFT JOIN said ON said.appointment_id = line.appointment_id
        LEFT JOIN called ON called.appointment_id = line.appointment_id
    )
"""
SESSIONS = """
    WITH {standing},
    counted AS (
        SELECT session_id, count(*) FILTER (WHERE told <> 'taken_back') AS listed,
               count(*) FILTER (WHERE told = 'delivered') AS delivered,
               count(*) FILTER (WHERE told = 'by_voice') AS by_voice,
               count(*) FILTER (WHERE told = 'on_the_way') AS on_the_way,
               count(*) FILTER (WHERE told = 'to_call') AS to_call,
               count(*) FILTER (WHERE outcome = 'will_come') AS will_come,
               count(*) FILTER (WHERE outcome = 'will_not_come') AS will_not_come
        FROM standing GROUP BY session_id
    ),
    seated AS (
        SELECT session_id, count(*) AS placed FROM allotment_appointment
        WHERE session_id IN (SELECT id FROM chosen) AND cancelled_at IS NULL GROUP BY session_id
    ),
    waiting AS (
        SELECT standby_session_id AS session_id, count(*) AS standby FROM allotment_unplaced
        WHERE standby_session_id IN (SELECT id FROM chosen) GROUP BY 1
    ),
    packed AS (
        SELECT frozen_list_id, count(DISTINCT place) AS places FROM lists_packcopy
        WHERE frozen_list_id IN (SELECT id FROM newest) GROUP BY 1
    )
    SELECT chosen.id, chosen.code, site.name, site.name_hi, chosen.district_code, district.name,
           district.name_hi, facility.block_id, coalesce(block.name, facility.block_name, ''),
           coalesce(facility.incharge_name, ''), chosen.held_on, chosen.starts_at, chosen.ends_at,
           vaccine.name, vaccine.name_hi, chosen.capacity, chosen.reserve_percent, chosen.tell_hours,
           coalesce(seated.placed, 0), newest.version, newest.frozen_at,
           coalesce(counted.listed, 0), coalesce(packed.places, 0), coalesce(counted.delivered, 0),
           coalesce(counted.by_voice, 0), coalesce(counted.on_the_way, 0), coalesce(counted.to_call, 0),
           coalesce(counted.will_come, 0), coalesce(counted.will_not_come, 0), coalesce(waiting.standby, 0)
    FROM chosen
    JOIN planning_sessionsite site ON site.id = chosen.site_id
    JOIN planning_vaccine vaccine ON vaccine.code = chosen.vaccine_id
    JOIN places_district district ON district.code = chosen.district_code
    LEFT JOIN places_facility facility ON facility.id = site.facility_id
    LEFT JOIN places_block block ON block.code = facility.block_id
    LEFT JOIN newest ON newest.session_id = chosen.id
    LEFT JOIN counted ON counted.session_id = chosen.id
    LEFT JOIN seated ON seated.session_id = chosen.id
    LEFT JOIN waiting ON waiting.session_id = chosen.id
    LEFT JOIN packed ON packed.frozen_list_id = newest.id
    ORDER BY chosen.held_on, district.name, site.name, chosen.code
"""


def standing_params(now: datetime) -> dict[str, object]:
    return {"now": now, "by_voice": list(TOLD_BY_VOICE), "closed": list(CLOSED_CALLS), "failed": list(FAILED)}


def sessions(
    jurisdiction: Jurisdiction, *, now: datetime, on: date | None = None, code: str = ""
) -> list[SessionRow]:
    """The sessions of a jurisdiction, of one day when `on` is given, or one by its code."""
    within, params = sessions_within(jurisdiction)
    if on is not None:
        within += " AND session.held_on = %(on)s"
    if code:
        within += " AND session.code = %(code)s"
    statement = SESSIONS.format(standing=STANDING.format(within=within))
    return rows_of(SessionRow, statement, {**params, **standing_params(now), "on": on, "code": code})


@dataclass(frozen=True, slots=True)
class SessionDay:
    held_on: date
    sessions: int
    first_starts_at: datetime


def session_days(jurisdiction: Jurisdiction) -> list[SessionDay]:
    """The days on which sessions are held here, in order."""
    within, params = sessions_within(jurisdiction)
    statement = f"""
        SELECT session.held_on, count(*), min(session.starts_at)
        FROM planning_session session
        JOIN planning_sessionsite site ON site.id = session.site_id
        JOIN planning_campaign campaign ON campaign.id = session.campaign_id AND campaign.is_running
        WHERE {within} AND session.cancelled_at IS NULL
        GROUP BY session.held_on ORDER BY session.held_on
    """
    return rows_of(SessionDay, statement, params)

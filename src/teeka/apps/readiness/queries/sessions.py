"""Each session as an officer watches it: its list, its packs, who has been told and who must be called.

Counted from rows, for one day or for all, in four statements however many sessions there are.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from teeka.apps.planning.queries import SITE_LOCATED, SITE_LOCATED_BY
from teeka.apps.readiness.queries.rows import rows_of
from teeka.apps.readiness.queries.standing import AT_GATEWAY, CALLED, STANDING, WAITING, standing_params
from teeka.apps.readiness.queries.within import sessions_within
from teeka.rules.permissions import Jurisdiction
from teeka.rules.seen_lists import is_overdue


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
    seats_agreed: int
    reserve_percent: int
    tell_hours: int
    version: int | None
    frozen_at: datetime | None
    site_located: str  # rules/located.py; `file` where the site's own coordinates are known
    at_risk: int  # would not be told in time at the pace that the routes were seen to have
    seen_at: datetime | None  # when somebody in charge said that they have the newest list
    seen_by: str  # the name that they gave
    needs_pack: bool  # its newest list lies in too few places, and no two officers let its notices leave
    placed: int = 0
    standby: int = 0  # those with a later place too
    pack_places: int = 0
    listed: int = 0
    delivered: int = 0
    by_voice: int = 0
    on_the_way: int = 0
    waiting: int = 0  # nothing is sent yet
    at_gateway: int = 0  # sent, and nothing proves yet that it arrived
    to_call: int = 0
    called: int = 0  # of those: rung, and not told
    will_come: int = 0
    will_not_come: int = 0
    arrived: int = 0  # whoever came, also without a place
    vaccinated: int = 0
    not_given: int = 0  # came, and there was a reason for no dose
    absent: int = 0  # of a closed session
    is_closed: bool = False

    @property
    def told_by(self) -> datetime:
        """By when everybody is to be told."""
        return self.starts_at - timedelta(hours=self.tell_hours)

    def must_be_asked(self, now: datetime) -> bool:
        """Nobody in charge has said for too long that they have the list."""
        return self.frozen_at is not None and is_overdue(
            is_seen=self.seen_at is not None, starts_at=self.starts_at, frozen_at=self.frozen_at, now=now
        )

    def waits_for_pack(self, now: datetime) -> bool:
        return self.needs_pack and self.waiting > 0 and self.starts_at > now

    @property
    def told(self) -> int:
        return self.delivered + self.by_voice

    @property
    def has_turnout(self) -> bool:
        """Whether anything is known of who came."""
        return self.arrived > 0 or self.is_closed

    @property
    def seats(self) -> int:
        """What the allotment may fill: the capacity less the seats kept back."""
        return self.capacity - self.capacity * self.reserve_percent // 100

    @property
    def not_listed(self) -> int:
        """People with a place that no published list names yet."""
        return max(self.placed - self.listed, 0)


SESSIONS = f"""
    SELECT session.id, session.code, site.name, site.name_hi, session.district_code, district.name,
           district.name_hi, facility.block_id, coalesce(block.name, facility.block_name, ''),
           coalesce(facility.incharge_name, ''), session.held_on, session.starts_at, session.ends_at,
           vaccine.name, vaccine.name_hi, session.capacity, session.seats_agreed, session.reserve_percent,
           campaign.tell_hours, list.version, list.frozen_at, {SITE_LOCATED}, coalesce(outlook.at_risk, 0),
           seen.seen_at, coalesce(seen.seen_by, ''),
           list.id IS NOT NULL AND campaign.pack_places > 0
           AND NOT EXISTS (SELECT FROM notices_packgate gate WHERE gate.frozen_list_id = list.id)
           AND NOT EXISTS (SELECT FROM notices_askedlaunch asked
                           WHERE asked.session_id = session.id AND asked.decision = 'approved')
    FROM planning_session session
    JOIN planning_campaign campaign ON campaign.id = session.campaign_id
    JOIN planning_sessionsite site ON site.id = session.site_id {SITE_LOCATED_BY}
    JOIN planning_vaccine vaccine ON vaccine.code = session.vaccine_id
    LEFT JOIN places_block block ON block.code = facility.block_id
    LEFT JOIN allotment_frozenlist list ON list.session_id = session.id AND list.id = ANY(%(lists)s)
    LEFT JOIN lists_seenlist seen ON seen.frozen_list_id = list.id
    LEFT JOIN notices_promiseoutlook outlook ON outlook.session_id = session.id
    WHERE session.id = ANY(%(sessions)s)
    ORDER BY session.held_on, district.name, site.name, session.code
"""
COUNTS = f"""
    WITH {STANDING}
    SELECT session_id, count(*) FILTER (WHERE told <> 'taken_back'),
           count(*) FILTER (WHERE told = 'delivered'), count(*) FILTER (WHERE told = 'by_voice'),
           count(*) FILTER (WHERE told = 'on_the_way'), count(*) FILTER (WHERE {WAITING}),
           count(*) FILTER (WHERE {AT_GATEWAY}), count(*) FILTER (WHERE told = 'to_call'),
           count(*) FILTER (WHERE {CALLED}),
           count(*) FILTER (WHERE outcome = 'will_come')
    FROM standing GROUP BY session_id
"""
# Seats, copies of the list, and turnout: each arm counts some things of some sessions.
SEATS = """
    SELECT session_id, {sums} FROM (
        SELECT session_id, 'placed' AS what, count(*) AS number FROM allotment_appointment
        WHERE session_id = ANY(%(sessions)s) AND cancelled_at IS NULL GROUP BY session_id
        UNION ALL
        SELECT standby_session_id, 'standby', count(*) FROM allotment_unplaced
        WHERE standby_session_id = ANY(%(sessions)s) GROUP BY standby_session_id
        UNION ALL
        SELECT standby_session_id, 'standby', count(*) FROM allotment_appointment
        WHERE standby_session_id = ANY(%(sessions)s) AND cancelled_at IS NULL GROUP BY standby_session_id
        UNION ALL
        SELECT list.session_id, 'pack_places', count(DISTINCT copy.place)
        FROM allotment_frozenlist list JOIN lists_packcopy copy ON copy.frozen_list_id = list.id
        JOIN lists_place place ON place.code = copy.place AND place.is_on
        WHERE list.id = ANY(%(lists)s) GROUP BY list.session_id
        UNION ALL
        SELECT session_id, 'will_not_come', count(*) FROM allotment_appointment
        WHERE session_id = ANY(%(sessions)s) AND cancelled_for = 'DECLINED' GROUP BY session_id
        UNION ALL
        SELECT came.session_id, ended.what, count(*) FROM siteday_checkin came
        LEFT JOIN siteday_dose dose ON dose.check_in_id = came.id AND dose.undone_at IS NULL
        CROSS JOIN LATERAL (VALUES ('arrived', true), ('vaccinated', dose.id IS NOT NULL),
                                   ('not_given', came.not_given_for <> '')) AS ended (what, is_so)
        WHERE came.session_id = ANY(%(sessions)s) AND came.undone_at IS NULL AND ended.is_so GROUP BY 1, 2
        UNION ALL
        SELECT session_id, told.what, told.number FROM siteday_closing
        CROSS JOIN LATERAL (VALUES ('absent', absent), ('closed', 1)) AS told (what, number)
        WHERE session_id = ANY(%(sessions)s) AND reopened_at IS NULL
    ) counted GROUP BY session_id
"""
COUNTED = (
    "placed", "standby", "pack_places", "will_not_come", "arrived", "vaccinated", "not_given", "absent",
    "closed",
)  # fmt: skip
_SUMS = ", ".join(f"coalesce(sum(number) FILTER (WHERE what = '{what}'), 0)::int" for what in COUNTED)


@dataclass(frozen=True, slots=True)
class _Told:
    session_id: UUID
    listed: int
    delivered: int
    by_voice: int
    on_the_way: int
    waiting: int
    at_gateway: int
    to_call: int
    called: int
    will_come: int


@dataclass(frozen=True, slots=True)
class _Seats:
    """In the order of COUNTED."""

    session_id: UUID
    placed: int
    standby: int
    pack_places: int
    will_not_come: int
    arrived: int
    vaccinated: int
    not_given: int
    absent: int
    closed: int


def sessions(
    jurisdiction: Jurisdiction, *, now: datetime, on: date | None = None, code: str = ""
) -> list[SessionRow]:
    """The sessions of a jurisdiction, of one day when `on` is given, or one by its code."""
    params = standing_params(jurisdiction, now=now, on=on, code=code)
    found = {row.id: row for row in rows_of(SessionRow, SESSIONS, params)}
    for seats in rows_of(_Seats, SEATS.format(sums=_SUMS), params):
        found[seats.session_id] = replace(
            found[seats.session_id],
            placed=seats.placed,
            standby=seats.standby,
            pack_places=seats.pack_places,
            will_not_come=seats.will_not_come,
            arrived=seats.arrived,
            vaccinated=seats.vaccinated,
            not_given=seats.not_given,
            absent=seats.absent,
            is_closed=seats.closed > 0,
        )
    for told in rows_of(_Told, COUNTS, params):
        found[told.session_id] = replace(
            found[told.session_id],
            listed=told.listed,
            delivered=told.delivered,
            by_voice=told.by_voice,
            on_the_way=told.on_the_way,
            waiting=told.waiting,
            at_gateway=told.at_gateway,
            to_call=told.to_call,
            called=told.called,
            will_come=told.will_come,
        )
    return list(found.values())


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

"""One session's due list as it was published, with what became of each person's message."""

from dataclasses import dataclass
from datetime import date, datetime

from teeka.apps.notices.queries import LAST_ANSWER
from teeka.apps.readiness.queries.rows import rows_of
from teeka.apps.readiness.queries.standing import STANDING, standing_params
from teeka.apps.readiness.queries.within import sessions_within
from teeka.rules.permissions import Jurisdiction


@dataclass(frozen=True, slots=True)
class DueRow:
    position: int
    slot_at: datetime
    reference: int
    full_name: str
    name_hi: str
    category: str
    designation: str
    facility_name: str
    facility_name_hi: str
    mobile: str
    mobile_state: str
    state: str | None  # of the newest message
    told: str
    outcome: str | None
    answer: str | None  # will_come or will_not_come, the last that was said
    answer_channel: str | None
    answered_at: datetime | None
    is_cancelled: bool  # the seat was taken back after this list was published
    is_pinned: bool


@dataclass(frozen=True, slots=True)
class Version:
    list_id: int
    number: int
    frozen_at: datetime
    frozen_by: str
    reason: str
    row_count: int
    sha256: str


def due_rows(jurisdiction: Jurisdiction, code: str, *, now: datetime) -> list[DueRow]:
    """The newest published list, in the order of its print; what is not published yet is not on it."""
    statement = f"""
        WITH {STANDING}
        SELECT line.position, line.slot_at, line.reference, line.full_name, line.name_hi, line.category,
               line.designation, line.facility_name, line.facility_name_hi, line.mobile, line.mobile_state,
               standing.state, standing.told, standing.outcome, answer.outcome, answer.channel,
               answer.made_at, standing.told = 'taken_back', seat.is_pinned
        FROM standing JOIN allotment_frozenrow line
          ON line.frozen_list_id = standing.frozen_list_id AND line.position = standing.position
        JOIN allotment_appointment seat ON seat.id = standing.appointment_id
        {LAST_ANSWER.format(appointment="seat.id")}
        ORDER BY line.position
    """
    return rows_of(DueRow, statement, standing_params(jurisdiction, now=now, on=None, code=code))


def waiting_rows(jurisdiction: Jurisdiction, code: str) -> list[DueRow]:
    """Who holds a place that no published list names: the coming list, or its next version."""
    within, params = sessions_within(jurisdiction)
    statement = f"""
        SELECT row_number() OVER (ORDER BY live.slot_at, live.id), live.slot_at, person.reference,
               person.full_name, person.name_hi, person.category, person.designation,
               coalesce(facility.name, ''), coalesce(facility.name_hi, ''), person.mobile,
               person.mobile_state, NULL, 'not_listed', NULL, answer.outcome, answer.channel,
               answer.made_at, false, live.is_pinned
        FROM planning_session session JOIN planning_sessionsite site ON site.id = session.site_id
        JOIN allotment_appointment live ON live.session_id = session.id AND live.cancelled_at IS NULL
        JOIN people_beneficiary person ON person.id = live.beneficiary_id
        JOIN people_posting posting ON posting.id = person.posting_id
        LEFT JOIN places_facility facility ON facility.id = posting.facility_id
        {LAST_ANSWER.format(appointment="live.id")}
        WHERE {within} AND session.code = %(code)s
          AND NOT EXISTS (
              SELECT 1 FROM allotment_frozenrow line
              WHERE line.appointment_id = live.id AND line.frozen_list_id = (
                  SELECT list.id FROM allotment_frozenlist list WHERE list.session_id = session.id
                  ORDER BY list.version DESC LIMIT 1))
        ORDER BY live.slot_at, live.id
    """
    return rows_of(DueRow, statement, {**params, "code": code})


@dataclass(frozen=True, slots=True)
class StandbyRow:
    """Somebody who stands by for a session; `later_on`: the day of the place that they have all the same."""

    rank: int
    reference: int
    full_name: str
    name_hi: str
    category: str
    facility_name: str
    facility_name_hi: str
    mobile: str
    mobile_state: str
    later_on: date | None


def standby_rows(jurisdiction: Jurisdiction, code: str) -> list[StandbyRow]:
    """Who stands by for a session, in the order in which they are called: first who has no place."""
    within, params = sessions_within(jurisdiction)
    statement = f"""
        SELECT stands.standby_rank, person.reference, person.full_name, person.name_hi, person.category,
               coalesce(facility.name, ''), coalesce(facility.name_hi, ''), person.mobile,
               person.mobile_state, stands.later_on
        FROM planning_session session JOIN planning_sessionsite site ON site.id = session.site_id
        CROSS JOIN LATERAL (
            SELECT beneficiary_id, standby_rank, NULL::date AS later_on FROM allotment_unplaced
            WHERE standby_session_id = session.id
            UNION ALL
            SELECT live.beneficiary_id, live.standby_rank, later.held_on FROM allotment_appointment live
            JOIN planning_session later ON later.id = live.session_id
            WHERE live.standby_session_id = session.id AND live.cancelled_at IS NULL
        ) stands
        JOIN people_beneficiary person ON person.id = stands.beneficiary_id
        JOIN people_posting posting ON posting.id = person.posting_id
        LEFT JOIN places_facility facility ON facility.id = posting.facility_id
        WHERE {within} AND session.code = %(code)s
        ORDER BY stands.standby_rank, person.reference
    """
    return rows_of(StandbyRow, statement, {**params, "code": code})


def versions(session_code: str) -> list[Version]:
    """Every published version of a session's list, newest first."""
    statement = """
        SELECT list.id, list.version, list.frozen_at, list.frozen_by, list.reason, list.row_count, list.sha256
        FROM allotment_frozenlist list JOIN planning_session session ON session.id = list.session_id
        WHERE session.code = %(code)s ORDER BY list.version DESC
    """
    return rows_of(Version, statement, {"code": session_code})

"""The names behind each number of the board: one list of people, narrowed by where on the road they stand."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from teeka.apps.readiness.queries.rows import number_of, rows_of
from teeka.apps.readiness.queries.standing import (
    AT_GATEWAY,
    AT_RISK,
    CALLED,
    NOT_CALLED,
    STANDING,
    WAITING,
    standing_params,
)
from teeka.apps.readiness.queries.within import Params, people_within
from teeka.rules.permissions import Jurisdiction


class Where(StrEnum):
    """Where on the road from roster to arm; also the word in the page's address."""

    RECEIVED = "received"
    DUPLICATE = "duplicate"
    KNOWN = "known"
    UNSETTLED = "unsettled"
    UNPLACED = "unplaced"
    STANDBY = "standby"
    EXCLUDED = "excluded"
    PLACED = "placed"
    LISTED = "listed"
    NOT_LISTED = "not_listed"
    TOLD = "told"
    ON_THE_WAY = "on_the_way"
    TO_CALL = "to_call"
    COMING = "coming"
    WAITING = "waiting"
    AT_GATEWAY = "at_gateway"
    NOT_CALLED = "not_called"
    CALLED = "called"
    AT_RISK = "at_risk"
    ARRIVED = "arrived"
    VACCINATED = "vaccinated"
    NOT_GIVEN = "not_given"
    ABSENT = "absent"


_WAITING = """EXISTS (SELECT 1 FROM allotment_unplaced waiting
    JOIN planning_campaign campaign ON campaign.id = waiting.campaign_id AND campaign.is_running
    WHERE waiting.beneficiary_id = person.id AND {more})"""
OF_PEOPLE: dict[Where, str] = {
    Where.RECEIVED: "true",
    Where.DUPLICATE: "person.stands_for_id IS NOT NULL",
    Where.KNOWN: "person.stands_for_id IS NULL AND posting.decision = 'accept'",
    Where.UNSETTLED: "person.stands_for_id IS NULL AND posting.decision <> 'accept'",
    Where.UNPLACED: _WAITING.format(
        more="waiting.standby_session_id IS NULL AND (%(reason)s = '' OR waiting.reason = %(reason)s)"
    ),
    Where.STANDBY: _WAITING.format(more="waiting.standby_session_id IS NOT NULL"),
    Where.EXCLUDED: "EXISTS (SELECT 1 FROM allotment_exclusion gone WHERE gone.beneficiary_id = person.id)",
}
# `live` is an appointment of a chosen session, `standing` its line in the newest list and what came of it.
OF_SEATS: dict[Where, str] = {
    Where.PLACED: "true",
    Where.LISTED: "standing.appointment_id IS NOT NULL",  # a seat taken back is no live one
    Where.NOT_LISTED: "standing.appointment_id IS NULL",
    Where.TOLD: "standing.told IN ('delivered', 'by_voice')",
    Where.ON_THE_WAY: "standing.told = 'on_the_way'",
    Where.TO_CALL: "standing.told = 'to_call'",
    Where.COMING: "standing.outcome = 'will_come'",
    Where.WAITING: WAITING,
    Where.AT_GATEWAY: AT_GATEWAY,
    Where.NOT_CALLED: NOT_CALLED,
    Where.CALLED: CALLED,
    Where.AT_RISK: AT_RISK,
}
# `came` is a visit to a chosen session, with a place there or without.
OF_VISITS: dict[Where, str] = {
    Where.ARRIVED: "true",
    Where.VACCINATED: """EXISTS (SELECT FROM siteday_dose dose
                           WHERE dose.check_in_id = came.id AND dose.undone_at IS NULL)""",
    Where.NOT_GIVEN: "came.not_given_for <> ''",
}
SORTS = {
    "name": "person.full_name",
    "reference": "person.reference",
    "category": "person.category",
    "posting": "coalesce(nullif(posting.text, ''), posting.facility_code_given)",
    "facility": "facility.name",
    "district": "district.name",
    "session": "appointment.slot_at",
}


@dataclass(frozen=True, slots=True)
class PersonRow:
    reference: int
    full_name: str
    name_hi: str
    category: str
    designation: str
    posting_text: str
    decision: str
    facility_name: str | None
    facility_name_hi: str | None
    district: str
    district_hi: str
    mobile_state: str
    is_duplicate: bool
    session_code: str | None
    slot_at: datetime | None
    site_name: str | None
    site_name_hi: str | None
    unplaced_reason: str | None


@dataclass(frozen=True, slots=True)
class PeopleWanted:
    where: Where = Where.RECEIVED
    on: date | None = (
        None  # only of sessions on this day; for what stands before the sessions it means nothing
    )
    session_code: str = ""  # likewise only of this session
    reason: str = ""
    search: str = ""
    sort: str = "name"
    is_descending: bool = False
    limit: int = 100
    offset: int = 0


_POSTING = """
    JOIN people_posting posting ON posting.id = person.posting_id
    LEFT JOIN places_facility facility ON facility.id = posting.facility_id
"""
_PEOPLE = "FROM people_beneficiary person" + _POSTING
_SEATS = """
    FROM allotment_appointment live JOIN people_beneficiary person ON person.id = live.beneficiary_id
"""
_VISITS = """
    FROM siteday_checkin came JOIN people_beneficiary person ON person.id = came.beneficiary_id
"""
# Of closed sessions, who stood on the newest list and did not come.
_ABSENT = """
    FROM siteday_closing closing JOIN allotment_frozenlist list ON list.session_id = closing.session_id
    JOIN allotment_frozenrow line ON line.frozen_list_id = list.id
    JOIN people_beneficiary person ON person.id = line.beneficiary_id
"""
_DID_NOT_COME = """
    closing.session_id = ANY(%(sessions)s) AND closing.reopened_at IS NULL AND list.id = ANY(%(lists)s)
    AND NOT EXISTS (SELECT FROM siteday_checkin came WHERE came.session_id = closing.session_id
                    AND came.undone_at IS NULL
                    AND came.beneficiary_id = coalesce(person.stands_for_id, person.id))
"""
_ON_A_LIST = "LEFT JOIN standing ON standing.appointment_id = live.id"
_DISTRICT = "JOIN places_district district ON district.code = person.district_code"
_APPOINTMENT = """
    LEFT JOIN allotment_appointment appointment
      ON appointment.beneficiary_id = person.id AND appointment.cancelled_at IS NULL
"""
# Only what the order needs is joined before the page is cut out; the rest is joined to its hundred rows.
_JOINED_FOR = {"session": _APPOINTMENT, "district": _DISTRICT}
PAGE = """
    WITH {before} page AS (
        SELECT person.id {source} {joined} WHERE {condition}
        ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
    )
    SELECT person.reference, person.full_name, person.name_hi, person.category, person.designation,
           coalesce(nullif(posting.text, ''), posting.facility_code_given), posting.decision,
           facility.name, facility.name_hi, district.name, district.name_hi, person.mobile_state,
           person.stands_for_id IS NOT NULL, session.code, appointment.slot_at, site.name, site.name_hi,
           waiting.reason
    FROM page JOIN people_beneficiary person ON person.id = page.id
    {posting} {district} {appointment}
    LEFT JOIN planning_session session ON session.id = appointment.session_id
    LEFT JOIN planning_sessionsite site ON site.id = session.site_id
    LEFT JOIN allotment_unplaced waiting ON waiting.beneficiary_id = person.id
    ORDER BY {order}
"""


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the people of a list come from: what comes before the statement, its tables and condition."""

    before: str
    tables: str
    condition: str
    params: Params


def people(jurisdiction: Jurisdiction, wanted: PeopleWanted, *, now: datetime) -> tuple[list[PersonRow], int]:
    """One page of people and how many there are in all. Three statements, whatever the page."""
    source = _source(jurisdiction, wanted, now)
    condition = source.condition + _search(wanted.search, source.params)
    params = {**source.params, "limit": wanted.limit, "offset": wanted.offset}
    statement = PAGE.format(
        before=source.before and f"{source.before},",
        order=f"{SORTS[wanted.sort]} {'DESC' if wanted.is_descending else 'ASC'} NULLS LAST, person.id",
        source=source.tables,
        joined=_JOINED_FOR.get(wanted.sort, ""),
        condition=condition,
        posting=_POSTING,
        district=_DISTRICT,
        appointment=_APPOINTMENT,
    )
    before = source.before and f"WITH {source.before}"
    total = number_of(f"{before} SELECT count(*) {source.tables} WHERE {condition}", params)
    return rows_of(PersonRow, statement, params), total


def _source(jurisdiction: Jurisdiction, wanted: PeopleWanted, now: datetime) -> _Source:
    if wanted.where in OF_PEOPLE:
        within, params = people_within(jurisdiction)
        condition = f"{within} AND {OF_PEOPLE[wanted.where]}"
        return _Source("", _PEOPLE, condition, {**params, "reason": wanted.reason})
    params = standing_params(jurisdiction, now=now, on=wanted.on, code=wanted.session_code)
    if wanted.where in OF_VISITS:
        condition = (
            f"came.session_id = ANY(%(sessions)s) AND came.undone_at IS NULL AND {OF_VISITS[wanted.where]}"
        )
        return _Source("", _VISITS + _POSTING, condition, params)
    if wanted.where is Where.ABSENT:
        return _Source("", _ABSENT + _POSTING, _DID_NOT_COME, params)
    condition = (
        f"live.session_id = ANY(%(sessions)s) AND live.cancelled_at IS NULL AND {OF_SEATS[wanted.where]}"
    )
    # Who is placed needs no look at lists and messages, of which there may be half a million.
    if wanted.where is Where.PLACED:
        return _Source("", _SEATS + _POSTING, condition, params)
    return _Source(STANDING, f"{_SEATS} {_ON_A_LIST} {_POSTING}", condition, params)


def _search(text: str, params: Params) -> str:
    """By reference, name or workplace; never by mobile or identity number."""
    if not text:
        return ""
    if text.isdecimal() and len(text) == 14:
        params["reference"] = int(text)
        return " AND person.reference = %(reference)s"
    params["like"] = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return """ AND (person.full_name ILIKE %(like)s OR person.name_hi LIKE %(like)s
        OR posting.text ILIKE %(like)s OR facility.name ILIKE %(like)s OR facility.name_hi LIKE %(like)s)"""

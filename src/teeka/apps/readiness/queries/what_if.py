"""What-ifs of a jurisdiction, who changes in one, and the sites and sessions that a change can name."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from teeka.apps.allotment.queries.what_if_known import known_to
from teeka.apps.planning.models import Campaign
from teeka.apps.readiness.queries.rows import number_of, rows_of
from teeka.apps.readiness.queries.within import Params, sessions_within
from teeka.rules.permissions import Jurisdiction
from teeka.rules.what_if import Change, Known, read_changes

MOST_SHOWN = 200
MOST_CHOICES = 1_500  # more are no list to choose from; codes can be typed


@dataclass(frozen=True, slots=True)
class WhatIfLine:
    """changes, outcome and refusal as the what-if keeps them; district_code 0: of the whole state."""

    id: int
    district_code: int
    district: str
    district_hi: str
    name: str
    state: str
    changes: list[dict[str, Any]]
    outcome: dict[str, Any]
    refusal: dict[str, Any]
    made_by: str
    made_at: datetime
    worked_out_at: datetime | None
    ended_by: str
    ended_at: datetime | None


WHAT_IFS = """
    SELECT what_if.id, what_if.district_code, coalesce(district.name, ''), coalesce(district.name_hi, ''),
           what_if.name, what_if.state, what_if.changes, what_if.outcome, what_if.refusal, what_if.made_by,
           what_if.made_at, what_if.worked_out_at, what_if.ended_by, what_if.ended_at
    FROM allotment_whatif what_if
    JOIN planning_campaign campaign ON campaign.id = what_if.campaign_id AND campaign.is_running
    LEFT JOIN places_district district ON district.code = what_if.district_code
    WHERE (what_if.district_code = ANY(%(districts)s) OR (what_if.district_code = 0 AND %(whole)s))
          {more}
    ORDER BY what_if.id DESC LIMIT %(limit)s
"""


def what_ifs(jurisdiction: Jurisdiction, *, whole_state: bool, number: int | None = None) -> list[WhatIfLine]:
    """The newest first; one by its number. whole_state: also those that are about all districts."""
    params = {
        "districts": sorted(jurisdiction.districts), "whole": whole_state, "limit": MOST_SHOWN,
        "number": number,
    }  # fmt: skip
    more = "" if number is None else "AND what_if.id = %(number)s"
    lines = rows_of(WhatIfLine, WHAT_IFS.format(more=more), params)
    return [
        replace(
            line,
            changes=_loaded(line.changes),
            outcome=_loaded(line.outcome),
            refusal=_loaded(line.refusal),
        )
        for line in lines
    ]


def _loaded(value: Any) -> Any:
    """Django's cursor hands jsonb over as text."""
    return json.loads(value) if isinstance(value, str) else value


class Who(StrEnum):
    """Which people of a what-if; also the word in the page's address."""

    CHANGED = "changed"
    MOVED = "moved"
    PLACED = "placed"
    LOST = "lost"
    TOLD = "told"
    WAITING = "waiting"
    STANDBY = "standby"


OF_WHO: dict[Who, str] = {
    Who.CHANGED: "line.from_code <> line.to_code",
    Who.MOVED: "line.from_code <> line.to_code AND line.from_code <> '' AND line.to_code <> ''",
    Who.PLACED: "line.from_code = '' AND line.to_code <> ''",
    Who.LOST: "line.from_code <> '' AND line.to_code = ''",
    Who.TOLD: "line.from_code <> line.to_code AND line.is_listed",
    Who.WAITING: "line.to_code = '' AND NOT line.is_standby",
    Who.STANDBY: "line.to_code = '' AND line.is_standby",
}
SORTS = {
    "name": "person.full_name",
    "reference": "person.reference",
    "facility": "facility.name",
    "tier": "line.tier",
    "from": "line.from_on, line.from_site, line.from_code",
    "to": "line.to_on, line.to_site, line.to_code",
}


@dataclass(frozen=True, slots=True)
class ChangedPerson:
    reference: int
    full_name: str
    name_hi: str
    facility_name: str | None
    facility_name_hi: str | None
    tier: int
    is_listed: bool
    from_code: str
    from_site: str
    from_site_hi: str
    from_on: date | None
    from_km: float | None
    lost_for: str
    to_code: str
    to_site: str
    to_site_hi: str
    to_on: date | None
    to_km: float | None
    why: list[str]
    reason: str
    is_standby: bool


@dataclass(frozen=True, slots=True)
class PeopleAsked:
    """on: who comes that day in one of the two plans and not in the other."""

    number: int
    who: Who = Who.CHANGED
    tier: int | None = None
    reason: str = ""
    on: date | None = None
    search: str = ""
    sort: str = "name"
    is_descending: bool = False
    limit: int = 100
    offset: int = 0


SOURCE = """
    FROM allotment_whatifperson line
    JOIN people_beneficiary person ON person.id = line.beneficiary_id
    JOIN people_posting posting ON posting.id = person.posting_id
    LEFT JOIN places_facility facility ON facility.id = posting.facility_id
    WHERE line.what_if_id = %(number)s AND line.district_code = ANY(%(districts)s) AND {who}
          AND (%(tier)s::int IS NULL OR line.tier = %(tier)s)
          AND (%(reason)s = '' OR line.reason = %(reason)s)
          AND (%(on)s::date IS NULL OR (line.from_on IS NOT DISTINCT FROM %(on)s)
                                       <> (line.to_on IS NOT DISTINCT FROM %(on)s))
          AND (%(like)s = '' OR person.full_name ILIKE %(like)s OR person.name_hi LIKE %(like)s
               OR facility.name ILIKE %(like)s OR line.from_site ILIKE %(like)s OR line.to_site ILIKE %(like)s
               OR line.from_code ILIKE %(like)s OR line.to_code ILIKE %(like)s)
"""
PAGE = """
    SELECT person.reference, person.full_name, person.name_hi, facility.name, facility.name_hi, line.tier,
           line.is_listed, line.from_code, line.from_site, line.from_site_hi, line.from_on, line.from_km,
           line.lost_for, line.to_code, line.to_site, line.to_site_hi, line.to_on, line.to_km, line.why,
           line.reason, line.is_standby
    {source} ORDER BY {order}, line.id LIMIT %(limit)s OFFSET %(offset)s
"""


def people_of_what_if(jurisdiction: Jurisdiction, asked: PeopleAsked) -> tuple[list[ChangedPerson], int]:
    """One page of them and how many there are. Two statements."""
    like = asked.search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    params: Params = {
        "number": asked.number, "districts": sorted(jurisdiction.districts), "tier": asked.tier,
        "reason": asked.reason, "on": asked.on, "like": like and f"%{like}%", "limit": asked.limit,
        "offset": asked.offset,
    }  # fmt: skip
    source = SOURCE.format(who=OF_WHO[asked.who])
    way = "DESC" if asked.is_descending else "ASC"
    order = ", ".join(f"{column} {way} NULLS LAST" for column in SORTS[asked.sort].split(", "))
    total = number_of(f"SELECT count(*) {source}", params)
    return rows_of(ChangedPerson, PAGE.format(source=source, order=order), params), total


@dataclass(frozen=True, slots=True)
class SiteChoice:
    key: str
    name: str
    name_hi: str


@dataclass(frozen=True, slots=True)
class SessionChoice:
    code: str
    site_name: str
    site_name_hi: str
    held_on: date
    capacity: int


@dataclass(frozen=True, slots=True)
class Choices:
    sites: list[SiteChoice]
    sessions: list[SessionChoice]
    staff_share: float
    crosses_borders: bool


SITES = """
    SELECT coalesce(facility.code, '#' || site.id), site.name, site.name_hi FROM planning_sessionsite site
    LEFT JOIN places_facility facility ON facility.id = site.facility_id
    WHERE site.district_code = ANY(%(districts)s) ORDER BY site.name, site.id LIMIT %(limit)s
"""
SESSIONS = """
    SELECT session.code, site.name, site.name_hi, session.held_on, session.capacity
    FROM planning_session session
    JOIN planning_sessionsite site ON site.id = session.site_id
    JOIN planning_campaign campaign ON campaign.id = session.campaign_id AND campaign.is_running
    WHERE {within} AND session.cancelled_at IS NULL AND session.starts_at > %(now)s
    ORDER BY session.held_on, site.name, session.code LIMIT %(limit)s
"""


def choices(jurisdiction: Jurisdiction, *, now: datetime) -> Choices:
    """What a form can offer: sites, sessions to come, and the rules that hold."""
    within, params = sessions_within(jurisdiction)
    params |= {"limit": MOST_CHOICES, "now": now}
    rules = Campaign.objects.filter(is_running=True).values_list("staff_share", "crosses_borders").first()
    share, crosses = rules or (0.0, False)
    return Choices(
        rows_of(SiteChoice, SITES, params),
        rows_of(SessionChoice, SESSIONS.format(within=within), params),
        share,
        crosses,
    )


def known_changes(
    changes: list[dict[str, Any]], *, district_code: int, now: datetime
) -> tuple[list[Change], Known]:
    """The changes of a what-if, and what they name as it stands now."""
    read = read_changes(changes)
    campaign = Campaign.objects.filter(is_running=True).get()
    districts = None if district_code == 0 else {district_code}
    return read, known_to(read, campaign, districts=districts, now=now)

"""What must be known to judge a place that somebody chooses: the person, the session, the colleagues.

Read as the reader may read; what lies in other districts and counts all the same comes from functions of the
database that tell numbers only.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from teeka.apps.allotment.queries.doses import FIRST, SECOND
from teeka.apps.allotment.queries.statements import DOSE1_ON, DOSE1_VACCINE, FIRST_DOSE_GIVEN
from teeka.apps.allotment.queries.wanted import REACH_KM
from teeka.apps.planning.models import Campaign
from teeka.apps.planning.queries import intervals
from teeka.rules.allotment import hard_rules
from teeka.rules.allotment.hard_rules import Choice, Crew, HardRule, Seeker, broken_rules
from teeka.rules.dose_intervals import Interval, days_due

PEOPLE = f"""
    SELECT person.id, person.reference, person.district_code, person.category,
           person.stands_for_id IS NOT NULL,
           EXISTS (SELECT FROM allotment_exclusion excluded
                   WHERE excluded.beneficiary_id = person.id AND excluded.campaign_id = %(campaign)s),
           EXISTS (SELECT FROM planning_cohorttier tier
                   WHERE tier.category = person.category AND tier.campaign_id = %(campaign)s),
           home.id, coalesce(parent.one_with_id, parent.id), home.district_code,
           coalesce(home.latitude, district.latitude), coalesce(home.longitude, district.longitude),
           {DOSE1_VACCINE}, {DOSE1_ON},
           EXISTS (SELECT FROM allotment_done done
                   JOIN planning_campaign campaign ON campaign.id = done.campaign_id
                        AND campaign.dose = done.dose
                   WHERE campaign.id = %(campaign)s AND done.beneficiary_id IN (
                       SELECT person.id UNION ALL
                       SELECT second.id FROM people_beneficiary second
                       WHERE second.stands_for_id = person.id))
    FROM people_beneficiary person
    {FIRST_DOSE_GIVEN}
    JOIN people_posting posting ON posting.id = person.posting_id
    LEFT JOIN places_facility listed ON listed.id = posting.facility_id AND posting.decision = 'accept'
    LEFT JOIN places_facility home ON home.id = coalesce(listed.one_with_id, listed.id)
    LEFT JOIN places_facility parent ON parent.id = home.parent_id
    LEFT JOIN places_district district ON district.code = home.district_code
    WHERE person.id = ANY (%(people)s)
"""
PLACES = "SELECT beneficiary, appointment, campaign, dose, vaccine FROM teeka_places_of(%(people)s::bigint[])"
ABSENCES = """
    SELECT beneficiary_id, first_on, last_on FROM allotment_absence WHERE beneficiary_id = ANY (%(people)s)
"""
CREWS = """
    SELECT home.id, coalesce(staff.people, 0), teeka_days_in_reach(home.id, %(campaign)s, %(now)s, %(km)s)
    FROM unnest(%(facilities)s::bigint[]) AS home (id)
    LEFT JOIN (
        SELECT coalesce(listed.one_with_id, listed.id) AS facility, count(*) AS people
        FROM places_facility listed
        JOIN people_posting posting ON posting.facility_id = listed.id AND posting.decision = 'accept'
        JOIN people_beneficiary person ON person.posting_id = posting.id AND person.stands_for_id IS NULL
        WHERE (listed.id = ANY (%(facilities)s) OR listed.one_with_id = ANY (%(facilities)s))
          AND NOT EXISTS (SELECT FROM allotment_exclusion excluded
                          WHERE excluded.beneficiary_id = person.id
                            AND excluded.campaign_id = %(campaign)s)
        GROUP BY 1
    ) staff ON staff.facility = home.id
"""
AWAY = """
    SELECT home.id, away.held_on, away.people FROM unnest(%(facilities)s::bigint[]) AS home (id)
    CROSS JOIN LATERAL teeka_staff_away(home.id, %(campaign)s, %(dose)s::smallint) away
"""
SESSIONS = """
    SELECT session.id, session.code, session.campaign_id, session.district_code, site.name, site.name_hi,
           session.held_on, session.starts_at, session.ends_at, session.cancelled_at IS NOT NULL,
           session.capacity, session.taken, session.reserve_percent, session.dose, session.cohort,
           session.vaccine_id, coalesce(facility.one_with_id, facility.id),
           coalesce(site.latitude, facility.latitude, pin.latitude, district.latitude),
           coalesce(site.longitude, facility.longitude, pin.longitude, district.longitude)
    FROM planning_session session
    JOIN planning_sessionsite site ON site.id = session.site_id
    JOIN places_district district ON district.code = site.district_code
    LEFT JOIN places_facility facility ON facility.id = site.facility_id
    LEFT JOIN places_pincode pin ON pin.pin_code = site.pin_code
    WHERE session.id = ANY (%(sessions)s)
"""
SLOTS = """
    SELECT session_id, extract(epoch FROM slot_at)::bigint, count(*)
    FROM allotment_appointment WHERE session_id = ANY (%(sessions)s) AND cancelled_at IS NULL
    GROUP BY session_id, slot_at
"""


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """A live place, in whichever district."""

    appointment: int
    campaign: int
    dose: int
    vaccine: str


@dataclass(frozen=True, slots=True)
class CrewFacts:
    staff: int
    days: int
    away: Mapping[date, int]  # everybody of the facility who has a place on the day, the person too


@dataclass(frozen=True, slots=True)
class PersonFacts:
    id: int
    reference: int
    district_code: int
    category: str
    is_duplicate: bool
    is_excluded: bool
    is_in_campaign: bool
    facility: int | None  # the row that stands for it; None: not known where the person works
    parent: int | None
    facility_district: int | None
    latitude: float | None
    longitude: float | None
    dose1_vaccine: str | None = None
    dose1_on: date | None = None
    is_done: bool = False
    places: tuple[PlaceFacts, ...] = ()
    absences: tuple[tuple[date, date], ...] = ()  # first and last day
    crew: CrewFacts | None = None
    intervals: tuple[Interval, ...] = ()  # for the campaign's dose, where an earlier one is known

    def giving_up(self, appointment: int, on: date) -> "PersonFacts":
        """The same person without one of the places."""
        crew = self.crew
        if crew is not None:
            crew = replace(crew, away={**crew.away, on: crew.away.get(on, 1) - 1})
        places = tuple(place for place in self.places if place.appointment != appointment)
        return replace(self, places=places, crew=crew)


@dataclass(frozen=True, slots=True)
class SessionFacts:
    id: UUID
    code: str
    campaign: int
    district_code: int
    site_name: str
    site_name_hi: str
    held_on: date
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool
    capacity: int
    taken: int
    reserve_percent: int
    dose: int | None
    cohort: str
    vaccine: str
    facility: int | None
    latitude: float | None
    longitude: float | None

    @property
    def seats_left(self) -> int:
        return self.capacity - self.taken

    @property
    def plan_seats_left(self) -> int:
        """Less the seats kept back, rounded as a plan rounds them."""
        return self.seats_left - (self.capacity * self.reserve_percent + 50) // 100


def person_facts(person_id: int, campaign: Campaign, *, now: datetime) -> PersonFacts | None:
    """One person as the campaign's rules see them; None when the reader sees nobody of this id."""
    return people_facts([person_id], campaign, now=now).get(person_id)


def people_facts(people: Collection[int], campaign: Campaign, *, now: datetime) -> dict[int, PersonFacts]:
    """Those whom the reader sees, by id; colleagues share their crew. As many statements for any number."""
    params: dict[str, Any] = {"people": sorted(people), "campaign": campaign.pk}
    found = [PersonFacts(*row) for row in _rows(PEOPLE, params)]
    places, absences = places_of(people), defaultdict(list)
    for person, first, last in _rows(ABSENCES, params):
        absences[person].append((first, last))
    has_first = any(one.dose1_on is not None for one in found)
    rules = intervals(campaign.dose) if has_first else ()
    crews = _crews({one.facility for one in found if one.facility is not None}, campaign, now=now)
    return {
        one.id: replace(
            one,
            places=tuple(places.get(one.id, ())),
            absences=tuple(absences[one.id]),
            crew=None if one.facility is None else crews[one.facility],
            intervals=rules,
        )
        for one in found
    }


def places_of(people: Collection[int]) -> dict[int, list[PlaceFacts]]:
    """The live places of those who have any, by person."""
    places = defaultdict(list)
    for person, *place in _rows(PLACES, {"people": sorted(people)}):
        places[person].append(PlaceFacts(*place))
    return places


def _crews(facilities: Collection[int], campaign: Campaign, *, now: datetime) -> dict[int, CrewFacts]:
    params: dict[str, Any] = {"facilities": sorted(facilities), "campaign": campaign.pk}
    params |= {"dose": campaign.dose, "now": now, "km": REACH_KM}
    away: dict[int, dict[date, int]] = defaultdict(dict)
    for facility, held_on, gone in _rows(AWAY, params):
        away[facility][held_on] = gone
    return {
        facility: CrewFacts(staff, days, away[facility]) for facility, staff, days in _rows(CREWS, params)
    }


def crews_of(people: Collection[int], campaign_id: int) -> set[int]:
    """A number for whoever can stand in each other's way: the facility's id.

    Of a person of whom it is not known where they work, one of their own, below zero.
    """
    rows = _rows(PEOPLE, {"people": sorted(people), "campaign": campaign_id})
    found = [PersonFacts(*row) for row in rows]
    return {person.facility or -person.id for person in found}


def session_facts(session_ids: Collection[UUID]) -> dict[UUID, SessionFacts]:
    """Those of the sessions that the reader sees."""
    rows = _rows(SESSIONS, {"sessions": sorted(session_ids)})
    return {row[0]: SessionFacts(*row) for row in rows}


def slots_of(session_ids: Collection[UUID]) -> dict[UUID, Counter[int]]:
    """Of each session: arrival window, in seconds since the epoch → people who have a place in it."""
    found: dict[UUID, Counter[int]] = {session: Counter() for session in session_ids}
    for session, slot, people in _rows(SLOTS, {"sessions": sorted(session_ids)}):
        found[session][slot] = people
    return found


def rules_broken_by(
    person: PersonFacts, session: SessionFacts, campaign: Campaign, *, now: datetime
) -> tuple[HardRule, ...]:
    """Every hard rule that a place of this person in this session would break."""
    crew = person.crew
    dose = _next_dose(person, session, campaign)
    return broken_rules(
        Seeker(
            category=person.category,
            is_duplicate=person.is_duplicate,
            is_excluded=person.is_excluded,
            is_in_campaign=person.is_in_campaign,
            has_place=any(
                place.campaign == campaign.pk and place.dose == campaign.dose for place in person.places
            ),
            is_absent=any(first <= session.held_on <= last for first, last in person.absences),
            had_dose=person.is_done or (person.dose1_on is not None and campaign.dose == FIRST),
            vaccines=dose.vaccines,
            is_due=dose.is_due,
        ),
        Choice(
            is_open=not session.is_cancelled and session.starts_at > now,
            held_on=session.held_on,
            dose=session.dose,
            vaccine=session.vaccine,
            cohort=frozenset(session.cohort.split("|")) - {""},
            seats_left=session.seats_left,
        ),
        hard_rules.Campaign(campaign.dose, campaign.starts_on, campaign.ends_on, campaign.staff_share),
        Crew(crew.staff, crew.away.get(session.held_on, 0), crew.days) if crew else None,
    )


@dataclass(frozen=True, slots=True)
class _NextDose:
    vaccines: frozenset[str]
    is_due: bool


def _next_dose(person: PersonFacts, session: SessionFacts, campaign: Campaign) -> _NextDose:
    """By the first dose that a roster told of; else by the vaccine of a place for an earlier dose."""
    before, given_on = person.dose1_vaccine, person.dose1_on
    if campaign.dose == SECOND and before is not None and given_on is not None:
        rules = person.intervals
        vaccines = {rule.vaccine for rule in rules if rule.vaccine_before == before} | {before}
        days = days_due(rules, before, given_on, session.vaccine)
        is_due = session.vaccine not in vaccines or any(a <= session.held_on <= z for a, z in days)
        return _NextDose(frozenset(vaccines), is_due)
    earlier = [place for place in person.places if place.dose < campaign.dose]
    newest = max(earlier, key=lambda place: place.dose, default=None)
    return _NextDose(frozenset({newest.vaccine} if newest else ()), is_due=True)


def _rows(statement: str, params: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
        return rows

"""What must be known to judge a place that somebody chooses: the person, the session, the colleagues.

Read as the reader may read; what lies in other districts and counts all the same comes from functions of the
database that tell numbers only.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from teeka.apps.allotment.queries.wanted import REACH_KM
from teeka.apps.planning.models import Campaign
from teeka.rules.allotment import hard_rules
from teeka.rules.allotment.hard_rules import Choice, Crew, HardRule, Seeker, broken_rules

MOST_CREWS = 2**31
PEOPLE = """
    SELECT person.id, person.reference, person.district_code, person.category,
           person.stands_for_id IS NOT NULL,
           EXISTS (SELECT FROM allotment_exclusion excluded
                   WHERE excluded.beneficiary_id = person.id AND excluded.campaign_id = %(campaign)s),
           EXISTS (SELECT FROM planning_cohorttier tier
                   WHERE tier.category = person.category AND tier.campaign_id = %(campaign)s),
           home.id, coalesce(parent.one_with_id, parent.id), home.district_code,
           coalesce(home.latitude, district.latitude), coalesce(home.longitude, district.longitude)
    FROM people_beneficiary person
    JOIN people_posting posting ON posting.id = person.posting_id
    LEFT JOIN places_facility listed ON listed.id = posting.facility_id AND posting.decision = 'accept'
    LEFT JOIN places_facility home ON home.id = coalesce(listed.one_with_id, listed.id)
    LEFT JOIN places_facility parent ON parent.id = home.parent_id
    LEFT JOIN places_district district ON district.code = home.district_code
    WHERE person.id = ANY (%(people)s)
"""
PLACES = "SELECT appointment, campaign, dose, vaccine FROM teeka_places_of(ARRAY[%(person)s]::bigint[])"
ABSENCES = "SELECT first_on, last_on FROM allotment_absence WHERE beneficiary_id = %(person)s"
STAFF = """
    SELECT (SELECT count(*) FROM people_posting posting
            JOIN people_beneficiary person ON person.posting_id = posting.id
            WHERE posting.decision = 'accept' AND person.stands_for_id IS NULL
              AND posting.facility_id IN (
                  SELECT id FROM places_facility WHERE id = %(facility)s OR one_with_id = %(facility)s)
              AND NOT EXISTS (SELECT FROM allotment_exclusion excluded
                              WHERE excluded.beneficiary_id = person.id
                                AND excluded.campaign_id = %(campaign)s)),
           teeka_days_in_reach(%(facility)s, %(campaign)s, %(now)s, %(km)s)
"""
AWAY = "SELECT held_on, people FROM teeka_staff_away(%(facility)s, %(campaign)s, %(dose)s::smallint)"
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
    places: tuple[PlaceFacts, ...] = ()
    absences: tuple[tuple[date, date], ...] = ()  # first and last day
    crew: CrewFacts | None = None

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
    params: dict[str, Any] = {"people": [person_id], "person": person_id, "campaign": campaign.pk}
    rows = _rows(PEOPLE, params)
    if not rows:
        return None
    person = PersonFacts(*rows[0])
    places = tuple(PlaceFacts(*row) for row in _rows(PLACES, params))
    absences = tuple((first, last) for first, last in _rows(ABSENCES, params))
    crew = None
    if person.facility is not None:
        params |= {"facility": person.facility, "dose": campaign.dose, "now": now, "km": REACH_KM}
        ((staff, days),) = _rows(STAFF, params)
        crew = CrewFacts(staff, days, {row[0]: row[1] for row in _rows(AWAY, params)})
    return replace(person, places=places, absences=absences, crew=crew)


def crews_of(people: Collection[int], campaign_id: int) -> list[int]:
    """A number for whoever can stand in each other's way: the facility's id, each once, in order.

    Of a person of whom it is not known where they work, one of their own, below zero.
    """
    rows = _rows(PEOPLE, {"people": sorted(people), "campaign": campaign_id})
    found = [PersonFacts(*row) for row in rows]
    return sorted({person.facility or -(person.id % MOST_CREWS) for person in found})


def session_facts(session_ids: Collection[UUID]) -> dict[UUID, SessionFacts]:
    """Those of the sessions that the reader sees."""
    rows = _rows(SESSIONS, {"sessions": sorted(session_ids)})
    return {row[0]: SessionFacts(*row) for row in rows}


def rules_broken_by(
    person: PersonFacts, session: SessionFacts, campaign: Campaign, *, now: datetime
) -> tuple[HardRule, ...]:
    """Every hard rule that a place of this person in this session would break."""
    earlier = [place for place in person.places if place.dose < campaign.dose]
    crew = person.crew
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
            vaccine_before=max(earlier, key=lambda place: place.dose).vaccine if earlier else "",
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


def _rows(statement: str, params: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
        return rows

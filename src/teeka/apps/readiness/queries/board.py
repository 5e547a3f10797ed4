"""The board's counts: how many stand at each station of the road, and who fell out where, by place."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime

from teeka.apps.readiness.queries.rows import rows_of
from teeka.apps.readiness.queries.sessions import SessionRow, sessions
from teeka.apps.readiness.queries.within import people_within
from teeka.rules.permissions import Jurisdiction


@dataclass(slots=True)
class PlaceCounts:
    """One place's road, from registration to told; places add up to the place that holds them."""

    code: int = 0
    name: str = ""
    name_hi: str = ""
    received: int = 0
    duplicates: int = 0
    known: int = 0
    unsettled: int = 0
    texts: int = 0
    unplaced: int = 0
    waiting: int = 0  # on standby, for any day
    sessions: int = 0
    capacity: int = 0
    seats: int = 0
    placed: int = 0
    listed: int = 0
    not_listed: int = 0
    lists: int = 0
    lists_in_two_places: int = 0
    delivered: int = 0
    by_voice: int = 0
    on_the_way: int = 0
    to_call: int = 0
    sites_to_call: int = 0
    will_come: int = 0
    will_not_come: int = 0
    standby: int = 0
    arrived: int = 0
    vaccinated: int = 0
    not_given: int = 0
    absent: int = 0
    to_close: int = 0  # sessions that are over and whose paper is not complete yet

    @property
    def told(self) -> int:
        return self.delivered + self.by_voice


SUMMED = [field.name for field in fields(PlaceCounts) if field.name not in {"code", "name", "name_hi"}]


@dataclass(frozen=True, slots=True)
class Board:
    as_of: datetime
    on: date | None
    total: PlaceCounts
    places: list[PlaceCounts]
    sessions: list[SessionRow]


PEOPLE = """
    WITH held AS (
        SELECT person.posting_id, person.district_code, count(*) AS received,
               count(person.stands_for_id) AS duplicates
        FROM people_beneficiary person {posting} WHERE {within} GROUP BY 1, 2
    )
    SELECT {place}, sum(held.received), sum(held.duplicates),
           coalesce(sum(held.received - held.duplicates) FILTER (WHERE posting.decision = 'accept'), 0),
           coalesce(sum(held.received - held.duplicates) FILTER (WHERE posting.decision <> 'accept'), 0),
           count(*) FILTER (WHERE posting.decision <> 'accept' AND held.received > held.duplicates)
    FROM held JOIN people_posting posting ON posting.id = held.posting_id
    LEFT JOIN places_facility facility ON facility.id = posting.facility_id
    GROUP BY 1
"""
WAITING = """
    SELECT {place}, count(*) FILTER (WHERE held.standby_session_id IS NULL),
           count(*) FILTER (WHERE held.standby_session_id IS NOT NULL)
    FROM allotment_unplaced held
    JOIN planning_campaign campaign ON campaign.id = held.campaign_id AND campaign.is_running
    {person}
    WHERE {within} GROUP BY 1
"""
_PERSON_OF_WAITING = """
    JOIN people_beneficiary person ON person.id = held.beneficiary_id
    JOIN people_posting posting ON posting.id = person.posting_id
    LEFT JOIN places_facility facility ON facility.id = posting.facility_id
"""
NAMES = {
    "district": "SELECT code, name, name_hi FROM places_district WHERE code = ANY(%(districts)s)",
    "block": "SELECT code, name, name_hi FROM places_block WHERE district_id = ANY(%(districts)s)",
}


@dataclass(frozen=True, slots=True)
class _People:
    place: int
    received: int
    duplicates: int
    known: int
    unsettled: int
    texts: int


@dataclass(frozen=True, slots=True)
class _Waiting:
    place: int
    unplaced: int
    waiting: int


@dataclass(frozen=True, slots=True)
class _Name:
    code: int
    name: str
    name_hi: str


def board(jurisdiction: Jurisdiction, *, now: datetime, on: date | None) -> Board:
    """Counted from rows as they stand. Five statements, however many people, places and sessions.

    Places are districts, or the blocks of a jurisdiction that is one district. People are counted
    for the whole campaign; seats, lists and messages for the day `on`, or for all days.
    """
    by_block = len(jurisdiction.districts) == 1
    found = sessions(jurisdiction, now=now, on=on)
    places: dict[int, PlaceCounts] = defaultdict(PlaceCounts)
    _count_people(places, jurisdiction, by_block=by_block)
    for session in found:
        where = (session.block_code or 0) if by_block else session.district_code
        add_session(places[where], session, now=now)
    params = {"districts": sorted(jurisdiction.districts)}
    for row in rows_of(_Name, NAMES["block" if by_block else "district"], params):
        if row.code in places:
            places[row.code].name, places[row.code].name_hi = row.name, row.name_hi
    for code, place in places.items():
        place.code = code
    ordered = sorted(places.values(), key=lambda place: (place.name == "", place.name))
    return Board(now, on, total_of(ordered), ordered, found)


def _count_people(places: dict[int, PlaceCounts], jurisdiction: Jurisdiction, *, by_block: bool) -> None:
    within, params = people_within(jurisdiction)
    # Whole districts need no look at each person's posting; a half million look-ups are half a second.
    is_narrow = not jurisdiction.is_whole_districts
    place = "coalesce(facility.block_id, 0)" if by_block else "held.district_code"
    posting = "JOIN people_posting posting ON posting.id = person.posting_id" if is_narrow else ""
    for row in rows_of(_People, PEOPLE.format(place=place, posting=posting, within=within), params):
        counts = places[row.place]
        counts.received, counts.duplicates = int(row.received), int(row.duplicates)
        counts.known, counts.unsettled, counts.texts = int(row.known), int(row.unsettled), row.texts
    person = _PERSON_OF_WAITING if by_block else ""
    within = within if by_block else "held.district_code = ANY(%(districts)s)"
    for waiting in rows_of(_Waiting, WAITING.format(place=place, person=person, within=within), params):
        counts = places[waiting.place]
        counts.unplaced, counts.waiting = waiting.unplaced, waiting.waiting


def add_session(place: PlaceCounts, session: SessionRow, *, now: datetime) -> None:
    """Add what one session's people came to."""
    place.sessions += 1
    place.capacity += session.capacity
    place.seats += session.seats
    place.placed += session.placed
    place.listed += session.listed
    place.not_listed += session.not_listed
    place.lists += session.version is not None
    place.lists_in_two_places += session.pack_places >= 2
    place.delivered += session.delivered
    place.by_voice += session.by_voice
    place.on_the_way += session.on_the_way
    place.to_call += session.to_call
    place.sites_to_call += session.to_call > 0
    place.will_come += session.will_come
    place.will_not_come += session.will_not_come
    place.standby += session.standby
    place.arrived += session.arrived
    place.vaccinated += session.vaccinated
    place.not_given += session.not_given
    place.absent += session.absent
    place.to_close += session.ends_at <= now and not session.is_closed


def total_of(places: Iterable[PlaceCounts]) -> PlaceCounts:
    total = PlaceCounts()
    for place in places:
        for name in SUMMED:
            setattr(total, name, getattr(total, name) + getattr(place, name))
    return total

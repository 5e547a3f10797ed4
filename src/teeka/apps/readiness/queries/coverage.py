"""How many people each facility was expected to send and how many came, and the sums by place."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from teeka.apps.places.queries import EXPECTED
from teeka.apps.readiness.queries.rows import number_of, rows_of
from teeka.apps.readiness.queries.within import OF_BLOCK, people_within
from teeka.rules.permissions import Jurisdiction


@dataclass(frozen=True, slots=True)
class FacilityCoverage:
    """`received` counts people, `registered` also their second registrations; expected None: nobody said."""

    id: int
    code: str
    name: str
    name_hi: str
    type: str
    district_code: int
    district: str
    district_hi: str
    block_code: int  # 0: the directory's block is not known, only what the registry wrote
    block: str
    block_hi: str
    expected: int | None
    received: int
    registered: int

    @property
    def is_silent(self) -> bool:
        return bool(self.expected) and not self.registered

    @property
    def missing(self) -> int:
        return max((self.expected or 0) - self.received, 0)

    @property
    def share(self) -> float | None:
        """Received of expected, 1 for all; more than 1 when more came."""
        return self.received / self.expected if self.expected else None


@dataclass(slots=True)
class PlaceCoverage:
    """A district or a block. `share` counts no facility for more than was expected of it."""

    code: int = 0
    name: str = ""
    name_hi: str = ""
    facilities: int = 0
    silent: int = 0
    expected: int = 0
    received: int = 0
    missing: int = 0

    @property
    def share(self) -> float | None:
        return 1 - self.missing / self.expected if self.expected else None


# A row that lists a facility again counts with the row that stands for it.
_COVERAGE = """
    WITH held AS (
        SELECT posting_id, count(*) AS registered, count(*) - count(stands_for_id) AS received
        FROM people_beneficiary person WHERE person.district_code = ANY(%(districts)s) GROUP BY posting_id
    ), at_facility AS (
        SELECT coalesce(listed.one_with_id, listed.id) AS facility_id,
               sum(held.registered)::int AS registered, sum(held.received)::int AS received
        FROM held JOIN people_posting posting ON posting.id = held.posting_id
        JOIN places_facility listed ON listed.id = posting.facility_id
        WHERE posting.decision = 'accept' GROUP BY 1
    )
    SELECT facility.id, facility.code, facility.name, facility.name_hi, facility.type,
           facility.district_code, district.name, district.name_hi, coalesce(facility.block_id, 0),
           coalesce(block.name, facility.block_name), coalesce(block.name_hi, ''),
           nullif({expected}, 0),
           coalesce(at_facility.received, 0), coalesce(at_facility.registered, 0)
    FROM places_facility facility
    JOIN places_district district ON district.code = facility.district_code
    LEFT JOIN places_block block ON block.code = facility.block_id
    LEFT JOIN at_facility ON at_facility.facility_id = facility.id
    WHERE facility.district_code = ANY(%(districts)s) AND facility.one_with_id IS NULL AND {narrowed}
      AND ((facility.is_active AND {expected} > 0) OR at_facility.registered > 0)
    ORDER BY facility.name, facility.id
"""


def coverage(jurisdiction: Jurisdiction) -> list[FacilityCoverage]:
    """Every facility of which people were expected or came. One statement, however many there are."""
    narrowed = ["true"]
    params: dict[str, object] = {"districts": sorted(jurisdiction.districts)}
    if jurisdiction.site_id is not None:
        narrowed.append("false")  # a site knows its sessions' lists, not who else works near it
    if jurisdiction.block_code is not None:
        narrowed.append(OF_BLOCK)
        params["block"] = jurisdiction.block_code
    if jurisdiction.facility_id is not None:
        narrowed.append(
            "facility.id = (SELECT coalesce(own.one_with_id, own.id) FROM places_facility own"
            " WHERE own.id = %(facility)s)"
        )
        params["facility"] = jurisdiction.facility_id
    statement = _COVERAGE.format(narrowed=" AND ".join(narrowed), expected=EXPECTED)
    return rows_of(FacilityCoverage, statement, params)


def by_district(facilities: Iterable[FacilityCoverage]) -> list[PlaceCoverage]:
    places: dict[int, PlaceCoverage] = defaultdict(PlaceCoverage)
    for one in facilities:
        place = places[one.district_code]
        place.code, place.name, place.name_hi = one.district_code, one.district, one.district_hi
        _add(place, one)
    return sorted(places.values(), key=lambda place: place.name)


def by_block(facilities: Iterable[FacilityCoverage]) -> list[PlaceCoverage]:
    """The facilities whose block is not known stand last, under code 0 and no name."""
    places: dict[int, PlaceCoverage] = defaultdict(PlaceCoverage)
    for one in facilities:
        place = places[one.block_code]
        if one.block_code:
            place.code, place.name, place.name_hi = one.block_code, one.block, one.block_hi
        _add(place, one)
    return sorted(places.values(), key=lambda place: (place.name == "", place.name))


def together(facilities: Iterable[FacilityCoverage]) -> PlaceCoverage:
    total = PlaceCoverage()
    for one in facilities:
        _add(total, one)
    return total


def _add(place: PlaceCoverage, one: FacilityCoverage) -> None:
    place.facilities += 1
    place.silent += one.is_silent
    place.expected += one.expected or 0
    place.received += one.received
    place.missing += one.missing


def people_without_a_facility(jurisdiction: Jurisdiction) -> int:
    """Who is registered and counted at no facility, because nobody has settled their posting."""
    within, params = people_within(jurisdiction)
    statement = f"""
        SELECT count(*) FROM people_beneficiary person
        JOIN people_posting posting ON posting.id = person.posting_id
        WHERE posting.decision <> 'accept' AND person.stands_for_id IS NULL AND {within}
    """
    return number_of(statement, params)

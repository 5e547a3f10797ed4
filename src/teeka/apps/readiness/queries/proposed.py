"""Facilities that officers have proposed from posting texts, and what rests on one that may be wrong."""

from dataclasses import dataclass
from datetime import date, datetime

from teeka.apps.readiness.queries.rows import row_of, rows_of
from teeka.rules.permissions import Jurisdiction


@dataclass(frozen=True, slots=True)
class ProposedFacility:
    id: int
    code: str
    name: str
    name_hi: str
    type: str
    district: str
    district_hi: str
    block: str
    block_hi: str
    pin_code: str
    proposed_by: str
    proposed_at: datetime
    closed_by: str
    closed_at: datetime | None
    closed_reason: str
    people: int


_PROPOSED = """
    SELECT facility.id, facility.code, facility.name, facility.name_hi, facility.type, district.name,
           district.name_hi, coalesce(block.name, facility.block_name), coalesce(block.name_hi, ''),
           facility.pin_code, facility.proposed_by, facility.proposed_at, facility.closed_by,
           facility.closed_at, facility.closed_reason,
           (SELECT count(*) FROM people_posting posting
            JOIN people_beneficiary person ON person.posting_id = posting.id
            WHERE posting.facility_id = facility.id AND person.stands_for_id IS NULL)
    FROM places_facility facility
    JOIN places_district district ON district.code = facility.district_code
    LEFT JOIN places_block block ON block.code = facility.block_id
    WHERE facility.proposed_by <> '' AND facility.district_code = ANY(%(districts)s) AND {which}
    ORDER BY facility.proposed_at DESC, facility.id DESC
"""


def proposed_facilities(jurisdiction: Jurisdiction, *, are_closed: bool = False) -> list[ProposedFacility]:
    """Those that count, or those that were closed; newest first. Only whole districts have such a list."""
    if not jurisdiction.is_whole_districts:
        return []
    which = "NOT facility.is_active" if are_closed else "facility.is_active"
    return rows_of(
        ProposedFacility, _PROPOSED.format(which=which), {"districts": sorted(jurisdiction.districts)}
    )


def proposed_facility(jurisdiction: Jurisdiction, facility_id: int) -> ProposedFacility | None:
    """One that counts."""
    if not jurisdiction.is_whole_districts:
        return None
    params = {"districts": sorted(jurisdiction.districts), "facility": facility_id}
    which = "facility.is_active AND facility.id = %(facility)s"
    return row_of(ProposedFacility, _PROPOSED.format(which=which), params)


@dataclass(frozen=True, slots=True)
class TextOfFacility:
    """decided_by is empty where the rule took the text for this facility."""

    text: str
    code_given: str
    district: str
    district_hi: str
    decided_by: str
    people: int

    @property
    def shown(self) -> str:
        return self.text or self.code_given


_TEXTS = """
    SELECT posting.text, posting.facility_code_given, district.name, district.name_hi, posting.decided_by,
           (SELECT count(*) FROM people_beneficiary person
            WHERE person.posting_id = posting.id AND person.stands_for_id IS NULL) AS people
    FROM people_posting posting JOIN places_district district ON district.code = posting.stated_district_code
    WHERE posting.facility_id = %(facility)s
    ORDER BY people DESC, posting.id
"""


def texts_of_facility(facility_id: int) -> list[TextOfFacility]:
    """What is settled on a facility, as far as the reader sees it; the text of most people first."""
    return rows_of(TextOfFacility, _TEXTS, {"facility": facility_id})


@dataclass(frozen=True, slots=True)
class SeatOfFacility:
    """A place that somebody of the facility has, or anybody at it; blank where it lies outside the area."""

    reference: int | None
    full_name: str
    name_hi: str
    session_code: str
    site_name: str
    site_name_hi: str
    held_on: date | None


_SEATS = """
    SELECT person.reference, coalesce(person.full_name, ''), coalesce(person.name_hi, ''),
           coalesce(session.code, ''), coalesce(site.name, ''), coalesce(site.name_hi, ''), session.held_on
    FROM teeka_seats_of(%(facility)s) seat
    LEFT JOIN people_beneficiary person ON person.id = seat.beneficiary
    LEFT JOIN planning_session session ON session.id = seat.session
    LEFT JOIN planning_sessionsite site ON site.id = session.site_id
    ORDER BY person.full_name NULLS LAST, seat.appointment
"""


def seats_of_facility(facility_id: int) -> list[SeatOfFacility]:
    """Who would be touched if the facility went: nobody may be, so it stays while there is one."""
    return rows_of(SeatOfFacility, _SEATS, {"facility": facility_id})

"""Facilities that officers have proposed from posting texts, for whoever keeps the registry."""

from dataclasses import dataclass
from datetime import datetime

from teeka.apps.readiness.queries.rows import rows_of
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
    people: int


_PROPOSED = """
    SELECT facility.id, facility.code, facility.name, facility.name_hi, facility.type, district.name,
           district.name_hi, coalesce(block.name, facility.block_name), coalesce(block.name_hi, ''),
           facility.pin_code, facility.proposed_by, facility.proposed_at,
           (SELECT count(*) FROM people_posting posting
            JOIN people_beneficiary person ON person.posting_id = posting.id
            WHERE posting.facility_id = facility.id AND person.stands_for_id IS NULL)
    FROM places_facility facility
    JOIN places_district district ON district.code = facility.district_code
    LEFT JOIN places_block block ON block.code = facility.block_id
    WHERE facility.proposed_by <> '' AND facility.district_code = ANY(%(districts)s)
    ORDER BY facility.proposed_at DESC, facility.id DESC
"""


def proposed_facilities(jurisdiction: Jurisdiction) -> list[ProposedFacility]:
    """Newest first; only whole districts have such a list."""
    if not jurisdiction.is_whole_districts:
        return []
    return rows_of(ProposedFacility, _PROPOSED, {"districts": sorted(jurisdiction.districts)})

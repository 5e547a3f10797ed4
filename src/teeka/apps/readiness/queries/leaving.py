"""Who would lose their place in a session that gets fewer seats than are taken."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from teeka.apps.readiness.queries.rows import rows_of

_LEAVING = """
    SELECT live.id, person.reference, coalesce(person.full_name, ''), coalesce(person.name_hi, ''),
           coalesce(facility.name, posting.text, ''), coalesce(facility.name_hi, ''), live.slot_at,
           live.is_pinned, EXISTS (SELECT FROM allotment_frozenrow line WHERE line.appointment_id = live.id)
    FROM allotment_appointment live
    LEFT JOIN people_beneficiary person ON person.id = live.beneficiary_id
    LEFT JOIN people_posting posting ON posting.id = person.posting_id
    LEFT JOIN places_facility facility ON facility.id = posting.facility_id AND posting.decision = 'accept'
    WHERE live.id = ANY (%(places)s)
    ORDER BY live.slot_at, live.id
"""


@dataclass(frozen=True, slots=True)
class LeavingRow:
    """Name and reference are blank where the person lies outside of what the reader sees."""

    place: int
    reference: int | None
    full_name: str
    name_hi: str
    facility_name: str
    facility_name_hi: str
    slot_at: datetime
    is_pinned: bool
    is_listed: bool


def leaving_people(places: Collection[int]) -> list[LeavingRow]:
    """The people of these places, the earliest arrival first."""
    return rows_of(LeavingRow, _LEAVING, {"places": sorted(places)})

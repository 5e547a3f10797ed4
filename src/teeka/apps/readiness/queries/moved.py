"""Who had a place that was taken back, why, and where they are now."""

from dataclasses import dataclass
from datetime import datetime

from teeka.apps.readiness.queries.rows import number_of, rows_of
from teeka.apps.readiness.queries.within import people_within
from teeka.rules.permissions import Jurisdiction

SORTS = {
    "at": "gone.cancelled_at",
    "name": "person.full_name",
    "was": "gone.code",
    "why": "gone.cancelled_for",
    "is": "session.code",
}
# Of several places that a person had and lost, the last one counts.
_GONE = """
    WITH gone AS (
        SELECT DISTINCT ON (place.beneficiary_id, place.dose) place.id, place.beneficiary_id, place.dose,
               place.campaign_id, place.slot_at, place.cancelled_at, place.cancelled_for, place.cancel_reason,
               was.code, site.name AS site_name, site.name_hi AS site_name_hi
        FROM allotment_appointment place
        JOIN planning_campaign campaign ON campaign.id = place.campaign_id AND campaign.is_running
        JOIN planning_session was ON was.id = place.session_id
        JOIN planning_sessionsite site ON site.id = was.site_id
        WHERE place.cancelled_at IS NOT NULL
        ORDER BY place.beneficiary_id, place.dose, place.cancelled_at DESC, place.id DESC
    )
"""
_FROM = """
    FROM gone
    JOIN people_beneficiary person ON person.id = gone.beneficiary_id AND person.stands_for_id IS NULL
    JOIN people_posting posting ON posting.id = person.posting_id
    LEFT JOIN allotment_appointment live ON live.beneficiary_id = person.id AND live.dose = gone.dose
         AND live.campaign_id = gone.campaign_id AND live.cancelled_at IS NULL
    LEFT JOIN planning_session session ON session.id = live.session_id
    LEFT JOIN planning_sessionsite site ON site.id = session.site_id
    LEFT JOIN allotment_unplaced waiting ON waiting.beneficiary_id = person.id AND waiting.dose = gone.dose
         AND waiting.campaign_id = gone.campaign_id
"""


@dataclass(frozen=True, slots=True)
class MovedRow:
    """A person who lost a place; without a new one where they have none."""

    reference: int
    full_name: str
    name_hi: str
    was_code: str
    was_site: str
    was_site_hi: str
    was_slot_at: datetime
    was_listed: bool  # the place stood on a published list
    why: str  # a Reason of the rules, or empty
    reason: str  # as somebody wrote it
    at: datetime
    session_code: str | None
    site_name: str | None
    site_name_hi: str | None
    slot_at: datetime | None
    unplaced_reason: str | None


@dataclass(frozen=True, slots=True)
class MovedWanted:
    search: str = ""
    sort: str = "at"
    is_descending: bool = True
    limit: int = 100
    offset: int = 0


def moved_people(jurisdiction: Jurisdiction, wanted: MovedWanted) -> tuple[list[MovedRow], int]:
    """One page, and how many there are in all."""
    within, params = people_within(jurisdiction)
    condition = within
    if wanted.search:
        escaped = wanted.search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        params["like"] = f"%{escaped}%"
        condition += """ AND (person.full_name ILIKE %(like)s OR person.name_hi LIKE %(like)s
            OR person.reference::text LIKE %(like)s OR gone.code ILIKE %(like)s OR session.code ILIKE %(like)s
            OR gone.cancel_reason ILIKE %(like)s)"""
    total = number_of(f"{_GONE} SELECT count(*) {_FROM} WHERE {condition}", params)
    statement = f"""
        {_GONE}
        SELECT person.reference, person.full_name, person.name_hi, gone.code, gone.site_name,
               gone.site_name_hi, gone.slot_at,
               EXISTS (SELECT FROM allotment_frozenrow line WHERE line.appointment_id = gone.id),
               gone.cancelled_for, gone.cancel_reason, gone.cancelled_at, session.code, site.name,
               site.name_hi, live.slot_at, waiting.reason
        {_FROM} WHERE {condition}
        ORDER BY {SORTS[wanted.sort]} {"DESC" if wanted.is_descending else "ASC"} NULLS LAST, person.reference
        LIMIT %(limit)s OFFSET %(offset)s
    """
    return rows_of(MovedRow, statement, params | {"limit": wanted.limit, "offset": wanted.offset}), total

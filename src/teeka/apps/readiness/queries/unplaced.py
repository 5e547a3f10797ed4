"""Who has no place yet, counted by the reason."""

from dataclasses import dataclass

from teeka.apps.readiness.queries.rows import rows_of
from teeka.apps.readiness.queries.within import people_within
from teeka.rules.permissions import Jurisdiction


@dataclass(frozen=True, slots=True)
class UnplacedReason:
    reason: str
    people: int
    facilities: int


def unplaced_by_reason(jurisdiction: Jurisdiction) -> list[UnplacedReason]:
    """People without a place and not on standby, the most frequent reason first."""
    within, params = people_within(jurisdiction)
    statement = f"""
        SELECT waiting.reason, count(*), count(DISTINCT coalesce(facility.one_with_id, facility.id))
        FROM allotment_unplaced waiting
        JOIN planning_campaign campaign ON campaign.id = waiting.campaign_id AND campaign.is_running
        JOIN people_beneficiary person ON person.id = waiting.beneficiary_id
        JOIN people_posting posting ON posting.id = person.posting_id
        LEFT JOIN places_facility facility ON facility.id = posting.facility_id
        WHERE waiting.standby_session_id IS NULL AND {within}
        GROUP BY waiting.reason ORDER BY count(*) DESC, waiting.reason
    """
    return rows_of(UnplacedReason, statement, params)

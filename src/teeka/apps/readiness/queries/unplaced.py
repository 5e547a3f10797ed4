"""Who has no place yet, counted by the reason; and which sessions would place them."""

from dataclasses import dataclass
from datetime import date, datetime

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


@dataclass(frozen=True, slots=True)
class ToOpen:
    """Sessions to open: they would place at least so many people, together with those before in the list."""

    site_id: int
    site_name: str
    site_name_hi: str
    district: str
    district_hi: str
    day: date
    sessions: int
    seats: int
    places: int
    as_of: datetime  # when the plan was made that says so


def sessions_to_open(jurisdiction: Jurisdiction) -> list[ToOpen]:
    """What the running campaign's last plan of each district says, the strongest first.

    A plan that a district published for itself says nothing of the others.
    """
    statement = """
        SELECT lever.site_id, lever.site, lever.site_hi, district.name, district.name_hi, lever.day,
               lever.sessions, lever.seats, lever.places, plan.made_at
        FROM allotment_plan plan
        JOIN planning_campaign campaign ON campaign.id = plan.campaign_id AND campaign.is_running
        CROSS JOIN LATERAL ROWS FROM (
            jsonb_to_recordset(coalesce(plan.counts -> 'levers', '[]')) AS (
                site_id bigint, site text, site_hi text, district int, day date, sessions int, seats int,
                places int
            )
        ) WITH ORDINALITY AS lever(site_id, site, site_hi, district, day, sessions, seats, places, position)
        JOIN places_district district ON district.code = lever.district
        WHERE lever.district = ANY(%(districts)s) AND plan.id = (
            SELECT max(newer.id) FROM allotment_plan newer
            WHERE newer.campaign_id = plan.campaign_id AND (
                NOT newer.counts ? 'districts' OR newer.counts -> 'districts' @> to_jsonb(lever.district)))
        ORDER BY lever.places DESC, plan.id, lever.position
    """
    return rows_of(ToOpen, statement, {"districts": sorted(jurisdiction.districts)})

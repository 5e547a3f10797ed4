"""Who of a facility's staff goes where and when, and who has no place and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from teeka.apps.lists.queries.rows import rows_of


@dataclass(frozen=True, slots=True)
class FacilityKey:
    id: int
    code: str
    name: str
    name_hi: str
    district_code: int
    district: str
    district_hi: str
    block: str


@dataclass(frozen=True, slots=True)
class StaffRow:
    facility_id: int
    reference: int
    full_name: str
    name_hi: str
    designation: str
    category: str
    slot_at: datetime | None
    session_code: str
    site_name: str
    site_name_hi: str
    version: int | None  # of the published list that names this person; None: not published yet
    unplaced_reason: str
    unplaced_facts: str  # JSON, of rules/allotment/unplaced_words.py
    standby_code: str  # also of somebody who has a later place
    standby_rank: int | None
    exclusion_reason: str
    settled_at: datetime


def facilities_with_staff() -> list[FacilityKey]:
    """Every facility at which somebody was resolved to work, by the row that stands for it."""
    statement = """
        SELECT facility.id, facility.code, facility.name, facility.name_hi, facility.district_code,
               coalesce(district.name, ''), coalesce(district.name_hi, ''),
               coalesce(block.name, facility.block_name)
        FROM places_facility facility
        LEFT JOIN places_district district ON district.code = facility.district_code
        LEFT JOIN places_block block ON block.code = facility.block_id
        WHERE facility.id IN (
            SELECT coalesce(listed.one_with_id, listed.id)
            FROM people_posting posting JOIN places_facility listed ON listed.id = posting.facility_id
            WHERE posting.decision = 'accept' AND EXISTS (
                SELECT FROM people_beneficiary person
                WHERE person.posting_id = posting.id AND person.stands_for_id IS NULL))
        ORDER BY facility.district_code, facility.code
    """
    return rows_of(FacilityKey, statement, {})


def staff_rows(facility_ids: Sequence[int]) -> list[StaffRow]:
    """The staff of several facilities: first who goes, by day and hour, then who does not."""
    statement = """
        SELECT coalesce(facility.one_with_id, facility.id), person.reference, person.full_name,
               person.name_hi, person.designation, person.category, live.slot_at,
               coalesce(session.code, ''), coalesce(site.name, ''), coalesce(site.name_hi, ''),
               published.version, coalesce(unplaced.reason, ''), coalesce(unplaced.detail, '{}')::text,
               coalesce(standby.code, ''), coalesce(unplaced.standby_rank, live.standby_rank),
               coalesce(exclusion.reason, ''),
               greatest(person.updated_at, live.made_at, published.frozen_at, plan.made_at, exclusion.made_at)
        FROM places_facility facility
        JOIN people_posting posting ON posting.facility_id = facility.id AND posting.decision = 'accept'
        JOIN people_beneficiary person ON person.posting_id = posting.id AND person.stands_for_id IS NULL
        LEFT JOIN planning_campaign campaign ON campaign.is_running
        LEFT JOIN allotment_appointment live ON live.beneficiary_id = person.id
             AND live.campaign_id = campaign.id AND live.dose = campaign.dose AND live.cancelled_at IS NULL
        LEFT JOIN planning_session session ON session.id = live.session_id
        LEFT JOIN planning_sessionsite site ON site.id = session.site_id
        LEFT JOIN LATERAL (
            SELECT list.version, list.frozen_at FROM allotment_frozenrow line
            JOIN allotment_frozenlist list ON list.id = line.frozen_list_id
            WHERE line.appointment_id = live.id ORDER BY list.version DESC LIMIT 1
        ) published ON true
        LEFT JOIN allotment_unplaced unplaced ON unplaced.beneficiary_id = person.id
             AND unplaced.campaign_id = campaign.id AND unplaced.dose = campaign.dose
        LEFT JOIN allotment_plan plan ON plan.id = unplaced.plan_id
        LEFT JOIN planning_session standby
             ON standby.id = coalesce(unplaced.standby_session_id, live.standby_session_id)
        LEFT JOIN allotment_exclusion exclusion ON exclusion.beneficiary_id = person.id
             AND exclusion.campaign_id = campaign.id
        WHERE facility.id = ANY (%(ids)s) OR facility.one_with_id = ANY (%(ids)s)
        ORDER BY 1, live.slot_at NULLS LAST, session.code, exclusion.id IS NOT NULL,
                 standby.code NULLS LAST, unplaced.standby_rank, unplaced.reason NULLS LAST,
                 person.full_name, person.reference
    """
    return rows_of(StaffRow, statement, {"ids": list(facility_ids)})

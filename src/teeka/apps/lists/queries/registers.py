"""What blocks, districts and the state keep: counts of each facility's staff, and each session."""

from dataclasses import dataclass
from datetime import datetime

from teeka.apps.lists.queries.rows import rows_of
from teeka.apps.places.queries import EXPECTED
from teeka.rules.allotment.reasons import Reason
from teeka.rules.messages.reasons import TOLD_BY_VOICE


@dataclass(frozen=True, slots=True)
class FacilityCount:
    """One facility, or the people of a district whose facility is not known yet (code empty)."""

    district_code: int
    district: str
    district_hi: str
    block: str
    block_hi: str
    code: str
    name: str
    name_hi: str
    expected: int | None
    people: int
    placed: int
    standby: int
    excluded: int
    waiting: int  # not planned for yet
    unplaced: list[int]  # by reason, in the order of Reason
    not_told: int  # of those placed
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class SessionRow:
    district_code: int
    district: str
    district_hi: str
    code: str
    site_name: str
    site_name_hi: str
    starts_at: datetime
    ends_at: datetime
    vaccine: str
    capacity: int
    taken: int
    version: int | None
    row_count: int | None
    sha256: str
    frozen_at: datetime | None
    is_cancelled: bool
    created_at: datetime


UNPLACED_BY_REASON = ", ".join(
    f"count(*) FILTER (WHERE reason = '{reason.value}' AND standby IS NULL)" for reason in Reason
)

# Appointments of which the person knows: the newest message arrived, or the last call said it.
KNOWS = """
    newest AS (
        SELECT DISTINCT ON (message.appointment_id) message.appointment_id AS id, standing.state
        FROM notices_message message JOIN notices_standing standing ON standing.message_id = message.id
        WHERE message.channel = 'sms' AND standing.state NOT IN ('cancelled', 'superseded')
          AND (message.purpose IN ('invitation', 'change') OR standing.state = 'delivered'
               AND message.purpose IN ('reminder_day_before', 'reminder_morning'))
        ORDER BY message.appointment_id, message.id DESC
    ), called AS (
        SELECT DISTINCT ON (appointment_id) appointment_id AS id, outcome
        FROM notices_calloutcome ORDER BY appointment_id, notices_calloutcome.id DESC
    ), knows AS (
        SELECT id FROM newest WHERE state = 'delivered'
        UNION SELECT id FROM called WHERE outcome = ANY (%(by_voice)s)
    )
"""


def facility_counts() -> list[FacilityCount]:
    """Every facility of the state, listed once, with its people's answers; totals are sums of these rows."""
    statement = f"""
        WITH {KNOWS}, answer AS (
            SELECT CASE WHEN posting.decision = 'accept' THEN coalesce(listed.one_with_id, listed.id) END
                       AS facility_id,
                   person.district_code, live.id AS live, unplaced.reason,
                   unplaced.standby_session_id AS standby,
                   exclusion.id AS excluded, knows.id IS NULL AND live.id IS NOT NULL AS is_not_told,
                   greatest(person.updated_at, live.made_at, plan.made_at, exclusion.made_at) AS settled_at
            FROM people_beneficiary person
            JOIN people_posting posting ON posting.id = person.posting_id
            LEFT JOIN places_facility listed ON listed.id = posting.facility_id
            LEFT JOIN planning_campaign campaign ON campaign.is_running
            LEFT JOIN allotment_appointment live ON live.beneficiary_id = person.id
                 AND live.campaign_id = campaign.id AND live.dose = campaign.dose
                 AND live.cancelled_at IS NULL
            LEFT JOIN knows ON knows.id = live.id
            LEFT JOIN allotment_unplaced unplaced ON unplaced.beneficiary_id = person.id
                 AND unplaced.campaign_id = campaign.id AND unplaced.dose = campaign.dose
            LEFT JOIN allotment_plan plan ON plan.id = unplaced.plan_id
            LEFT JOIN allotment_exclusion exclusion ON exclusion.beneficiary_id = person.id
                 AND exclusion.campaign_id = campaign.id
            WHERE person.stands_for_id IS NULL
        ), counted AS (
            SELECT facility_id, CASE WHEN facility_id IS NULL THEN district_code END AS district_code,
                   count(*) AS people, count(live) AS placed, count(standby) AS standby,
                   count(excluded) AS excluded,
                   count(*) FILTER (WHERE live IS NULL AND reason IS NULL AND excluded IS NULL) AS waiting,
                   ARRAY[{UNPLACED_BY_REASON}]::int[] AS unplaced,
                   count(*) FILTER (WHERE is_not_told) AS not_told,
                   max(settled_at) AS settled_at
            FROM answer GROUP BY 1, 2
        )
        SELECT district.code, district.name, district.name_hi, coalesce(block.name, facility.block_name, ''),
               coalesce(block.name_hi, ''), coalesce(facility.code, ''), coalesce(facility.name, ''),
               coalesce(facility.name_hi, ''), {EXPECTED}, coalesce(counted.people, 0),
               coalesce(counted.placed, 0), coalesce(counted.standby, 0), coalesce(counted.excluded, 0),
               coalesce(counted.waiting, 0),
               coalesce(counted.unplaced, array_fill(0, ARRAY[{len(Reason)}])),
               coalesce(counted.not_told, 0),
               counted.settled_at
        FROM counted
        FULL JOIN places_facility facility ON facility.id = counted.facility_id
        JOIN places_district district
             ON district.code = coalesce(facility.district_code, counted.district_code)
        LEFT JOIN places_block block ON block.code = facility.block_id
        WHERE (facility.is_active IS NOT FALSE AND facility.one_with_id IS NULL) OR counted.people > 0
        ORDER BY district.name, district.code, 4, facility.name NULLS LAST, facility.code
    """
    return rows_of(FacilityCount, statement, {"by_voice": sorted(TOLD_BY_VOICE)})


def session_rows() -> list[SessionRow]:
    """Every session of the running campaign with its newest published list."""
    statement = """
        SELECT session.district_code, coalesce(district.name, ''), coalesce(district.name_hi, ''),
               session.code, site.name, site.name_hi, session.starts_at, session.ends_at, vaccine.name,
               session.capacity, session.taken, list.version, list.row_count, coalesce(list.sha256, ''),
               list.frozen_at,
               session.cancelled_at IS NOT NULL, campaign.created_at
        FROM planning_session session
        JOIN planning_campaign campaign ON campaign.id = session.campaign_id AND campaign.is_running
        JOIN planning_sessionsite site ON site.id = session.site_id
        JOIN planning_vaccine vaccine ON vaccine.code = session.vaccine_id
        LEFT JOIN places_district district ON district.code = session.district_code
        LEFT JOIN LATERAL (
            SELECT version, row_count, sha256, frozen_at FROM allotment_frozenlist
            WHERE session_id = session.id ORDER BY version DESC LIMIT 1
        ) list ON true
        ORDER BY session.district_code, session.starts_at, session.code
    """
    return rows_of(SessionRow, statement, {})

"""Who of a facility's staff is away on which day, to a session or on leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from teeka.apps.lists.queries.rows import rows_of


@dataclass(frozen=True, slots=True)
class AwayRow:
    facility_id: int
    away_on: date
    duty: str  # designation, or the category's code where none is stated
    of_duty: int  # how many of the facility have it
    staff: int  # how many work at the facility
    full_name: str
    name_hi: str
    reference: int
    slot_at: datetime | None  # None: on leave or deferred that day
    session_code: str
    site_name: str
    site_name_hi: str
    absence: str  # kind of an absence
    settled_at: datetime


DUTY = "coalesce(nullif(person.designation, ''), person.category)"
# From the first day to come: what was is no longer planned for.
AWAY = f"""
    WITH staff AS (
        SELECT coalesce(facility.one_with_id, facility.id) AS facility_id, person.id, person.reference,
               person.full_name, person.name_hi, {DUTY} AS duty, person.updated_at
        FROM places_facility facility
        JOIN people_posting posting ON posting.facility_id = facility.id AND posting.decision = 'accept'
        JOIN people_beneficiary person ON person.posting_id = posting.id AND person.stands_for_id IS NULL
        {{where}}
    ), counted AS (
        SELECT staff.*, count(*) OVER (PARTITION BY facility_id, duty) AS of_duty,
               count(*) OVER (PARTITION BY facility_id) AS staff FROM staff
    )
    SELECT counted.facility_id, session.held_on, counted.duty, counted.of_duty, counted.staff,
           counted.full_name, counted.name_hi, counted.reference, live.slot_at, session.code,
           site.name, site.name_hi, '', greatest(counted.updated_at, live.made_at)
    FROM counted
    JOIN allotment_appointment live ON live.beneficiary_id = counted.id AND live.cancelled_at IS NULL
    JOIN planning_campaign campaign ON campaign.id = live.campaign_id AND campaign.is_running
    JOIN planning_session session ON session.id = live.session_id AND session.held_on >= %(today)s
    JOIN planning_sessionsite site ON site.id = session.site_id
    UNION ALL
    SELECT counted.facility_id, day::date, counted.duty, counted.of_duty, counted.staff,
           counted.full_name, counted.name_hi, counted.reference, NULL, '', '', '', absence.kind,
           greatest(counted.updated_at, absence.made_at)
    FROM counted
    JOIN allotment_absence absence ON absence.beneficiary_id = counted.id AND absence.last_on >= %(today)s
    CROSS JOIN generate_series(greatest(absence.first_on, %(today)s), absence.last_on, '1 day') day
    WHERE day::date <= %(until)s
    ORDER BY 1, 2, 3, 9 NULLS LAST, 6, 8
"""
OF_FACILITIES = "WHERE facility.id = ANY (%(ids)s) OR facility.one_with_id = ANY (%(ids)s)"


def away_rows(facility_ids: Sequence[int], *, today: date, until: date) -> list[AwayRow]:
    """By facility, day, duty and hour; absences until `until`, so that a long leave fills no ream."""
    values = {"ids": list(facility_ids), "today": today, "until": until}
    return rows_of(AwayRow, AWAY.format(where=OF_FACILITIES), values)

"""The SELECTs that a plan is made from, and the types of their columns.

People posted to any row that lists a facility are at one place, and so are its sites: the place is the row
that stands for the facility.
"""

from collections.abc import Collection

import polars as pl

from teeka.apps.allotment.queries.columns import DType
from teeka.apps.planning.queries import SITE_LOCATED, SITE_LOCATED_BY


def within(districts: Collection[int] | None) -> dict[str, str]:
    """What narrows the statements to the people and sessions of some districts; to nothing for None."""
    if districts is None:
        return {"of_person": "true", "of_placed": "true", "of_session": "true", "standing_outside": "0"}
    codes = ",".join(str(int(code)) for code in sorted(districts))
    inside = f"district_code = ANY ('{{{codes}}}')"
    of_placed = f"place.beneficiary_id IN (SELECT id FROM people_beneficiary WHERE {inside})"
    return {
        "of_person": f"person.{inside}",
        "of_placed": of_placed,
        "of_session": f"session.{inside}",
        "standing_outside": f"""(SELECT count(*) FROM allotment_unplaced waiting
            WHERE waiting.standby_session_id = session.id AND NOT waiting.{inside})
            + (SELECT count(*) FROM allotment_appointment place WHERE place.standby_session_id = session.id
               AND place.cancelled_at IS NULL AND NOT (place.{inside} AND {of_placed}))""",
    }


# To whom the campaign's dose was given, under their own registration or under another one.
DONE = """
    SELECT done.beneficiary_id FROM allotment_done done
    WHERE done.campaign_id = {campaign} AND done.dose = {dose}
    UNION ALL
    SELECT second.stands_for_id FROM people_beneficiary second
    JOIN allotment_done done ON done.beneficiary_id = second.id
    WHERE second.stands_for_id IS NOT NULL AND done.campaign_id = {campaign} AND done.dose = {dose}
"""
# Of `person` the first dose that was given at a session, which counts before what a roster told.
FIRST_DOSE_GIVEN = """
    LEFT JOIN LATERAL (
        SELECT done.vaccine, done.given_on FROM allotment_done done
        WHERE done.beneficiary_id = person.id AND done.dose = 1 ORDER BY done.given_on DESC LIMIT 1
    ) own ON true
    LEFT JOIN (
        SELECT DISTINCT ON (1) second.stands_for_id AS person_id, done.vaccine, done.given_on
        FROM people_beneficiary second JOIN allotment_done done ON done.beneficiary_id = second.id
        WHERE second.stands_for_id IS NOT NULL AND done.dose = 1 ORDER BY 1, done.given_on DESC
    ) other ON other.person_id = person.id
"""
DOSE1_VACCINE = "coalesce(own.vaccine, other.vaccine, person.dose1_vaccine)"
DOSE1_ON = "coalesce(own.given_on, other.given_on, person.dose1_on)"
# Who waits is found first: in the order of references the planner would look up each place by itself.
PEOPLE = f"""
    WITH waiting AS MATERIALIZED (
        SELECT id, reference, district_code, category, designation, posting_id, dose1_vaccine, dose1_on
        FROM people_beneficiary person
        WHERE stands_for_id IS NULL AND NOT EXISTS (
            SELECT FROM allotment_appointment place WHERE place.beneficiary_id = person.id
            AND place.campaign_id = {{campaign}} AND place.dose = {{dose}} AND place.cancelled_at IS NULL)
          AND NOT EXISTS (SELECT FROM ({DONE}) given WHERE given.beneficiary_id = person.id) AND {{of_person}}
    )
    SELECT person.id, person.reference, person.district_code, person.category, person.designation,
           CASE WHEN posting.decision = 'accept' THEN coalesce(facility.one_with_id, facility.id) END,
           person.id IN (SELECT before.beneficiary_id FROM allotment_appointment before
                         WHERE before.campaign_id = {{campaign}} AND before.dose = {{dose}}
                           AND before.cancelled_at IS NOT NULL),
           {DOSE1_VACCINE},
           {DOSE1_ON} - DATE '1970-01-01'
    FROM waiting person
    {FIRST_DOSE_GIVEN}
    JOIN people_posting posting ON posting.id = person.posting_id
    LEFT JOIN places_facility facility ON facility.id = posting.facility_id
    WHERE NOT EXISTS (
        SELECT FROM allotment_exclusion excluded
        WHERE excluded.beneficiary_id = person.id AND excluded.campaign_id = {{campaign}})
      AND person.id NOT IN (
        SELECT said_no.beneficiary_id FROM allotment_unplaced said_no
        WHERE said_no.campaign_id = {{campaign}} AND said_no.dose = {{dose}} AND said_no.reason = 'DECLINED')
    ORDER BY person.reference
"""
PEOPLE_TYPES: dict[str, DType] = {
    "id": pl.Int64,
    "reference": pl.Int64,
    "district": pl.Int64,
    "category": pl.String,
    "designation": pl.String,
    "facility": pl.Int64,
    "had_a_place": pl.String,
    "dose1_vaccine": pl.String,
    "dose1_on": pl.Int64,
}
# Where those work who have a place, by session: where a plan took them to work, or, of a place given by hand,
# where the person works. Of half a million rows those that say the same are one before anything is looked up.
_HELD = """
    SELECT coalesce(facility.one_with_id, facility.id) AS facility, alike.session_id, alike.people
    FROM (
        SELECT place.posted_at_id, place.session_id,
               CASE WHEN place.posted_at_id IS NULL THEN place.beneficiary_id END AS person,
               count(*) AS people
        FROM allotment_appointment place
        WHERE place.campaign_id = {campaign} AND place.dose = {dose} AND place.cancelled_at IS NULL
              AND {of_placed} AND {which}
        GROUP BY 1, 2, 3
    ) alike
    LEFT JOIN places_facility facility ON facility.id = coalesce(alike.posted_at_id, (
        SELECT posting.facility_id FROM people_beneficiary person
        JOIN people_posting posting ON posting.id = person.posting_id AND posting.decision = 'accept'
        WHERE person.id = alike.person))
"""
AWAY = f"""
    SELECT held.facility, session.held_on - DATE '1970-01-01', sum(held.people)::bigint
    FROM ({_HELD.replace("{which}", "true")}) held
    JOIN planning_session session ON session.id = held.session_id
    GROUP BY 1, 2 ORDER BY 1, 2
"""
AWAY_TYPES: dict[str, DType] = {"facility": pl.Int64, "day": pl.Int64, "people": pl.Int64}
# Who has a place and stands by for an earlier session, or may; "of_holder" says which of them.
HOLDERS = f"""
    SELECT place.id, person.reference, facility.id, person.category, person.id, place.session_id::text,
           place.standby_session_id::text, coalesce(place.standby_rank, 0),
           {DOSE1_VACCINE},
           {DOSE1_ON} - DATE '1970-01-01'
    FROM allotment_appointment place
    JOIN planning_session session ON session.id = place.session_id
    JOIN people_beneficiary person ON person.id = place.beneficiary_id
    {FIRST_DOSE_GIVEN}
    JOIN people_posting posting ON posting.id = person.posting_id
    LEFT JOIN places_facility listed ON listed.id = coalesce(
        place.posted_at_id, CASE WHEN posting.decision = 'accept' THEN posting.facility_id END)
    LEFT JOIN places_facility facility ON facility.id = coalesce(listed.one_with_id, listed.id)
    WHERE place.campaign_id = {{campaign}} AND place.dose = {{dose}} AND place.cancelled_at IS NULL
      AND session.starts_at > '{{now}}' AND {{of_placed}} AND {{of_session}} AND {{of_holder}}
"""
STANDS_BY = "place.standby_session_id IS NOT NULL"
HOLDER_TYPES: dict[str, DType] = {
    "place": pl.Int64,
    "reference": pl.Int64,
    "facility": pl.Int64,
    "category": pl.String,
    "id": pl.Int64,
    "session": pl.String,
    "standby_session": pl.String,
    "standby_rank": pl.Int64,
    "dose1_vaccine": pl.String,
    "dose1_on": pl.Int64,
}
# Of those who stand by for none.
HELD_AT = f"""
    SELECT DISTINCT held.facility, held.session_id::text
    FROM ({_HELD.replace("{which}", "place.standby_session_id IS NULL")}) held
    JOIN planning_session session ON session.id = held.session_id
    WHERE session.starts_at > '{{now}}' AND {{of_session}}
"""
HELD_AT_TYPES: dict[str, DType] = {"facility": pl.Int64, "session": pl.String}
ABSENCES = """
    SELECT absence.beneficiary_id, absence.first_on - DATE '1970-01-01', absence.last_on - DATE '1970-01-01'
    FROM allotment_absence absence ORDER BY absence.id
"""
ABSENCE_TYPES: dict[str, DType] = {"person": pl.Int64, "first": pl.Int64, "last": pl.Int64}
# "kind" is what decides who may use a session: vaccine, dose (empty: any) and cohort (empty: all).
SESSIONS = """
    SELECT id::text, session.code, site_id, held_on - DATE '1970-01-01', capacity, reserve_percent, taken,
           {standing_outside}, vaccine.doses_per_vial,
           vaccine_id || '|' || coalesce(dose::text, '') || '|' || cohort,
           extract(epoch FROM starts_at)::bigint, extract(epoch FROM ends_at)::bigint
    FROM planning_session session JOIN planning_vaccine vaccine ON vaccine.code = session.vaccine_id
    WHERE campaign_id = {campaign} AND cancelled_at IS NULL AND starts_at > '{now}' AND {of_session}
    ORDER BY session.code COLLATE "C"
"""
SESSION_TYPES: dict[str, DType] = {
    "id": pl.String,
    "code": pl.String,
    "site": pl.Int64,
    "day": pl.Int64,
    "capacity": pl.Int64,
    "reserve_percent": pl.Int64,
    "taken": pl.Int64,
    "standing_outside": pl.Int64,
    "doses_per_vial": pl.Int64,
    "kind": pl.String,
    "starts": pl.Int64,
    "ends": pl.Int64,
}
SITES = f"""
    SELECT site.id, coalesce(facility.one_with_id, facility.id), site.district_code,
           coalesce(site.latitude, facility.latitude, pin.latitude, district.latitude),
           coalesce(site.longitude, facility.longitude, pin.longitude, district.longitude), {SITE_LOCATED}
    FROM planning_sessionsite site {SITE_LOCATED_BY}
    ORDER BY site.id
"""
SITE_TYPES: dict[str, DType] = {
    "id": pl.Int64,
    "facility": pl.Int64,
    "district": pl.Int64,
    "latitude": pl.Float64,
    "longitude": pl.Float64,
    "located": pl.String,
}
FACILITIES = """
    SELECT facility.id, facility.code, facility.district_code,
           nullif(coalesce(parent.one_with_id, parent.id), facility.id),
           coalesce(facility.latitude, district.latitude), coalesce(facility.longitude, district.longitude),
           facility.coordinates_from
    FROM places_facility facility
    JOIN places_district district ON district.code = facility.district_code
    LEFT JOIN places_facility parent ON parent.id = facility.parent_id
    ORDER BY facility.id
"""
FACILITY_TYPES: dict[str, DType] = {
    "id": pl.Int64,
    "code": pl.String,
    "district": pl.Int64,
    "parent": pl.Int64,
    "latitude": pl.Float64,
    "longitude": pl.Float64,
    "located": pl.String,
}

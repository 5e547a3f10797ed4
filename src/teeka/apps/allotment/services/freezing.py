"""Publishes due lists: numbered, hashed versions that nobody can change.

Locks: the rows of the sessions, by id, until the transaction ends. Whoever gives or takes back a
place changes its session's row first, so a version holds exactly the places of one moment. The
unique index over (session, version) stands behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from teeka.apps.allotment.queries.frozen import LINES, SHA256

UTC = """to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"')"""
NOTICE_A_DEAD_CLIENT = "SET LOCAL client_connection_check_interval = '500ms'"  # and let the rows go
LOCK = "SELECT id FROM planning_session WHERE id = ANY (%(sessions)s) ORDER BY id FOR UPDATE"
ROWS = """
    CREATE TEMP TABLE due_rows ON COMMIT DROP AS
    SELECT session.id AS session_id,
           (row_number() OVER (PARTITION BY session.id
               ORDER BY place.slot_at, person.full_name COLLATE "C", person.reference))::smallint AS position,
           session.district_code, place.id AS appointment_id, person.id AS beneficiary_id, place.slot_at,
           person.reference, person.full_name, person.name_hi, person.gender, person.birth_year,
           person.mobile, person.mobile_state, person.language, person.category, person.designation,
           coalesce(facility.code, '') AS facility_code,
           coalesce(facility.name, left(posting.text, 200)) AS facility_name,
           coalesce(facility.name_hi, '') AS facility_name_hi,
           person.photo_id_type, person.photo_id_last4, place.origin
    FROM planning_session session
    JOIN allotment_appointment place ON place.session_id = session.id AND place.cancelled_at IS NULL
    JOIN people_beneficiary person ON person.id = place.beneficiary_id
    JOIN people_posting posting ON posting.id = person.posting_id
    LEFT JOIN places_facility listed ON listed.id = posting.facility_id AND posting.decision = 'accept'
    LEFT JOIN places_facility facility ON facility.id = coalesce(listed.one_with_id, listed.id)
    WHERE session.id = ANY (%(sessions)s)
"""
# A first version needs somebody on it; a later one needs a difference from the one before. What an older
# version's heading did not say yet (a release later says more) is no difference.
SAID_BEFORE = """(
    SELECT jsonb_object_agg(said.key, said.value) FROM jsonb_each(headed.heading) said
    WHERE previous.heading ? said.key)"""
LISTS = f"""
    CREATE TEMP TABLE due_lists ON COMMIT DROP AS
    WITH content AS (
        SELECT line.session_id, count(*)::int AS row_count, {LINES} AS lines
        FROM due_rows line GROUP BY line.session_id
    ), headed AS (
        SELECT session.id, session.code, session.district_code, jsonb_build_object(
            'session_code', session.code, 'site_name', site.name, 'site_name_hi', site.name_hi,
            'pin_code', site.pin_code, 'district', district.name, 'district_hi', district.name_hi,
            'held_on', session.held_on, 'starts_at', {UTC.format("session.starts_at")},
            'ends_at', {UTC.format("session.ends_at")}, 'vaccine', vaccine.name,
            'vaccine_hi', vaccine.name_hi, 'dose', campaign.dose, 'capacity', session.capacity,
            'reserve_percent', session.reserve_percent,
            'is_cancelled', session.cancelled_at IS NOT NULL) AS heading
        FROM planning_session session
        JOIN planning_campaign campaign ON campaign.id = session.campaign_id
        JOIN planning_sessionsite site ON site.id = session.site_id
        JOIN planning_vaccine vaccine ON vaccine.code = session.vaccine_id
        JOIN places_district district ON district.code = session.district_code
        WHERE session.id = ANY (%(sessions)s)
    ), previous AS (
        SELECT DISTINCT ON (session_id) session_id, version, sha256, heading
        FROM allotment_frozenlist WHERE session_id = ANY (%(sessions)s)
        ORDER BY session_id, version DESC
    )
    SELECT headed.id AS session_id, headed.code, headed.district_code, headed.heading,
           (coalesce(previous.version, 0) + 1)::smallint AS version,
           coalesce(content.row_count, 0) AS row_count,
           {
    SHA256.format(
        version="coalesce(previous.version, 0) + 1",
        heading="headed.heading",
        lines="coalesce(content.lines, '')",
    )
} AS sha256
    FROM headed
    LEFT JOIN content ON content.session_id = headed.id
    LEFT JOIN previous ON previous.session_id = headed.id
    WHERE CASE WHEN previous.version IS NULL THEN content.row_count > 0
          ELSE previous.sha256 <> {
    SHA256.format(version="previous.version", heading=SAID_BEFORE, lines="coalesce(content.lines, '')")
} END
"""
STORE_LISTS = """
    INSERT INTO allotment_frozenlist
        (district_code, session_id, version, frozen_at, frozen_by, reason, row_count, sha256, heading)
    SELECT district_code, session_id, version, %(now)s, %(by)s, %(reason)s, row_count, sha256, heading
    FROM due_lists ORDER BY heading ->> 'held_on', code
    RETURNING id, session_id, version, row_count, sha256
"""
COLUMNS = """position, district_code, appointment_id, beneficiary_id, slot_at, reference, full_name, name_hi,
    gender, birth_year, mobile, mobile_state, language, category, designation, facility_code, facility_name,
    facility_name_hi, photo_id_type, photo_id_last4, origin"""
STORE_ROWS = f"""
    INSERT INTO allotment_frozenrow (frozen_list_id, {COLUMNS})
    SELECT list.id, {", ".join("due." + name.strip() for name in COLUMNS.split(","))}
    FROM due_rows due
    JOIN due_lists USING (session_id)
    JOIN allotment_frozenlist list
         ON list.session_id = due.session_id AND list.version = due_lists.version
    ORDER BY list.id, due.position
"""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A version that was published now."""

    id: int
    session_id: UUID
    version: int
    row_count: int
    sha256: str


def freeze_lists(session_ids: Sequence[UUID], *, now: datetime, by: str, reason: str) -> list[Frozen]:
    """Publish the sessions' due lists as they stand; only those that changed get a new version.

    One transaction, the caller's or its own: all of them or none. Some fifty sessions a call keep
    it short. Repeating it publishes nothing.
    """
    values: dict[str, Any] = {"sessions": list(session_ids), "now": now, "by": by, "reason": reason}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(NOTICE_A_DEAD_CLIENT)
        cursor.execute(LOCK, values)
        cursor.execute(ROWS, values)
        cursor.execute(LISTS, values)
        cursor.execute(STORE_LISTS, values)
        frozen = [Frozen(*row) for row in cursor.fetchall()]
        cursor.execute(STORE_ROWS)
        cursor.execute("DROP TABLE due_rows, due_lists")
    return frozen

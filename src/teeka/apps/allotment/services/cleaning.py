"""Before a plan: places and answers of people who have since become a second registration or excluded."""

from datetime import datetime

from django.db import connection

from teeka.apps.planning.models import Campaign

LOCK_SESSIONS = """
    SELECT id FROM planning_session WHERE id IN (
        SELECT live.session_id FROM allotment_appointment live
        JOIN people_beneficiary person ON person.id = live.beneficiary_id
        WHERE live.campaign_id = %(campaign)s AND live.cancelled_at IS NULL
              AND person.stands_for_id IS NOT NULL)
    ORDER BY id FOR UPDATE
"""
TAKE_BACK = """
    WITH gone AS (
        UPDATE allotment_appointment live
        SET cancelled_at = %(now)s, cancelled_by = %(by)s, cancel_reason = 'second registration of somebody'
        FROM people_beneficiary person
        WHERE person.id = live.beneficiary_id AND person.stands_for_id IS NOT NULL
              AND live.campaign_id = %(campaign)s AND live.cancelled_at IS NULL
        RETURNING live.session_id
    ), freed AS (
        UPDATE planning_session session SET taken = session.taken - back.seats
        FROM (SELECT session_id, count(*) AS seats FROM gone GROUP BY session_id) back
        WHERE session.id = back.session_id
    )
    SELECT count(*) FROM gone
"""
FORGET = """
    DELETE FROM allotment_unplaced waiting USING people_beneficiary person
    WHERE waiting.campaign_id = %(campaign)s AND person.id = waiting.beneficiary_id
      AND (person.stands_for_id IS NOT NULL OR EXISTS (
            SELECT FROM allotment_exclusion excluded
            WHERE excluded.beneficiary_id = person.id AND excluded.campaign_id = waiting.campaign_id))
"""


def take_back_from_duplicates(campaign: Campaign, *, now: datetime, by: str) -> int:
    """How many places were taken back. Locks the sessions concerned, by id."""
    values: dict[str, int | str | datetime] = {"campaign": campaign.pk, "now": now, "by": by}
    with connection.cursor() as cursor:
        cursor.execute(LOCK_SESSIONS, values)
        cursor.execute(TAKE_BACK, values)
        count: int = cursor.fetchone()[0]
        cursor.execute(FORGET, values)
    return count

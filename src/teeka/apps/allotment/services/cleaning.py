"""Before a plan: places that people may not keep are taken back.

Those of a second registration, and those of people who work elsewhere now, unless somebody pinned the place
or its list was published: then it stays, and who is listed is counted. Locks the sessions concerned, by id.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from teeka.apps.planning.models import Campaign
from teeka.rules.allotment import Reason

# A plan noted where it took the person to work. Who is known to work elsewhere now is misplaced; who is not
# known to work anywhere keeps the place until that is settled.
FIND = f"""
    CREATE TEMP TABLE misplaced ON COMMIT DROP AS
    SELECT live.id, live.session_id, '' AS code, 'second registration of somebody' AS reason,
           false AS is_listed
    FROM allotment_appointment live
    JOIN people_beneficiary person ON person.id = live.beneficiary_id
    WHERE live.campaign_id = %(campaign)s AND live.cancelled_at IS NULL AND person.stands_for_id IS NOT NULL
      AND (%(districts)s::int[] IS NULL OR person.district_code = ANY (%(districts)s))
    UNION ALL
    SELECT live.id, live.session_id, '{Reason.TRANSFERRED}', 'works elsewhere now',
           EXISTS (SELECT FROM allotment_frozenrow line WHERE line.appointment_id = live.id)
    FROM allotment_appointment live
    JOIN people_beneficiary person ON person.id = live.beneficiary_id
    JOIN people_posting posting ON posting.id = person.posting_id AND posting.decision = 'accept'
    JOIN places_facility now ON now.id = posting.facility_id
    JOIN places_facility was ON was.id = live.posted_at_id
    JOIN planning_session session ON session.id = live.session_id
    WHERE live.campaign_id = %(campaign)s AND live.cancelled_at IS NULL AND person.stands_for_id IS NULL
      AND coalesce(now.one_with_id, now.id) <> coalesce(was.one_with_id, was.id)
      AND session.starts_at > %(now)s AND NOT live.is_pinned
      AND (%(districts)s::int[] IS NULL OR person.district_code = ANY (%(districts)s))
"""
LOCK_SESSIONS = """
    SELECT id FROM planning_session WHERE id IN (SELECT session_id FROM misplaced WHERE NOT is_listed)
    ORDER BY id FOR UPDATE
"""
LOCK_WITH_OTHERS = """
    SELECT id FROM planning_session
    WHERE id = ANY (%(others)s) OR id IN (SELECT session_id FROM misplaced WHERE NOT is_listed)
    ORDER BY id FOR UPDATE
"""
TAKE_BACK = f"""
    WITH gone AS (
        UPDATE allotment_appointment place
        SET cancelled_at = %(now)s, cancelled_by = %(by)s, cancel_reason = misplaced.reason,
            cancelled_for = misplaced.code
        FROM misplaced
        WHERE place.id = misplaced.id AND NOT misplaced.is_listed AND place.cancelled_at IS NULL
              AND NOT (place.is_pinned AND misplaced.code <> '')
        RETURNING place.session_id, misplaced.code
    ), freed AS (
        UPDATE planning_session session SET taken = session.taken - back.seats
        FROM (SELECT session_id, count(*) AS seats FROM gone GROUP BY session_id) back
        WHERE session.id = back.session_id
    )
    SELECT count(*) FILTER (WHERE code = ''), count(*) FILTER (WHERE code = '{Reason.TRANSFERRED}'),
           (SELECT count(*) FROM misplaced WHERE is_listed)
    FROM gone
"""
FORGET = """
    DELETE FROM allotment_unplaced waiting USING people_beneficiary person
    WHERE waiting.campaign_id = %(campaign)s AND person.id = waiting.beneficiary_id
      AND (%(districts)s::int[] IS NULL OR person.district_code = ANY (%(districts)s))
      AND (person.stands_for_id IS NOT NULL OR EXISTS (
            SELECT FROM allotment_exclusion excluded
            WHERE excluded.beneficiary_id = person.id AND excluded.campaign_id = waiting.campaign_id))
"""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Places taken back before a plan, and those of transferred people that stay because they are listed."""

    from_duplicates: int
    from_transferred: int
    stay_listed: int


def lock_misplaced_and(
    session_ids: Sequence[UUID], campaign: Campaign, *, now: datetime, districts: Collection[int] | None
) -> None:
    """Lock these sessions, and those of places that will be taken back, in one order: nobody deadlocks us."""
    values = _values(campaign, now, districts) | {"others": list(session_ids)}
    with connection.cursor() as cursor:
        cursor.execute(FIND, values)
        cursor.execute(LOCK_WITH_OTHERS, values)
        cursor.execute("DROP TABLE misplaced")


def take_back_misplaced(
    campaign: Campaign, *, now: datetime, by: str, districts: Collection[int] | None = None
) -> Cleaned:
    """districts: those whose people it is about; None: all."""
    values = _values(campaign, now, districts) | {"by": by}
    with connection.cursor() as cursor:
        cursor.execute(FIND, values)
        cursor.execute(LOCK_SESSIONS)
        cursor.execute(TAKE_BACK, values)
        cleaned = Cleaned(*cursor.fetchone())
        cursor.execute("DROP TABLE misplaced")
        cursor.execute(FORGET, values)
    return cleaned


def _values(campaign: Campaign, now: datetime, districts: Collection[int] | None) -> dict[str, Any]:
    return {
        "campaign": campaign.pk,
        "now": now,
        "districts": None if districts is None else sorted(districts),
    }

"""Before a plan: places that people may not keep are taken back.

Those of a second registration, and those of people who work elsewhere now, unless their list was published or
somebody pinned the place: then it stays, and is counted. Locks the sessions concerned, by id.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from teeka.apps.planning.models import Campaign
from teeka.rules.allotment import Reason

LIVE = """
    FROM allotment_appointment live
    JOIN people_beneficiary person ON person.id = live.beneficiary_id
    WHERE live.campaign_id = %(campaign)s AND live.cancelled_at IS NULL AND person.stands_for_id IS NOT NULL
"""
# A plan noted where it took the person to work. Who is known to work elsewhere now is misplaced; who is not
# known to work anywhere keeps the place until that is settled.
MISPLACED = """
    FROM allotment_appointment live
    JOIN people_beneficiary person ON person.id = live.beneficiary_id
    JOIN people_posting posting ON posting.id = person.posting_id AND posting.decision = 'accept'
    JOIN places_facility now ON now.id = posting.facility_id
    JOIN places_facility was ON was.id = live.posted_at_id
    JOIN planning_session session ON session.id = live.session_id
    WHERE live.campaign_id = %(campaign)s AND live.cancelled_at IS NULL
      AND coalesce(now.one_with_id, now.id) <> coalesce(was.one_with_id, was.id)
      AND session.starts_at > %(now)s
"""
IS_LISTED = "EXISTS (SELECT FROM allotment_frozenrow line WHERE line.appointment_id = live.id)"
LOCK_SESSIONS = """
    SELECT id FROM planning_session WHERE id IN (SELECT live.session_id {where}) ORDER BY id FOR UPDATE
"""
TAKE_BACK = """
    WITH gone AS (
        UPDATE allotment_appointment
        SET cancelled_at = %(now)s, cancelled_by = %(by)s, cancel_reason = %(reason)s,
            cancelled_for = %(code)s
        WHERE id IN (SELECT live.id {where}) AND cancelled_at IS NULL
        RETURNING session_id
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


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Places taken back before a plan, and those of transferred people that stay because they are listed."""

    from_duplicates: int
    from_transferred: int
    stay_listed: int


def take_back_misplaced(campaign: Campaign, *, now: datetime, by: str) -> Cleaned:
    values: dict[str, int | str | datetime] = {"campaign": campaign.pk, "now": now, "by": by}
    with connection.cursor() as cursor:

        def taken_back(where: str, reason: str, code: str) -> int:
            cursor.execute(LOCK_SESSIONS.format(where=where), values)
            cursor.execute(TAKE_BACK.format(where=where), values | {"reason": reason, "code": code})
            count: int = cursor.fetchone()[0]
            return count

        twice = taken_back(LIVE, "second registration of somebody", "")
        moved = taken_back(
            f"{MISPLACED} AND NOT {IS_LISTED}", "works elsewhere now", Reason.TRANSFERRED.value
        )
        cursor.execute(f"SELECT count(*) {MISPLACED}", values)
        stay: int = cursor.fetchone()[0]
        cursor.execute(FORGET, values)
    return Cleaned(twice, moved, stay)

"""Whom a session's paper may speak of: people on its lists, people who stand by, and whoever walks in."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from teeka.apps.planning.models import Session
from teeka.rules.site_day import CameAs

# Who lives in another district is seen by the list alone. A second registration is the person it stands for.
EXPECTED = """
    SELECT asked.reference, coalesce(person.stands_for_id, line.beneficiary_id, person.id),
           CASE WHEN line.beneficiary_id IS NOT NULL
                  OR EXISTS (SELECT FROM allotment_appointment place
                             WHERE place.session_id = %(session)s AND place.beneficiary_id = person.id
                               AND place.cancelled_at IS NULL) THEN 'listed'
                WHEN EXISTS (SELECT FROM allotment_unplaced waiting
                             WHERE waiting.beneficiary_id = person.id
                               AND waiting.standby_session_id = %(session)s)
                  OR EXISTS (SELECT FROM allotment_appointment later
                             WHERE later.beneficiary_id = person.id AND later.cancelled_at IS NULL
                               AND later.standby_session_id = %(session)s) THEN 'standby'
                ELSE 'walk_in' END
    FROM unnest(%(references)s::bigint[]) AS asked (reference)
    LEFT JOIN people_beneficiary person ON person.reference = asked.reference
    LEFT JOIN LATERAL (
        SELECT line.beneficiary_id FROM allotment_frozenrow line
        JOIN allotment_frozenlist list ON list.id = line.frozen_list_id AND list.session_id = %(session)s
        WHERE line.reference = asked.reference ORDER BY list.version DESC LIMIT 1
    ) line ON true
    WHERE person.id IS NOT NULL OR line.beneficiary_id IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Expected:
    beneficiary: int
    came_as: CameAs


def expected(session: Session, references: Collection[int]) -> dict[int, Expected]:
    """By reference, those whom the reader knows."""
    with connection.cursor() as cursor:
        cursor.execute(EXPECTED, {"session": session.pk, "references": sorted(references)})
        return {
            reference: Expected(person, CameAs(came_as)) for reference, person, came_as in cursor.fetchall()
        }

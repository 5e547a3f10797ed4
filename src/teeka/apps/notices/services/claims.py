"""Who rings whom: a claim on a call holds ten minutes, by the database's clock, so that nobody is rung twice.

Locks: of a claim its own row; of two who claim at once the second waits, and then sees that it is taken.
"""

from collections.abc import Iterable

from django.db import connection

from teeka.apps.notices.models import CallClaim

CLAIM_MINUTES = 10

_CLAIM = """
INSERT INTO notices_callclaim (appointment_id, district_code, claimed_by, claimed_until)
SELECT place.id, place.district_code, %(by)s, clock_timestamp() + make_interval(mins => %(minutes)s)
FROM allotment_appointment place WHERE place.id = %(place)s AND place.cancelled_at IS NULL
ON CONFLICT (appointment_id) DO UPDATE
SET claimed_by = EXCLUDED.claimed_by, claimed_until = EXCLUDED.claimed_until
WHERE notices_callclaim.claimed_until <= clock_timestamp()
   OR notices_callclaim.claimed_by = EXCLUDED.claimed_by
RETURNING id
"""


def claim_call(appointment_id: int, *, by: str) -> bool:
    """Take a call, or keep it ten minutes longer; False while somebody else has it, or the seat is gone."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"place": appointment_id, "by": by, "minutes": CLAIM_MINUTES})
        return cursor.fetchone() is not None


def claim_first(appointment_ids: Iterable[int], *, by: str) -> int | None:
    """Take the first of these that nobody has; None when others have them all."""
    return next((place for place in appointment_ids if claim_call(place, by=by)), None)


def give_back_call(appointment_id: int, *, by: str) -> bool:
    """False when it was not this person's."""
    deleted, _ = CallClaim.objects.filter(appointment_id=appointment_id, claimed_by=by).delete()
    return bool(deleted)

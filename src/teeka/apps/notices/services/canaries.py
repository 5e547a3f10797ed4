"""Receipts of canaries: the messages to our own numbers that go before a bulk."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from teeka.apps.notices.models import Canary

UNDER_WATCH = (Canary.State.SENDING, Canary.State.SENT, Canary.State.LOST, Canary.State.FAILED)
_ITS_RECEIPT = """
    (r.reference = c.reference
     OR r.reference IS NULL AND c.receipt_key = r.route_code || ':' || r.provider_id)
"""
# A late receipt proves a route as well as a timely one.
SETTLE = f"""
UPDATE notices_canary c
SET state = CASE told.state WHEN 'delivered' THEN 'delivered' ELSE 'failed' END,
    code = CASE told.state WHEN 'delivered' THEN '' ELSE told.state END, settled_at = %(now)s
FROM (
    SELECT c.id, min(r.state) AS state
    FROM notices_canary c JOIN notices_receipt r ON r.applied_at IS NULL AND {_ITS_RECEIPT}
    WHERE c.state = ANY(%(watched)s) AND r.state <> 'accepted'
    GROUP BY c.id
) told
WHERE c.id = told.id
"""
CLOSE = f"""
UPDATE notices_receipt r SET applied_at = %(now)s
FROM notices_canary c WHERE r.applied_at IS NULL AND {_ITS_RECEIPT}
"""


@transaction.atomic
def apply_canary_receipts(*, now: datetime) -> int:
    """How many canaries came to an end. Locks: the canaries, then their receipts."""
    if not Canary.objects.filter(state__in=UNDER_WATCH).exists():
        return 0
    values: dict[str, Any] = {"now": now, "watched": [state.value for state in UNDER_WATCH]}
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, values)
        settled = int(cursor.rowcount)
        cursor.execute(CLOSE, values)
    return settled

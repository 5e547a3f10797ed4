"""Receipts: stored as they come, applied by a worker, matched by our reference first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

from django.db import connection, transaction

from teeka.apps.notices.receipt_rows import STORE, columns
from teeka.apps.notices.services.callbacks import KnownRoute
from teeka.apps.notices.services.storing_together import Together
from teeka.gateways.sms.gateway import SettingsRefused
from teeka.rules.messages.answers import Receipt
from teeka.rules.messages.states import RANK, SETTLED, State

UNKNOWN_FOR = timedelta(hours=24)  # a receipt can overtake the answer; later than this it is nobody's
LOOK_AGAIN = timedelta(seconds=5)
APPLIED_TOGETHER = 5000

STORE_POSTED = STORE.format(
    **{name: f"%({name})s" for name in ("route", "now", "keys", "references", "ids", "states", "codes")}
)
# What a receipt can still lift. Rows never sent are left alone: such a receipt is forged, or a fault.
CAN_LIFT = """
    (o.state IN ('submitting', 'uncertain', 'accepted')
     OR (o.state IN ('queued', 'claimed') AND o.is_perhaps_sent))
"""
ANY_WAITING = "SELECT 1 FROM notices_receipt WHERE applied_at IS NULL AND look_again_at <= %(now)s LIMIT 1"
TAKE = """
CREATE TEMP TABLE taken_receipts ON COMMIT DROP AS
SELECT r.id, coalesce(m.id, p.message_id, o.message_id, s.message_id) AS message_id, p.id AS part_id, r.state
FROM (
    SELECT * FROM notices_receipt WHERE applied_at IS NULL AND look_again_at <= %(now)s
    ORDER BY look_again_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
) r
LEFT JOIN notices_message m ON m.reference = r.reference
LEFT JOIN notices_route route ON r.reference IS NULL AND route.code = r.route_code
LEFT JOIN notices_part p ON r.reference IS NULL AND p.receipt_key = route.code || ':' || r.provider_id
LEFT JOIN notices_outbox o ON r.reference IS NULL AND o.receipt_key = route.code || ':' || r.provider_id
LEFT JOIN notices_settled s ON r.reference IS NULL AND s.receipt_key = route.code || ':' || r.provider_id
"""
# Two who apply receipts of two parts of one message must not each find the other part still open.
LOCK_PARTS = """
SELECT 1 FROM notices_part p
WHERE p.message_id IN (SELECT message_id FROM taken_receipts WHERE part_id IS NOT NULL)
ORDER BY p.id FOR UPDATE
"""
_RANKS = " ".join(f"WHEN '{state}' THEN {rank}" for state, rank in RANK.items())
LIFT_PARTS = f"""
UPDATE notices_part p SET state = best.state
FROM (
    SELECT DISTINCT ON (part_id) part_id, state, CASE state {_RANKS} END AS rank
    FROM taken_receipts WHERE part_id IS NOT NULL ORDER BY part_id, rank DESC
) best
WHERE p.id = best.part_id AND best.rank > CASE p.state {_RANKS} END
"""
_FAILED = ", ".join(f"'{state}'" for state in (State.REJECTED, State.UNDELIVERED, State.EXPIRED))
# Of a long text that went as several messages: delivered when all are, failed when any is, and accepted
# when all are known to be; of a part whose answer was lost nothing is known.
BEST = f"""
CREATE TEMP TABLE best_receipts ON COMMIT DROP AS
SELECT DISTINCT ON (message_id) message_id, state, CASE state {_RANKS} END AS rank
FROM (
    SELECT message_id, state FROM taken_receipts WHERE message_id IS NOT NULL AND part_id IS NULL
    UNION ALL
    SELECT p.message_id,
           CASE WHEN bool_and(p.state = 'delivered') THEN 'delivered'
                WHEN bool_or(p.state IN ({_FAILED})) THEN max(p.state) FILTER (WHERE p.state IN ({_FAILED}))
                WHEN bool_and(p.receipt_key IS NOT NULL) THEN 'accepted' END
    FROM notices_part p
    JOIN (
        SELECT DISTINCT touched.message_id, touched.attempt
        FROM taken_receipts t JOIN notices_part touched ON touched.id = t.part_id
    ) sent USING (message_id, attempt)
    GROUP BY p.message_id, p.attempt
) told
WHERE state IS NOT NULL
ORDER BY message_id, rank DESC
"""
SETTLE = f"""
WITH gone AS (
    DELETE FROM notices_outbox o USING best_receipts b
    WHERE o.message_id = b.message_id AND b.state <> 'accepted' AND {CAN_LIFT}
    RETURNING o.*, b.state AS final
)
INSERT INTO notices_settled
    (message_id, district_code, session_id, state, state_at, reason, must_be_told_by, attempt, route_id,
     provider_id, receipt_key, is_perhaps_sent, is_possible_duplicate)
SELECT message_id, district_code, session_id, final, %(now)s,
       CASE final WHEN 'delivered' THEN '' ELSE final END, must_be_told_by, attempt,
       route_id, provider_id, receipt_key, is_perhaps_sent, is_possible_duplicate
FROM gone
"""
ACCEPT = f"""
UPDATE notices_outbox o SET state = 'accepted', state_at = %(now)s
FROM best_receipts b
WHERE o.message_id = b.message_id AND b.state = 'accepted' AND o.state <> 'accepted' AND {CAN_LIFT}
"""
LIFT = f"""
UPDATE notices_settled s SET state = b.state, state_at = %(now)s,
       reason = CASE b.state WHEN 'delivered' THEN '' ELSE b.state END
FROM best_receipts b
WHERE s.message_id = b.message_id AND b.state <> 'accepted'
  AND s.state IN ('unconfirmed', 'rejected', 'undelivered', 'expired')
  AND b.rank > CASE s.state {" ".join(f"WHEN '{s}' THEN {RANK[s]}" for s in sorted(SETTLED))} END
"""
# A receipt that finds its message never sent stays unapplied, like one of an unknown message.
CLOSE = """
UPDATE notices_receipt r SET applied_at = %(now)s, message_id = t.message_id
FROM taken_receipts t JOIN notices_standing st ON st.message_id = t.message_id
WHERE r.id = t.id
  AND st.state NOT IN ('planned', 'queued', 'claimed', 'suppressed', 'cancelled', 'superseded')
"""
POSTPONE = """
UPDATE notices_receipt r
SET look_again_at = CASE WHEN r.received_at < %(too_old)s THEN 'infinity' ELSE %(again)s END
FROM taken_receipts t WHERE r.id = t.id AND r.applied_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Applied:
    """One pass: receipts read, of them matched; messages settled or lifted by them."""

    taken: int = 0
    matched: int = 0
    settled: int = 0

    @property
    def is_full(self) -> bool:
        """More may wait. A few that came meanwhile may wait too: a pass costs the same for a thousand."""
        return self.taken >= APPLIED_TOGETHER


def store_receipts(*, route: KnownRoute | None, body: bytes, content_type: str, now: datetime) -> int:
    """Store what a gateway posted, each receipt once; returns how many were understood.

    An unknown route stores nothing and says nothing: the caller answers the same in either case.
    """
    if route is None:
        return 0
    try:
        read = route.reader.read_receipts(body, content_type)
    except SettingsRefused:
        return 0
    if read.receipts and connection.in_atomic_block:  # others must not hang on when, or whether, it commits
        _store(route.code, read.receipts, now)
    elif read.receipts:
        _of_all_threads(route.code).store(read.receipts, now)
    return len(read.receipts)


def apply_receipts(*, now: datetime, limit: int = APPLIED_TOGETHER) -> Applied:
    """Apply what waits, set by set. A state only rises; of several receipts the highest counts.

    Locks: the receipts (skipping those of another worker), then the parts of the messages whose parts they
    name, then the outbox rows that they settle.
    """
    values: dict[str, Any] = {
        "now": now,
        "limit": limit,
        "again": now + LOOK_AGAIN,
        "too_old": now - UNKNOWN_FOR,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ANY_WAITING, values)
        if cursor.fetchone() is None:
            return Applied()
        cursor.execute(TAKE, values)
        taken = int(cursor.rowcount)
        cursor.execute("ANALYZE taken_receipts")
        cursor.execute(LOCK_PARTS)
        cursor.execute(LIFT_PARTS)
        cursor.execute(BEST)
        cursor.execute(SETTLE, values)
        settled = int(cursor.rowcount)
        cursor.execute(ACCEPT, values)
        cursor.execute(LIFT, values)
        settled += int(cursor.rowcount)
        cursor.execute(CLOSE, values)
        matched = int(cursor.rowcount)
        cursor.execute(POSTPONE, values)
        cursor.execute("DROP TABLE taken_receipts, best_receipts")
    return Applied(taken, matched, settled)


@cache
def _of_all_threads(route_code: str) -> Together[Receipt]:
    return Together(partial(_store, route_code))


def _store(route_code: str, receipts: Sequence[Receipt], now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(STORE_POSTED, {"route": route_code, "now": now, **columns(route_code, receipts)})

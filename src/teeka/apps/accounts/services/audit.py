"""The audit trail: one event for what somebody did or looked at, and anchors that chain them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from teeka.apps.accounts.models import AuditAnchor, AuditEvent

ANCHOR_LOCK = 7_301
EVENTS_AFTER = """
    SELECT id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '|' || by || '|' || action
           || '|' || subject_type || '|' || subject_id || '|' || district_code || '|' || detail::text
    FROM accounts_auditevent WHERE id > %s AND id <= %s ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done to one thing. `detail` holds ids, codes and counts; never a name, a phone or an
    identity number."""

    action: str
    subject_type: str
    subject_id: object
    district_code: int = 0
    detail: dict[str, Any] = field(default_factory=dict)


def record_event(
    *,
    action: str,
    subject_type: str,
    subject_id: object,
    by: str,
    now: datetime,
    district_code: int = 0,
    detail: dict[str, Any] | None = None,
) -> None:
    """Add one event; see record_deeds."""
    record_deeds([Deed(action, subject_type, subject_id, district_code, detail or {})], by=by, now=now)


def record_deeds(deeds: Iterable[Deed], *, by: str, now: datetime) -> None:
    """Add an event a deed, in their order, in as many statements for any number.

    Holds ANCHOR_LOCK, shared, to the end of the transaction: see anchor_events.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [ANCHOR_LOCK])
        AuditEvent.objects.bulk_create(
            AuditEvent(
                at=now,
                by=by,
                action=deed.action,
                subject_type=deed.subject_type,
                subject_id=str(deed.subject_id),
                district_code=deed.district_code,
                detail=deed.detail,
            )
            for deed in deeds
        )


def anchor_events(*, now: datetime) -> AuditAnchor | None:
    """Chain all events since the last anchor to it; None when there is nothing new.

    Lock: ANCHOR_LOCK, alone. Two anchors cannot fork the chain, and because whoever writes an event
    shares the lock until its commit, no event with a lower id appears after the anchor.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ANCHOR_LOCK])
        before = AuditAnchor.objects.order_by("-last_event_id").first()
        cursor.execute("SELECT coalesce(max(id), 0) FROM accounts_auditevent")
        last = cursor.fetchone()[0]
        if last == (before.last_event_id if before else 0):
            return None
        digest, count = chain_hash(
            before.sha256 if before else "", after_id=before.last_event_id if before else 0, last_id=last
        )
        return AuditAnchor.objects.create(at=now, last_event_id=last, event_count=count, sha256=digest)


def chain_hash(previous: str, *, after_id: int, last_id: int) -> tuple[str, int]:
    """SHA-256 over the anchor before and each event after it, in order; and how many there were."""
    digest, count = hashlib.sha256(previous.encode()), 0
    with connection.cursor() as cursor:
        cursor.execute(EVENTS_AFTER, [after_id, last_id])
        for event_id, text in cursor:
            digest.update(f"\n{event_id}|{text}".encode())
            count += 1
    return digest.hexdigest(), count

"""Publishing lists: the frozen versions and the messages that they owe, in one transaction a batch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from teeka.apps.accounts.services.statistics import refresh_statistics
from teeka.apps.allotment.queries.frozen import sessions_due_by_themselves
from teeka.apps.allotment.services.freezing import Frozen, freeze_lists
from teeka.apps.notices.services.owing import Owed, plan_messages

SESSIONS_A_BATCH = 50
BY_ITSELF = "teeka"


@dataclass(slots=True)
class Published:
    """The versions that are new, and what they owe. A session whose list had not changed has none."""

    lists: list[Frozen] = field(default_factory=list)
    owed: Owed = field(default_factory=Owed)


def publish_lists(
    session_ids: Sequence[UUID],
    *,
    now: datetime,
    by: str,
    reason: str,
    progress: Callable[[int, int], None] | None = None,
) -> Published:
    """Freeze these sessions' lists and plan the messages that they owe. Killed and repeated: the same result.

    Locks, in each batch: the sessions, then the planner's lock of messages, until the batch is committed.
    """
    published, ids = Published(), list(session_ids)
    for start in range(0, len(ids), SESSIONS_A_BATCH):
        done = publish_changes(ids[start : start + SESSIONS_A_BATCH], now=now, by=by, reason=reason)
        published.lists += done.lists
        published.owed.add(done.owed)
        if progress is not None:
            progress(min(start + SESSIONS_A_BATCH, len(ids)), len(ids))
    if published.lists:
        refresh_statistics("allotment_frozenlist", "allotment_frozenrow", "notices_message", "notices_outbox")
    return published


@transaction.atomic
def publish_changes(session_ids: Sequence[UUID], *, now: datetime, by: str, reason: str) -> Published:
    """As publish_lists, in one transaction, the caller's or its own: a few sessions, as pages may."""
    lists = freeze_lists(session_ids, now=now, by=by, reason=reason)
    is_first = all(version.version == 1 for version in lists)
    owed = plan_messages([version.id for version in lists], now=now, is_first=is_first)
    return Published(lists, owed)


class DuePublishing:
    """Publishes lists by itself when their hour comes: once each, for what changes later is somebody's doing.

    What was looked at is kept in memory alone: whoever forgets it looks once more, and a list that has not
    changed gets no version. Two that work at once wait for each other at the sessions' rows.
    """

    def __init__(self) -> None:
        self._looked_at: set[UUID] = set()

    def publish_due(self, *, now: datetime) -> Published:
        due = sessions_due_by_themselves(now=now)
        again = [session_id for session_id in due.published_before if session_id not in self._looked_at]
        if not due.never_published and not again:
            return Published()
        published = publish_lists(
            [*due.never_published, *again],
            now=now,
            by=BY_ITSELF,
            reason="published by itself when its hour came · समय आने पर अपने आप प्रकाशित",
        )
        self._looked_at = set(due.published_before)
        return published

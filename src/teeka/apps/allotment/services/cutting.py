"""Takes seats from a session that can no longer give them all, and says whose place goes with them.

Lock: the session's row, which every giver of its seats takes first.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db import connection, transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.allotment.services.giving import need, take_back
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.planning.models import CohortTier, Session
from teeka.rules.allotment import Reason, who_must_leave

CLAIMS = "SELECT appointment, reference, category, is_listed, is_pinned FROM teeka_claims_on(%s)"


def cut_seats(
    session_id: UUID,
    *,
    capacity: int,
    reason: str,
    by: str,
    now: datetime,
    shown: Collection[int] | None = None,
) -> list[int]:
    """Lower the session's capacity, to none at the least; the ids of the places that had to go.

    Those with the weakest claim leave (rules/allotment/leaving.py) and wait for the next plan. shown: whose
    places would go as somebody read before, and it is refused when it is others by now. Raises
    AllotmentRefused.
    """
    need(reason)
    with transaction.atomic():
        session = Session.objects.filter(pk=session_id).select_for_update(of=("self",)).first()
        if session is None:
            raise AllotmentRefused(Refusal.NO_SUCH_SESSION, str(session_id))
        leaving = _who_leaves(session, capacity, now=now)
        if shown is not None and set(shown) != set(leaving):
            raise AllotmentRefused(Refusal.OTHERS_LEAVE)
        take_back(dict.fromkeys(leaving, reason), Reason.SEATS_CUT, by=by, now=now)
        Session.objects.filter(pk=session_id).update(capacity=capacity)
        record_event(
            action="session.seats_cut", subject_type="session", subject_id=session_id, by=by, now=now,
            district_code=session.district_code,
            detail={"from": session.capacity, "to": capacity, "places": len(leaving), "reason": reason},
        )  # fmt: skip
    return leaving


def places_to_leave(session_id: UUID, *, capacity: int, now: datetime) -> list[int]:
    """Which places would go if the session had only so many seats, by id. Raises AllotmentRefused."""
    session = Session.objects.filter(pk=session_id).first()
    if session is None:
        raise AllotmentRefused(Refusal.NO_SUCH_SESSION, str(session_id))
    return _who_leaves(session, capacity, now=now)


def _who_leaves(session: Session, capacity: int, *, now: datetime) -> list[int]:
    if session.cancelled_at is not None or session.starts_at <= now:
        raise AllotmentRefused(Refusal.SESSION_OFF_OR_BEGUN, session.code)
    if not 0 <= capacity <= session.capacity:
        raise AllotmentRefused(Refusal.NOT_FEWER_SEATS, str(session.capacity))
    if session.taken <= capacity:
        return []
    tiers = dict(CohortTier.objects.filter(campaign=session.campaign_id).values_list("category", "tier"))
    with connection.cursor() as cursor:
        cursor.execute(CLAIMS, [session.pk])
        places, keys, categories, listed, pinned = zip(*cursor.fetchall(), strict=True)
    last = max(tiers.values(), default=0) + 1
    leaving = who_must_leave(
        keys=np.array(keys, dtype=np.int64),
        tier=np.array([tiers.get(category, last) for category in categories], dtype=np.int64),
        is_listed=np.array(listed, dtype=np.bool_),
        is_pinned=np.array(pinned, dtype=np.bool_),
        seed=str(session.campaign.seed),
        seats=capacity,
    )
    return [places[at] for at in leaving.tolist()]

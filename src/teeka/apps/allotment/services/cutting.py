"""Takes seats from a session that can no longer give them all, and says whose place goes with them.

Lock: the session's row, which every giver of its seats takes first.
"""

from datetime import datetime
from uuid import UUID

import numpy as np
from django.db import transaction
from django.db.models import Exists, OuterRef

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.allotment.models import Appointment, FrozenRow
from teeka.apps.allotment.services.giving import need, take_back
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.planning.models import CohortTier, Session
from teeka.rules.allotment import Reason, who_must_leave


def cut_seats(session_id: UUID, *, capacity: int, reason: str, by: str, now: datetime) -> list[int]:
    """Lower the session's capacity, to none at the least; the ids of the places that had to go.

    Those with the weakest claim leave (rules/allotment/leaving.py) and wait for the next plan. Raises
    AllotmentRefused.
    """
    need(reason)
    with transaction.atomic():
        session = Session.objects.filter(pk=session_id).select_for_update(of=("self",)).first()
        if session is None:
            raise AllotmentRefused(Refusal.NO_SUCH_SESSION, str(session_id))
        if session.cancelled_at is not None or session.starts_at <= now:
            raise AllotmentRefused(Refusal.SESSION_OFF_OR_BEGUN, session.code)
        if not 0 <= capacity <= session.capacity:
            raise AllotmentRefused(Refusal.NOT_FEWER_SEATS, str(session.capacity))
        leaving = _who_leaves(session, capacity)
        if leaving:
            take_back(dict.fromkeys(leaving, reason), Reason.SEATS_CUT, by=by, now=now)
        Session.objects.filter(pk=session_id).update(capacity=capacity)
        record_event(
            action="session.seats_cut", subject_type="session", subject_id=session_id, by=by, now=now,
            district_code=session.district_code,
            detail={"from": session.capacity, "to": capacity, "places": len(leaving), "reason": reason},
        )  # fmt: skip
    return leaving


def _who_leaves(session: Session, seats: int) -> list[int]:
    if session.taken <= seats:
        return []
    tiers = dict(CohortTier.objects.filter(campaign=session.campaign_id).values_list("category", "tier"))
    lines = FrozenRow.objects.filter(appointment=OuterRef("pk"))
    live = list(
        Appointment.objects.filter(session=session, cancelled_at=None)
        .annotate(is_listed=Exists(lines))
        .values_list("pk", "beneficiary__reference", "beneficiary__category", "is_listed", "is_pinned")
    )
    places, keys, categories, listed, pinned = zip(*live, strict=True)
    last = max(tiers.values(), default=0) + 1
    leaving = who_must_leave(
        keys=np.array(keys, dtype=np.int64),
        tier=np.array([tiers.get(category, last) for category in categories], dtype=np.int64),
        is_listed=np.array(listed, dtype=np.bool_),
        is_pinned=np.array(pinned, dtype=np.bool_),
        seed=str(session.campaign.seed),
        seats=seats,
    )
    return [places[at] for at in leaving.tolist()]

"""How soon a change to one appointment lies as a new version, with its slip, read back in every place.

Three places: the installation's own folder, a second one, and an object store (moto's server on a port of
this machine). Needs a database without a campaign; leaves made-up people and their lists in it.
"""

import os
import statistics
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks.frozen_lists import DISTRICT
from benchmarks.lists import PER_SESSION, _store
from tests.gateways.store.serving import KEYS, object_store, settings_of

from teeka.apps.allotment.models import Appointment
from teeka.apps.lists.queries.places import place_standings, sessions_to_write, verified_lists
from teeka.apps.lists.services.keeping import Keeper
from teeka.apps.lists.services.places import DEFAULT_PLACE, add_missing_places, set_place
from teeka.apps.notices.services.publishing import publish_changes
from teeka.apps.places.models import District, State
from teeka.apps.planning.models import Session
from teeka.shared import clock

CHANGES, LIMIT_SECONDS, PLACES = 10, 10.0, 3
BY = {"by": "bench", "reason": "bench"}


def measure(people: int, _folder: Path) -> dict[str, Any]:
    """Seconds for all packs to lie in all places, and for each of some changes; `people` by hundreds."""
    starts_at = datetime.now(UTC).replace(hour=3, minute=30, second=0, microsecond=0) + timedelta(days=2)
    District.objects.get_or_create(
        code=DISTRICT, defaults={"name": "Patna", "state": State.objects.order_by("code")[0]}
    )
    _store(people, starts_at)
    # As many seats as people, since forms are printed for each.
    Session.objects.update(capacity=PER_SESSION, seats_agreed=PER_SESSION)
    os.environ |= KEYS
    with ExitStack() as open_until_done:
        address = open_until_done.enter_context(object_store())
        add_missing_places(now=clock.now())
        set_place(code="cloud", kind="s3", given=settings_of(address), now=clock.now(), **BY)
        keeper = Keeper(clock.now)
        filled = _until_everywhere(keeper)
        seconds = sorted(_change(keeper, session) for session in _sessions(CHANGES))
    return {
        "people": people,
        "sessions": people // PER_SESSION,
        "places": len(place_standings(now=clock.now())),
        "all_packs_in_all_places_seconds": round(filled, 1),
        "changes": len(seconds),
        "change_median_seconds": round(statistics.median(seconds), 2),
        "change_slowest_seconds": round(seconds[-1], 2),
        "limit_holds": seconds[-1] <= LIMIT_SECONDS,
    }


def _sessions(number: int) -> list[UUID]:
    held = Appointment.objects.filter(cancelled_at=None).order_by("session_id")
    return list(held.values_list("session_id", flat=True).distinct()[:number])


def _change(keeper: Keeper, session_id: UUID) -> float:
    """Somebody is taken off a list; until its next version lies everywhere."""
    started = time.perf_counter()
    gone = Appointment.objects.filter(session_id=session_id, cancelled_at=None).order_by("id")[:1]
    Appointment.objects.filter(pk__in=list(gone.values_list("pk", flat=True))).update(
        cancelled_at=clock.now(), cancelled_by="bench", cancel_reason="bench"
    )
    (version,) = publish_changes([session_id], now=clock.now(), **BY).lists
    while version.id not in verified_lists(PLACES, now=clock.now()):
        keeper.until_settled(patience=60)
    return time.perf_counter() - started


def _until_everywhere(keeper: Keeper) -> float:
    started = time.perf_counter()
    while True:
        keeper.until_settled(patience=3600)
        now = clock.now()
        everywhere = len(verified_lists(PLACES, now=now)) == len(verified_lists(0, now=now))
        if everywhere and not sessions_to_write(DEFAULT_PLACE, now=now):
            return time.perf_counter() - started

"""Notes how each place does: that it worked, how it failed and when to try again, what was damaged."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from teeka.apps.lists.models import PackCopy, Place
from teeka.apps.lists.services.manifest import Entry
from teeka.apps.lists.services.places import DEFAULT_PLACE
from teeka.rules.store_faults import StoreFault, waits

log = logging.getLogger(__name__)
SAID_AT_MOST = 200


def note_worked(place: Place, *, now: datetime) -> None:
    """It did what it was asked. One statement."""
    Place.objects.filter(pk=place.pk, set_at=place.set_at).update(
        fault="", fault_said="", failing_since=None, tries=0, not_before=None, worked_at=now
    )


def note_failed(place: Place, fault: StoreFault, said: str, *, now: datetime) -> None:
    """It failed once more: it is left alone for a while, longer each time. One statement."""
    log.warning("a place for copies failed", extra={"place": place.code, "fault": fault.value})
    Place.objects.filter(pk=place.pk, set_at=place.set_at).update(
        fault=fault.value,
        fault_said=said[:SAID_AT_MOST],
        failing_since=place.failing_since or now,
        tries=place.tries + 1,
        not_before=now + waits(place.tries + 1),
    )


def note_broken(*, now: datetime) -> None:
    """Copying itself met what nobody foresaw: said of the installation's own folder, where all begins."""
    own = Place.objects.filter(code=DEFAULT_PLACE).first()
    if own is not None:
        note_failed(own, StoreFault.BROKEN, "", now=now)


def note_damage(place: Place, entries: Sequence[Entry], *, now: datetime) -> None:
    """Copies that had been read back were found changed or gone: their packs count no more until they are
    whole again.
    """
    log.warning("copies were found damaged", extra={"place": place.code, "count": len(entries)})
    lists = {entry.frozen_list for entry in entries}
    PackCopy.objects.filter(place=place.code, frozen_list__in=lists).delete()
    Place.objects.filter(pk=place.pk).update(damaged_at=now, damaged_count=F("damaged_count") + len(entries))

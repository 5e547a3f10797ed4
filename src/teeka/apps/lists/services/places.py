"""The places that keep copies of lists: the installation's own folder, and those that were added.

One row a place; each change says who made it and why, and is in force from the next round of copying.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.lists.models import PackCopy, Place
from teeka.apps.lists.queries.places import PlaceStanding
from teeka.gateways.store.registry import KINDS, open_store
from teeka.gateways.store.store import SettingsRefused, Store, StoreFailed
from teeka.rules.store_faults import STORE_FAULT_WORDS

DEFAULT_PLACE = "lists"
SECOND_PLACE = "second"
SECOND_FOLDER = "lists-second"
CODE = re.compile(r"[a-z][a-z0-9-]{0,39}")
SET_UP = "set-up"
NOTHING_CHANGED = ("Nothing was changed.", "कुछ नहीं बदला गया।")


class PlaceRefusal(StrEnum):
    REASON_MISSING = "reason_missing"
    BAD_CODE = "bad_code"
    NO_SUCH_KIND = "no_such_kind"
    NO_SUCH_PLACE = "no_such_place"
    OWN_FOLDER = "own_folder"
    SETTINGS = "settings"
    DOES_NOT_WORK = "does_not_work"


PLACE_REFUSAL_WORDS: dict[PlaceRefusal, tuple[str, str]] = {
    PlaceRefusal.REASON_MISSING: ("Say why.", "कारण बताएँ।"),
    PlaceRefusal.BAD_CODE: (
        "A place's code has up to 40 small letters, digits and hyphens, and begins with a letter.",
        "स्थान के कोड में अधिकतम 40 छोटे अक्षर, अंक और हाइफ़न होते हैं, और वह अक्षर से शुरू होता है।",
    ),
    PlaceRefusal.NO_SUCH_KIND: (
        f"There is no such kind of place; there are: {', '.join(KINDS)}.",
        f"ऐसे स्थान का प्रकार नहीं है; प्रकार हैं: {', '.join(KINDS)}।",
    ),
    PlaceRefusal.NO_SUCH_PLACE: (
        "There is no such place: `teeka place list` names them.",
        "ऐसा कोई स्थान नहीं है: `teeka place list` देखें।",
    ),
    PlaceRefusal.OWN_FOLDER: (
        "The installation's own folder stays on and where it is: everything else is copied from there.",
        "संस्थापन का अपना फ़ोल्डर चालू और वहीं रहता है: बाकी सब प्रतियाँ वहीं से बनती हैं।",
    ),
    PlaceRefusal.SETTINGS: ("Its settings are wrong:", "सेटिंग गलत हैं:"),
    PlaceRefusal.DOES_NOT_WORK: ("It was tried, and it", "आज़माया गया, और वह"),
}


class PlaceRefused(Exception):
    """`words`: (English, Hindi), with what was wrong."""

    def __init__(self, refusal: PlaceRefusal, more: tuple[str, str] = ("", "")) -> None:
        said = PLACE_REFUSAL_WORDS[refusal]
        self.refusal = refusal
        english, hindi = (" ".join(filter(None, (said[n], more[n], NOTHING_CHANGED[n]))) for n in range(2))
        self.words = (english, hindi)
        super().__init__(self.words[0])


class ListsBusy(Exception):
    """Another run writes into this folder."""


def default_folder() -> Path:
    return Path(settings.TEEKA_HOME) / "lists"


def place_of(root: Path) -> str:
    """The name under which copies in this folder are known."""
    if root == default_folder().absolute():
        return DEFAULT_PLACE
    return f"folder-{hashlib.sha256(str(root).encode()).hexdigest()[:12]}"


def store_of(place: Place) -> Store:
    """Raises SettingsRefused when its settings no longer describe a place."""
    return _open(place.kind, place.settings)


def devices_of(places: Iterable[PlaceStanding]) -> dict[str, str]:
    """Code → the device that the place is on, for whoever asks which fail together; looks at the disks."""
    return {place.code: _device(place) for place in places}


def _device(place: PlaceStanding) -> str:
    try:
        store = _open(place.kind, json.loads(place.settings))
    except SettingsRefused:
        return place.code
    return store.device() or place.code


def add_missing_places(*, now: datetime) -> None:
    """Of an installation where nobody named a place: its own folder, and a second one beside it.

    The second is on the same disk until somebody adds a better one; `teeka place list` says so.
    """
    if Place.objects.exists():
        return
    for code, path in ((DEFAULT_PLACE, "lists"), (SECOND_PLACE, SECOND_FOLDER)):
        made = Place(code=code, kind="folder", settings={"path": path}, set_by=SET_UP, set_at=now)
        store_of(made).prepare()
        Place.objects.bulk_create([made], ignore_conflicts=True)


def set_place(*, code: str, kind: str, given: Mapping[str, Any], reason: str, by: str, now: datetime) -> None:
    """Add a place, or change its settings; on from now on. It is tried first. Raises PlaceRefused.

    A changed place is a new one: nothing counts as lying there until it was read back. Lock: its row.
    """
    _need(reason)
    if not CODE.fullmatch(code):
        raise PlaceRefused(PlaceRefusal.BAD_CODE)
    if kind not in KINDS:
        raise PlaceRefused(PlaceRefusal.NO_SUCH_KIND)
    if code == DEFAULT_PLACE:
        raise PlaceRefused(PlaceRefusal.OWN_FOLDER)
    _try_out(kind, given)
    with transaction.atomic():
        place, _ = Place.objects.select_for_update().get_or_create(
            code=code, defaults={"kind": kind, "settings": given, "set_by": by, "set_at": now}
        )
        if (place.kind, place.settings) != (kind, dict(given)):
            PackCopy.objects.filter(place=code).delete()
        place.kind, place.settings, place.is_on = kind, dict(given), True
        place.reason, place.set_by, place.set_at = reason, by, now
        place.fault, place.fault_said, place.failing_since = "", "", None
        place.tries, place.not_before, place.worked_at = 0, None, None
        place.save()
        _record(place, "place.set", reason, by=by, now=now)


def switch_place(code: str, *, is_on: bool, reason: str, by: str, now: datetime) -> None:
    """Use a place, or no more; what lies there stays, and counts only while it is on. Raises PlaceRefused.

    Lock: its row.
    """
    _need(reason)
    if code == DEFAULT_PLACE:
        raise PlaceRefused(PlaceRefusal.OWN_FOLDER)
    with transaction.atomic():
        place = Place.objects.select_for_update().filter(code=code).first()
        if place is None:
            raise PlaceRefused(PlaceRefusal.NO_SUCH_PLACE)
        if is_on:
            PackCopy.objects.filter(place=code).delete()  # whatever happened there meanwhile is looked at
        place.is_on, place.reason, place.set_by, place.set_at = is_on, reason, by, now
        place.tries, place.not_before = 0, None
        place.save()
        _record(place, "place.switched_on" if is_on else "place.switched_off", reason, by=by, now=now)


def _open(kind: str, given: Mapping[str, Any]) -> Store:
    return open_store(kind, given, Path(settings.TEEKA_HOME), os.environ)


def _try_out(kind: str, given: Mapping[str, Any]) -> None:
    try:
        _open(kind, given).prepare()
    except SettingsRefused as refused:
        raise PlaceRefused(PlaceRefusal.SETTINGS, (str(refused), str(refused))) from refused
    except StoreFailed as failed:
        raise PlaceRefused(PlaceRefusal.DOES_NOT_WORK, STORE_FAULT_WORDS[failed.fault]) from failed


def _need(reason: str) -> None:
    if not reason.strip():
        raise PlaceRefused(PlaceRefusal.REASON_MISSING)


def _record(place: Place, action: str, reason: str, *, by: str, now: datetime) -> None:
    record_event(
        action=action,
        subject_type="place",
        subject_id=place.code,
        by=by,
        now=now,
        detail={"kind": place.kind, "reason": reason.strip()},
    )

"""What who is in charge does with a session's link: says that they have the list, and takes its files.

A file is given out of the installation's own folder, and only when its bytes are those that were signed.
Everything here runs inside the scope of the link's district.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path, PurePosixPath

from django.utils.crypto import constant_time_compare

from teeka.apps.accounts.queries import failed_tries
from teeka.apps.accounts.services.audit import record_event
from teeka.apps.lists.models import SeenList
from teeka.apps.lists.queries.links import OpenLink, SeenVersion, open_link, seen_versions
from teeka.apps.lists.queries.places import copies_of
from teeka.apps.lists.queries.signatures import known_keys
from teeka.apps.lists.services.index_pages import INDEX_LIST
from teeka.apps.lists.services.manifest import MANIFEST, Entry, ManifestUnreadable, read_manifest
from teeka.apps.lists.services.places import DEFAULT_PLACE, default_folder
from teeka.apps.lists.services.recipients import password_of
from teeka.rules.seen_lists import link_ends_at

TRIED_IN_VAIN = "pack_link.tried_in_vain"
WINDOW = timedelta(minutes=15)
MOST_WRONG_PASSWORDS = 8
LONGEST_NAME = 80


class SeeRefusal(StrEnum):
    NAME_MISSING = "name_missing"
    NEWER_VERSION = "newer_version"
    WRONG_WORD = "wrong_word"
    TOO_MANY = "too_many"
    NOT_THERE = "not_there"


class SeeRefused(Exception):
    def __init__(self, refusal: SeeRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class OpenPack:
    """A session as its link shows it. `files`: names, empty while the newest version is not written yet."""

    link: OpenLink
    versions: list[SeenVersion]
    files: list[str]

    @property
    def newest(self) -> SeenVersion:
        return self.versions[0]

    @property
    def needs_password(self) -> bool:
        """What is locked in the letter is not open behind the link that stands in the same letter."""
        return self.link.generation is not None


def open_pack(link_id: int, *, now: datetime) -> OpenPack | None:
    """None when the link was withdrawn or has ended, or its session fell out or has no list."""
    link = open_link(link_id)
    if link is None or link.withdrawn_at or link.is_cancelled or link_ends_at(link.ends_at) <= now:
        return None
    versions = seen_versions(link.session_code)
    if not versions:
        return None
    return OpenPack(link, versions, sorted(_entries(versions[0].list_id)))


def note_seen(pack: OpenPack, *, version: int, name: str, now: datetime) -> None:
    """Somebody in charge has this version. Said twice it stays with the first. Raises SeeRefused."""
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise SeeRefused(SeeRefusal.NAME_MISSING)
    if version != pack.newest.number:
        raise SeeRefused(SeeRefusal.NEWER_VERSION)
    seen = SeenList(
        frozen_list_id=pack.newest.list_id,
        district_code=pack.link.district_code,
        link_id=pack.link.id,
        seen_by=name,
        seen_at=now,
    )
    SeenList.objects.bulk_create([seen], ignore_conflicts=True)
    _record(pack, "list.seen_by_link", {"version": version}, now=now)


def take_file(pack: OpenPack, name: str, *, password: str, now: datetime) -> bytes:
    """One file of the newest version, read now and compared with its signed hash. Raises SeeRefused."""
    _check_password(pack, password, now=now)
    entry = _entries(pack.newest.list_id).get(name)
    folder = _folder(pack.newest.list_id)
    if entry is None or folder is None:
        raise SeeRefused(SeeRefusal.NOT_THERE)
    try:
        content = (folder / name).read_bytes()
    except OSError as error:
        raise SeeRefused(SeeRefusal.NOT_THERE) from error
    if hashlib.sha256(content).hexdigest() != entry.sha256:
        raise SeeRefused(SeeRefusal.NOT_THERE)
    _record(pack, "list.taken_by_link", {"version": pack.newest.number, "file": name}, now=now)
    return content


def _check_password(pack: OpenPack, password: str, *, now: datetime) -> None:
    if pack.link.generation is None:
        return
    subject = str(pack.link.id)
    if failed_tries(TRIED_IN_VAIN, "pack_link", subject, since=now - WINDOW) >= MOST_WRONG_PASSWORDS:
        raise SeeRefused(SeeRefusal.TOO_MANY)
    right = password_of(pack.link.facility_code, pack.link.generation)
    given = "".join(password.upper().split()).replace("-", "")
    if not constant_time_compare(given, right.replace("-", "")):
        _record(pack, TRIED_IN_VAIN, {}, now=now)
        raise SeeRefused(SeeRefusal.WRONG_WORD)


def _entries(list_id: int) -> dict[str, Entry]:
    """File name → what was signed of it; nothing while the version's folder does not hold it whole."""
    folder = _folder(list_id)
    try:
        manifest = read_manifest(folder / MANIFEST) if folder else None
    except ManifestUnreadable:
        return {}
    if manifest is None:
        return {}
    keys = [known.public for known in known_keys()]
    signed = {
        name: entry
        for name, entry in manifest.files.items()
        if entry.list != INDEX_LIST and any(entry.is_signed_by(key) for key in keys)
    }
    is_newest = any(one.frozen_list == list_id and one.list == "due-list" for one in signed.values())
    return signed if is_newest else {}


def _folder(list_id: int) -> Path | None:
    paths = copies_of(list_id, DEFAULT_PLACE)
    return default_folder() / PurePosixPath(paths[0]).parent if paths else None


def _record(pack: OpenPack, action: str, detail: dict[str, object], *, now: datetime) -> None:
    record_event(
        action=action,
        subject_type="pack_link",
        subject_id=pack.link.id,
        by=f"link {pack.link.id}",
        now=now,
        district_code=pack.link.district_code,
        detail={"session": pack.link.session_code, **detail},
    )

"""Writes the signed manifests: one in each folder that holds lists, and that of the whole folder.

A folder's manifest says nothing of the hour: the same files give the same bytes. The whole one counts up
at every writing, so that an older one that was put back is known by its counter, whatever the clock said.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection

from teeka.apps.lists.folder_names import LOCK
from teeka.apps.lists.queries.signatures import moment, newest_copies, newest_counters
from teeka.apps.lists.services.journal import JOURNAL, Left
from teeka.apps.lists.services.manifest import (
    FOLDER,
    MANIFEST,
    Entry,
    Manifest,
    ManifestUnreadable,
    NewestVersion,
    read_manifest,
    write_manifest,
)
from teeka.apps.lists.services.places import ListsBusy, default_folder, place_of
from teeka.apps.lists.services.signing import Signer, signer_in_force
from teeka.shared.whole_file import only_writer

COUNTED = ("due-list", "facility-list")  # each name once: slips and registers repeat them
RENEWED_EVERY = timedelta(minutes=15)
NOTE = """
    INSERT INTO lists_manifestissue (place, counter, made_at, sha256)
    VALUES (%(place)s, %(counter)s, %(now)s, %(sha256)s)
"""


@dataclass(slots=True)
class ListFolder:
    """A folder that holds lists, and what shall lie there: name → its entry, signed."""

    path: str
    crumbs: tuple[str, ...]
    files: dict[str, Entry] = field(default_factory=dict)

    @property
    def row_count(self) -> int:
        """How many names its lists hold."""
        lists = (entry for name, entry in self.files.items() if name.endswith(".csv"))
        return sum(entry.row_count for entry in lists if entry.list in COUNTED)

    @property
    def due_list(self) -> Entry | None:
        return next((entry for entry in self.files.values() if entry.list == "due-list"), None)


def seal_folder(root: Path, folder: ListFolder, left: Left, signer: Signer) -> Entry:
    """Put its manifest into a folder when it is another; the folder's entry in that of the whole one."""
    path, private = f"{folder.path}/{MANIFEST}", signer.private
    before = left.files.get(path)
    if before and left.is_sealed_with(folder.path, folder.files):
        return before
    version = before.version + 1 if before else 1
    manifest = Manifest(private.public.text, signer.links, folder.files, version)
    written = write_manifest(root / path, manifest, private)
    due_list = folder.due_list
    return Entry(
        path=path,
        list=FOLDER,
        version=version,
        row_count=folder.row_count,
        sha256=written.sha256,
        size=written.size,
        crumbs=folder.crumbs,
        frozen_list=due_list.frozen_list if due_list else None,
        district_code=due_list.district_code if due_list else None,
    ).signed_by(private)


def issue_manifest(
    root: Path, files: Mapping[str, Entry], signer: Signer, *, after: int, now: datetime
) -> None:
    """Replace the whole folder's manifest and forget the journal. Only under the folder's lock.

    `after`: the counter of the one there, 0 when it is not ours. The row is added when the file is in place:
    a kill between them leaves a file that counts further than the rows, never rows that call a good file old.
    """
    place = place_of(root)
    counter = 1 + max(newest_counters(place).anywhere, after)
    manifest = Manifest(
        public_key=signer.private.public.text,
        links=signer.links,
        files=files,
        counter=counter,
        made_at=moment(now),
        newest=_newest(),
    )
    written = write_manifest(root / MANIFEST, manifest, signer.private)
    (root / JOURNAL).unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute(NOTE, {"place": place, "counter": counter, "now": now, "sha256": written.sha256})


def renew_manifest(out: Path | None = None, *, now: datetime) -> bool:
    """Write the manifest again when it is a quarter of an hour old; the lists themselves are left.

    It tells when each copy was last read back, and that the installation lives. Does nothing where
    nothing was written yet, where somebody meddled, or while a run writes. Raises SigningKeyLost, and
    OSError when the folder takes no more.
    """
    root = (out or default_folder()).absolute()
    if not (root / MANIFEST).exists():
        return False
    try:
        with only_writer(root / LOCK, ListsBusy):
            signer = signer_in_force(now=now)
            there = read_manifest(root / MANIFEST)
            if there is None or not there.is_signed_by(signer.private.public) or not _is_old(there, now):
                return False
            issue_manifest(root, there.files, signer, after=there.counter, now=now)
            return True
    except (ListsBusy, ManifestUnreadable):
        return False


def _is_old(there: Manifest, now: datetime) -> bool:
    """Or from the future: the clock was set back, and the counter decides."""
    age = now - datetime.fromisoformat(there.made_at)
    return not timedelta(0) <= age < RENEWED_EVERY


def _newest() -> list[NewestVersion]:
    return [
        NewestVersion(row.session_code, row.version, moment(row.frozen_at), json.loads(row.copies))
        for row in newest_copies()
    ]

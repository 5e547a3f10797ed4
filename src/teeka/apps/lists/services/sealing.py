"""Writes the signed manifests: one a session's folder, and that of the whole folder of lists.

A session's manifest says nothing of the hour: the same files give the same bytes. The whole one
counts up at every writing, so that an older one that was put back is known by its counter, whatever
the clock said.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path, PurePosixPath

from django.db import connection

from teeka.apps.lists.folder_names import LOCK
from teeka.apps.lists.queries.signatures import moment, newest_copies, newest_counters
from teeka.apps.lists.services.journal import JOURNAL
from teeka.apps.lists.services.manifest import (
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
from teeka.rules.signing.statements import file_statement
from teeka.shared.whole_file import hash_of, only_writer

SESSION_MANIFEST = "manifest"
RENEWED_EVERY = timedelta(minutes=15)
NOTE = """
    INSERT INTO lists_manifestissue (place, counter, made_at, sha256)
    VALUES (%(place)s, %(counter)s, %(now)s, %(sha256)s)
"""


def seal_sessions(
    root: Path, entries: Iterable[Entry], before: Mapping[str, Entry], signer: Signer
) -> dict[str, Entry]:
    """Put a manifest into each session's folder where it differs; path → its entry, signed."""
    folders: dict[PurePosixPath, list[Entry]] = defaultdict(list)
    for entry in entries:
        folders[PurePosixPath(entry.path).parent].append(entry)
    sealed = {}
    for folder, inside in folders.items():
        if any(entry.frozen for entry in inside):
            path = (folder / MANIFEST).as_posix()
            sealed[path] = _sealed(root, path, inside, before.get(path), signer)
    return sealed


def _sealed(root: Path, path: str, inside: list[Entry], before: Entry | None, signer: Signer) -> Entry:
    digest = hashlib.sha256(repr((signer.known.public_key, signer.links)).encode())
    for entry in sorted(inside, key=lambda one: one.path):
        digest.update(file_statement(asdict(entry)))
    contents = digest.hexdigest()
    if before and before.contents == contents and hash_of(root / path) == before.sha256:
        return before
    private = signer.private
    inner = [replace(entry, path=PurePosixPath(entry.path).name) for entry in inside]
    files = {entry.path: entry.signed_by(private) for entry in inner}
    written = write_manifest(root / path, Manifest(private.public.text, signer.links, files), private)
    version = before.version + (before.contents != contents) if before else 1
    return Entry(
        path, SESSION_MANIFEST, version, len(files), written.sha256, written.size, contents
    ).signed_by(private)


def issue_manifest(root: Path, files: Mapping[str, Entry], signer: Signer, *, now: datetime) -> None:
    """Replace the whole folder's manifest and forget the journal. Only under the folder's lock.

    The row is added when the file is in place: a kill between them leaves a file that counts further
    than the rows, never rows that call a good file old.
    """
    place = place_of(root)
    counter = 1 + max(newest_counters(place).anywhere, _counter_there(root, signer))
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
            issue_manifest(root, there.files, signer, now=now)
            return True
    except (ListsBusy, ManifestUnreadable):
        return False


def _is_old(there: Manifest, now: datetime) -> bool:
    """Or from the future: the clock was set back, and the counter decides."""
    age = now - datetime.fromisoformat(there.made_at)
    return not timedelta(0) <= age < RENEWED_EVERY


def _counter_there(root: Path, signer: Signer) -> int:
    try:
        there = read_manifest(root / MANIFEST)
    except ManifestUnreadable:
        return 0
    return there.counter if there and there.is_signed_by(signer.private.public) else 0


def _newest() -> list[NewestVersion]:
    rows = groupby(newest_copies(), key=lambda row: (row.session_code, row.version, row.frozen_at))
    return [
        NewestVersion(
            code,
            version,
            moment(frozen_at),
            {row.place: moment(row.verified_at) for row in copies if row.place and row.verified_at},
        )
        for (code, version, frozen_at), copies in rows
    ]

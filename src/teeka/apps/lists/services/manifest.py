"""What lies in a folder of lists: for each file its hash, version, rows, and which frozen list it prints.

`manifest.json` is replaced when a run ends. Until then each finished document is noted in
`manifest.journal`, so that a run that was killed goes on where it stopped.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from teeka.apps.lists.catalogue import Wanted
from teeka.apps.lists.documents.moments import BEFORE_ANYTHING
from teeka.formats.outgoing.registry import EDITION
from teeka.shared.whole_file import write_whole

MANIFEST = "manifest.json"
JOURNAL = "manifest.journal"
SCHEMA = "teeka.manifest/1"


class ManifestUnreadable(Exception):
    """manifest.json is there, but nobody can read it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file. `frozen_list` and `frozen_sha256` are empty for lists above the sessions."""

    path: str
    list: str
    version: int
    row_count: int
    sha256: str
    size: int
    contents: str  # hash of what the file was made of: when it is the same, so is the file
    crumbs: tuple[str, ...] = ()
    frozen_list: int | None = None
    frozen_sha256: str = ""
    district_code: int | None = None


def contents_of(wanted: Wanted) -> str:
    """Hash of everything that decides a list's bytes, but for the hour of lists that are of now."""
    document = wanted.document
    if wanted.is_of_now:
        document = replace(document, made_at=BEFORE_ANYTHING, stamp="", identity="")
    return hashlib.sha256(f"{EDITION} {document!r}".encode()).hexdigest()


def read_manifest(root: Path) -> dict[str, Entry]:
    """Path → entry, as the last run left it, with what a killed run had finished."""
    try:
        entries = entries_of((root / MANIFEST).read_bytes())
    except FileNotFoundError:
        entries = {}
    except ManifestUnreadable as error:
        raise ManifestUnreadable(str(root / MANIFEST)) from error
    return {**entries, **_read_journal(root)}


def entries_of(manifest: bytes) -> dict[str, Entry]:
    """Path → entry, of a manifest's bytes. Raises ManifestUnreadable."""
    try:
        return {item["path"]: _entry(item) for item in json.loads(manifest)["files"]}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ManifestUnreadable(MANIFEST) from error


def write_manifest(root: Path, entries: Mapping[str, Entry]) -> None:
    """Replace the manifest and forget the journal. The same entries give the same bytes."""
    lines = ",\n".join(
        json.dumps(asdict(entries[path]), ensure_ascii=False, sort_keys=True) for path in sorted(entries)
    )
    text = f'{{"schema": "{SCHEMA}", "file_count": {len(entries)}, "files": [\n{lines}\n]}}\n'
    write_whole(root / MANIFEST, text.encode())
    (root / JOURNAL).unlink(missing_ok=True)


class Journal:
    """Notes what is finished, one line a document."""

    def __init__(self, root: Path) -> None:
        self._file = (root / JOURNAL).open("a", encoding="utf-8")
        self._file.write("\n")  # ends the line on which an earlier run was killed

    def note(self, entries: Iterable[Entry]) -> None:
        self._file.write(json.dumps([asdict(entry) for entry in entries], ensure_ascii=False) + "\n")
        self._file.flush()

    def close(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()


def _read_journal(root: Path) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    try:
        lines = (root / JOURNAL).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return entries
    for line in lines:
        try:
            noted = [_entry(item) for item in json.loads(line)]
        except (ValueError, TypeError, KeyError):
            continue  # the line on which the run was killed; its files are made again
        entries |= {entry.path: entry for entry in noted}
    return entries


def _entry(item: dict[str, Any]) -> Entry:
    known = {field.name for field in fields(Entry)}
    return Entry(**{**{key: item[key] for key in item if key in known}, "crumbs": tuple(item["crumbs"])})

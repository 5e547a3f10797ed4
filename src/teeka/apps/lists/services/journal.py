"""What a run has finished before its manifest is written, so that one that was killed goes on there."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from teeka.apps.lists.services.manifest import MANIFEST, Entry, read_entry, read_manifest
from teeka.rules.signing.keys import PublicKey

JOURNAL = "manifest.journal"


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


def trusted_entries(root: Path, key: PublicKey) -> dict[str, Entry]:
    """Path → entry, as the last run left it, with what a killed run had finished: only what `key` signed.

    What somebody wrote into the manifest is not taken over, so that it never gets a signature of ours.
    Raises ManifestUnreadable.
    """
    manifest = read_manifest(root / MANIFEST)
    entries = dict(manifest.files) if manifest else {}
    if manifest and not manifest.is_signed_by(key):
        entries = _signed(entries.values(), key)
    return {**entries, **_signed(noted_entries(root), key)}


def _signed(entries: Iterable[Entry], key: PublicKey) -> dict[str, Entry]:
    return {entry.path: entry for entry in entries if entry.is_signed_by(key)}


def noted_entries(root: Path) -> list[Entry]:
    entries: list[Entry] = []
    try:
        lines = (root / JOURNAL).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return entries
    for line in lines:
        try:
            entries += [read_entry(item) for item in json.loads(line)]
        except (ValueError, TypeError, KeyError, AttributeError):
            continue  # the line on which the run was killed; its files are made again
    return entries

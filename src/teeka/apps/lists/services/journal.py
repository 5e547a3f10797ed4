"""What lies in a folder of lists before a run: what the last one left, and what one that was killed had
finished before its manifest was written, so that the next goes on there.
"""

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from teeka.apps.lists.services.manifest import (
    MANIFEST,
    Entry,
    ManifestUnreadable,
    manifest_of,
    read_entry,
    read_manifest,
)
from teeka.rules.signing.keys import PrivateKey

JOURNAL = "manifest.journal"


class Journal:
    """Notes what is finished, one line a document, with paths as seen from the whole folder."""

    def __init__(self, root: Path, private: PrivateKey) -> None:
        self._private = private
        self._file = (root / JOURNAL).open("a", encoding="utf-8")
        self._file.write("\n")  # ends the line on which an earlier run was killed

    def note(self, folder: str, entries: Iterable[Entry]) -> None:
        lines = [entry.within(folder).signed_by(self._private).values for entry in entries]
        self._file.write(json.dumps(lines, ensure_ascii=False) + "\n")
        self._file.flush()

    def close(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()


class Left:
    """What was left, as far as the key in force signed it; a folder's own manifest is read when asked for.

    What somebody wrote into a manifest is not taken over, so that it never gets a signature of ours.
    `is_strange`: a manifest is there that is not ours, so that it may not name all that should be there.
    """

    def __init__(self, root: Path, private: PrivateKey) -> None:
        """Raises ManifestUnreadable."""
        self._root, self._key = root, private.public
        there = read_manifest(root / MANIFEST)
        is_ours = there is not None and there.is_signed_by(self._key)
        self.is_strange = not is_ours and (root / MANIFEST).exists()
        self.counter = there.counter if there and is_ours else 0
        files = there.files if there else {}
        self.files = dict(files) if is_ours else self._signed(files)
        self._sealed: dict[str, dict[str, Entry]] = {}
        self._whole: set[str] = set()  # folders whose manifest is the one that stands in the whole one
        self._noted: dict[str, dict[str, Entry]] = defaultdict(dict)
        for path, entry in self._signed({one.path: one for one in noted_entries(root)}).items():
            name = path.rpartition("/")[2]
            self._noted[entry.folder][name] = replace(entry, path=name).signed_by(private)

    def sealed(self, folder: str) -> dict[str, Entry]:
        """Name → entry, as the folder's own manifest says."""
        if folder not in self._sealed:
            self._sealed[folder] = self._read(folder)
        return self._sealed[folder]

    def is_sealed_with(self, folder: str, files: Mapping[str, Entry]) -> bool:
        """Whether the folder's manifest names just these, and the whole one names it."""
        return self.sealed(folder) == files and folder in self._whole

    def found(self, folder: str, name: str) -> Entry | None:
        """What is known of one file of a folder, be it from a run that was killed."""
        return self._noted[folder].get(name) or self.sealed(folder).get(name)

    def _read(self, folder: str) -> dict[str, Entry]:
        """A run that was killed leaves a manifest that the whole one does not name yet."""
        path = f"{folder}/{MANIFEST}"
        try:
            content = (self._root / path).read_bytes()
            manifest = manifest_of(content)
        except (FileNotFoundError, ManifestUnreadable):
            return {}
        files = manifest.files if manifest else {}
        line = self.files.get(path)
        if line is None or hashlib.sha256(content).hexdigest() != line.sha256:
            return self._signed(files)
        self._whole.add(folder)
        return dict(files)

    def _signed(self, files: Mapping[str, Entry]) -> dict[str, Entry]:
        return {path: entry for path, entry in files.items() if entry.is_signed_by(self._key)}


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

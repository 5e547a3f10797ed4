"""Checks that what lies in a folder of lists is what was published, and names each file that is not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from teeka.apps.lists.catalogue import due_lists
from teeka.apps.lists.queries.published import PublishedList, lists_by_id, recorded_copies
from teeka.apps.lists.services.manifest import JOURNAL, MANIFEST, Entry, ManifestUnreadable, read_manifest
from teeka.apps.lists.services.places import LOCK, default_folder, place_of
from teeka.formats.outgoing.registry import FORMATS
from teeka.gateways.store.folder import MARK
from teeka.shared.whole_file import UNFINISHED, hash_of

Recorded = Mapping[tuple[int, str], str]  # (frozen list, path) → hash when it was read back
OURS = frozenset({MANIFEST, JOURNAL, LOCK, MARK})


class Fault(StrEnum):
    NO_MANIFEST = "no_manifest"
    MANIFEST_UNREADABLE = "manifest_unreadable"
    MISSING = "missing"
    CHANGED = "changed"
    NOT_OURS = "not_ours"
    NOT_PUBLISHED = "not_published"
    OTHER_VERSION = "other_version"
    OTHER_ROWS = "other_rows"
    OTHER_RECORD = "other_record"


# What is wrong, and what to do: (english, hindi), with the path put in front.
FAULT_WORDS = {
    Fault.NO_MANIFEST: (
        "lists were written here, but manifest.json is gone; run teeka lists",
        "यहाँ सूचियाँ लिखी गई थीं, पर manifest.json नहीं है; teeka lists चलाएँ",
    ),
    Fault.MANIFEST_UNREADABLE: (
        "cannot be read; delete it and run teeka lists",
        "पढ़ा नहीं जा सकता; इसे हटाएँ और teeka lists चलाएँ",
    ),
    Fault.MISSING: ("is not there; run teeka lists", "यहाँ नहीं है; teeka lists चलाएँ"),
    Fault.CHANGED: (
        "is not what was written: somebody or the disk changed it; run teeka lists",
        "वह नहीं है जो लिखा गया था; teeka lists चलाएँ",
    ),
    Fault.NOT_OURS: (
        "is not in the manifest: find out who put it there, then delete it",
        "सूची-पत्र में नहीं है: पता करें किसने रखा, फिर हटाएँ",
    ),
    Fault.NOT_PUBLISHED: (
        "names a list that was never published; run teeka lists",
        "ऐसी सूची का नाम लेता है जो प्रकाशित नहीं हुई; teeka lists चलाएँ",
    ),
    Fault.OTHER_VERSION: (
        "has another version or hash in the manifest than was published; run teeka lists",
        "का संस्करण या हैश प्रकाशित सूची से अलग है; teeka lists चलाएँ",
    ),
    Fault.OTHER_ROWS: (
        "has another number of names in the manifest than was published; run teeka lists",
        "में नामों की संख्या प्रकाशित सूची से अलग है; teeka lists चलाएँ",
    ),
    Fault.OTHER_RECORD: (
        "has another hash than when it was written and read back: file and manifest were both changed",
        "का हैश लिखते समय के हैश से अलग है: फ़ाइल और manifest दोनों बदले गए",
    ),
}


@dataclass(frozen=True, slots=True)
class ListFault:
    path: str
    fault: Fault

    def sentence(self, language: str = "en") -> str:
        return f"{self.path} {FAULT_WORDS[self.fault][language == 'hi']}."


@dataclass(frozen=True, slots=True)
class ListsChecked:
    files: int
    faults: tuple[ListFault, ...]


def verify_lists(out: Path | None = None) -> ListsChecked:
    """Invariant 9: each file matches its manifest entry, each entry its frozen version. Reads only.

    A folder to which nothing was ever written has nothing wrong.
    """
    root = (out or default_folder()).absolute()
    recorded = {(copy.frozen_list, copy.path): copy.sha256 for copy in recorded_copies(place_of(root))}
    if not (root / MANIFEST).exists() and not (root / JOURNAL).exists():
        return ListsChecked(0, (ListFault(MANIFEST, Fault.NO_MANIFEST),) if recorded else ())
    try:
        entries = read_manifest(root)
    except ManifestUnreadable:
        return ListsChecked(0, (ListFault(MANIFEST, Fault.MANIFEST_UNREADABLE),))
    published = lists_by_id(
        [entry.frozen_list for entry in entries.values() if entry.frozen_list is not None]
    )
    faults = (
        *(
            fault
            for path in sorted(entries)
            for fault in _faults_of(root, entries[path], published, recorded)
        ),
        *_strangers(root, entries),
    )
    return ListsChecked(len(entries), faults)


def remake(frozen_list: PublishedList, format_name: str) -> bytes:
    """A published due list again, from its frozen rows alone: the bytes that were written then."""
    wanted = next(iter(due_lists([frozen_list])))
    return FORMATS[format_name].write(wanted.document)


def _faults_of(
    root: Path, entry: Entry, published: Mapping[int, PublishedList], recorded: Recorded
) -> Iterator[ListFault]:
    found = hash_of(root / entry.path)
    if found is None:
        yield ListFault(entry.path, Fault.MISSING)
    elif found != entry.sha256:
        yield ListFault(entry.path, Fault.CHANGED)
    if entry.frozen_list is None:
        return
    frozen = published.get(entry.frozen_list)
    if frozen is None:
        yield ListFault(entry.path, Fault.NOT_PUBLISHED)
        return
    if (frozen.version, frozen.sha256) != (entry.version, entry.frozen_sha256):
        yield ListFault(entry.path, Fault.OTHER_VERSION)
    if entry.list == "due-list" and frozen.row_count != entry.row_count:
        yield ListFault(entry.path, Fault.OTHER_ROWS)
    if recorded.get((frozen.id, entry.path), entry.sha256) != entry.sha256:
        yield ListFault(entry.path, Fault.OTHER_RECORD)


def _strangers(root: Path, entries: Mapping[str, Entry]) -> Iterator[ListFault]:
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and name not in entries and name not in OURS and path.suffix != UNFINISHED:
            yield ListFault(name, Fault.NOT_OURS)

"""Checks that what lies in a folder of lists is what was published, and names each file that is not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from teeka.apps.lists.queries.published import PublishedList, lists_by_id, recorded_copies
from teeka.apps.lists.queries.signatures import key_in_force, newest_counters
from teeka.apps.lists.services.copy_check import check_copy
from teeka.apps.lists.services.faults import Fault, ListFault
from teeka.apps.lists.services.journal import JOURNAL
from teeka.apps.lists.services.manifest import MANIFEST, Entry
from teeka.apps.lists.services.places import default_folder, place_of

Recorded = Mapping[tuple[int, str], str]  # (frozen list, path) → hash when it was read back


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
    copy = check_copy(root, key_in_force(), newest_counter=newest_counters(place_of(root)).here)
    published = lists_by_id(
        [entry.frozen_list for entry in copy.entries.values() if entry.frozen_list is not None]
    )
    faults = (
        fault
        for path in sorted(copy.entries)
        for fault in _against_published(path, copy.entries[path], published, recorded)
    )
    return ListsChecked(len(copy.entries), (*copy.faults, *faults))


def _against_published(
    path: str, entry: Entry, published: Mapping[int, PublishedList], recorded: Recorded
) -> Iterator[ListFault]:
    if entry.frozen_list is None or entry.is_folder:
        return
    frozen = published.get(entry.frozen_list)
    if frozen is None or entry.frozen is None:
        yield ListFault(path, Fault.NOT_PUBLISHED)
        return
    if (frozen.version, frozen.sha256) != (entry.version, entry.frozen.mark.sha256):
        yield ListFault(path, Fault.OTHER_VERSION)
    if entry.list == "due-list" and frozen.row_count != entry.row_count:
        yield ListFault(path, Fault.OTHER_ROWS)
    if recorded.get((frozen.id, path), entry.sha256) != entry.sha256:
        yield ListFault(path, Fault.OTHER_RECORD)

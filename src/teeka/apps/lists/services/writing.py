"""Writes published lists into a folder that any static web server can serve, and notes each verified copy."""

import errno
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from teeka.apps.lists.catalogue import LISTS, ListKind, Scope, Wanted
from teeka.apps.lists.folder_names import LOCK
from teeka.apps.lists.queries.published import versions_of
from teeka.apps.lists.services.contents import contents_of
from teeka.apps.lists.services.copies import record_copies
from teeka.apps.lists.services.files import remove_file, write_document
from teeka.apps.lists.services.index_pages import INDEX, INDEX_LIST, folder_page, pages_above
from teeka.apps.lists.services.journal import Journal, Left
from teeka.apps.lists.services.manifest import Entry
from teeka.apps.lists.services.places import ListsBusy, default_folder, place_of
from teeka.apps.lists.services.sealing import ListFolder, issue_manifest, seal_folder
from teeka.apps.lists.services.signing import Signer, sign_versions, signed_version, signer_in_force
from teeka.apps.lists.services.workers import press
from teeka.formats.outgoing.registry import FORMATS
from teeka.rules.store_faults import StoreFault
from teeka.shared.whole_file import (
    FileDamaged,
    WrittenFile,
    hash_of,
    only_writer,
    remove_unfinished,
    write_whole,
)

CHUNK = 40  # documents read from the database in one statement
LANES = 8  # folders that are sealed at once
FEW = 10  # documents for which no worker is started: it would take longer than the work


class Progress(Protocol):
    def __call__(self, done: int, total: int) -> None: ...


class ListsNotWritten(Exception):
    """The folder took no more: what is written is whole, and the next run goes on."""

    def __init__(self, sentence: str, fault: StoreFault) -> None:
        super().__init__(sentence)
        self.fault = fault


@dataclass(slots=True)
class ListsWritten:
    """What a run did. `files` counts what lies there afterwards, of the sessions asked for."""

    out: Path
    documents: int = 0
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    files: int = 0
    bytes_written: int = 0
    by_list: dict[str, int] = field(default_factory=dict)


def write_lists(
    out: Path | None = None, *, now: datetime, scope: Scope | None = None, progress: Progress | None = None
) -> ListsWritten:
    """Make the folder say what is published: new and changed lists are written, all others left.

    Of the folders of other sessions than the asked, a run reads and writes the one line that is theirs in
    the manifest. Where that is not ours (an earlier teeka's, or of a key that ended) all are written anew.

    Locks: a file lock on the folder, so that two runs never write at once. The database is only read,
    but for the signatures of new versions at the beginning and the record of verified copies at the
    end. Safe to kill and to repeat at any point.
    Raises ListsBusy, ListsNotWritten, ManifestUnreadable and SigningKeyLost.
    """
    root = (out or default_folder()).absolute()
    sign_versions(now=now)
    signer = signer_in_force(now=now)
    try:
        root.mkdir(parents=True, exist_ok=True)
        with only_writer(root / LOCK, ListsBusy):
            left = Left(root, signer.private)
            asked = Scope(now) if scope is None or left.is_strange else scope
            run = _Run(root, asked, progress or (lambda done, total: None), signer, left)
            run.write_all()
            record_copies(run.due_lists(), place=place_of(root), now=now)
            issue_manifest(root, run.files, signer, after=left.counter, now=now)
            run.remove_unwanted()
    except (OSError, FileDamaged, BrokenProcessPool) as fault:
        raise ListsNotWritten(_sentence(root, fault), _fault(fault)) from fault
    return run.result


@dataclass(frozen=True, slots=True)
class _Ticket:
    kind: ListKind
    wanted: Wanted
    contents: str


class _Run:
    """One run's state: what lay there before, what shall lie there now."""

    def __init__(self, root: Path, scope: Scope, progress: Progress, signer: Signer, left: Left) -> None:
        self.root, self.scope, self.progress, self.signer, self.left = root, scope, progress, signer, left
        self.result = ListsWritten(root)
        self.folders: dict[str, ListFolder] = {}  # those whose lists this run itself wrote or compared
        self.files: dict[str, Entry] = {}  # what the whole folder's manifest shall name
        self.taken: Counter[tuple[str, ...]] = Counter()

    def write_all(self) -> None:
        kinds = [kind for kind in LISTS if self.scope.is_all or kind.is_of_a_session]
        asked = {ask: ask(self.scope) for ask in {kind.keys for kind in kinds}}
        keys = {kind.name: asked[kind.keys] for kind in kinds}
        total = sum(len(found) for found in keys.values())
        journal = Journal(self.root, self.signer.private)
        try:
            for ticket, files in self._made(kinds, keys, few=total <= FEW):
                journal.note(self._folder(ticket).path, self._noted(ticket, files))
                self.progress(self.result.documents, total)
        finally:
            journal.close()
        self._finish()

    def _made(
        self, kinds: Sequence[ListKind], keys: dict[str, Sequence[Any]], *, few: bool
    ) -> Iterator[tuple[_Ticket, list[WrittenFile]]]:
        """Each document that had to be written, with its files."""
        if few:
            for ticket in self._stale(kinds, keys):
                yield ticket, write_document(self._at(ticket), ticket.wanted.document, ticket.kind.formats)
            return
        with press() as workers:
            for ticket in self._stale(kinds, keys):
                yield from workers.print(
                    ticket, self._at(ticket), ticket.wanted.document, ticket.kind.formats
                )
            yield from workers.rest()

    def _stale(self, kinds: Sequence[ListKind], keys: dict[str, Sequence[Any]]) -> Iterator[_Ticket]:
        """What does not lie there yet as it should; what does is taken over."""
        for kind in kinds:
            remaining = iter(keys[kind.name])
            while chunk := list(islice(remaining, CHUNK)):
                for made in kind.make(chunk):
                    wanted = self._in_its_own_folder(self._with_a_key(made))
                    ticket = _Ticket(kind, wanted, contents_of(wanted))
                    self.result.documents += 1
                    if not self._is_there(ticket):
                        yield ticket

    def _with_a_key(self, wanted: Wanted) -> Wanted:
        """A list of no version names the key in force."""
        if wanted.document.public_key:
            return wanted
        return replace(wanted, document=replace(wanted.document, public_key=self.signer.known.public_key))

    def _in_its_own_folder(self, wanted: Wanted) -> Wanted:
        """Two places may be spelt alike (Sadar, SADAR): the second gets a number."""
        name = (*wanted.folder, wanted.document.name)
        self.taken[name] += 1
        if self.taken[name] == 1:
            return wanted
        return replace(wanted, folder=(*wanted.folder[:-1], f"{wanted.folder[-1]}-{self.taken[name]}"))

    def _is_there(self, ticket: _Ticket) -> bool:
        folder, found = self._folder(ticket), {}
        for form in ticket.kind.formats:
            name = FORMATS[form].file_name(ticket.wanted.document)
            entry = self.left.found(folder.path, name)
            if entry is None or entry.contents != ticket.contents:
                return False
            if hash_of(self.root / folder.path / name) != entry.sha256:
                return False
            found[name] = entry
        folder.files |= found
        self.result.unchanged += 1
        return True

    def _noted(self, ticket: _Ticket, files: Sequence[WrittenFile]) -> list[Entry]:
        entries = [self._entry(ticket, file) for file in files]
        self._folder(ticket).files |= {entry.path: entry for entry in entries}
        self.result.written += 1
        self.result.bytes_written += sum(file.size for file in files)
        name = ticket.kind.name
        self.result.by_list[name] = self.result.by_list.get(name, 0) + 1
        return entries

    def _entry(self, ticket: _Ticket, file: WrittenFile) -> Entry:
        published = ticket.wanted.published
        earlier = self.left.found(self._folder(ticket).path, file.name)
        # Lists that are not frozen have a version that counts how often their contents changed.
        counted = earlier.version + (earlier.contents != ticket.contents) if earlier else 1
        return Entry(
            path=file.name,
            list=ticket.kind.name,
            version=published.version if published else counted,
            row_count=len(ticket.wanted.document.rows),
            sha256=file.sha256,
            size=file.size,
            contents=ticket.contents,
            frozen_list=published.id if published else None,
            district_code=published.district_code if published else None,
            frozen=signed_version(published) if published else None,
        ).signed_by(self.signer.private)

    def _folder(self, ticket: _Ticket) -> ListFolder:
        path = "/".join(ticket.wanted.folder)
        if path not in self.folders:
            self.folders[path] = ListFolder(path, ticket.wanted.crumbs)
        return self.folders[path]

    def _at(self, ticket: _Ticket) -> Path:
        return self.root.joinpath(*ticket.wanted.folder)

    def _finish(self) -> None:
        """The folders' own pages and manifests, then the pages above them."""
        sealed = self._not_asked_for()
        before = {path: entry for path, entry in self.left.files.items() if entry.is_folder}
        touched = {*self.folders, *(entry.folder for path, entry in before.items() if path not in sealed)}
        with ThreadPoolExecutor(LANES) as lanes:  # the disk is waited for side by side
            sealed |= {entry.path: entry for entry in lanes.map(self._sealed, self.folders.values())}
        pages = pages_above(sealed.values(), touched)
        others = self.left.files.keys() - before.keys() - pages.keys()
        self.files = {path: self.left.files[path] for path in others} | sealed
        self.files |= {path: self._page("", path, page) for path, page in pages.items() if page}
        self.result.files = sum(map(bool, pages.values()))
        self.result.files += sum(1 + len(folder.files) for folder in self.folders.values())

    def _sealed(self, folder: ListFolder) -> Entry:
        folder.files[INDEX] = self._page(folder.path, INDEX, folder_page(folder))
        return seal_folder(self.root, folder, self.left, self.signer)

    def _not_asked_for(self) -> dict[str, Entry]:
        """Path → line of each folder that stays as it is. One of an asked session is the session's no more
        when this run did not come to it: it lies elsewhere now.
        """
        if self.scope.is_all:
            return {}
        asked = versions_of(on=self.scope.on, session_codes=self.scope.session_codes)
        folders = ((path, entry) for path, entry in self.left.files.items() if entry.is_folder)
        return {path: entry for path, entry in folders if entry.frozen_list not in asked}

    def _page(self, folder: str, path: str, page: bytes) -> Entry:
        digest, target = hashlib.sha256(page).hexdigest(), self.root / folder / path
        remove_unfinished(target.parent, below=False)
        if hash_of(target) != digest:
            write_whole(target, page)
        return Entry(path, INDEX_LIST, 1, 0, digest, len(page)).signed_by(self.signer.private)

    def due_lists(self) -> list[Entry]:
        """Those that this run itself wrote or compared."""
        return [
            entry.within(folder.path)
            for folder in self.folders.values()
            for entry in folder.files.values()
            if entry.list == "due-list"
        ]

    def remove_unwanted(self) -> None:
        """When no manifest names them any more."""
        gone = {path: entry for path, entry in self.left.files.items() if path not in self.files}
        unwanted = set(gone)
        for folder in {*self.folders, *(entry.folder for entry in gone.values() if entry.is_folder)}:
            wanted = self.folders[folder].files if folder in self.folders else {}
            unwanted |= {f"{folder}/{name}" for name in self.left.sealed(folder) if name not in wanted}
        for path in unwanted:
            remove_file(self.root, self.root / path)
            self.result.removed += 1


def _sentence(root: Path, fault: OSError | FileDamaged | BrokenProcessPool) -> str:
    if isinstance(fault, BrokenProcessPool):
        what = "A process that makes lists was stopped from outside, perhaps for want of memory."
    elif isinstance(fault, FileDamaged):
        what = f"A file written to {root} was read back damaged ({fault}): the disk may be failing."
    elif fault.errno in {errno.ENOSPC, errno.EDQUOT}:
        what = f"The disk of {root} is full. Make room, or give another folder with --out."
    else:
        what = f"The folder {root} could not be written ({fault.strerror})."
    return f"{what} What is already there is whole; run `teeka lists` again and it goes on from there."


def _fault(fault: OSError | FileDamaged | BrokenProcessPool) -> StoreFault:
    if isinstance(fault, FileDamaged):
        return StoreFault.DAMAGED
    if isinstance(fault, BrokenProcessPool):
        return StoreFault.BROKEN
    return StoreFault.FULL if fault.errno in {errno.ENOSPC, errno.EDQUOT} else StoreFault.NOT_ALLOWED

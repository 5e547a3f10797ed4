"""Checks a copy of lists with nothing but the copy and a public key: no database, no installation.

Everything that does not agree is named by its file: a file by the manifest of its folder, that one by the
manifest of the whole. The copy of one session, taken alone, is checked by the manifest in its own folder.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from teeka.apps.lists.folder_names import LOCK
from teeka.apps.lists.services.faults import Fault, ListFault
from teeka.apps.lists.services.journal import JOURNAL, noted_entries
from teeka.apps.lists.services.manifest import (
    MANIFEST,
    Entry,
    Manifest,
    ManifestUnreadable,
    manifest_of,
    read_manifest,
)
from teeka.gateways.store.folder import MARK
from teeka.rules.signing.chain import Trusted, trusted_keys
from teeka.rules.signing.keys import KeyUnreadable, PublicKey
from teeka.rules.signing.statements import version_statement
from teeka.shared.whole_file import UNFINISHED, hash_of

OURS = frozenset({MANIFEST, JOURNAL, LOCK, MARK})
Keys = Mapping[str, Trusted]  # key id → key that counts


@dataclass(frozen=True, slots=True)
class CopyChecked:
    """`key` signed the manifest; `entries`: path in the copy → what was signed of it, a killed run's too."""

    faults: tuple[ListFault, ...]
    entries: Mapping[str, Entry]
    manifest: Manifest | None = None
    key: PublicKey | None = None
    keys: Keys | None = None


def check_copy(root: Path, own: PublicKey | None, *, newest_counter: int = 0) -> CopyChecked:
    """Compare each file with what was signed of it. Without a key of one's own, with the copy's: then
    nobody but the copy vouches for the key, and its fingerprint must be compared by eye.

    newest_counter: of the newest manifest that is known of; an older one was put back.
    """
    try:
        manifest = read_manifest(root / MANIFEST)
    except ManifestUnreadable:
        return CopyChecked((ListFault(MANIFEST, Fault.MANIFEST_UNREADABLE),), {})
    noted = {entry.path: entry for entry in noted_entries(root)}
    if manifest is None and not noted:
        return CopyChecked((ListFault(MANIFEST, Fault.NO_MANIFEST),), {})
    if manifest is None:
        manifest = Manifest("", (), {})
    key = _key(manifest)
    own = own or key
    keys = trusted_keys(own, manifest.links) if own else {}
    said = _Said(root, keys)
    said.read(manifest, noted)
    faults = (
        *_of_manifest(manifest, key, keys, newest_counter),
        *_of_files(root, said, keys),
        *_strangers(root, said),
    )
    return CopyChecked(faults, said.entries, manifest, key, keys)


def _key(manifest: Manifest) -> PublicKey | None:
    try:
        return PublicKey.read(manifest.public_key)
    except KeyUnreadable:
        return None


def _of_manifest(
    manifest: Manifest, key: PublicKey | None, keys: Keys, newest_counter: int
) -> Iterator[ListFault]:
    if not manifest.signed_part and not manifest.files:
        return  # only a journal: the first run was killed
    trusted = keys.get(key.key_id) if key else None
    if trusted is None:
        yield ListFault(MANIFEST, Fault.OTHER_KEY)
    elif not manifest.is_signed_by(trusted.key):
        yield ListFault(MANIFEST, Fault.MANIFEST_FORGED)
    elif trusted.ended_at is not None:
        yield ListFault(MANIFEST, Fault.KEY_ENDED)  # only the key in force knows that this one ended
    if manifest.counter < newest_counter:
        yield ListFault(MANIFEST, Fault.OLD_MANIFEST)


@dataclass(slots=True)
class _Said:
    """What the manifests of a copy say of its files; of folders whose manifest is not the one named, why."""

    root: Path
    keys: Keys
    entries: dict[str, Entry] = field(default_factory=dict)
    of_folders: dict[str, Fault] = field(default_factory=dict)

    def read(self, manifest: Manifest, noted: Mapping[str, Entry]) -> None:
        self.entries |= manifest.files
        for path, entry in manifest.files.items():
            if entry.is_folder and _stays_inside(path):
                self._read_folder(entry)
        self.entries |= {path: entry for path, entry in noted.items() if _is_signed(entry, self.keys)}

    def _read_folder(self, folder: Entry) -> None:
        try:
            content = (self.root / folder.path).read_bytes()
            inner = manifest_of(content)
        except FileNotFoundError:
            self.of_folders[folder.folder] = Fault.NO_MANIFEST
            return
        except (OSError, ManifestUnreadable):
            inner = None
        if inner is None:
            self.of_folders[folder.folder] = Fault.MANIFEST_UNREADABLE
            return
        self.entries |= {f"{folder.folder}/{name}": entry for name, entry in inner.files.items()}
        if hashlib.sha256(content).hexdigest() != folder.sha256:
            self.of_folders[folder.folder] = self._why(folder, inner)

    def _why(self, folder: Entry, inner: Manifest) -> Fault:
        """A folder that its own manifest vouches for is whole: it, or the whole manifest, is an older one."""
        if not any(inner.is_signed_by(trusted.key) for trusted in self.keys.values()):
            return Fault.MANIFEST_FORGED
        if inner.version == folder.version:
            return Fault.CHANGED
        return Fault.OLD_FILE if inner.version < folder.version else Fault.NEWER_FILE


def _of_files(root: Path, said: _Said, keys: Keys) -> Iterator[ListFault]:
    for path in sorted(said.entries):
        entry = said.entries[path]
        if not _is_signed(entry, keys) or not _stays_inside(path):
            yield ListFault(path, Fault.ENTRY_FORGED)
            continue
        yield from _of_version(path, entry, keys)
        of_folder = said.of_folders.get(path.rpartition("/")[0])
        if entry.is_folder:
            if of_folder is not None:
                yield ListFault(path, of_folder)
            continue
        found = hash_of(root / path)
        if found is None:
            yield ListFault(path, Fault.MISSING)
        elif found != entry.sha256:
            yield ListFault(path, Fault.CHANGED)
        elif of_folder in {Fault.OLD_FILE, Fault.NEWER_FILE}:
            yield ListFault(path, of_folder)


def _is_signed(entry: Entry, keys: Keys) -> bool:
    trusted = keys.get(entry.key_id)
    return trusted is not None and entry.is_signed_by(trusted.key)


def _of_version(path: str, entry: Entry, keys: Keys) -> Iterator[ListFault]:
    """The version's own signature, which may be of a key that has ended since."""
    if entry.frozen is None:
        return
    mark, trusted = entry.frozen.mark, keys.get(entry.frozen.key_id)
    if trusted is None or not trusted.key.has_signed(version_statement(mark), entry.frozen.signature):
        yield ListFault(path, Fault.VERSION_FORGED)
    elif trusted.ended_at is not None and mark.frozen_at > trusted.ended_at:
        yield ListFault(path, Fault.KEY_ENDED)


def _stays_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts and "\0" not in path


def _strangers(root: Path, said: _Said) -> Iterator[ListFault]:
    """Files that no manifest names. Of a folder without one nothing is known."""
    unknown = {
        f for f, why in said.of_folders.items() if why in {Fault.NO_MANIFEST, Fault.MANIFEST_UNREADABLE}
    }
    for path in sorted(root.rglob("*")):
        inside, name = path.relative_to(root).parent.as_posix(), path.relative_to(root).as_posix()
        is_known = name in said.entries or name in OURS or inside in unknown or path.suffix == UNFINISHED
        if not is_known and path.is_file():
            yield ListFault(name, Fault.NOT_OURS)

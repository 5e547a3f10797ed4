"""Checks a copy of lists with nothing but the copy and a public key: no database, no installation.

Everything that does not agree is named by its file. The copy of one session, taken alone, is checked
by the manifest in its own folder.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from teeka.apps.lists.folder_names import LOCK
from teeka.apps.lists.services.faults import Fault, ListFault
from teeka.apps.lists.services.journal import JOURNAL, noted_entries
from teeka.apps.lists.services.manifest import MANIFEST, Entry, Manifest, ManifestUnreadable, read_manifest
from teeka.gateways.store.folder import MARK
from teeka.rules.signing.chain import Trusted, trusted_keys
from teeka.rules.signing.keys import KeyUnreadable, PublicKey
from teeka.rules.signing.statements import version_statement
from teeka.shared.whole_file import UNFINISHED, hash_of

OURS = frozenset({MANIFEST, JOURNAL, LOCK, MARK})
Keys = Mapping[str, Trusted]  # key id → key that counts


@dataclass(frozen=True, slots=True)
class CopyChecked:
    """`key` signed the manifest; `entries` are what it and a run that was killed say of the files."""

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
    entries = {**manifest.files, **{path: one for path, one in noted.items() if _is_signed(one, keys)}}
    faults = (
        *_of_manifest(manifest, key, keys, newest_counter),
        *_of_files(root, entries, keys),
        *_strangers(root, entries),
    )
    return CopyChecked(faults, entries, manifest, key, keys)


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


def _of_files(root: Path, entries: Mapping[str, Entry], keys: Keys) -> Iterator[ListFault]:
    folders = _Folders(root, keys)
    for path in sorted(entries):
        entry = entries[path]
        if not _is_signed(entry, keys) or not _stays_inside(path):
            yield ListFault(path, Fault.ENTRY_FORGED)
            continue
        yield from _of_version(entry, keys)
        found = hash_of(root / path)
        if found is None:
            yield ListFault(path, Fault.MISSING)
        elif found != entry.sha256:
            yield from folders.why(entry, found)


def _is_signed(entry: Entry, keys: Keys) -> bool:
    trusted = keys.get(entry.key_id)
    return trusted is not None and entry.is_signed_by(trusted.key)


def _of_version(entry: Entry, keys: Keys) -> Iterator[ListFault]:
    """The version's own signature, which may be of a key that has ended since."""
    if entry.frozen is None:
        return
    mark, trusted = entry.frozen.mark, keys.get(entry.frozen.key_id)
    if trusted is None or not trusted.key.has_signed(version_statement(mark), entry.frozen.signature):
        yield ListFault(entry.path, Fault.VERSION_FORGED)
    elif trusted.ended_at is not None and mark.frozen_at > trusted.ended_at:
        yield ListFault(entry.path, Fault.KEY_ENDED)


class _Folders:
    """What the manifests in the sessions' folders say, for files that are not what the whole one says."""

    def __init__(self, root: Path, keys: Keys) -> None:
        self._root, self._keys = root, keys
        self._read: dict[PurePosixPath, Mapping[str, Entry]] = {}

    def why(self, entry: Entry, found: str) -> Iterator[ListFault]:
        """A file that its own folder vouches for is whole: it, or the whole manifest, is an older one."""
        path = PurePosixPath(entry.path)
        inner = self._inside(path.parent).get(path.name)
        if (
            path.name == MANIFEST
            or inner is None
            or inner.sha256 != found
            or not self._is_other(inner, entry)
        ):
            yield ListFault(entry.path, Fault.CHANGED)
        else:
            older = inner.version < entry.version
            yield ListFault(entry.path, Fault.OLD_FILE if older else Fault.NEWER_FILE)

    def _is_other(self, inner: Entry, entry: Entry) -> bool:
        return inner.version != entry.version and _is_signed(inner, self._keys)

    def _inside(self, folder: PurePosixPath) -> Mapping[str, Entry]:
        if folder == PurePosixPath("."):
            return {}
        if folder not in self._read:
            try:
                manifest = read_manifest(self._root / folder / MANIFEST)
            except ManifestUnreadable:
                manifest = None
            self._read[folder] = manifest.files if manifest else {}
        return self._read[folder]


def _stays_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts and "\0" not in path


def _strangers(root: Path, entries: Mapping[str, Entry]) -> Iterator[ListFault]:
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and name not in entries and name not in OURS and path.suffix != UNFINISHED:
            yield ListFault(name, Fault.NOT_OURS)

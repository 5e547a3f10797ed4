"""What lies in a folder of lists, signed, in two steps: the whole folder's manifest.json names the manifest
of each folder below, and that one names its files.

So a change writes the few lines of one folder and one line of the whole, and the copy of one session can be
checked alone. The whole one carries a moment and a counter. Each entry is signed, which names the file that
somebody meddled with, and so is each manifest, its last line apart.
Knows neither Django nor a database: it is read where there is nothing but a copy.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from teeka.rules.signing.chain import Link
from teeka.rules.signing.keys import PrivateKey, PublicKey
from teeka.rules.signing.statements import SignedVersion, VersionMark, file_statement
from teeka.shared.whole_file import WrittenFile, write_whole

MANIFEST = "manifest.json"
SCHEMA = "teeka.manifest/3"
FOLDER = "folder"  # the list of which the entry of a folder's manifest is
END = ',\n"signature": "{}"}}\n'
MARK = ',\n"signature": "'


class ManifestUnreadable(Exception):
    """manifest.json is there, but nobody can read it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, its path as seen from its manifest; or a folder: its manifest, and what is in it.

    Of a folder `row_count` counts the names on its lists, and `version` how often it changed.
    `frozen_list` names the published version that is printed, or that lies in the folder.
    """

    path: str
    list: str
    version: int
    row_count: int
    sha256: str
    size: int
    contents: str = ""  # hash of what the file was made of: when it is the same, so is the file
    crumbs: tuple[str, ...] = ()  # a folder's name to people, and the names of those above it
    frozen_list: int | None = None
    district_code: int | None = None
    frozen: SignedVersion | None = None
    key_id: str = ""  # whose signature stands below
    signature: str = ""

    @property
    def is_folder(self) -> bool:
        return self.list == FOLDER

    @property
    def folder(self) -> str:
        """In which it lies."""
        return self.path.rpartition("/")[0]

    @property
    def values(self) -> dict[str, Any]:
        """As JSON has it: what is empty is left out."""
        values = {name: value for name in NAMES if (value := getattr(self, name)) or name in NEEDED}
        return values | {"frozen": self.frozen.values} if self.frozen else values

    def within(self, folder: str) -> "Entry":
        """As seen from above `folder`. The signature was made of the shorter path."""
        return replace(self, path=f"{folder}/{self.path}")

    def signed_by(self, private: PrivateKey) -> "Entry":
        mine = replace(self, key_id=private.public.key_id)
        return replace(mine, signature=private.sign(file_statement(mine.values)))

    def is_signed_by(self, key: PublicKey) -> bool:
        return self.key_id == key.key_id and key.has_signed(file_statement(self.values), self.signature)


NAMES = tuple(one.name for one in fields(Entry))
NEEDED = frozenset(("path", "list", "version", "row_count", "sha256", "size"))


@dataclass(frozen=True, slots=True)
class NewestVersion:
    """A session's newest version when the manifest was made, and when each place's copy was read back."""

    session_code: str
    version: int
    frozen_at: str
    copies: Mapping[str, str] = field(default_factory=dict)  # place → ISO moment

    @property
    def values(self) -> dict[str, Any]:
        return {
            "session_code": self.session_code,
            "version": self.version,
            "frozen_at": self.frozen_at,
            "copies": dict(self.copies),
        }


@dataclass(frozen=True, slots=True)
class Manifest:
    """The whole folder's has a counter and a moment; a folder's own a version, and no hour."""

    public_key: str  # of the key in force when it was made, in base64
    links: tuple[Link, ...]
    files: Mapping[str, Entry]
    version: int = 0
    counter: int = 0
    made_at: str = ""
    newest: Sequence[NewestVersion] = ()
    signed_part: bytes = b""
    signature: str = ""

    def is_signed_by(self, key: PublicKey) -> bool:
        return self.public_key == key.text and key.has_signed(self.signed_part, self.signature)


def read_manifest(path: Path) -> Manifest | None:
    """As it stands there, trusted by nobody yet; None when there is none. Raises ManifestUnreadable."""
    try:
        return manifest_of(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ManifestUnreadable) as error:
        raise ManifestUnreadable(str(path)) from error


def manifest_of(content: bytes) -> Manifest | None:
    """None for one of an earlier teeka. Raises ManifestUnreadable."""
    try:
        stored = json.loads(content)
        if stored["schema"] != SCHEMA:
            return None
        entries = [read_entry(item) for item in stored["files"]]
        signed_part, signature = _apart(content)
        return Manifest(
            public_key=str(stored["public_key"]),
            links=tuple(Link(**{key: str(value) for key, value in link.items()}) for link in stored["keys"]),
            files={entry.path: entry for entry in entries},
            version=int(stored.get("version", 0)),
            counter=int(stored.get("counter", 0)),
            made_at=str(stored.get("made_at", "")),
            newest=tuple(NewestVersion(**one) for one in stored.get("sessions", ())),
            signed_part=signed_part,
            signature=signature,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ManifestUnreadable from error


def files_of(content: bytes | None, folder: Entry) -> dict[str, Entry]:
    """What a folder's manifest names, when it is the one that `folder` says; else nothing."""
    if content is None or hashlib.sha256(content).hexdigest() != folder.sha256:
        return {}
    manifest = manifest_of(content)
    return dict(manifest.files) if manifest else {}


def write_manifest(path: Path, manifest: Manifest, private: PrivateKey) -> WrittenFile:
    """Sign and put in place. The same words give the same bytes."""
    head: dict[str, Any] = {"schema": SCHEMA, "public_key": manifest.public_key}
    if manifest.counter:
        head |= {"counter": manifest.counter, "made_at": manifest.made_at}
    else:
        head["version"] = manifest.version
    head["keys"] = [asdict(link) for link in manifest.links]
    head["file_count"] = len(manifest.files)
    text = _line(head)[:-1]
    if manifest.counter:
        text += f', "sessions": [\n{_lines(one.values for one in manifest.newest)}\n]'
    text += f', "files": [\n{_lines(manifest.files[path].values for path in sorted(manifest.files))}\n]'
    return write_whole(path, (text + END.format(private.sign(text.encode()))).encode())


def read_entry(item: dict[str, Any]) -> Entry:
    """Raises KeyError, TypeError and AttributeError for what is no entry."""
    if not item.keys() >= NEEDED or not isinstance(item["path"], str):
        raise KeyError("not an entry")
    frozen = item.get("frozen")
    signed = SignedVersion(**{**frozen, "mark": VersionMark(**frozen["mark"])}) if frozen else None
    return Entry(**{**item, "crumbs": tuple(item.get("crumbs", ())), "frozen": signed})


def _apart(content: bytes) -> tuple[bytes, str]:
    """What is signed, and the signature; nothing when the file does not end as it must."""
    text = content.decode()
    part, found, rest = text.rpartition(MARK)
    signature = rest.partition('"')[0]
    if not found or rest != END.format(signature).removeprefix(MARK):
        return b"", ""
    return part.encode(), signature


def _lines(rows: Iterable[Mapping[str, Any]]) -> str:
    return ",\n".join(map(_line, rows))


def _line(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True)

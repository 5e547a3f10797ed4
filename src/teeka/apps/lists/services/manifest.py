"""What lies in a folder of lists, signed: for each file its hash, version, rows, and which version it prints.

`manifest.json` of the whole folder carries a moment and a counter; that of one session's folder says
of the same files the same, so that a copy of one session can be checked alone. Each entry is signed,
which names the file that somebody meddled with, and so is the manifest itself, its last line apart.
Knows neither Django nor a database: it is read where there is nothing but a copy.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from teeka.rules.signing.chain import Link
from teeka.rules.signing.keys import PrivateKey, PublicKey
from teeka.rules.signing.statements import SignedVersion, VersionMark, file_statement
from teeka.shared.whole_file import WrittenFile, write_whole

MANIFEST = "manifest.json"
SCHEMA = "teeka.manifest/2"
END = ',\n"signature": "{}"}}\n'
MARK = ',\n"signature": "'


class ManifestUnreadable(Exception):
    """manifest.json is there, but nobody can read it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file. `frozen_list` and `frozen` are empty for lists above the sessions."""

    path: str
    list: str
    version: int
    row_count: int
    sha256: str
    size: int
    contents: str  # hash of what the file was made of: when it is the same, so is the file
    crumbs: tuple[str, ...] = ()
    frozen_list: int | None = None
    district_code: int | None = None
    frozen: SignedVersion | None = None
    key_id: str = ""  # whose signature stands below
    signature: str = ""

    def signed_by(self, private: PrivateKey) -> "Entry":
        mine = replace(self, key_id=private.public.key_id)
        return replace(mine, signature=private.sign(file_statement(asdict(mine))))

    def is_signed_by(self, key: PublicKey) -> bool:
        return self.key_id == key.key_id and key.has_signed(file_statement(asdict(self)), self.signature)


@dataclass(frozen=True, slots=True)
class NewestVersion:
    """A session's newest version when the manifest was made, and when each place's copy was read back."""

    session_code: str
    version: int
    frozen_at: str
    copies: Mapping[str, str] = field(default_factory=dict)  # place → ISO moment


@dataclass(frozen=True, slots=True)
class Manifest:
    """`counter` and `made_at` are 0 and empty in a session's own manifest, whose bytes its files decide."""

    public_key: str  # of the key in force when it was made, in base64
    links: tuple[Link, ...]
    files: Mapping[str, Entry]
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
    """None for one of an earlier teeka, which signed nothing. Raises ManifestUnreadable."""
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
            counter=int(stored.get("counter", 0)),
            made_at=str(stored.get("made_at", "")),
            newest=tuple(NewestVersion(**one) for one in stored.get("sessions", ())),
            signed_part=signed_part,
            signature=signature,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ManifestUnreadable from error


def write_manifest(path: Path, manifest: Manifest, private: PrivateKey) -> WrittenFile:
    """Sign and put in place. The same words give the same bytes."""
    return write_whole(path, manifest_bytes(manifest, private))


def manifest_bytes(manifest: Manifest, private: PrivateKey) -> bytes:
    head: dict[str, Any] = {"schema": SCHEMA, "public_key": manifest.public_key}
    if manifest.counter:
        head |= {"counter": manifest.counter, "made_at": manifest.made_at}
    head["keys"] = [asdict(link) for link in manifest.links]
    head["file_count"] = len(manifest.files)
    text = _line(head)[:-1]
    if manifest.counter:
        text += f', "sessions": [\n{_lines(manifest.newest)}\n]'
    text += f', "files": [\n{_lines(manifest.files[path] for path in sorted(manifest.files))}\n]'
    return (text + END.format(private.sign(text.encode()))).encode()


def read_entry(item: dict[str, Any]) -> Entry:
    """Raises KeyError, TypeError and AttributeError for what is no entry."""
    known = {one.name for one in fields(Entry)}
    if set(item) - known or not isinstance(item["path"], str):
        raise KeyError("not an entry")
    frozen = item.get("frozen")
    signed = SignedVersion(**{**frozen, "mark": VersionMark(**frozen["mark"])}) if frozen else None
    return Entry(**{**item, "crumbs": tuple(item["crumbs"]), "frozen": signed})


def _apart(content: bytes) -> tuple[bytes, str]:
    """What is signed, and the signature; nothing when the file does not end as it must."""
    text = content.decode()
    part, found, rest = text.rpartition(MARK)
    signature = rest.partition('"')[0]
    if not found or rest != END.format(signature).removeprefix(MARK):
        return b"", ""
    return part.encode(), signature


def _lines(rows: Any) -> str:
    return ",\n".join(_line(asdict(row)) for row in rows)


def _line(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True)

"""Where an installation keeps its own: TEEKA_HOME, and the secrets made there at set-up."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


def home() -> Path:
    """TEEKA_HOME, made when absent; by default a folder that the database's own user can reach."""
    default = "/var/lib/teeka" if os.geteuid() == 0 else "~/.local/share/teeka"
    path = Path(os.environ.get("TEEKA_HOME") or default).expanduser().absolute()
    path.mkdir(parents=True, exist_ok=True)
    return path


def run_folder() -> Path:
    """Ports, locks and logs of what runs now; nothing here is needed tomorrow."""
    path = home() / "run"
    path.mkdir(exist_ok=True)
    return path


def note_running(name: str, facts: Mapping[str, Any]) -> Path:
    """Note what runs as `run/<name>.json`, whole or not at all: a full disk or a kill leaves no torn note."""
    path = run_folder() / f"{name}.json"
    draft = path.with_name(f"{name}.{os.getpid()}")
    draft.write_text(json.dumps(facts))
    draft.rename(path)
    return path


@dataclass(frozen=True, slots=True)
class Secrets:
    """Made once, never shown: who reads this file reads everything."""

    django: str
    identity: str  # keys the hash of identity numbers
    callback: str  # the path under which gateways may post
    owner: str  # database passwords of the three roles
    app: str
    worker: str
    superuser: str


def read_secrets() -> Secrets:
    path = home() / "secrets.json"
    if not path.exists():
        fresh = Secrets(*(secrets.token_urlsafe(32) for _ in Secrets.__dataclass_fields__))
        _write_once(path, json.dumps(asdict(fresh)).encode())
    return Secrets(**json.loads(path.read_text()))


def signing_key() -> Path:
    """The file with the private key that signs lists: 32 random bytes, made at set-up, read by its owner."""
    path = home() / "signing.key"
    if not path.exists():
        _write_once(path, secrets.token_bytes(32))
    return path


def _write_once(path: Path, content: bytes) -> None:
    """Write the file whole or not at all; of two who try at once, the first one's secrets stay."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()

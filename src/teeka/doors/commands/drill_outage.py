"""Web and database are killed; what is left are the copies, and a public key on paper."""

import http.client
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from teeka.doors.commands.steps import TEEKA
from teeka.doors.commands.terminal import FailedPartWay

STARTS_WITHIN = 120.0
ENDS_WITHIN = 30.0
PDF = b"%PDF-"


def home_of_drill(home: Path) -> Path:
    return home / "drill"


class Outage:
    """A running installation, killed without warning when it happens."""

    def __init__(self, home: Path) -> None:
        self._home, self._port = home, _free_port()
        self._up: subprocess.Popen[bytes] | None = None
        self._database: int | None = None

    @staticmethod
    def environment(home: Path) -> Mapping[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        return {**kept, "TEEKA_HOME": str(home)}

    def __enter__(self) -> "Outage":
        with (self._home / "up.log").open("ab") as log:
            self._up = subprocess.Popen(
                [*TEEKA, "up", "--port", str(self._port)],
                env=self.environment(self._home), stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + STARTS_WITHIN
        while not self._web_answers():
            if time.monotonic() > until or self._up.poll() is not None:
                raise FailedPartWay(f"The web did not start; its last words are in {self._home / 'up.log'}.")
            time.sleep(0.2)
        self._database = _postmaster(self._home)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._kill()

    def happens(self) -> bool:
        """Kill all of it at once; True when nothing answers any more."""
        self._kill()
        until = time.monotonic() + ENDS_WITHIN
        while not self.is_down() and time.monotonic() < until:
            time.sleep(0.1)
        return self.is_down()

    def is_down(self) -> bool:
        return not self._web_answers() and not _runs(self._database)

    def _kill(self) -> None:
        if self._up is not None and self._up.poll() is None:
            self._up.kill()
            self._up.wait()
        if _runs(self._database) and self._database is not None:
            os.kill(self._database, signal.SIGKILL)

    def _web_answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=5)
        try:
            connection.request("GET", "/health/")
            return connection.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class Found:
    """What lay in the second place: each session's pack, and whether the public key vouches for all."""

    packs: list[dict[str, Any]]
    is_whole: bool
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        return {
            "sessions_read": len(self.packs),
            "copies_are_whole": self.is_whole,
            "read_seconds": round(self.seconds, 1),
        }


def read_from(place: Path, public_key: str, *, home: Path) -> Found:
    """Check the copy with the key alone, knowing neither home nor database; then open each list."""
    started = time.monotonic()
    nowhere = {**Outage.environment(home), "TEEKA_HOME": "/proc/nowhere"}
    checked = subprocess.run(
        [*TEEKA, "packs", "verify", str(place), "--key", public_key, "--json"],
        env=nowhere, capture_output=True, check=False,
    )  # fmt: skip
    packs = []
    for path in sorted(place.glob("*/*/*/pack.json")):
        pack = json.loads(path.read_bytes())
        printed = path.with_name("due-list.pdf").read_bytes()
        if not printed.startswith(PDF) or len(pack["rows"]) != pack["row_count"]:
            raise FailedPartWay(f"{path.parent} cannot be read.")
        packs.append({**pack, "folder": str(path.parent)})
    return Found(packs, checked.returncode == 0, time.monotonic() - started)


def _postmaster(home: Path) -> int:
    pointer = home / "database-is-at"
    folder = Path(pointer.read_text().strip()) if pointer.exists() else home / "database"
    found = sorted(folder.rglob("postmaster.pid"))
    if not found:
        raise FailedPartWay("A drill needs the embedded database, and it does not run.")
    return int(found[0].read_text().splitlines()[0])


def _runs(pid: int | None) -> bool:
    """A process that has ended and that nobody has waited for does not run."""
    if pid is None:
        return False
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

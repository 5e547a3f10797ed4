"""A TEEKA_HOME of its own for a test that starts real commands, and what those commands left there."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TEEKA = [sys.executable, "-m", "teeka"]
TOO_LONG = 120.0
MIGRATED = "TEEKA_TESTS_MIGRATED_HOME"  # names a home whose database is made, migrated and stopped


class Home:
    """One installation: its folder, its environment, and the commands run in it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        ours = {"DATABASE_URL", "TEEKA_ROLE", "DJANGO_SETTINGS_MODULE", "TEEKA_POSTGRES_BIN"}
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in ours},
            "TEEKA_HOME": str(folder),
            **environment,
        }

    def start(self, *command: str, **more: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            command, env={**self.environment, **more}, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *command: str, **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command, env={**self.environment, **more}, text=True, capture_output=True, check=False,
            timeout=TOO_LONG, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def teeka(self, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
        return self.run(*TEEKA, *arguments, **more)

    def start_teeka(self, *arguments: str, **more: str) -> "subprocess.Popen[str]":
        return self.start(*TEEKA, *arguments, **more)

    def python(self, code: str, **more: str) -> "subprocess.CompletedProcess[str]":
        return self.run(sys.executable, "-c", code, **more)

    def postmaster(self) -> int | None:
        """The process id of the database of this home, while it lives."""
        pointer = self.folder / "database-is-at"
        cluster = Path(pointer.read_text().strip()) if pointer.exists() else self.folder / "database"
        note = cluster / "postmaster.pid"
        if not note.exists():
            return None
        pid = int(note.read_text().split()[0])
        return pid if is_running(pid) else None

    def noted(self, name: str) -> dict[str, int]:
        found: dict[str, int] = json.loads((self.folder / "run" / f"{name}.json").read_text())
        return found


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def copy_home(home: Path, into: Path) -> None:
    """A stopped home with its database, which belongs to another user."""
    subprocess.run(["cp", "-a", f"{home}/.", str(into)], check=True)


@contextmanager
def own_home(*, is_empty: bool = False, **environment: str) -> Iterator[Home]:
    """With its database made and migrated already, unless it `is_empty` or uses one elsewhere."""
    folder = Path(tempfile.mkdtemp(prefix="teeka-home-"))
    if MIGRATED in os.environ and not is_empty and "DATABASE_URL" not in environment:
        copy_home(Path(os.environ[MIGRATED]), folder)
    folder.chmod(0o755)  # the database's own user must be able to enter
    home = Home(folder, **environment)
    try:
        yield home
    finally:
        home.python("from teeka.config import embedded_postgres; embedded_postgres.stop()")
        shutil.rmtree(folder, ignore_errors=True)

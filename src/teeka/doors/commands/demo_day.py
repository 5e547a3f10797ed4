"""The night before, from files to told people, as the commands that anybody would type."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from teeka.doors.commands.sample import as_made
from teeka.doors.commands.steps import Step, run_step
from teeka.samples.maker import SampleMade

# What each step is called for people, and what is typed; the sample's files come in between.
AFTER_IMPORT = (
    ("Giving seats", ("allot",)),
    ("Publishing due lists", ("freeze", "--all")),
    ("Writing lists", ("lists",)),
    ("Telling people", ("tell", "--until-done")),
)


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """Where a demo keeps its files inside TEEKA_HOME."""

    home: Path

    @property
    def files(self) -> Path:
        return self.home / "demo"

    @property
    def rejected(self) -> Path:
        return self.files / "rejected"

    @property
    def mark(self) -> Path:
        """Stands in a home that a demo filled: a demo may throw such a home's data away, and no other's."""
        return self.home / "demo.json"


def make_files(
    folder: Path, *, people: int, seed: int, home: Path | None = None, options: tuple[str | Path, ...] = (),
    quiet: bool = False,
) -> tuple[Step, SampleMade]:  # fmt: skip
    """`teeka sample` in a process of its own, so that its memory is not counted for the steps after it."""
    shutil.rmtree(folder, ignore_errors=True)
    wanted = ("sample", folder, "--people", str(people), "--seed", str(seed), *options)
    step = run_step("Making the sample", wanted, home=home, quiet=quiet)
    return step, as_made(step.result)


def imports(made: SampleMade, rejected: Path) -> list[tuple[str, tuple[str | Path, ...]]]:
    return [
        ("Importing facilities", ("import", "facilities", made.facilities_file)),
        ("Importing rosters", ("import", "roster", *made.roster_files, "--rejected", rejected)),
        ("Importing sessions", ("import", "sessions", made.sessions_file)),
    ]


def run_day(made: SampleMade, folder: DemoFolder, *, quiet: bool) -> Iterator[Step]:
    """Every step in turn; each is finished and stored before the next begins."""
    folder.rejected.mkdir(parents=True, exist_ok=True)
    for name, arguments in [*imports(made, folder.rejected), *AFTER_IMPORT]:
        yield run_step(name, arguments, home=folder.home, quiet=quiet)

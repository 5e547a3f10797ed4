"""The night before, from files to told people, as the commands that anybody would type."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from teeka.doors.commands.sample import write_sample
from teeka.doors.commands.steps import Step, run_step
from teeka.samples.maker import SampleMade, SampleWish

# What each step is called for people, and what is typed; the sample's files come in between.
AFTER_IMPORT = (
    ("Resolving postings", ("resolve",)),
    ("Finding duplicates", ("duplicates",)),
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


def make_files(folder: DemoFolder, *, people: int, seed: int, on: date) -> SampleMade:
    shutil.rmtree(folder.files, ignore_errors=True)
    return write_sample(folder.files, SampleWish(people, on, seed))


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

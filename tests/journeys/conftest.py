from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.homes import own_home
from tests.journeys.browsing import browser, server, visitor, world
from tests.journeys.night import Night, Sample, database_held

PEOPLE, SEED = 300, 7
__all__ = ["browser", "sample", "server", "undisturbed", "visitor", "world"]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The files of one small district, made once; tests only read them."""
    folder: Path = tmp_path_factory.mktemp("sample") / "files"
    with own_home() as home:
        home.python("from teeka.config.home import read_secrets; read_secrets()")
        made = home.teeka("sample", str(folder), "--people", str(PEOPLE), "--seed", str(SEED))
        assert made.returncode == 0, made.stderr
        (folder / "secrets.json").write_text((home.folder / "secrets.json").read_text())
    return Sample(folder)


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """One night that nobody disturbed: what it gave, and how long each of its commands took."""

    night: Night
    outcome: dict[str, list[tuple[Any, ...]]]
    status: dict[str, Any]


@pytest.fixture(scope="session")
def undisturbed(sample: Sample) -> Iterator[Undisturbed]:
    with own_home() as home:
        sample.share_secrets(home)
        with database_held(home):
            night = Night(home, sample)
            night.run()
            yield Undisturbed(night, night.outcome(), night.status())

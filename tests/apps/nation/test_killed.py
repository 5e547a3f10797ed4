"""A nation's plan whose planner or worker is killed with -9: what was finished is not done again."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.apps.nation.planner_process import (
    PlannerProcess,
    answers,
    entries,
    finished,
    made_nation,
    run,
    tree,
)


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_nation(tmp_path_factory.mktemp("nation"))


@pytest.fixture(scope="module")
def undisturbed(nation: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("undisturbed")
    code, result, said = run(nation, out)
    assert code == 1, said
    assert result["placed_over_borders"] > 0
    assert result["planned_now"] == result["parts"]
    return out


@pytest.mark.parametrize(("folder", "many"), [("first", 6), ("looks", 2)])
def test_a_planner_killed_anywhere_goes_on_with_what_is_not_finished(
    nation: Path, undisturbed: Path, tmp_path: Path, folder: str, many: int
) -> None:
    planner = PlannerProcess(nation, tmp_path)
    planner.wait_until(lambda: len(entries(tmp_path, folder)) >= many)
    planner.kill()
    before, parts = finished(tmp_path), len(entries(tmp_path, "first"))
    assert len(before) < len(finished(undisturbed))

    code, result, said = run(nation, tmp_path, "--workers", "1")  # how many there are changes nothing

    assert code == 1, said
    assert result["found_planned"] == parts
    assert result["planned_now"] == result["parts"] - parts
    after = finished(tmp_path)
    assert {name: after[name] for name in before} == before  # each was written once, by the killed run
    assert tree(tmp_path) == tree(undisturbed)


def test_a_killed_worker_is_replaced_and_what_was_finished_is_not_done_again(
    nation: Path, undisturbed: Path, tmp_path: Path
) -> None:
    planner = PlannerProcess(nation, tmp_path)
    planner.wait_until(lambda: len(entries(tmp_path, "first")) >= 6)
    for pid in planner.workers():
        os.kill(pid, signal.SIGKILL)
    before = finished(tmp_path)

    code, _, said = planner.result()

    assert code == 1, said
    after = finished(tmp_path)
    assert 6 <= len(before) < len(after)
    assert {name: after[name] for name in before} == before
    assert tree(tmp_path) == tree(undisturbed)


def test_a_torn_answer_is_made_again_and_nothing_else(
    nation: Path, undisturbed: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    subprocess.run(["cp", "-r", undisturbed, out], check=True)
    before = finished(out)
    torn = out / "first" / "district=7.parquet"
    torn.write_bytes(torn.read_bytes()[:-100])

    _, result, _ = run(nation, out)

    assert result["planned_now"] == 1
    changed = {name for name, mark in finished(out).items() if before[name] != mark}
    assert changed == {"first/district=7.parquet", "first/part=7.rest", "first/part=7.json"}
    assert tree(out) == tree(undisturbed)
    assert len(answers(out)) == result["people"]

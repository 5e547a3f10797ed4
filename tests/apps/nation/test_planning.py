"""A nation's plan on real workers: whole, within the rules, and anew only where something changed."""

import socket
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from teeka.formats.nation.partitions import path_of, table_as_bytes
from tests.apps.nation.planner_process import answers, finished, made_nation, run


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = made_nation(tmp_path_factory.mktemp("nation"), people=4_000, districts=16)
    for path in made.glob("*/people.parquet"):
        path.write_bytes(table_as_bytes("people", _with_days_off(pl.read_parquet(path))))
    return made


def _with_days_off(people: pl.DataFrame) -> pl.DataFrame:
    """Every third person is away on two days, every seventh has a dose that is due on the last day only."""
    row = pl.int_range(pl.len())
    two_days = pl.concat_list("opens", pl.col("opens") + pl.duration(days=1))
    return people.with_columns(
        away=pl.when(row % 3 == 0).then(two_days),
        due_from=pl.when(row % 7 == 0).then("closes"),
        due_until=pl.when(row % 7 == 0).then("closes"),
    )


@pytest.fixture(scope="module")
def planned(nation: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("planned")
    run(nation, out)
    return out


def whole(nation: Path, table: str) -> pl.DataFrame:
    return pl.concat([pl.read_parquet(path) for path in sorted(nation.glob(f"*/{table}.parquet"))])


def test_each_district_has_its_people_in_order_each_with_a_place_or_a_reason(
    nation: Path, planned: Path
) -> None:
    for folder in nation.glob("district=*"):
        people = pl.read_parquet(folder / "people.parquet")
        plan = pl.read_parquet(planned / "plan" / f"{folder.name}.parquet")
        assert plan["person"].to_list() == people["person"].to_list()
        assert (plan["session"].is_null() == plan["reason"].is_not_null()).all()
        assert (plan["session"].is_null() == plan["why"].is_null()).all()


def test_no_session_is_over_its_seats_or_reserve_and_nobody_comes_on_a_day_that_is_not_theirs(
    nation: Path, planned: Path
) -> None:
    plan, sessions = answers(planned), whole(nation, "sessions")
    both = plan.drop_nulls("session").join(sessions, on="session").join(whole(nation, "people"), on="person")
    assert len(both) == len(plan) - plan["session"].null_count()
    assert both.select(pl.col("day").is_between("opens", "closes").all()).item()
    assert not both.select(pl.col("away").list.contains(pl.col("day")).any()).item()
    due = both.drop_nulls("due_from")
    assert len(due) > 50
    assert due.select(pl.col("day").is_between("due_from", "due_until").all()).item()
    taken = both.group_by("session").agg(pl.len(), pl.col("seats").first())
    assert (taken["len"] <= taken["seats"]).all()
    waits = plan.drop_nulls("standby_session").group_by("standby_session").agg(pl.col("standby_rank").sort())
    assert all(ranks == list(range(1, len(ranks) + 1)) for ranks in waits["standby_rank"].to_list())
    assert waits["standby_rank"].list.len().max() <= sessions["reserve"].max()


def test_a_district_whose_people_change_is_planned_anew_and_the_others_are_not(
    nation: Path, planned: Path, tmp_path: Path
) -> None:
    changed = tmp_path / "nation"
    subprocess.run(["cp", "-r", nation, changed], check=True)
    subprocess.run(["cp", "-r", planned, tmp_path / "out"], check=True)
    before = finished(tmp_path / "out")
    people = path_of(changed, 5, "people")
    people.write_bytes(table_as_bytes("people", pl.read_parquet(people).head(-1)))

    _, result, _ = run(changed, tmp_path / "out")
    run(changed, tmp_path / "fresh")

    assert result["planned_now"] == 1
    after = finished(tmp_path / "out")
    assert {n for n in after if n.startswith("first/") and before[n] != after[n]} == {
        "first/district=5.parquet", "first/part=5.rest", "first/part=5.json",
    }  # fmt: skip
    assert answers(tmp_path / "out").equals(answers(tmp_path / "fresh"))
    assert set(after) == set(finished(tmp_path / "fresh"))


def test_a_cluster_is_used_by_its_schedulers_address(nation: Path, planned: Path, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    dask = [sys.executable, "-m", "dask"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = subprocess.Popen(
        [*dask, "scheduler", "--host", address, "--no-dashboard"], **quiet, cwd=tmp_path
    )
    worker = subprocess.Popen(
        [*dask, "worker", address, "--nthreads", "1", "--no-dashboard"], **quiet, cwd=tmp_path
    )
    try:
        code, _, said = run(nation, tmp_path / "out", "--scheduler", address)
    finally:
        for process in (worker, scheduler):
            process.terminate()
            process.wait(30)
    assert code == 1, said
    assert answers(tmp_path / "out").equals(answers(planned))

"""`teeka plan-nation`: what it refuses, in plain sentences, and that nothing is written then."""

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from teeka.apps.nation.services import LOCK
from teeka.apps.nation.steps import Nation, Part, VersionDiffers, plan_part
from teeka.config import cli
from teeka.formats.nation.partitions import (
    PartitionRefused,
    path_of,
    read_terms,
    table_as_bytes,
    terms_as_bytes,
)
from teeka.rules.allotment.version import rule_print
from teeka.shared.whole_file import only_writer
from tests.apps.nation.planner_process import made_nation, run

Broken = Callable[[Path], object]


@pytest.fixture
def nation(tmp_path: Path) -> Path:
    return made_nation(tmp_path / "nation", people=300, districts=3)


def teeka(*arguments: object, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    with pytest.raises(SystemExit) as leaving:
        cli.main(["plan-nation", *map(str, arguments), "--json"])
    printed = capsys.readouterr()
    told = json.loads(printed.out)["refused"]
    assert told in printed.err
    return int(leaving.value.code or 0), told


def without(nation: Path, table: str, column: str) -> None:
    path = path_of(nation, 2, table)
    marked = pl.read_parquet_metadata(path)
    pl.read_parquet(path).drop(column).write_parquet(path, metadata={"teeka_nation": marked["teeka_nation"]})


def rewritten(nation: Path, table: str, *values: pl.Expr) -> None:
    path = path_of(nation, 2, table)
    path.write_bytes(table_as_bytes(table, pl.read_parquet(path).with_columns(*values)))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-50])


def of_version_9(nation: Path) -> None:
    path = path_of(nation, 2, "sites")
    pl.read_parquet(path).write_parquet(path, metadata={"teeka_nation": "9"})


REFUSED: list[tuple[Broken, str]] = [
    (lambda n: (n / "nation.json").unlink(), "holds no nation.json"),
    (lambda n: (n / "nation.json").write_text("{"), "nation.json cannot be read"),
    (lambda n: (n / "nation.json").write_text('{"version": "7"}'), "nation.json is of version 7"),
    (lambda n: path_of(n, 2, "people").unlink(), "district=2/people.parquet is missing"),
    (lambda n: cut(path_of(n, 2, "people")), "district=2/people.parquet is torn"),
    (lambda n: path_of(n, 2, "sites").write_text("no"), "district=2/sites.parquet is torn"),
    (lambda n: without(n, "people", "tier"), "district=2/people.parquet lacks the column tier"),
    (of_version_9, "district=2/sites.parquet is of version 9"),
    (lambda n: (n / "district=Patna").mkdir(), "named district=NUMBER"),
    (lambda n: rewritten(n, "sites", pl.lit(5).alias("facility")), "facility 5 is not in the partitions"),
    (lambda n: rewritten(n, "sessions", pl.lit(8).alias("session")), "same number in the column session"),
    (
        lambda n: rewritten(n, "facilities", pl.col("facility") - 10**6),
        "Two districts have the facility 1000000",
    ),
]


@pytest.mark.parametrize(("broken", "sentence"), REFUSED)
def test_partitions_that_cannot_be_planned_from_are_refused_by_name(
    nation: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], broken: Broken, sentence: str
) -> None:
    broken(nation)
    code, told = teeka(nation, "--out", tmp_path / "out", capsys=capsys)
    assert code == 2
    assert sentence in told
    assert not (tmp_path / "out").exists()


def test_without_dask_the_command_says_how_to_install_it(
    nation: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    code, told = teeka(nation, "--out", tmp_path / "out", capsys=capsys)
    assert (code, "pip install 'teeka[cluster]'" in told) == (2, True)


def test_a_second_planner_of_the_same_folder_is_told(
    nation: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with only_writer(tmp_path / LOCK, RuntimeError):
        code, told = teeka(nation, "--out", tmp_path, capsys=capsys)
    assert (code, "Another planner writes" in told) == (2, True)


def test_a_scheduler_that_does_not_answer_is_named(
    nation: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("teeka.gateways.cluster.client.CONNECT_SECONDS", 0.5)
    code, told = teeka(nation, "--out", tmp_path, "--scheduler", "tcp://127.0.0.1:9", capsys=capsys)
    assert (code, "tcp://127.0.0.1:9" in told) == (2, True)


def test_a_file_torn_inside_stops_the_plan_and_the_other_districts_stay(nation: Path, tmp_path: Path) -> None:
    path = path_of(nation, 2, "people")
    whole = path.read_bytes()
    path.write_bytes(whole[:8] + bytes(200) + whole[208:])  # its end, where the columns are named, is sound

    code, printed, said = run(nation, tmp_path / "out")

    assert code == 3, said
    assert "district=2/people.parquet is torn" in printed["refused"]
    assert "run the same command again" in printed["refused"]
    path.write_bytes(whole)
    assert run(nation, tmp_path / "out")[0] == 1


@pytest.mark.parametrize(
    ("table", "value", "sentence"),
    [
        ("people", pl.lit(5).alias("facility"), "District 2: people.parquet: facility 5 is not in"),
        ("people", pl.lit(3).alias("need"), "District 2: people.parquet: need goes from 0 to 0"),
        ("people", pl.lit(None).alias("opens"), "the column opens has blanks"),
        ("sessions", pl.lit(-1).alias("seats"), "District 2: sessions.parquet: seats is below 0"),
        ("sessions", pl.lit(7).alias("site"), "District 2: sessions.parquet: site 7 is not in"),
    ],
)
def test_a_value_that_cannot_be_names_district_file_and_column(
    nation: Path, tmp_path: Path, table: str, value: pl.Expr, sentence: str
) -> None:
    rewritten(nation, table, value)
    with pytest.raises(PartitionRefused, match=sentence):
        plan_part(Part(Nation(nation, tmp_path, read_terms(nation), rule_print()), (2,)))


def test_a_worker_of_another_release_plans_nothing(nation: Path, tmp_path: Path) -> None:
    with pytest.raises(VersionDiffers):
        plan_part(Part(Nation(nation, tmp_path, read_terms(nation), "another"), (2,)))
    assert not list(tmp_path.glob("first/*"))


def test_what_is_written_as_terms_is_read_as_the_same(nation: Path) -> None:
    terms = read_terms(nation)
    (nation / "nation.json").write_bytes(terms_as_bytes(terms))
    assert terms_as_bytes(read_terms(nation)) == terms_as_bytes(terms)

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from teeka.formats.incoming.post_offices import packaged_post_offices
from teeka.rules.districts import closest_place, fold_place
from teeka.samples.facilities import make_facilities
from teeka.samples.files import HINDI_HEADERS
from teeka.samples.maker import SampleMade, SampleRefused, SampleWish, make_sample
from teeka.samples.people import unique_mobiles
from teeka.samples.places import all_districts
from teeka.samples.sessions import plan_sessions

ON = date(2026, 1, 13)
PEOPLE = 3_000
ROSTER = ["name", "gender", "mobile", "category", "posting", "posting_facility_code", "posting_district"]
SESSIONS = [
    "session_code", "site_facility_code", "date", "start_time", "end_time", "capacity", "vaccine", "dose",
    "cohort", "reserve_percent", "vaccinators",
]  # fmt: skip


@pytest.fixture(scope="module")
def offices() -> pl.DataFrame:
    return packaged_post_offices()


@pytest.fixture(scope="module")
def made(offices: pl.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> SampleMade:
    return make_sample(tmp_path_factory.mktemp("sample"), SampleWish(PEOPLE, ON, 7, 2), offices)


@pytest.fixture(scope="module")
def truth(made: SampleMade) -> pl.DataFrame:
    return pl.read_csv(made.truth_file, schema_overrides={"dirt": pl.String}).with_columns(
        pl.col("dirt").fill_null("").str.split("|")
    )


@pytest.fixture(scope="module")
def roster(made: SampleMade) -> pl.DataFrame:
    """All roster rows under the contract's names, with file and row."""
    return pl.concat([_read(path) for path in made.roster_files], how="diagonal")


def _read(path: Path) -> pl.DataFrame:
    frame = _read_xlsx(path) if path.suffix == ".xlsx" else pl.read_csv(path, infer_schema=False)
    if "नाम" in frame.columns:
        frame = frame.rename({hindi: name for name, hindi in HINDI_HEADERS.items()}, strict=False)
    names = {c: c.lower().replace(" ", "_") for c in frame.columns}
    return (
        frame.rename(names)
        .cast(pl.String)
        .with_columns(pl.lit(path.name).alias("file"), pl.int_range(1, pl.len() + 1).alias("row"))
    )


def _read_xlsx(path: Path) -> pl.DataFrame:
    header, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    texts = [
        ["" if c == "" else str(int(c)) if isinstance(c, float) else str(c) for c in row] for row in rows
    ]
    return pl.DataFrame(texts, schema=[str(h) for h in header], orient="row").with_columns(
        pl.when(pl.all() != "").then(pl.all())
    )


def _share(truth: pl.DataFrame, kind: str) -> float:
    return truth.select(pl.col("dirt").list.contains(kind).mean()).item()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(
    offices: pl.DataFrame, tmp_path: Path
) -> None:
    for folder, seed in [("one", 5), ("two", 5), ("three", 6)]:
        make_sample(tmp_path / folder, SampleWish(400, ON, seed), offices)

    def contents(folder: str) -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in (tmp_path / folder).iterdir()}

    assert contents("one") == contents("two")
    assert contents("one") != contents("three")


def test_truth_names_every_row_of_every_roster_once(truth: pl.DataFrame, roster: pl.DataFrame) -> None:
    said = truth.select("file", "row").sort("file", "row")
    there = roster.select("file", pl.col("row").cast(pl.Int64)).sort("file", "row")

    assert said.equals(there)


def test_everybody_is_registered_and_some_twice(truth: pl.DataFrame) -> None:
    times = truth["person_id"].value_counts()["count"]

    assert len(times) == PEOPLE
    assert times.max() == 2
    assert (times == 2).sum() == round(PEOPLE * 0.03)


def test_the_headers_are_the_contracts(made: SampleMade, roster: pl.DataFrame) -> None:
    assert set(ROSTER) <= set(roster.columns)
    assert pl.read_csv(made.sessions_file).columns == SESSIONS
    assert {"facility_code", "name", "type", "district", "parent_facility_code"} <= set(
        pl.read_csv(made.facilities_file).columns
    )


def test_every_posting_is_of_a_facility_of_the_registry(made: SampleMade, truth: pl.DataFrame) -> None:
    facilities = pl.read_csv(made.facilities_file)

    assert set(truth["facility_code"]) <= set(facilities["facility_code"])
    assert facilities["facility_code"].is_unique().all()
    assert facilities.filter(type="DH")["district"].is_unique().all()
    parents = set(facilities["parent_facility_code"].drop_nulls()) - {""}
    assert parents <= set(facilities["facility_code"])


def test_no_two_facilities_of_a_district_have_one_name(made: SampleMade) -> None:
    facilities = pl.read_csv(made.facilities_file)

    assert facilities.select("district", "name").is_unique().all()


def test_dirt_is_as_frequent_as_in_the_field(truth: pl.DataFrame) -> None:
    shares = {
        "code_given": (0.12, 0.18), "wrong_district": (0.02, 0.045), "duplicate": (0.02, 0.04),
        "mobile_missing": (0.01, 0.03), "mobile_wrong": (0.015, 0.04), "mobile_shared": (0.02, 0.08),
        "hindi": (0.08, 0.3), "misspelt": (0.05, 0.25), "reject": (0.002, 0.01), "twin": (0.003, 0.015),
    }  # fmt: skip

    for kind, (least, most) in shares.items():
        assert least <= _share(truth, kind) <= most, kind


def test_a_row_without_dirt_names_its_facility_as_registered(
    made: SampleMade, truth: pl.DataFrame, roster: pl.DataFrame
) -> None:
    names = pl.read_csv(made.facilities_file).select("facility_code", registered="name")
    clean = truth.filter(pl.col("dirt") == [""]).with_columns(pl.col("row").cast(pl.Int64))
    rows = clean.join(roster.with_columns(pl.col("row").cast(pl.Int64)), on=["file", "row"])

    assert len(rows) > 100
    assert (
        rows.join(names, on="facility_code")["posting"] == rows.join(names, on="facility_code")["registered"]
    ).all()


def test_homes_do_not_follow_postings(made: SampleMade, truth: pl.DataFrame, roster: pl.DataFrame) -> None:
    pins = pl.read_csv(made.facilities_file, infer_schema=False).select("facility_code", "pincode")
    rows = truth.join(roster.with_columns(pl.col("row").cast(pl.Int64)), on=["file", "row"]).join(
        pins, on="facility_code"
    )

    assert (rows["home_pincode"].str.replace(r"\.0$", "") == rows["pincode"]).mean() < 0.15


def test_many_live_in_another_district_than_they_work_in(offices: pl.DataFrame, roster: pl.DataFrame) -> None:
    of_pin = dict(
        offices.group_by("pin_code")
        .agg(pl.col("district").mode().first())
        .select("pin_code", "district")
        .iter_rows()
    )
    spellings = {fold_place(d): n for n, d in enumerate(sorted(set(of_pin.values())))}
    homes = [
        spellings[fold_place(of_pin[pin])] if pin in of_pin else None
        for pin in roster["home_pincode"].fill_null("").to_list()
    ]
    works = [closest_place(text, spellings) for text in roster["posting_district"].fill_null("").to_list()]
    other = sum(h is not None and w is not None and h != w for h, w in zip(homes, works, strict=True))

    assert other / len(homes) > 0.3


def test_there_is_a_seat_for_everybody_and_no_more_than_a_few_to_spare(made: SampleMade) -> None:
    sessions = pl.read_csv(made.sessions_file, try_parse_dates=True)

    assert PEOPLE * 1.0 <= sessions["capacity"].sum() <= PEOPLE * 1.12
    assert sessions["date"].min() == date(2026, 1, 15)
    assert set(sessions["capacity"] // sessions["vaccinators"]) == {100}


def test_at_state_scale_there_are_301_sites_for_16_days(offices: pl.DataFrame) -> None:
    facilities = make_facilities(all_districts(offices), 469_000, np.random.default_rng(1))
    weight = np.array([f.weight for f in facilities])
    staff = np.round(weight / weight.sum() * 469_000).astype(int)

    sessions = plan_sessions(facilities, staff, ON)

    assert abs(len(facilities) - 3_000) < 30
    assert sessions["site_facility_code"].n_unique() == 301
    assert sessions["date"].n_unique() == 16
    assert 1.02 < sessions["capacity"].sum() / 469_000 < 1.04


def test_rows_that_must_be_rejected_are_told_in_truth(truth: pl.DataFrame) -> None:
    must = truth.filter(must_be_rejected="Y")

    assert 0 < len(must) < 0.01 * len(truth)
    assert must["dirt"].list.contains("reject").all()


def test_people_can_be_posted_to_a_registry_of_ones_own(offices: pl.DataFrame, tmp_path: Path) -> None:
    registry = pl.DataFrame(
        {
            "facility_code": ["X1", "X2", "X3"],
            "name": ["PHC Asthawan - A", "Sadar Hospital Biharsharif", "HSC Kolhai"],
            "type": ["PHC", "DH", "HSC"],
            "district": ["Nalanda", "Nalanda", "East Champaran"],
        }
    )

    made = make_sample(tmp_path, SampleWish(200, ON, 1, registry=registry), offices)

    assert set(pl.read_csv(made.truth_file)["facility_code"]) == {"X1", "X2", "X3"}
    assert set(pl.read_csv(made.facilities_file)["name"]) == set(registry["name"])


def test_a_registry_without_its_columns_is_refused(offices: pl.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(SampleRefused, match="lacks the columns type, district"):
        make_sample(
            tmp_path,
            SampleWish(10, ON, registry=pl.DataFrame({"facility_code": ["1"], "name": ["PHC"]})),
            offices,
        )


@pytest.mark.parametrize("people", [1, 2, 3, 40])
def test_even_a_handful_of_people_makes_a_sample(people: int, offices: pl.DataFrame, tmp_path: Path) -> None:
    made = make_sample(tmp_path, SampleWish(people, ON), offices)

    assert made.seats >= people
    assert made.rows >= people


def test_nobody_at_all_is_refused(offices: pl.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(SampleRefused):
        make_sample(tmp_path, SampleWish(0, ON), offices)


@pytest.mark.parametrize("seed", [1, 7920, 104_730])
def test_no_two_people_are_given_one_mobile(seed: int) -> None:
    numbers = unique_mobiles(1_000_000, seed)

    assert len(np.unique(numbers)) == 1_000_000
    assert numbers.min() >= 6_000_000_000
    assert numbers.max() <= 9_999_999_999

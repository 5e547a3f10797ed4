"""Makes a whole sample: facilities, rosters and sessions with realistic dirt, and the truth beside them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from teeka.samples.duplicates import add_duplicates
from teeka.samples.facilities import Facility, facility_table, make_facilities, read_registry
from teeka.samples.files import share_out, write_rosters
from teeka.samples.people import make_people
from teeka.samples.places import DistrictPlaces, all_districts, choose, districts_for, named
from teeka.samples.postings import make_writings
from teeka.samples.rosters import make_rows
from teeka.samples.sessions import plan_sessions

REGISTRY_COLUMNS = ("facility_code", "name", "type", "district")


class SampleRefused(Exception):
    """The sample cannot be made as asked; the text says why."""


@dataclass(frozen=True, slots=True)
class SampleWish:
    """``on`` is today: sessions start the day after tomorrow. The same wish gives the same bytes."""

    people: int
    on: date
    seed: int = 1
    districts: int | None = None
    registry: pl.DataFrame | None = None


@dataclass(frozen=True, slots=True)
class SampleMade:
    facilities_file: Path
    roster_files: tuple[Path, ...]
    sessions_file: Path
    truth_file: Path
    people: int
    rows: int
    facilities: int
    districts: int
    sessions: int
    seats: int


def make_sample(
    folder: Path,
    wish: SampleWish,
    offices: pl.DataFrame,
    told: Callable[[int, int], None] = lambda _done, _of: None,
) -> SampleMade:
    """Write facilities.csv, roster-*, sessions.csv and truth.csv; ``offices`` is India Post's list."""
    if wish.people < 1:
        raise SampleRefused("Ask for at least one person: --people 1000.")
    folder.mkdir(parents=True, exist_ok=True)
    everywhere = all_districts(offices)
    rng = np.random.default_rng([wish.seed, 3])
    facilities, districts = _world(wish, everywhere, rng)
    told(1, 5)
    facility = _post(facilities, wish.people, rng)
    staff = np.bincount(facility, minlength=len(facilities))
    home = np.array([f.home for f in facilities])
    people = make_people(facility, home[facility], districts, everywhere, wish.seed)
    registered = add_duplicates(people, home, wish.seed)
    told(2, 5)
    writings = make_writings(facilities, [d.ways for d in districts], staff, rng)
    others = _named_by_mistake(everywhere, districts, rng)
    rows = make_rows(
        registered,
        facilities=facilities,
        districts=districts,
        others=others,
        writings=writings,
        seed=wish.seed,
    )
    told(3, 5)
    files = share_out(rows, facilities, districts, wish.seed)
    truth = write_rosters(folder, rows, files, facilities)
    told(4, 5)
    truth.write_csv(folder / "truth.csv")
    expected = np.maximum(1, np.round(staff * rng.normal(1.0, 0.05, len(staff)))).astype(np.int64)
    _facilities_csv(wish, facilities, districts, expected, rng).write_csv(folder / "facilities.csv")
    sessions = plan_sessions(facilities, staff, wish.on)
    sessions.write_csv(folder / "sessions.csv")
    told(5, 5)
    return SampleMade(
        folder / "facilities.csv", tuple(folder / file.name for file in files), folder / "sessions.csv",
        folder / "truth.csv", wish.people, len(truth), len(facilities), len(districts), len(sessions),
        int(sessions["capacity"].sum()),
    )  # fmt: skip


def _world(
    wish: SampleWish, everywhere: list[DistrictPlaces], rng: np.random.Generator
) -> tuple[list[Facility], list[DistrictPlaces]]:
    if wish.registry is None:
        count = districts_for(wish.people, wish.districts, len(everywhere))
        districts = choose(everywhere, count, rng)
        return make_facilities(districts, wish.people, rng), districts
    missing = [name for name in REGISTRY_COLUMNS if name not in wish.registry.columns]
    if missing:
        raise SampleRefused(f"The registry lacks the columns {', '.join(missing)}.")
    registry = wish.registry.sort("district", maintain_order=True)
    if wish.districts is not None:
        kept = registry["district"].unique(maintain_order=True).to_list()[: wish.districts]
        registry = registry.filter(pl.col("district").is_in(kept))
    facilities, names = read_registry(registry)
    return facilities, named(everywhere, names)


def _named_by_mistake(
    everywhere: list[DistrictPlaces], districts: list[DistrictPlaces], rng: np.random.Generator
) -> list[DistrictPlaces]:
    """Districts outside the sample that a clerk may write instead of the right one."""
    inside = {d.post_name for d in districts}
    return [d for d in choose(everywhere, 8, rng) if d.post_name not in inside][:3]


def _post(facilities: list[Facility], people: int, rng: np.random.Generator) -> np.ndarray:
    """Everybody's facility, by the facilities' weights; nobody's stays empty where there are enough."""
    weight = np.array([f.weight for f in facilities])
    everywhere = np.arange(len(facilities)) if people >= 2 * len(facilities) else np.array([], dtype=np.int64)
    drawn = rng.choice(len(facilities), size=people - len(everywhere), p=weight / weight.sum())
    return np.sort(np.concatenate([everywhere, drawn]).astype(np.int64))


def _facilities_csv(
    wish: SampleWish,
    facilities: list[Facility],
    districts: list[DistrictPlaces],
    expected: np.ndarray,
    rng: np.random.Generator,
) -> pl.DataFrame:
    if wish.registry is None:
        return facility_table(facilities, districts, expected, rng)
    kept = pl.DataFrame({"facility_code": [f.code for f in facilities]})
    return kept.join(wish.registry, on="facility_code", how="left", maintain_order="left")

"""A nation that never was, as Parquet partitions: districts on a grid, seeded, each made by itself.

Densities are those of the made-up state: 156 people a facility, 1,558 a site, 16 days of 90 seats. Districts
differ in size as real ones do, and in seats by a sixth, so that some have too few and neighbours too many.
"""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from benchmarks.made_up_state import (
    DAYS,
    FACILITIES_A_PARENT,
    IN_A_HURRY,
    PEOPLE_A_FACILITY,
    PEOPLE_A_SITE,
    RESERVE,
    SEATS,
    STAFF_SHARE,
)

from teeka.formats.nation.partitions import TERMS_FILE, table_as_bytes, terms_as_bytes
from teeka.rules.allotment import Terms
from teeka.rules.allotment.request import Floats, Ints

DISTRICTS, REACH_KM = 750, 40
SPACING = 0.6  # degrees between the centres of districts: some 4,400 km² each, as India's
SOUTH, WEST = 8.5, 70.0
FIRST_DAY = date(2021, 1, 16)
UNRESOLVED, NOT_IN_COHORT = 0.01, 0.01
TIED = 50  # one district in so many has a facility whose parent lies in the next


def write_nation(
    folder: Path, people: int, *, districts: int = DISTRICTS, seats: int = SEATS, seed: int = 1
) -> int:
    """Writes people in `districts` districts, with `seats` in each session; returns all seats."""
    chance = np.random.default_rng(seed)
    weight = chance.lognormal(0, 0.6, districts)
    counts = np.floor(weight / weight.sum() * people).astype(np.int64)
    counts[: people - counts.sum()] += 1
    side = int(np.ceil(np.sqrt(districts)))
    folder.mkdir(parents=True, exist_ok=True)
    terms = Terms(STAFF_SHARE, True, REACH_KM, "a published seed", np.ones((1, 1), dtype=bool))
    (folder / TERMS_FILE).write_bytes(terms_as_bytes(terms))
    total = 0
    for place, count in enumerate(counts.tolist()):
        row, column = divmod(place, side)
        centre = np.array([SOUTH + SPACING * row, WEST + SPACING * column])
        one = np.random.default_rng((seed, place))
        tables = _district(place + 1, count, centre, one, seats=seats, last=districts)
        at = folder / f"district={place + 1}"
        at.mkdir(exist_ok=True)
        for name, table in tables.items():
            (at / f"{name}.parquet").write_bytes(table_as_bytes(name, table))
        total += int(tables["sessions"]["seats"].sum())
    return total


def _district(
    number: int, people: int, centre: Floats, chance: np.random.Generator, *, seats: int, last: int
) -> dict[str, pl.DataFrame]:
    count = max(people // PEOPLE_A_FACILITY, 2)
    where = centre + chance.uniform(-SPACING / 2, SPACING / 2, (count, 2))
    key = number * 10**6 + np.arange(count)
    within = np.arange(count) % FACILITIES_A_PARENT
    parent: list[int | None] = [int(k - w) if w else None for k, w in zip(key, within, strict=True)]
    if number % TIED == 0 and number < last:
        parent[-1] = (number + 1) * 10**6
    weight = chance.lognormal(0, 0.8, count) * np.where(within == 0, 4, 1)
    posted = chance.choice(count, people, p=weight / weight.sum())
    sites = np.sort(np.argsort(within, kind="stable")[: _site_count(people, count, chance)])
    return {
        "facilities": pl.DataFrame(
            {
                "facility": key, "parent": parent, "latitude": where[:, 0], "longitude": where[:, 1],
                "located": np.zeros(count, dtype=np.int64), "staff": np.bincount(posted, minlength=count),
            }
        ),
        "sites": pl.DataFrame(
            {
                "site": key[sites], "facility": key[sites],
                "latitude": where[sites, 0], "longitude": where[sites, 1],
            }
        ),
        "sessions": _sessions(key[sites], seats),
        "people": _people(number, key[posted], chance),
    }  # fmt: skip


def _site_count(people: int, facilities: int, chance: np.random.Generator) -> int:
    """At the parents' first, then at others."""
    return int(np.clip(round(people / PEOPLE_A_SITE * chance.lognormal(0.08, 0.17)), 1, facilities))


def _sessions(site: Ints, seats: int) -> pl.DataFrame:
    day = np.tile(np.arange(DAYS), len(site))
    return pl.DataFrame({"site": np.repeat(site, DAYS), "after": day}).select(
        (pl.col("site") * 100 + pl.col("after")).alias("session"),
        "site",
        (pl.lit(FIRST_DAY) + pl.duration(days="after")).cast(pl.Date).alias("day"),
        pl.lit(seats).alias("seats"),
        pl.lit(RESERVE).alias("reserve"),
        pl.lit(0).alias("kind"),
    )


def _people(number: int, facility: Ints, chance: np.random.Generator) -> pl.DataFrame:
    count = len(facility)
    opens = np.zeros(count, dtype=np.int64)
    hurried = chance.random(count) < IN_A_HURRY
    opens[hurried] = chance.integers(0, DAYS - 3, hurried.sum())
    return pl.DataFrame(
        {
            "person": 10**13 + number * 10**8 + np.arange(count), "facility": facility,
            "tier": chance.choice([1, 2, 3], count, p=[0.2, 0.5, 0.3]),
            "need": np.zeros(count, dtype=np.int64),
            "opens": opens, "closes": np.where(hurried, opens + 2, DAYS - 1),
            "lost": chance.random(count) < UNRESOLVED, "out": chance.random(count) < NOT_IN_COHORT,
        }
    ).with_columns(
        pl.when(~pl.col("lost")).then("facility").alias("facility"),
        pl.when(~pl.col("out")).then("tier").alias("tier"),
        *(
            (pl.lit(FIRST_DAY) + pl.duration(days=name)).cast(pl.Date).alias(name)
            for name in ("opens", "closes")
        ),
        due_from=None, due_until=None, away=None,
    )  # fmt: skip

"""Makes up the people of a sample: names, births, identity, homes; columns, not objects."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from teeka.samples.places import DistrictPlaces
from teeka.samples.words import WORKS

MUSLIM = 0.13
WOMEN = 0.62
RETIRED = 0.006
HOME_IN_DISTRICT, HOME_NEARBY = 0.52, 0.33  # the rest lives anywhere in the state
PRIME = 1_500_450_271  # times 4 000 000 000 still fits in 63 bits
NUMBERS = 4_000_000_000
ID_KINDS = [
    ("Aadhaar", 0.62),
    ("Voter ID", 0.16),
    ("PAN Card", 0.12),
    ("Driving Licence", 0.05),
    ("12", 0.05),
]


@dataclass(frozen=True, slots=True)
class NameParts:
    english: dict[str, pl.Series]
    hindi: dict[str, pl.Series]


@cache
def name_parts() -> NameParts:
    """Given names M F MM MF, family names SM SF SMM SMF, middle names MID, each in both scripts."""
    with (Path(__file__).parent / "person_names.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kinds = dict.fromkeys(row["kind"] for row in rows)
    return NameParts(
        {kind: pl.Series([r["name"] for r in rows if r["kind"] == kind]) for kind in kinds},
        {kind: pl.Series([r["name_hi"] for r in rows if r["kind"] == kind]) for kind in kinds},
    )


def make_people(facility: np.ndarray, home: np.ndarray, places: list[DistrictPlaces],
                everywhere: list[DistrictPlaces], seed: int) -> pl.DataFrame:  # fmt: skip
    """One row a person, in order of the person's number; ``home`` is the district of the posting."""
    count = len(facility)
    rng = np.random.default_rng([seed, 11])
    is_woman = rng.random(count) < WOMEN
    is_retired = rng.random(count) < RETIRED
    year = np.clip(rng.normal(1983, 9, count).astype(np.int64), 1962, 2002)
    year = np.where(is_retired, rng.integers(1944, 1961, count), year)
    work = rng.choice(len(WORKS), size=count, p=_shares([w[2] for w in WORKS]))
    # Anganwadi workers, ASHAs and ANMs are women.
    is_woman |= np.isin(work, [0, 1, 2])
    titles = pl.Series([w[0] for w in WORKS]).gather(work)
    return _names(is_woman, rng).with_columns(
        pl.Series("person", np.arange(1, count + 1)),
        pl.Series("facility", facility),
        pl.Series("gender", np.where(is_woman, "F", "M")),
        pl.Series("year", year),
        pl.Series("month", rng.integers(1, 13, count)),
        pl.Series("day", rng.integers(1, 29, count)),
        pl.Series("mobile", unique_mobiles(count, seed)),
        pl.Series("alt", np.where(rng.random(count) < 0.2, unique_mobiles(count, seed + 7919), 0)),
        pl.Series("category", [w[1] for w in WORKS]).gather(work),
        pl.when(pl.Series(is_retired))
        .then(pl.lit("Retired ") + titles)
        .otherwise(titles)
        .alias("designation"),
        pl.Series("is_vaccinator", (np.isin(work, [2, 3, 4])) & (rng.random(count) < 0.3)),
        pl.Series("language", np.where(rng.random(count) < 0.85, "hi", "en")),
        pl.Series("is_retired", is_retired),
        *_identity(count, rng),
        *_homes(home, places, everywhere, rng),
    )


def unique_mobiles(count: int, seed: int) -> np.ndarray:
    """Different numbers from 6 000 000 000 on: steps of a prime around a ring never meet."""
    numbers = (np.arange(1, count + 1, dtype=np.int64) + seed * 1_000_003) % NUMBERS
    return 6_000_000_000 + numbers * PRIME % NUMBERS


def _names(is_woman: np.ndarray, rng: np.random.Generator) -> pl.DataFrame:
    count = len(is_woman)
    is_muslim = rng.random(count) < MUSLIM
    parts = name_parts()
    group = np.where(is_muslim, np.where(is_woman, "MF", "MM"), np.where(is_woman, "F", "M"))
    given, family, has_middle = rng.random(count), rng.random(count), rng.random(count) < 0.16
    has_middle &= ~is_woman & ~is_muslim
    middle = rng.integers(len(parts.english["MID"]), size=count)
    has_hindi = rng.random(count) < 0.35
    english, hindi = np.empty(count, dtype=object), np.empty(count, dtype=object)
    for kind in ("M", "F", "MM", "MF"):
        mine = np.flatnonzero(group == kind)
        for out, words in ((english, parts.english), (hindi, parts.hindi)):
            first = words[kind].gather((given[mine] ** 1.5 * len(words[kind])).astype(np.int64))
            last = words[f"S{kind}"].gather((family[mine] ** 1.6 * len(words[f"S{kind}"])).astype(np.int64))
            inner = words["MID"].gather(middle[mine])
            text = pl.select(
                pl.when(pl.Series(has_middle[mine]))
                .then(pl.concat_str([first, inner, last], separator=" "))
                .otherwise(pl.concat_str([first, last], separator=" "))
            ).to_series()
            out[mine] = text.to_numpy()
    return pl.DataFrame(
        {
            "name": pl.Series(english, dtype=pl.String),
            "name_hi": pl.Series(np.where(has_hindi, hindi, ""), dtype=pl.String),
        }
    )


def _identity(count: int, rng: np.random.Generator) -> list[pl.Series | pl.Expr]:
    kind = rng.choice(len(ID_KINDS), size=count, p=_shares([share for _, share in ID_KINDS]))
    has_id = rng.random(count) < 0.9
    serial = pl.Series("serial", rng.permutation(count) + 1)
    number = (
        pl.when(pl.lit(pl.Series(kind)) == 0)
        .then(pl.lit(200_000_000_000) + pl.lit(serial) * 1_000_003 % 700_000_000_000)
        .otherwise(pl.lit(10_000_000) + pl.lit(serial))
        .cast(pl.String)
    )
    letters = pl.Series(["", "ZBX", "AAAPZ", "BR99", "ZBX"]).gather(kind)
    return [
        pl.when(pl.Series(has_id))
        .then(pl.Series([k for k, _ in ID_KINDS]).gather(kind))
        .otherwise(pl.lit(""))
        .alias("photo_id_type"),
        pl.when(pl.Series(has_id))
        .then(pl.lit(letters) + number)
        .otherwise(pl.lit(""))
        .alias("photo_id_number"),
        pl.when(pl.Series(rng.random(count) < 0.55))
        .then(pl.lit("EMP") + pl.lit(serial).cast(pl.String).str.zfill(7))
        .otherwise(pl.lit(""))
        .alias("employee_id"),
    ]


def _homes(
    home: np.ndarray, places: list[DistrictPlaces], everywhere: list[DistrictPlaces], rng: np.random.Generator
) -> list[pl.Series | pl.Expr]:
    """Homes in the district of the posting, in a neighbour, or anywhere: mostly in another PIN code."""
    count = len(home)
    index = {d.post_name: n for n, d in enumerate(everywhere)}
    own = np.array([index.get(p.post_name, 0) for p in places], dtype=np.int64)[home]
    near = np.array([_neighbours(d, everywhere) for d in everywhere])
    where = rng.random(count)
    nearby = near[own, rng.integers(near.shape[1], size=count)]
    district = np.where(where < HOME_IN_DISTRICT, own, nearby)
    district = np.where(
        where >= HOME_IN_DISTRICT + HOME_NEARBY, rng.integers(len(everywhere), size=count), district
    )
    sizes = np.array([len(d.villages) for d in everywhere])
    first = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    village = first[district] + (rng.random(count) * sizes[district]).astype(np.int64)
    villages = [v for d in everywhere for v in d.villages]
    ward = pl.Series(rng.integers(1, 25, count)).cast(pl.String)
    name = pl.Series([v.name for v in villages]).gather(village)
    return [
        (pl.lit("Ward ") + pl.lit(ward) + pl.lit(", Vill. ") + pl.lit(name)).alias("home_address"),
        pl.Series("home_pincode", [v.pin_code for v in villages]).gather(village),
        pl.Series("home_district", [d.post_name for d in everywhere]).gather(district),
    ]


def _neighbours(of: DistrictPlaces, everywhere: list[DistrictPlaces]) -> list[int]:
    far = [(d.latitude - of.latitude) ** 2 + (d.longitude - of.longitude) ** 2 for d in everywhere]
    order = [int(n) for n in np.argsort(far, kind="stable") if far[int(n)] > 0][:5]
    return [*order, *([order[0] if order else 0] * (5 - len(order)))]


def _shares(weights: list[float]) -> np.ndarray:
    values = np.array(weights)
    return np.asarray(values / values.sum())

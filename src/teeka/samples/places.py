"""Chooses the districts of a sample and the real places in them, from India Post's offices."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from teeka.samples.districts import post_name, ways_to_write

STATE = "BIHAR"
PEOPLE_A_DISTRICT = 12_000
FARTHEST_DEGREE = 0.6  # an office farther from its district's middle was typed wrong
NOT_PLACES = (
    r"(?i)\b(so|ho|bo|rs|db|main|head|jail|godown|mills?|college|collage|school|court|university|bank|cda|factory"
    r"|colony|apcolony|aerodram|lines|board|dakghar|ntpc|hospital)\b"
)


@dataclass(frozen=True, slots=True)
class Village:
    name: str
    pin_code: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class DistrictPlaces:
    """A district of the sample: how files write it, its chief town first among its villages."""

    post_name: str
    ways: tuple[str, ...]
    villages: tuple[Village, ...]
    latitude: float
    longitude: float


def districts_for(people: int, wanted: int | None, known: int) -> int:
    """One district for each twelve thousand people, unless told otherwise."""
    return max(1, min(known, wanted or -(-people // PEOPLE_A_DISTRICT)))


def all_districts(offices: pl.DataFrame) -> list[DistrictPlaces]:
    """Every district of the state, largest first, with its villages."""
    clean = _clean(offices.filter(pl.col("state") == STATE))
    found = [
        _district(str(name), group) for (name,), group in clean.group_by("district", maintain_order=True)
    ]
    return sorted(found, key=lambda d: (-len(d.villages), d.post_name))


def choose(districts: list[DistrictPlaces], count: int, rng: np.random.Generator) -> list[DistrictPlaces]:
    """Neighbours: a large district by chance, then the nearest, so that people live across borders."""
    first = districts[int(rng.integers(min(8, len(districts))))]
    near = sorted(districts, key=lambda d: _apart(first, d))
    return near[:count]


def named(districts: list[DistrictPlaces], names: list[str]) -> list[DistrictPlaces]:
    """The places of the districts that a registry names; a stranger gets the first one's villages."""
    by_name = {d.post_name: d for d in districts}
    out = []
    for name in names:
        there = by_name.get(post_name(name), districts[0])
        out.append(
            DistrictPlaces(
                post_name(name), ways_to_write(name), there.villages, there.latitude, there.longitude
            )
        )
    return out


def _apart(one: DistrictPlaces, other: DistrictPlaces) -> float:
    return (one.latitude - other.latitude) ** 2 + (one.longitude - other.longitude) ** 2


def _clean(offices: pl.DataFrame) -> pl.DataFrame:
    name = (
        pl.col("office")
        .str.replace(r"(?i)\s+[SHB]O\b.*$", "")
        .str.replace(r"\s+BH$", "")
        .str.strip_chars()
        .str.to_titlecase()
    )
    return offices.with_columns(name.alias("office")).filter(
        pl.col("office").str.contains(r"^[A-Za-z]{4,}( [A-Za-z]{3,})?$")
        & pl.col("office").str.len_chars().is_between(4, 20)
        & ~pl.col("office").str.contains(NOT_PLACES)
        & pl.col("latitude").is_not_null()
        & pl.col("longitude").is_not_null()
    )


def _district(name: str, group: pl.DataFrame) -> DistrictPlaces:
    lat, lon = (float(group[c].median() or 0.0) for c in ("latitude", "longitude"))  # type: ignore[arg-type]
    near = group.filter(
        ((pl.col("latitude") - lat).abs() < FARTHEST_DEGREE)
        & ((pl.col("longitude") - lon).abs() < FARTHEST_DEGREE)
    )
    rank = pl.col("kind").replace_strict({"HO": 0, "PO": 1, "SO": 1}, default=2)
    ordered = near.sort(rank, "pin_code", "office").unique("office", keep="first", maintain_order=True)
    villages = tuple(
        Village(*row) for row in ordered.select("office", "pin_code", "latitude", "longitude").iter_rows()
    )
    return DistrictPlaces(name, ways_to_write(name), villages, lat, lon)

"""How the staff of a facility write where they work: a handful of ways for each, some of them bad."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from teeka.samples.facilities import Facility
from teeka.samples.slips import misspelt_in
from teeka.samples.words import ABBREVIATED, HINDI_SHORT

# way of writing: how often
WAYS = {
    "as_registered": 0.26,
    "abbreviated": 0.25,
    "misspelt": 0.12,
    "type_left_out": 0.03,
    "hindi": 0.17,
    "hindi_misspelt": 0.05,
    "with_district": 0.05,
    "with_department": 0.04,
    "odd_case": 0.03,
}
DEPARTMENTS = (
    "OPD, {}",
    "Labour Room {}",
    "{} (Immunisation)",
    "Lab, {}",
    "{} - Emergency",
    "Store {}",
    "{} Pathology",
)
FEWEST, MOST = 5, 14


@dataclass(frozen=True, slots=True)
class Writings:
    """All ways to write all facilities, end to end: facility f owns start[f] … start[f] + count[f]."""

    text: pl.Series
    way: pl.Series
    start: np.ndarray
    count: np.ndarray
    share: np.ndarray  # of each way among its facility's staff, added up inside the facility


def make_writings(
    facilities: list[Facility],
    district_ways: list[tuple[str, ...]],
    staff: np.ndarray,
    rng: np.random.Generator,
) -> Writings:
    """The larger a facility, the more ways to write it; a few of them carry most of its staff."""
    texts: list[str] = []
    ways: list[str] = []
    shares: list[np.ndarray] = []
    start = np.zeros(len(facilities), dtype=np.int64)
    count = np.clip(FEWEST + np.log2(np.maximum(staff, 1)).astype(np.int64) // 1 - 2, FEWEST, MOST)
    names, often = list(WAYS), np.array(list(WAYS.values()))
    for number, facility in enumerate(facilities):
        start[number] = len(texts)
        drawn = rng.choice(names, size=int(count[number]), p=often / often.sum())
        for way in drawn:
            texts.append(_write(facility, district_ways[facility.home], str(way), rng))
            ways.append(str(way))
        weight = rng.dirichlet(np.full(int(count[number]), 0.7))
        shares.append(np.cumsum(weight) / weight.sum())
    return Writings(pl.Series("posting", texts), pl.Series("way", ways), start, count, np.concatenate(shares))


def choose_writings(writings: Writings, facility: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Which way each person writes: an index into the writings, by the shares of the person's facility."""
    # Shares rise from 0 to 1 inside a facility; adding its number makes one rising line to search in.
    owner = np.repeat(np.arange(len(writings.start)), writings.count)
    line = writings.share + owner
    chosen = np.searchsorted(line, facility + rng.random(len(facility)), side="left")
    last = writings.start[facility] + writings.count[facility] - 1
    return np.clip(chosen, writings.start[facility], last)


def _write(facility: Facility, district: tuple[str, ...], way: str, rng: np.random.Generator) -> str:
    short = _pick(ABBREVIATED[facility.type], facility.place, rng)
    if way.startswith("hindi"):
        return _write_hindi(facility, rng, is_misspelt=way == "hindi_misspelt")
    if way == "misspelt":
        return misspelt_in(short if rng.random() < 0.5 else facility.name, rng, hindi=False)
    if way == "odd_case":
        return short.upper() if rng.random() < 0.5 else f"{short.lower()} "
    plain = {
        "as_registered": facility.name,
        "type_left_out": facility.place,
        "with_district": f"{short}, {_pick(['{}', 'Dist. {}', 'Distt {}', '({})'], district[0], rng)}",
        "with_department": _pick(DEPARTMENTS, short, rng),
    }
    return plain.get(way, short)


def _write_hindi(facility: Facility, rng: np.random.Generator, *, is_misspelt: bool) -> str:
    short = _pick(HINDI_SHORT[facility.type], facility.place_hi, rng)
    text = facility.name_hi if rng.random() < 0.35 else short
    return misspelt_in(text, rng, hindi=True) if is_misspelt else text


def _pick(patterns: list[str] | tuple[str, ...], filling: str, rng: np.random.Generator) -> str:
    return patterns[int(rng.integers(len(patterns)))].format(filling)

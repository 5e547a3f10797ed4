"""Builds the rows of a sample's rosters from its people, and remembers the truth of each."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from teeka.samples import damage, people
from teeka.samples.dirt import Dirt, marked
from teeka.samples.facilities import Facility
from teeka.samples.places import DistrictPlaces
from teeka.samples.postings import Writings, choose_writings

WRONG_DISTRICT = 0.03
CODE_GIVEN, CODE_ONLY = 0.15, 0.4  # of those with a code, how many leave the text out
IN_HINDI_DISTRICT = 0.12
COLUMNS = [
    "name", "name_hi", "gender", "birth_year", "date_of_birth", "mobile", "alt_mobile", "photo_id_type",
    "photo_id_number", "category", "designation", "posting", "posting_facility_code", "posting_district",
    "home_address", "home_pincode", "employee_id", "is_vaccinator", "language",
]  # fmt: skip
GENDERS = {"M": ("M", "Male", "पुरुष"), "F": ("F", "Female", "महिला")}


@dataclass(frozen=True, slots=True)
class Rows:
    """``cells`` has the contract's columns as text; the rest stands row by row beside it."""

    cells: pl.DataFrame
    facility: np.ndarray
    person: np.ndarray
    dirt: np.ndarray


def make_rows(
    registered: pl.DataFrame,
    *,
    facilities: list[Facility],
    districts: list[DistrictPlaces],
    others: list[DistrictPlaces],
    writings: Writings,
    seed: int,
) -> Rows:
    """``registered``: one row a registration, of people.make_people and duplicates.add_duplicates.

    ``others`` are districts outside the sample that a clerk may name by mistake.
    """
    dirt = registered["dirt"].to_numpy().copy()
    facility = registered["facility"].to_numpy()
    marked(dirt, registered["is_retired"].to_numpy(), Dirt.RETIRED)
    posting = _postings(facility, facilities, writings, dirt, seed)
    district = _districts(facility, facilities, [*districts, *others], dirt, seed)
    unused = people.unique_mobiles(len(registered), seed + 104_729)
    mobile = damage.damage_mobiles(registered, dirt, unused, seed)
    birth_year, date_of_birth = damage.birth_texts(registered, seed)
    cells = registered.select(
        damage.stray_spaces(registered["name"], dirt, seed),
        "name_hi",
        _genders(registered["gender"], seed),
        birth_year,
        date_of_birth,
        mobile,
        pl.when(pl.col("alt") > 0)
        .then(pl.col("alt").cast(pl.String))
        .otherwise(pl.lit(""))
        .alias("alt_mobile"),
        "photo_id_type",
        "photo_id_number",
        "category",
        "designation",
        posting["posting"],
        posting["posting_facility_code"],
        district,
        "home_address",
        "home_pincode",
        "employee_id",
        pl.when("is_vaccinator").then(pl.lit("Y")).otherwise(pl.lit("N")).alias("is_vaccinator"),
        "language",
    ).select(COLUMNS)
    return Rows(damage.spoil(cells, dirt, seed), facility, registered["person"].to_numpy(), dirt)


def _postings(
    facility: np.ndarray, facilities: list[Facility], writings: Writings, dirt: np.ndarray, seed: int
) -> pl.DataFrame:
    rng = np.random.default_rng([seed, 53])
    chosen = choose_writings(writings, facility, rng)
    bits = {
        way: int(Dirt[way.upper()]) if way != "as_registered" else 0
        for way in writings.way.unique().to_list()
    }
    way_bits = writings.way.replace_strict(bits, return_dtype=pl.Int64).to_numpy()
    has_code = rng.random(len(facility)) < CODE_GIVEN
    only_code = has_code & (rng.random(len(facility)) < CODE_ONLY)
    np.bitwise_or(dirt, np.where(only_code, 0, way_bits[chosen]), out=dirt)
    marked(dirt, has_code, Dirt.CODE_GIVEN)
    marked(dirt, only_code, Dirt.CODE_ONLY)
    codes = pl.Series([f.code for f in facilities]).gather(facility)
    typed = np.where(rng.random(len(facility)) < 0.1, codes.str.to_lowercase().to_numpy(), codes.to_numpy())
    return pl.DataFrame(
        {
            "posting": np.where(only_code, "", writings.text.gather(chosen).to_numpy()),
            "posting_facility_code": np.where(has_code, typed, ""),
        },
        schema={"posting": pl.String, "posting_facility_code": pl.String},
    )


def _districts(
    facility: np.ndarray,
    facilities: list[Facility],
    districts: list[DistrictPlaces],
    dirt: np.ndarray,
    seed: int,
) -> pl.Series:
    """posting_district: the facility's, in the spellings of its offices; now and then its neighbour's."""
    rng = np.random.default_rng([seed, 59])
    home = np.array([f.home for f in facilities])[facility]
    wrong = (rng.random(len(facility)) < WRONG_DISTRICT) & (len(districts) > 1)
    other_home = (home + rng.integers(1, max(2, len(districts)), len(facility))) % len(districts)
    home = np.where(wrong, other_home, home)
    marked(dirt, wrong, Dirt.WRONG_DISTRICT)
    ways = [way for d in districts for way in d.ways]
    size = np.array([len(d.ways) for d in districts])
    first = np.concatenate(([0], np.cumsum(size)[:-1]))
    draw = rng.random(len(facility))
    other = (rng.random(len(facility)) * size[home]).astype(np.int64)
    way = np.where(
        draw < 0.7, 0, np.where(draw < 0.7 + IN_HINDI_DISTRICT, np.minimum(1, size[home] - 1), other)
    )
    return pl.Series("posting_district", ways).gather(first[home] + way)


def _genders(gender: pl.Series, seed: int) -> pl.Series:
    """One office, one way: mostly a letter."""
    rng = np.random.default_rng([seed, 61])
    style = np.where(rng.random(len(gender)) < 0.8, 0, rng.integers(3, size=len(gender)))
    words = pl.Series("gender", [w for ways in GENDERS.values() for w in ways])
    return words.gather(np.where(gender.to_numpy() == "F", 3, 0) + style).alias("gender")

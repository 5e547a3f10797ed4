"""Registers some people twice, and puts beside others a twin or a namesake who is somebody else."""

from collections.abc import Callable

import numpy as np
import polars as pl

from teeka.samples.devanagari import in_devanagari
from teeka.samples.dirt import Dirt
from teeka.samples.people import unique_mobiles
from teeka.samples.slips import misspelt

REGISTERED_TWICE = 0.03
CLAIMED_TWICE = 0.2  # of those: by another facility too
TWINS = 0.004
NAMESAKES = 0.002  # another of the same posting with the same name, of another age
SECOND_MOBILE, SECOND_DOCUMENT, OTHER_SCRIPT = 0.06, 0.2, 0.08  # of second registrations
VOTER_ID = "YRC{:07d}"  # a series that nobody's first document is of
SHORT_FORMS = [
    ("Mohammad", "Md."), ("Kumari", "Kri"), ("Kumar", "Kr."), ("Prasad", "Pd."), ("Singh", "Sinh"),
    ("Devi", "Debi"), ("Yadav", "Yadava"), ("Choudhary", "Chaudhary"), ("Khatoon", "Khatun"),
    ("Parween", "Parveen"), ("Mishra", "Misra"), ("Ahmad", "Ahmed"), ("Sah", "Saha"), ("Ray", "Rai"),
]  # fmt: skip


def add_duplicates(people: pl.DataFrame, facility_home: np.ndarray, seed: int) -> pl.DataFrame:
    """The people with twins made of some of them, and below them the second registrations."""
    rng = np.random.default_rng([seed, 23])
    with_twins = _with_twins(people.with_columns(pl.lit(0, pl.Int64).alias("dirt")), rng)
    with_twins = _with_namesakes(with_twins, np.random.default_rng([seed, 29]))
    again = rng.permutation(len(people))[: round(len(people) * REGISTERED_TWICE)]
    second = _second(with_twins[np.sort(again)], facility_home, rng)
    second = _changed_since(second, seed)
    return pl.concat([with_twins, second])


def _with_namesakes(people: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Row t+1, who mostly works beside row t, bears the name of row t and is some years younger or older."""
    is_free = (people["dirt"].to_numpy() == 0) & (people["facility"].diff().to_numpy() == 0)
    chosen = is_free & (rng.random(len(people)) < NAMESAKES)
    chosen[1:] &= is_free[:-1] & ~chosen[:-1]
    source = np.arange(len(people)) - chosen
    year = people["year"].gather(source).to_numpy() + rng.choice([-9, -7, -4, 3, 6, 8], len(people))
    dirt = people["dirt"].to_numpy().copy()
    dirt[chosen] |= int(Dirt.NAMESAKE)
    return people.with_columns(
        *(people[column].gather(source) for column in ("name", "name_hi", "gender")),
        pl.Series("year", np.where(chosen, np.clip(year, 1962, 2002), people["year"].to_numpy())),
        pl.Series("dirt", dirt),
    )


def _changed_since(second: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Some who register again have a new phone, show another document, or write in the other script."""
    rng = np.random.default_rng([seed, 47])
    count, dirt = len(second), second["dirt"].to_numpy().copy()
    new_phone, new_paper, other_script = (
        rng.random(count) < share for share in (SECOND_MOBILE, SECOND_DOCUMENT, OTHER_SCRIPT)
    )
    new_paper &= (second["photo_id_number"] == "").to_numpy()
    for which, kind in (
        (new_phone, Dirt.SECOND_MOBILE), (new_paper, Dirt.SECOND_DOCUMENT), (other_script, Dirt.OTHER_SCRIPT)
    ):  # fmt: skip
        dirt[which] |= int(kind)
    names = second["name"].to_list()
    for at in np.flatnonzero(other_script).tolist():
        names[at] = in_devanagari(names[at], rng)
    papers = np.array([VOTER_ID.format(number) for number in range(count)], dtype=object)
    return second.with_columns(
        pl.Series("name", names),
        pl.Series("mobile", np.where(new_phone, unique_mobiles(count, seed + 15_485_863), second["mobile"])),
        pl.Series(
            "photo_id_type",
            np.where(new_paper, "Voter ID", second["photo_id_type"].to_numpy()),
            dtype=pl.String,
        ),
        pl.Series(
            "photo_id_number",
            np.where(new_paper, papers, second["photo_id_number"].to_numpy()),
            dtype=pl.String,
        ),
        pl.Series("dirt", dirt),
    )


def _with_twins(people: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Row t+1 becomes the twin of row t: one family name, birth, phone and home; a given name alike."""
    count = len(people)
    first = rng.permutation(count - 1)[: round(count * TWINS)] if count > 1 else np.array([], dtype=np.int64)
    first = np.unique(first)
    first = first[np.concatenate(([True], np.diff(first) > 2))] if len(first) else first
    source = np.arange(count)
    source[first + 1] = first
    shared = [
        "year",
        "month",
        "day",
        "mobile",
        "alt",
        "home_address",
        "home_pincode",
        "home_district",
        "gender",
    ]
    dirt = np.zeros(count, dtype=np.int64)
    dirt[np.concatenate([first, first + 1])] = int(Dirt.TWIN)
    names = people["name"].to_list()
    for at in first.tolist():
        names[at + 1] = _sibling(names[at], names[at + 1])
    hindi = people["name_hi"].to_numpy().copy()
    hindi[first + 1] = ""
    return people.with_columns(
        *(people[column].gather(source) for column in shared),
        pl.Series("name", names),
        pl.Series("name_hi", hindi, dtype=pl.String),
        pl.Series("dirt", dirt),
    )


def _sibling(name: str, other: str) -> str:
    """The other's given name with this one's family name; never this one's own name."""
    own, *_, family = name.split()
    given, *_ = other.split()
    return f"{given} {family}" if given != own else f"{given}endra {family}"


def _second(rows: pl.DataFrame, facility_home: np.ndarray, rng: np.random.Generator) -> pl.DataFrame:
    count = len(rows)
    dirt = np.full(count, int(Dirt.DUPLICATE), dtype=np.int64)
    year = rows["year"].to_numpy().copy()
    slipped = rng.random(count) < 0.18
    year[slipped] += rng.choice([-10, -1, 1, 10], size=int(slipped.sum()))
    year = np.clip(year, 1944, 2004)
    dirt[slipped] |= int(Dirt.BIRTH_SLIP)
    alt = rows["alt"].to_numpy()
    other_phone = (rng.random(count) < 0.35) & (alt > 0)
    facility = rows["facility"].to_numpy().copy()
    elsewhere = rng.random(count) < CLAIMED_TWICE
    facility[elsewhere] = _another_in_district(facility[elsewhere], facility_home, rng)
    dirt[elsewhere & (facility != rows["facility"].to_numpy())] |= int(Dirt.TWO_ROSTERS)
    keeps_id, keeps_employee = rng.random(count) < 0.3, rng.random(count) < 0.15
    return rows.with_columns(
        pl.Series("name", [_written_again(name, rng) for name in rows["name"].to_list()]),
        pl.Series(
            "name_hi", np.where(rng.random(count) < 0.5, rows["name_hi"].to_numpy(), ""), dtype=pl.String
        ),
        pl.Series("year", year),
        pl.Series("mobile", np.where(other_phone, alt, rows["mobile"].to_numpy())),
        pl.Series("alt", np.where(other_phone, rows["mobile"].to_numpy(), 0)),
        pl.Series("facility", facility),
        pl.Series("dirt", dirt),
        *(_kept(rows, column, keeps_id) for column in ("photo_id_type", "photo_id_number")),
        _kept(rows, "employee_id", keeps_employee),
    )


def _kept(rows: pl.DataFrame, column: str, keeps: np.ndarray) -> pl.Series:
    return pl.Series(column, np.where(keeps, rows[column].to_numpy(), ""), dtype=pl.String)


def _another_in_district(facility: np.ndarray, home: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Some other facility of the same district; facilities stand together by district."""
    first = np.searchsorted(home, home[facility], side="left")
    after = np.searchsorted(home, home[facility], side="right")
    steps: np.ndarray = (rng.random(len(facility)) * (after - first)).astype(np.int64)
    return np.asarray(first + steps)


def _written_again(name: str, rng: np.random.Generator) -> str:
    ways: list[Callable[[str], str]] = [lambda n: n, _shortened, lambda n: _slip(n, rng), str.upper, _turned]
    return ways[int(rng.choice(5, p=[0.3, 0.2, 0.35, 0.1, 0.05]))](name)


def _shortened(name: str) -> str:
    for whole, short in SHORT_FORMS:
        if whole in name:
            return name.replace(whole, short)
    return name


def _slip(name: str, rng: np.random.Generator) -> str:
    words = name.split()
    at = int(rng.integers(len(words)))
    words[at] = misspelt(words[at], rng)
    return " ".join(words)


def _turned(name: str) -> str:
    given, _, rest = name.partition(" ")
    return f"{rest} {given}"

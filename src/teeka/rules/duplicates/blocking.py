"""Decides which registrations are worth comparing at all: those that share something telling."""

from collections.abc import Iterator

import polars as pl

from teeka.rules.duplicates.evidence import COMMON, MOST_GIVERS, MOST_HOLDERS

# A key that more people share than this tells nothing, and would cost the square of its crowd.
_MOST_SHARING = {
    "mobile": MOST_GIVERS,
    "identity": MOST_HOLDERS,
    "employee": MOST_HOLDERS,
    "name_here": 40,
    "name_year": 40,
    "given_born": 20,
    "home": 20,
    "initials": 60,
}
_COUNTED = (("district", "name_key"), ("home",))  # beside the keys


def pairs_to_compare(people: pl.DataFrame, among: pl.Series | None = None) -> pl.DataFrame:
    """Columns `a` < `b`: positions in `people`, which has the columns that comparing.prepared makes.

    `among`: positions; then only the pairs that hold at least one of them.
    """
    found = [_pairs(keyed, _MOST_SHARING[name], among) for name, keyed in _keys(people)]
    return pl.concat(found).unique().sort("a", "b")


def judged_anew(people: pl.DataFrame, new: pl.Series) -> pl.Series:
    """The positions of all whose pairs can weigh otherwise because those at positions `new` came.

    Whatever is counted about somebody is counted over people of one key, so nobody else's pairs change.
    """
    counted = [_keyed(people.with_row_index("at"), *columns) for columns in _COUNTED]
    keys = [keyed for _, keyed in _keys(people)]
    beside = [_beside(keyed, new)["at"] for keyed in (*keys, *counted)]
    return pl.concat([new.alias("at"), *beside, _of_rising_names(people, new)]).unique().sort()


def _of_rising_names(people: pl.DataFrame, new: pl.Series) -> pl.Series:
    """Those whose given name was not COMMON before: whether it is, or is no longer RARE, may be new."""
    named = people.select("given", at=pl.int_range(pl.len(), dtype=pl.UInt32))
    named = named.with_columns(is_new=pl.col("at").is_in(new.implode()))
    before = pl.len().over("given") - pl.col("is_new").sum().over("given")
    return named.filter(pl.col("is_new").any().over("given") & (before < COMMON))["at"]


def _keys(people: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """The name of each key, and `at` (a position in `people`) beside the `key` that stands there."""
    everyone = people.with_row_index("at")
    numbers = [everyone.select("at", number=column) for column in ("mobile", "alt_mobile")]
    yield "mobile", _keyed(pl.concat(numbers).unique(), "number")
    yield "identity", _keyed(everyone, "identity")
    yield "employee", _keyed(everyone, "district", "employee_id")
    yield "name_here", _keyed(everyone, "posting", "name_key")
    yield "name_year", _keyed(everyone, "district", "name_key", "birth_year")
    yield "given_born", _keyed(everyone, "given", "birth_year", "birth_day")
    yield "home", _keyed(everyone, "home", "given")
    yield "initials", _keyed(everyone, "posting", "initials", "birth_year")


def _keyed(people: pl.DataFrame, *columns: str) -> pl.DataFrame:
    known = people.filter(pl.all_horizontal(pl.col(c).cast(pl.String).fill_null("") != "" for c in columns))
    return known.select("at", key=pl.struct(columns))


def _beside(keyed: pl.DataFrame, some: pl.Series) -> pl.DataFrame:
    """The rows whose key one of `some` has too."""
    theirs = keyed.filter(pl.col("at").is_in(some.implode()))
    return keyed.join(theirs.select("key").unique(), on="key", how="semi")


def _pairs(keyed: pl.DataFrame, most: int, among: pl.Series | None) -> pl.DataFrame:
    sharing = keyed if among is None else _beside(keyed, among)
    sharing = sharing.filter(pl.len().over("key").is_between(2, most))
    sharing = sharing.with_columns(key=pl.col("key").rank("dense"))
    pairs = sharing.join(sharing, on="key", suffix="_b").filter(pl.col("at") < pl.col("at_b"))
    if among is not None:
        chosen = among.implode()
        pairs = pairs.filter(pl.col("at").is_in(chosen) | pl.col("at_b").is_in(chosen))
    return pairs.select(a="at", b="at_b")

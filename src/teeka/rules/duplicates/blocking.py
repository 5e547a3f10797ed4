"""Decides which registrations are worth comparing at all: those that share something telling."""

from dataclasses import dataclass

import polars as pl

from teeka.rules.duplicates.evidence import COMMON, MOST_GIVERS, MOST_HOLDERS
from teeka.rules.duplicates.holders import NUMBERS, holders_of
from teeka.rules.duplicates.keys import UNKNOWN

# A key that more people share than this tells nothing, and would cost the square of its crowd.
_MOST_SHARING = {
    "number": MOST_GIVERS,
    "identity": MOST_HOLDERS,
    "employee": MOST_HOLDERS,
    "name_here": 40,
    "name_year": 40,
    "given_born": 20,
    "home_given": 20,
    "initials": 60,
}
_COUNTED = ("name_in_district", "home")  # beside those keys


@dataclass(frozen=True, slots=True)
class Sought:
    """`pairs`: columns `a` < `b`, rows worth comparing. `judged`: rows all of whose pairs are among them.

    `holders`: of each row in the pairs what holders_of counts.
    """

    pairs: pl.DataFrame
    judged: pl.Series
    holders: pl.DataFrame


def worth_comparing(keys: pl.DataFrame, new: pl.Series | None = None) -> Sought:
    """Of everybody, whose `keys` (see keys_of) are these; or only what changes because the rows `new` came.

    What was found before, less the pairs of the judged rows, and what is found among these is what is found
    among everybody's.
    """
    keys = keys.sort("row")
    rows, shared = keys["row"], _Shared(keys)
    if new is None or len(new) == len(rows):
        judged, pairs = rows, shared.pairs()
    else:
        again = shared.judged_anew(pl.select(pl.lit(rows).is_in(new.implode()).arg_true()).to_series())
        judged, pairs = rows.gather(again), shared.pairs(again)
    pairs = pairs.select(pl.lit(rows).gather(pl.col(side)).alias(side) for side in "ab")
    return Sought(pairs, judged, holders_of(keys, pl.concat([pairs["a"], pairs["b"]]).unique()))


class _Shared:
    """What each of some people (rows of keys_of) shares with others; by `at`, their positions."""

    def __init__(self, keys: pl.DataFrame) -> None:
        people = keys.with_row_index("at")
        numbers = [_keyed(people, column) for column in NUMBERS]
        self._given = people.select("at", "given")
        self._telling = {key: _keyed(people, key) for key in _MOST_SHARING if key != "number"}
        self._telling["number"] = pl.concat(numbers).unique()
        self._counted = [_keyed(people, key) for key in _COUNTED]

    def pairs(self, among: pl.Series | None = None) -> pl.DataFrame:
        """Columns `a` < `b`, worth comparing. `among`: only those that hold at least one of these."""
        found = [_pairs(self._telling[key], most, among) for key, most in _MOST_SHARING.items()]
        return pl.concat(found).unique().sort("a", "b")

    def judged_anew(self, new: pl.Series) -> pl.Series:
        """All whose pairs can weigh otherwise because those at `new` came.

        Whatever is counted about somebody is counted over people of one key, so nobody else's pairs change.
        """
        found = [_beside(keyed, new)["at"] for keyed in (*self._telling.values(), *self._counted)]
        return pl.concat([new.alias("at"), *found, self._of_rising_names(new)]).unique().sort()

    def _of_rising_names(self, new: pl.Series) -> pl.Series:
        """Those whose given name was not COMMON before: whether it is, or is no longer RARE, may be new."""
        named = self._given.with_columns(is_new=pl.col("at").is_in(new.implode()))
        before = pl.len().over("given") - pl.col("is_new").sum().over("given")
        return named.filter(pl.col("is_new").any().over("given") & (before < COMMON))["at"]


def _keyed(people: pl.DataFrame, key: str) -> pl.DataFrame:
    return people.filter(pl.col(key) != UNKNOWN).select("at", key=key)


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

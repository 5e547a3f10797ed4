"""Decides which registrations are worth comparing at all: those that share something telling."""

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
_KEYS = {
    "identity": ("identity",),
    "employee": ("district", "employee_id"),
    "name_here": ("posting", "name_key"),
    "name_year": ("district", "name_key", "birth_year"),
    "given_born": ("given", "birth_year", "birth_day"),
    "home": ("home", "given"),
    "initials": ("posting", "initials", "birth_year"),
}
_COUNTED = (("district", "name_key"), ("home",))  # beside those keys


class Keys:
    """What each of `people` (as comparing.folded makes them) shares with others; by positions in it."""

    def __init__(self, people: pl.DataFrame) -> None:
        everyone = people.with_row_index("at")
        numbers = [everyone.select("at", number=column) for column in ("mobile", "alt_mobile")]
        self._given = everyone.select("at", "given")
        self._keyed = {name: _keyed(everyone, *columns) for name, columns in _KEYS.items()}
        self._keyed["mobile"] = _keyed(pl.concat(numbers).unique(), "number")
        self._counted = [_keyed(everyone, *columns) for columns in _COUNTED]

    def pairs(self, among: pl.Series | None = None) -> pl.DataFrame:
        """Columns `a` < `b`, worth comparing. `among`: only those that hold at least one of these."""
        found = [_pairs(keyed, _MOST_SHARING[name], among) for name, keyed in self._keyed.items()]
        return pl.concat(found).unique().sort("a", "b")

    def judged_anew(self, new: pl.Series) -> pl.Series:
        """All whose pairs can weigh otherwise because those at `new` came.

        Whatever is counted about somebody is counted over people of one key, so nobody else's pairs change.
        """
        return pl.concat([self.beside(new), self._of_rising_names(new)]).unique().sort()

    def beside(self, some: pl.Series) -> pl.Series:
        """These, and all who share a key with them or are counted with them."""
        found = [_beside(keyed, some)["at"] for keyed in (*self._keyed.values(), *self._counted)]
        return pl.concat([some.alias("at"), *found]).unique().sort()

    def _of_rising_names(self, new: pl.Series) -> pl.Series:
        """Those whose given name was not COMMON before: whether it is, or is no longer RARE, may be new."""
        named = self._given.with_columns(is_new=pl.col("at").is_in(new.implode()))
        before = pl.len().over("given") - pl.col("is_new").sum().over("given")
        return named.filter(pl.col("is_new").any().over("given") & (before < COMMON))["at"]


def _keyed(people: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """`at` and the `key` of those who have all of the columns: a hash, which is quicker than the texts."""
    is_known = [
        pl.col(column) != "" if people.schema[column] == pl.String else pl.col(column).is_not_null()
        for column in columns
    ]
    return people.filter(pl.all_horizontal(is_known)).select("at", key=pl.struct(columns).hash())


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

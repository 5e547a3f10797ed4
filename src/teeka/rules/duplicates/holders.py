"""Counts over everybody how many hold a registration's name, home, numbers and documents."""

import polars as pl

from teeka.rules.duplicates.keys import UNKNOWN

NUMBERS = ("mobile", "alt_mobile")
_HELD = {
    "identity": "identity_holders",
    "employee": "employee_holders",
    "home": "home_holders",
    "name_in_district": "name_holders",
    "given": "namesakes",
}


def holders_of(keys: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """Beside each `row` of `rows`, which are sorted, how many of `keys` (see keys_of) hold what it holds.

    1 of what it does not have. A number's holders are the names under which it is given.
    """
    theirs = keys.filter(pl.col("row").is_in(rows.implode())).sort("row")
    counts = [_counted(theirs[key], keys[key]).alias(holders) for key, holders in _HELD.items()]
    given = [keys.select(pl.col(column).alias("number"), "name") for column in NUMBERS]
    numbers = pl.concat([theirs[column] for column in NUMBERS]).unique()
    under = pl.concat(given).filter(pl.col("number").is_in(numbers.implode())).unique()["number"]
    counts += [_counted(theirs[column], under).alias(f"{column}_holders") for column in NUMBERS]
    return pl.DataFrame([theirs["row"], *counts])


def _counted(theirs: pl.Series, held: pl.Series) -> pl.Series:
    """How often each of `theirs` is among `held`, in their order."""
    keys = theirs.alias("key").to_frame()
    counts = (
        held.alias("key")
        .to_frame()
        .filter(pl.col("key") != UNKNOWN)
        .join(keys.unique(), on="key", how="semi")
    )
    counts = counts.group_by("key").len()
    return keys.join(counts, on="key", how="left", maintain_order="left")["len"].fill_null(1)

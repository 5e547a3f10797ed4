"""Decides which registrations are worth comparing at all: those that share something telling."""

import polars as pl

# A key that more people share than this tells nothing, and would cost the square of its crowd.
_MOST_SHARING = {"mobile": 12, "identity": 6, "employee": 6, "name_here": 40, "name_year": 40, "initials": 60}


def pairs_to_compare(people: pl.DataFrame) -> pl.DataFrame:
    """Columns `a` < `b`: positions in `people`, which has the columns that decisions.prepared makes."""
    everyone = people.with_row_index("at")
    mobiles = pl.concat(
        [
            everyone.select("at", key=pl.col(column)).filter(pl.col("key") != "")
            for column in ("mobile", "alt_mobile")
        ]
    ).unique()
    keys = {
        "mobile": mobiles,
        "identity": everyone.filter(pl.col("identity") != "").select("at", key="identity"),
        "employee": _keyed(everyone.filter(pl.col("employee_id") != ""), "district", "employee_id"),
        "name_here": _keyed(everyone, "posting", "name_key"),
        "name_year": _keyed(everyone, "district", "name_key", "birth_year"),
        "initials": _keyed(everyone, "posting", "initials", "birth_year"),
    }
    found = [_pairs(frame, _MOST_SHARING[name]) for name, frame in keys.items()]
    return pl.concat(found).unique().sort("a", "b")


def _keyed(people: pl.DataFrame, *columns: str) -> pl.DataFrame:
    known = people.filter(pl.all_horizontal(pl.col(c).cast(pl.String).fill_null("") != "" for c in columns))
    key = pl.concat_str([pl.col(c).cast(pl.String) for c in columns], separator="\x1f")
    return known.select("at", key=key)


def _pairs(keyed: pl.DataFrame, most: int) -> pl.DataFrame:
    sharing = keyed.filter(pl.len().over("key").is_between(2, most))
    sharing = sharing.with_columns(key=pl.col("key").rank("dense"))
    joined = sharing.join(sharing, on="key", suffix="_b").filter(pl.col("at") < pl.col("at_b"))
    return joined.select(a="at", b="at_b")

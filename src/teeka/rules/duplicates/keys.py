"""Decides what of a registration others may share: as numbers, kept and compared by the million."""

import polars as pl

# Key -> what two registrations must both have, and have the same, to share it.
KEYS = {
    "identity": ("identity",),
    "employee": ("district", "employee_id"),
    "name_here": ("posting", "name_key"),
    "name_year": ("district", "name_key", "birth_year"),
    "given_born": ("given", "birth_year", "birth_day"),
    "home_given": ("home", "given"),
    "initials": ("posting", "initials", "birth_year"),
    "mobile": ("mobile",),
    "alt_mobile": ("alt_mobile",),
    "home": ("home",),
    "name_in_district": ("district", "name_key"),
}
# To count by; who has none is counted with the others who have none.
_NAMES = {"name": "name_key", "given": "given"}
KEY_COLUMNS = (*KEYS, *_NAMES)
UNKNOWN = 0


def keys_of(people: pl.DataFrame) -> pl.DataFrame:
    """Each `row` of what comparing.folded gives, with its KEY_COLUMNS as Int64, UNKNOWN where it has none.

    Hashes, so not to be compared with those made under another Parameters.number.
    """
    keys = {key: _key(people, columns) for key, columns in KEYS.items()}
    names = {name: _hashed(pl.col(column)) for name, column in _NAMES.items()}
    return people.select("row", **keys, **names)


def _key(people: pl.DataFrame, columns: tuple[str, ...]) -> pl.Expr:
    is_known = [
        pl.col(column) != "" if people.schema[column] == pl.String else pl.col(column).is_not_null()
        for column in columns
    ]
    whole = pl.struct(columns) if len(columns) > 1 else pl.col(columns[0])
    return pl.when(pl.all_horizontal(is_known)).then(_hashed(whole)).otherwise(pl.lit(UNKNOWN, pl.Int64))


def _hashed(column: pl.Expr) -> pl.Expr:
    return column.hash().reinterpret(signed=True)

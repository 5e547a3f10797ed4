"""The plan in force and the what-if plan side by side, and who has another place in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import polars as pl

# A place: who has it, where and how far; `is_own`: at the own posting's site.
PLACE = {
    "beneficiary_id": pl.Int64, "district_code": pl.Int64, "category": pl.String, "code": pl.String,
    "on": pl.Date, "km": pl.Float64, "is_own": pl.Boolean,
}  # fmt: skip
NO_TIER = 0


@dataclass(frozen=True, slots=True)
class Side:
    """One plan as it is counted."""

    placed: int
    standby: int
    by_tier: dict[str, int]  # tier → placed; "0": of no tier of the campaign
    unplaced: dict[str, int]  # reason → people, without those who stand by; "": no plan has looked at them
    days: dict[str, int]  # ISO date → people
    own_site: int  # of those placed
    km_mean: float | None
    km_farthest: float | None

    @classmethod
    def of(cls, places: pl.DataFrame, tiers: Mapping[str, int], waiting: Mapping[str, int]) -> "Side":
        """places: columns of PLACE.  waiting: reason → people, "standby" for those who stand by."""
        km = places["km"].drop_nulls()
        tier = with_tier(places, tiers)
        return cls(
            placed=len(places),
            standby=waiting.get("standby", 0),
            by_tier=_counted(tier["tier"]),
            unplaced={
                reason: people for reason, people in sorted(waiting.items()) if people and reason != "standby"
            },
            days=_counted(places["on"]),
            own_site=int(places["is_own"].sum()),
            km_mean=round(float(km.mean()), 2) if len(km) else None,  # type: ignore[arg-type]
            km_farthest=round(float(km.max()), 1) if len(km) else None,  # type: ignore[arg-type]
        )


def _counted(column: pl.Series) -> dict[str, int]:
    counts = column.cast(pl.String).value_counts(sort=False).sort(column.name)
    return dict(counts.iter_rows())


def with_tier(people: pl.DataFrame, tiers: Mapping[str, int]) -> pl.DataFrame:
    return people.with_columns(
        tier=pl.col("category").replace_strict(dict(tiers), default=NO_TIER, return_dtype=pl.Int64)
    )


def who_changes(before: pl.DataFrame, after: pl.DataFrame, waiting: pl.DataFrame) -> pl.DataFrame:
    """A row for everybody whose session is another one, and for everybody without a place after.

    before: PLACE with is_listed.  after: PLACE with why.  waiting: beneficiary_id, district_code, category,
    reason, is_standby.  Returns beneficiary_id, district_code, category, from_code, from_km, is_listed,
    to_code, to_km, why, reason, is_standby; codes are empty for no place.
    """
    then = pl.concat([after.drop("on", "is_own"), waiting], how="diagonal")
    both = before.select(
        "beneficiary_id", "district_code", "category", from_code="code", from_km="km", is_listed="is_listed"
    ).join(
        then.rename({"code": "to_code", "km": "to_km"}), on="beneficiary_id", how="full", coalesce=True,
        suffix="_then",
    )  # fmt: skip
    empty = {"from_code": "", "to_code": "", "reason": "", "why": "{}"}
    rows = both.with_columns(
        pl.coalesce("district_code", "district_code_then").alias("district_code"),
        pl.coalesce("category", "category_then").alias("category"),
        *(pl.col(name).fill_null(value) for name, value in empty.items()),
        *(pl.col(name).fill_null(False) for name in ("is_listed", "is_standby")),
    ).drop("district_code_then", "category_then")
    is_other = pl.col("from_code") != pl.col("to_code")
    return rows.filter(is_other | (pl.col("to_code") == "")).sort("beneficiary_id")


def counts_of(rows: pl.DataFrame) -> dict[str, int]:
    """How many get their first place, another one, or none; and how many of them had been told one."""
    had, has = pl.col("from_code") != "", pl.col("to_code") != ""
    other = rows.filter(pl.col("from_code") != pl.col("to_code"))
    return {
        "changed": len(other),
        "moved": len(other.filter(had & has)),
        "placed": len(other.filter(~had)),
        "lost": len(other.filter(~has)),
        "told": len(other.filter(pl.col("is_listed"))),
    }


def print_of(rows: pl.DataFrame) -> str:
    """SHA-256 over who changes, from where and to where: two plans with the same one do the same."""
    digest = sha256()
    for row in rows.select("beneficiary_id", "from_code", "to_code").iter_rows():
        digest.update(repr(row).encode())
    return digest.hexdigest()


def as_kept(before: Side, after: Side, rows: pl.DataFrame) -> dict[str, Any]:
    """The comparison as it is kept with the what-if."""
    sides = {
        name: {field: getattr(side, field) for field in Side.__slots__}
        for name, side in (("before", before), ("after", after))
    }
    return {**sides, "changes": counts_of(rows), "print": print_of(rows)}

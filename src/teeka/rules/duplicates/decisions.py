"""Decides which registrations are one person's: link, hold for a person to look at, or leave."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import product

import numpy as np
import polars as pl

from teeka.rules.duplicates.blocking import pairs_to_compare
from teeka.rules.duplicates.evidence import (
    HOLD_AT,
    LINK_AT,
    SMALLEST_CROWD,
    Compared,
    probabilities,
    reasons_of,
)
from teeka.rules.duplicates.names import NameLikeness, compare_names, folded_name

# Column -> type. `row` is any number that tells registrations apart; "" and null mean unknown.
COLUMNS: dict[str, type[pl.DataType]] = {
    "row": pl.Int64,
    "name": pl.String,
    "name_hi": pl.String,
    "gender": pl.String,
    "birth_year": pl.Int64,
    "mobile": pl.String,
    "alt_mobile": pl.String,
    "identity": pl.String,
    "identity_kind": pl.String,
    "employee_id": pl.String,
    "posting": pl.String,
    "district": pl.String,
}
NUMBERS = ("mobile", "alt_mobile")
_PAIRS_AT_ONCE = 300_000  # so that a roster of namesakes cannot take the memory
_SLIPS = (1, 10)  # years: the next digit, or the digit before it


class Verdict(StrEnum):
    LINK = "link"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """`row_a` < `row_b`. What is left alone is not listed."""

    row_a: int
    row_b: int
    probability: float
    verdict: Verdict
    reasons: tuple[str, ...]


def find_duplicates(registrations: pl.DataFrame) -> list[DuplicatePair]:
    """Pairs of registrations (with COLUMNS) that are, or may be, one person; by row.

    The order of the registrations does not matter, nor which of two comes first.
    """
    people = prepared(registrations)
    found: list[DuplicatePair] = []
    for pairs in pairs_to_compare(people).iter_slices(_PAIRS_AT_ONCE):
        found += _judged(people, pairs)
    return found


def _judged(people: pl.DataFrame, pairs: pl.DataFrame) -> list[DuplicatePair]:
    compared = _compared(people, pairs)
    chance = np.round(probabilities(compared, len(people)), 6)
    rows = people["row"].to_numpy()
    first, second = rows[pairs["a"].to_numpy()], rows[pairs["b"].to_numpy()]
    return [
        DuplicatePair(
            int(first[at]),
            int(second[at]),
            float(chance[at]),
            _verdict(compared, at, float(chance[at])),
            tuple(reasons_of(compared, at)),
        )
        for at in np.flatnonzero((chance >= HOLD_AT) | _one_document_two_names(compared)).tolist()
    ]


def _one_document_two_names(compared: Compared) -> np.ndarray:
    same: np.ndarray = compared.identity_same & (compared.name == NameLikeness.CONFLICT)
    return same


def _verdict(compared: Compared, at: int, chance: float) -> Verdict:
    """Twins and families share all but the given name: without the name nothing links."""
    least = NameLikeness.ONE_LETTER if compared.identity_same[at] else NameLikeness.PARTLY
    is_named = compared.name[at] >= least
    contradicts = compared.genders_differ[at] and not compared.identity_same[at]
    return Verdict.LINK if chance >= LINK_AT and is_named and not contradicts else Verdict.HOLD


def prepared(registrations: pl.DataFrame) -> pl.DataFrame:
    """Sorted by row, blanks for nulls, with the folded names in both scripts and their keys."""
    people = registrations.select(pl.col(c).cast(kind) for c, kind in COLUMNS.items()).sort("row")
    people = people.with_columns(pl.col(pl.String).fill_null("").str.strip_chars())
    names = [folded_name(name) for name in people["name"].to_list()]
    hindi = [folded_name(name) if name else () for name in people["name_hi"].to_list()]
    people = people.with_columns(
        words=pl.Series(names, dtype=pl.List(pl.String)),
        words_hi=pl.Series(hindi, dtype=pl.List(pl.String)),
        name_key=pl.Series([" ".join(words) for words in names], dtype=pl.String),
        initials=pl.Series(["".join(word[0] for word in words) for words in names], dtype=pl.String),
    )
    return _with_holders(people)


def _with_holders(people: pl.DataFrame) -> pl.DataFrame:
    """Beside each name, posting and number how many people hold it (a number first or second)."""
    numbers = pl.concat([people.select("row", number=column) for column in NUMBERS])
    holders = numbers.unique().group_by("number").len()
    people = people.with_columns(
        name_holders=pl.len().over("name_key"), posting_holders=pl.len().over("posting")
    )
    for column in NUMBERS:
        counted = holders.rename({"number": column, "len": f"{column}_holders"})
        people = people.join(counted, on=column, how="left", maintain_order="left")
    return people


def _compared(people: pl.DataFrame, pairs: pl.DataFrame) -> Compared:
    left, right = people[pairs["a"]], people[pairs["b"]]
    crowd = len(people) + SMALLEST_CROWD
    year_a, year_b = (side["birth_year"].fill_null(0).to_numpy() for side in (left, right))
    gap = np.where((year_a > 0) & (year_b > 0), np.abs(year_a - year_b), -1)
    identities = _both(left, right, "identity")
    employees = _both(left, right, "employee_id")
    at_home = (left["district"] == right["district"]).to_numpy()
    holders = _mobile_holders(left, right)
    shares_posting = _both(left, right, "posting")[0]
    return Compared(
        name=_name_likeness(left, right),
        name_share=(_commoner(left, right, "name_holders") + 2) / crowd,
        year_gap=gap.astype(np.int16),
        year_is_slip=np.isin(gap, _SLIPS) | _digits_turned(year_a, year_b),
        mobile_holders=holders,
        mobiles_differ=(holders == 0)
        & np.logical_and(*((s["mobile"] != "").to_numpy() for s in (left, right))),
        identity_same=identities[0],
        identity_differ=identities[1],
        identity_kind_same=_both(left, right, "identity_kind")[0],
        employee_same=employees[0] & at_home,
        employee_differ=employees[1],
        posting_share=np.where(shares_posting, (_commoner(left, right, "posting_holders") + 10) / crowd, 0.0),
        districts_differ=_both(left, right, "district")[1],
        genders_differ=_both(left, right, "gender")[1],
    )


def _both(left: pl.DataFrame, right: pl.DataFrame, column: str) -> tuple[np.ndarray, np.ndarray]:
    """Known on both sides and the same; known on both sides and different."""
    a, b = left[column], right[column]
    known = ((a != "") & (b != "")).to_numpy()
    same = (a == b).to_numpy()
    return known & same, known & ~same


def _commoner(left: pl.DataFrame, right: pl.DataFrame, holders: str) -> np.ndarray:
    """How many people hold the value; of two values, the commoner one's number."""
    more: np.ndarray = np.maximum(left[holders].to_numpy(), right[holders].to_numpy()).astype(np.int64)
    return more


def _digits_turned(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """1978 for 1987."""
    turned: np.ndarray = (one // 100 == other // 100) & (one != other)
    turned &= (one % 10 == other // 10 % 10) & (one // 10 % 10 == other % 10)
    return turned


def _mobile_holders(left: pl.DataFrame, right: pl.DataFrame) -> np.ndarray:
    """How many people give the number that both give, as first or other number; 0 where they share none."""
    shared = np.zeros(len(left), dtype=np.int32)
    for of_left, of_right in product(NUMBERS, repeat=2):
        same = ((left[of_left] == right[of_right]) & (left[of_left] != "")).to_numpy()
        crowd = left[f"{of_left}_holders"].to_numpy()
        smaller = same & ((shared == 0) | (crowd < shared))
        shared = np.where(smaller, crowd, shared).astype(np.int32)
    return shared


def _name_likeness(left: pl.DataFrame, right: pl.DataFrame) -> np.ndarray:
    """The best agreement of the names in either script."""
    found = np.fromiter(
        map(compare_names, left["words"].to_list(), right["words"].to_list()), np.int8, len(left)
    )
    hindi = _both_written(left, right)
    for at in np.flatnonzero(hindi & (found < NameLikeness.SAME)).tolist():
        found[at] = max(
            found[at], compare_names(left["words_hi"][at].to_list(), right["words_hi"][at].to_list())
        )
    return found


def _both_written(left: pl.DataFrame, right: pl.DataFrame) -> np.ndarray:
    written: np.ndarray = ((left["words_hi"].list.len() > 0) & (right["words_hi"].list.len() > 0)).to_numpy()
    return written

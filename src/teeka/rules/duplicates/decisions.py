"""Decides which registrations are one person's: link, hold for a person to look at, or leave."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl

from teeka.rules.duplicates.blocking import Sought, worth_comparing
from teeka.rules.duplicates.comparing import compared, folded
from teeka.rules.duplicates.evidence import HOLD_AT, LINK_AT, SUBJECTS, Reason
from teeka.rules.duplicates.keys import keys_of
from teeka.rules.duplicates.waterfall import probability_of, weighed

_PAIRS_AT_ONCE = 300_000  # so that a roster of namesakes cannot take the memory
_NAMES_ONE = (Reason.SAME_NAME, Reason.NAME_MISTYPED, Reason.NAME_IN_PART)
_NAMES_ALIKE = (Reason.NAME_ONE_LETTER_OFF, Reason.FAMILY_NAME_DIFFERS)
_BORN_ALIKE = (Reason.SAME_BIRTH_DATE, Reason.SAME_BIRTH_YEAR, Reason.SAME_BIRTHDAY)


class Verdict(StrEnum):
    LINK = "link"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """`row_a` < `row_b`. What is left alone is not listed. `bits`: what each of the reasons weighs.

    The reasons stand strongest first, whether they speak for or against one person.
    """

    row_a: int
    row_b: int
    probability: float
    verdict: Verdict
    reasons: tuple[Reason, ...]
    bits: tuple[float, ...]


def find_duplicates(registrations: pl.DataFrame) -> list[DuplicatePair]:
    """Pairs of registrations (with COLUMNS) that are, or may be, one person; by row.

    The order of the registrations does not matter, nor which of two comes first.
    """
    people = folded(registrations)
    return judge(worth_comparing(keys_of(people)), people)


def judge(sought: Sought, people: pl.DataFrame) -> list[DuplicatePair]:
    """Those of the sought pairs that are, or may be, one person; by row.

    `people`: what `folded` makes of the registrations in the pairs; others do not matter. A pair of one who
    is missing is none.
    """
    people = people.join(sought.holders, on="row", how="inner").sort("row")
    rows = people["row"]
    pairs = sought.pairs
    if len(people) < len(sought.holders):
        pairs = pairs.filter(pl.all_horizontal(pl.col("a", "b").is_in(rows.implode())))
    return _judged(
        people, pairs.select(pl.lit(rows).search_sorted(pl.col(side)).alias(side) for side in "ab")
    )


def _judged(people: pl.DataFrame, pairs: pl.DataFrame) -> list[DuplicatePair]:
    found: list[DuplicatePair] = []
    rows = people["row"].to_numpy()
    for some in pairs.iter_slices(_PAIRS_AT_ONCE):
        shown = compared(people, some)
        weights = weighed(shown)
        chance = np.round(probability_of(weights), 6)
        same_document = (shown["identity"] == Reason.SAME_IDENTITY).fill_null(value=False).to_numpy()
        kept = np.flatnonzero((chance >= HOLD_AT) | same_document)
        found += [
            _pair(int(a), int(b), float(p), reasons, bits)
            for a, b, p, reasons, bits in zip(
                rows[some["a"].to_numpy()[kept]], rows[some["b"].to_numpy()[kept]], chance[kept],
                shown[kept].select(list(SUBJECTS)).iter_rows(), weights[kept], strict=True,
            )
        ]  # fmt: skip
    return found


def _pair(a: int, b: int, chance: float, shown: tuple[str | None, ...], bits: np.ndarray) -> DuplicatePair:
    steps = sorted(
        (
            (Reason(reason), round(float(weight), 2))
            for reason, weight in zip(shown, bits, strict=True)
            if reason
        ),
        key=lambda step: -abs(step[1]),
    )
    reasons = tuple(reason for reason, _ in steps)
    return DuplicatePair(
        a, b, chance, _verdict(reasons, chance), reasons, tuple(weight for _, weight in steps)
    )


def _verdict(reasons: tuple[Reason, ...], chance: float) -> Verdict:
    """Twins and families share all but the given name: without the given name nothing links."""
    is_named = any(name in reasons for name in _NAMES_ONE)
    if Reason.SAME_IDENTITY in reasons:
        is_near = any(name in reasons for name in _NAMES_ALIKE)
        is_named = is_named or (is_near and any(born in reasons for born in _BORN_ALIKE))
    elif Reason.GENDER_DIFFERS in reasons or Reason.BIRTH_YEAR_DIFFERS in reasons:
        return Verdict.HOLD
    return Verdict.LINK if chance >= LINK_AT and is_named else Verdict.HOLD

"""The kinds of dirt a sample carries; a row's kinds are one number until truth.csv is written."""

from enum import IntFlag

import numpy as np
import polars as pl


class Dirt(IntFlag):
    ABBREVIATED = 1 << 0
    MISSPELT = 1 << 1
    TYPE_LEFT_OUT = 1 << 2
    HINDI = 1 << 3
    HINDI_MISSPELT = 1 << 4
    WITH_DISTRICT = 1 << 5
    WITH_DEPARTMENT = 1 << 6
    ODD_CASE = 1 << 7
    CODE_GIVEN = 1 << 8
    CODE_ONLY = 1 << 9
    WRONG_DISTRICT = 1 << 10
    MOBILE_MISSING = 1 << 11
    MOBILE_WRONG = 1 << 12  # well formed, and not the person's
    MOBILE_MALFORMED = 1 << 13
    MOBILE_FILLER = 1 << 14
    MOBILE_SHARED = 1 << 15
    MOBILE_DAMAGED = 1 << 16  # a spreadsheet's damage, which can be undone
    DUPLICATE = 1 << 17
    TWO_ROSTERS = 1 << 18  # a duplicate claimed by another facility
    TWIN = 1 << 19  # not a duplicate, though it looks like one
    RETIRED = 1 << 20
    BIRTH_SLIP = 1 << 21
    STRAY_SPACES = 1 << 22
    REJECT = 1 << 23
    NAMESAKE = 1 << 24  # not a duplicate either
    SECOND_MOBILE = 1 << 25
    SECOND_DOCUMENT = 1 << 26
    OTHER_SCRIPT = 1 << 27


def as_words(dirt: pl.Series) -> pl.Series:
    """Each number as its kinds, joined by |; worked out once for each distinct number."""
    distinct = dirt.unique()
    words = ["|".join(k.name.lower() for k in Dirt if k & value and k.name) for value in distinct.to_list()]
    return dirt.replace_strict(distinct, pl.Series(words, dtype=pl.String), return_dtype=pl.String)


def marked(dirt: np.ndarray, which: np.ndarray, kind: Dirt) -> None:
    """Add a kind to the rows that ``which`` names (mask or indices), in place."""
    dirt[which] |= int(kind)

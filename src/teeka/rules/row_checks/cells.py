"""What cells mean, a column at a time: the common form by expression, the odd rest by the scalar rule."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from teeka.rules.row_checks.reasons import RowProblem
from teeka.shared.phone import MobileState, read_mobile
from teeka.shared.pin_code import read_pin_code
from teeka.shared.text import ascii_digits, fold_words, squash

PROBLEMS_SCHEMA = {"row": pl.UInt32, "column": pl.String, "reason": pl.String}
ONE_SPACED = r"^[!-~]+(?: [!-~]+)*$"
EMPTY = pl.lit(None, dtype=pl.String)
_YES = {"y", "yes", "true", "1", "t", "हां", "हाँ", "हा", "ह"}
_NO = {"n", "no", "false", "0", "f", "नहीं", "नही", "ना", "न"}
_GENDERS = {
    **dict.fromkeys(["m", "male", "man", "mr", "पु", "पुरुष", "पुरूष", "मर्द", "नर", "म"], "M"),
    **dict.fromkeys(
        ["f", "female", "woman", "fem", "mrs", "ms", "महिला", "स्त्री", "औरत", "मादा", "स्त्री लिंग"], "F"
    ),
    **dict.fromkeys(
        ["o", "other", "others", "third gender", "transgender", "tg", "अन्य", "तृतीय लिंग", "किन्नर"], "O"
    ),
}
_LANGUAGES = {
    **dict.fromkeys(["hi", "hin", "hindi", "हिंदी", "हिन्दी"], "hi"),
    **dict.fromkeys(["en", "eng", "english", "अंग्रेजी", "अंग्रेज़ी"], "en"),
}


def with_all(table: pl.DataFrame, names: tuple[str, ...]) -> pl.DataFrame:
    """The table with every column there, those the file lacks as nulls."""
    lacking = [EMPTY.alias(name) for name in names if name not in table.columns]
    return table.with_columns(lacking)


def squashed(table: pl.DataFrame, names: tuple[str, ...]) -> pl.DataFrame:
    """These columns composed, with single spaces; blank is null."""
    return table.with_columns(**{name: settle(table[name], ONE_SPACED, _squash) for name in names})


def _squash(text: str) -> str | None:
    return squash(text) or None


def codes(table: pl.DataFrame, names: tuple[str, ...]) -> pl.DataFrame:
    """These columns as codes: upper case, single spaces, without the `.0` that a spreadsheet adds."""
    return table.with_columns(**{name: settle(table[name], r"^[0-9A-Z/_-]+$", _code) for name in names})


def _code(text: str) -> str | None:
    return re.sub(r"^([0-9]+)\.0+$", r"\1", squash(text).upper()) or None


def by_distinct(values: pl.Series, read: Callable[[str], Any], dtype: Any) -> pl.Series:
    """`read` of each value, computed once for each distinct one; nulls stay null."""
    distinct = values.drop_nulls().unique()
    if distinct.len() == 0:
        return pl.Series(values.name, [None] * values.len(), dtype=dtype)
    answers = pl.Series([read(text) for text in distinct.to_list()], dtype=dtype)
    return values.replace_strict(distinct, answers, default=None, return_dtype=dtype)


def settle(values: pl.Series, is_plain: str, read: Callable[[str], Any]) -> pl.Series:
    """As they are where the pattern holds; else what the scalar rule makes of them."""
    plain = values.str.contains(is_plain).fill_null(value=True)
    if plain.all():
        return values
    odd = values.to_frame("v").select(pl.when(~plain).then(pl.col("v"))).to_series()
    answers = by_distinct(odd, read, pl.String)
    return pl.select(pl.when(plain).then(values).otherwise(answers)).to_series().alias(values.name)


def mobiles(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Ten digits ('' when there is none) and the mobile's state, without regard to who shares it."""
    bare = settle(values, r"^[6-9][0-9]{9}$", lambda text: read_mobile(text)[0]).fill_null("")
    frame = pl.DataFrame({"bare": bare, "given": values})
    state = (
        pl.when(pl.col("given").is_null())
        .then(pl.lit(MobileState.MISSING.value))
        .when(pl.col("bare") == "")
        .then(pl.lit(MobileState.MALFORMED.value))
        .when(pl.any_horizontal(pl.col("bare").str.contains(f"^[6-9]{d}{{9}}$") for d in "0123456789"))
        .then(pl.lit(MobileState.FILLER.value))
        .otherwise(pl.lit(MobileState.OK.value))
    )
    return bare, frame.select(state.alias("state")).to_series()


def pin_codes(values: pl.Series) -> pl.Series:
    """Six digits, '' where the cell holds something else, null where it is blank."""
    return settle(values, r"^[1-9][0-9]{5}$", lambda text: read_pin_code(text) or "")


def whole_numbers(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Integers, and where a cell holds something that is none. Reads 100, 100.0, 1,000 and Devanagari."""
    plain = settle(values, r"^[0-9]{1,9}$", _whole_number)
    numbers = plain.str.to_integer(strict=False)
    return numbers, values.is_not_null() & numbers.is_null()


def _whole_number(text: str) -> str:
    bare = ascii_digits(text).replace(",", "").strip()
    whole, _, fraction = bare.partition(".")
    digits = whole.removeprefix("-")
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= 9 and not fraction.strip("0")
    return whole if is_number else ""


def genders(values: pl.Series) -> pl.Series:
    return by_distinct(values, lambda text: _GENDERS.get(fold_words(text)), pl.String)


def languages(values: pl.Series) -> pl.Series:
    return by_distinct(values, lambda text: _LANGUAGES.get(fold_words(text)), pl.String)


def yes_or_no(values: pl.Series) -> pl.Series:
    return by_distinct(values, _yes_or_no, pl.Boolean)


def _yes_or_no(text: str) -> bool | None:
    word = fold_words(text).removesuffix(" 0")  # 1.0 and 0.0 of a spreadsheet
    return True if word in _YES else False if word in _NO else None


def found(table: pl.DataFrame, wrong: pl.Expr, column: str | pl.Expr, reason: RowProblem) -> pl.DataFrame:
    """The problems of one check: the rows where `wrong` holds."""
    name = pl.lit(column) if isinstance(column, str) else column
    rows = table.filter(wrong).select("row", column=name, reason=pl.lit(reason.value))
    return rows.cast(PROBLEMS_SCHEMA)  # type: ignore[arg-type]


def missing(table: pl.DataFrame, columns: tuple[str, ...]) -> list[pl.DataFrame]:
    return [found(table, pl.col(name).is_null(), name, RowProblem.MISSING) for name in columns]


def too_long(table: pl.DataFrame, limits: Mapping[str, int]) -> list[pl.DataFrame]:
    return [
        found(table, pl.col(name).str.len_chars() > limit, name, RowProblem.TOO_LONG)
        for name, limit in limits.items()
        if name in table.columns
    ]


def gathered(
    table: pl.DataFrame, checks: list[pl.DataFrame], troubles: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows without a problem, and all problems in file order, one for each row and column."""
    seen = troubles.select("row", "column", reason=pl.col("trouble")).cast(PROBLEMS_SCHEMA)  # type: ignore[arg-type]
    problems = (
        pl.concat([seen, *checks]).unique(["row", "column"], keep="first", maintain_order=True).sort("row")
    )
    return table.join(problems.select("row").unique(), on="row", how="anti", maintain_order="left"), problems

"""Decides what of a roster's raw cells says who somebody is: the columns that duplicates are found by."""

import datetime as dt

import polars as pl

from teeka.rules.duplicates.decisions import COLUMNS
from teeka.rules.posting.folding import fold
from teeka.rules.row_checks.cells import by_distinct, codes, genders, mobiles, with_all
from teeka.shared.phone import MobileState
from teeka.shared.text import ascii_digits

_TAKEN = (
    "name", "name_hi", "gender", "birth_year", "date_of_birth", "mobile", "alt_mobile", "photo_id_type",
    "photo_id_number", "employee_id", "posting", "posting_facility_code", "posting_district",
)  # fmt: skip
_SPREADSHEET_EPOCH = dt.date(1899, 12, 30)


def registrations_of(table: pl.DataFrame) -> pl.DataFrame:
    """`row` and the roster's columns as texts, made the COLUMNS that find_duplicates takes."""
    table = codes(with_all(table, _TAKEN), ("photo_id_number", "employee_id", "posting_facility_code"))
    given = table["birth_year"].fill_null("").to_frame("year")["year"]
    year = pl.select(pl.when(given != "").then(given).otherwise(table["date_of_birth"])).to_series()
    place = by_distinct(table["posting"], lambda text: fold(text).key, pl.String).fill_null("")
    code = table["posting_facility_code"].fill_null("")
    district = by_distinct(table["posting_district"], lambda text: fold(text).joined, pl.String).fill_null("")
    return pl.DataFrame(
        {
            "row": table["row"],
            "name": table["name"],
            "name_hi": table["name_hi"],
            "gender": genders(table["gender"]),
            "birth_year": by_distinct(year, _year, pl.Int64),
            "mobile": _own_number(table["mobile"]),
            "alt_mobile": _own_number(table["alt_mobile"]),
            "identity": table["photo_id_number"].str.replace_all(r"[^0-9A-Z]", ""),
            "identity_kind": table["photo_id_type"].str.to_lowercase(),
            "employee_id": table["employee_id"],
            "posting": pl.select(pl.when(code != "").then(code).otherwise(place)).to_series(),
            "district": district,
        }
    ).select(list(COLUMNS))


def _own_number(given: pl.Series) -> pl.Series:
    """Ten digits; blank for a filler, which says nothing about who somebody is."""
    numbers, states = mobiles(given)
    return pl.select(pl.when(states == MobileState.OK.value).then(numbers).otherwise(pl.lit(""))).to_series()


def _year(text: str) -> int | None:
    """The year in a birth year or a birth date, also in a spreadsheet's number for a day."""
    digits = "".join(sign if sign.isdigit() else " " for sign in ascii_digits(text)).split()
    for number in digits:
        if len(number) == 4 and number[:2] in {"19", "20"}:
            return int(number)
    if digits and len(digits[0]) == 5:
        return (_SPREADSHEET_EPOCH + dt.timedelta(days=int(digits[0]))).year
    return None

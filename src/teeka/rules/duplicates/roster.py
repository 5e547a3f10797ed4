"""Decides what of a roster's raw cells says who somebody is: the columns that duplicates are found by."""

import datetime as dt

import polars as pl

from teeka.rules.photo_ids import bare_identity, read_photo_id_type
from teeka.rules.posting.folding import fold
from teeka.rules.row_checks.cells import by_distinct, codes, genders, mobiles, pin_codes, settle, with_all
from teeka.rules.row_checks.dates import dates
from teeka.shared.phone import MobileState
from teeka.shared.text import ascii_digits

# Column -> type. `row` is any number that tells registrations apart; "" and null mean unknown. `birth_day`
# is MM-DD. Two postings whose first letters differ were written in two ways and cannot be compared.
COLUMNS: dict[str, type[pl.DataType]] = {
    "row": pl.Int64,
    "name": pl.String,
    "name_hi": pl.String,
    "gender": pl.String,
    "birth_year": pl.Int64,
    "birth_day": pl.String,
    "mobile": pl.String,
    "alt_mobile": pl.String,
    "identity": pl.String,
    "identity_kind": pl.String,
    "employee_id": pl.String,
    "posting": pl.String,
    "district": pl.String,
    "home_address": pl.String,
    "home_pin_code": pl.String,
}
_TAKEN = (
    "name", "name_hi", "gender", "birth_year", "date_of_birth", "mobile", "alt_mobile", "photo_id_type",
    "photo_id_number", "employee_id", "posting", "posting_facility_code", "posting_district", "home_address",
    "home_pincode",
)  # fmt: skip
_SPREADSHEET_EPOCH = dt.date(1899, 12, 30)


def registrations_of(table: pl.DataFrame) -> pl.DataFrame:
    """`row` and the roster's columns as texts, made the COLUMNS that find_duplicates takes."""
    table = codes(with_all(table, _TAKEN), ("photo_id_number", "employee_id", "posting_facility_code"))
    given = table["birth_year"].fill_null("").to_frame("year")["year"]
    year = pl.select(pl.when(given != "").then(given).otherwise(table["date_of_birth"])).to_series()
    born, _ = dates(
        pl.select(pl.when(table["date_of_birth"] != "").then(table["date_of_birth"])).to_series(), ""
    )
    code = table["posting_facility_code"].fill_null("")
    district = by_distinct(table["posting_district"], lambda text: fold(text).joined, pl.String).fill_null("")
    place = _place(table["posting"], district)
    return pl.DataFrame(
        {
            "row": table["row"],
            "name": table["name"],
            "name_hi": table["name_hi"],
            "gender": genders(table["gender"]),
            "birth_year": by_distinct(year, _year, pl.Int64),
            "birth_day": born.dt.strftime("%m-%d"),
            "mobile": _own_number(table["mobile"]),
            "alt_mobile": _own_number(table["alt_mobile"]),
            "identity": settle(table["photo_id_number"], r"^[0-9A-Z]{4,20}$", bare_identity).fill_null(""),
            "identity_kind": by_distinct(table["photo_id_type"], read_photo_id_type, pl.Int16).cast(
                pl.String
            ),
            "employee_id": table["employee_id"],
            "posting": pl.select(
                pl.when(code != "").then("c" + code).when(place != "").then("t" + place).otherwise(pl.lit(""))
            ).to_series(),
            "district": district,
            "home_address": table["home_address"],
            "home_pin_code": pin_codes(table["home_pincode"]),
        }
    ).select(list(COLUMNS))


def _place(postings: pl.Series, district: pl.Series) -> pl.Series:
    """The folded name and type of what was written, without the district that some write behind it."""
    keys = by_distinct(postings, lambda text: fold(text).key, pl.String).fill_null("")
    folded = keys.str.splitn("|", 2).struct.rename_fields(["place", "type"]).struct.unnest()
    folded = folded.with_columns(district=district)
    for _ in range(2):  # "Madhepura Sadar, Madhepura", of which another leaves both out
        is_behind = (pl.col("district") != "") & pl.col("place").str.ends_with(pl.col("district"))
        is_behind &= pl.col("place") != pl.col("district")
        bare = pl.col("place").str.strip_suffix(pl.col("district"))
        folded = folded.with_columns(place=pl.when(is_behind).then(bare).otherwise("place"))
    is_blank = pl.col("place").is_in(["", None])
    whole = pl.concat_str("place", pl.lit("|"), "type")
    return folded.select(pl.when(is_blank).then(pl.lit("")).otherwise(whole)).to_series()


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

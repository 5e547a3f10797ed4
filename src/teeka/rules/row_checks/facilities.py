"""Which rows of a facility registry can be taken. As operators type it, it passes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl

from teeka.rules.districts import closest_place
from teeka.rules.row_checks import cells
from teeka.rules.row_checks.cells import found
from teeka.rules.row_checks.reasons import RowProblem
from teeka.rules.sms_name import LONGEST as LONGEST_SMS_NAME
from teeka.shared.text import ascii_digits, fold_words

COLUMNS = (
    "facility_code", "name", "name_hi", "type", "district", "block", "pincode", "latitude", "longitude",
    "parent_facility_code", "incharge_name", "incharge_mobile", "expected_workers", "sms_name",
)  # fmt: skip
LONGEST = {"facility_code": 40, "name": 200, "name_hi": 200, "block": 80, "incharge_name": 120}
SOUTH, NORTH, WEST, EAST = 6.0, 37.5, 68.0, 97.6
TYPES = ("MCH", "DH", "SDH", "RH", "CHC", "PHC", "APHC", "UPHC", "HSC", "HWC", "HOSP", "OTHER")
_TYPE_WORDS = {
    "MCH": "medical college, medical college and hospital, medical college hospital, gmch",
    "DH": "district hospital, sadar hospital, sadar",
    "SDH": "sub divisional hospital, sub district hospital, subdivisional hospital, sub division hospital",
    "RH": "referral hospital, referral, rural hospital",
    "CHC": "community health centre, community health center, u chc, uchc",
    "PHC": "primary health centre, primary health center",
    "APHC": "additional primary health centre, additional primary health center, additional phc",
    "UPHC": "urban primary health centre, urban primary health center, urban phc, u phc",
    "HSC": "health sub centre, health sub center, sub centre, sub center, subcentre, sc, shc",
    "HWC": "health and wellness centre, health and wellness center, wellness centre, aphc hwc, hsc hwc, aam",
    "HOSP": "hospital, private hospital, nursing home, clinic, private",
    "OTHER": "others, site, outreach, school, अन्य",
}
_TYPES = {fold_words(w): kind for kind, words in _TYPE_WORDS.items() for w in (kind, *words.split(","))}
_DESCRIBED = ("code", "name", "district_code", "type", "pin_code", "latitude", "longitude", "parent_code")


@dataclass(frozen=True, slots=True)
class FacilityRules:
    """districts: folded spelling -> code.  known_codes: facilities that are registered already."""

    districts: Mapping[str, int]
    known_codes: Collection[str]


def check_facilities(
    table: pl.DataFrame, troubles: pl.DataFrame, rules: FacilityRules
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Clean typed rows, and problems (row, column, reason). Each row is in exactly one of the two.

    Clean columns: row, code, name, name_hi, type, district_code, block_name, pin_code, latitude,
    longitude, parent_code, incharge_name, incharge_mobile, expected_workers, sms_name. What was not
    given is '' or null. A code may stand twice only with the same content.
    """
    table = _read(cells.with_all(table, COLUMNS), rules)
    checks = [
        *cells.missing(table, ("facility_code", "name", "district")),
        *cells.too_long(table, LONGEST),
        *_checks(table),
    ]
    clean, problems = cells.gathered(table, checks, troubles)
    typed = _typed(clean)
    late = [*_differing_doubles(typed), *_unknown_parents(typed, rules.known_codes)]
    more = pl.concat([problems, *late]).unique(["row", "column"], keep="first", maintain_order=True)
    taken = typed.join(more.select(pl.col("row").cast(pl.Int32)), on="row", how="anti", maintain_order="left")
    return taken, more.sort("row")


def read_type(text: str) -> str:
    """One of TYPES; OTHER for a word that is none of them."""
    return _TYPES.get(fold_words(text), "OTHER")


def _read(table: pl.DataFrame, rules: FacilityRules) -> pl.DataFrame:
    def district(text: str) -> int | None:
        return closest_place(text, rules.districts)

    texts = ("name", "name_hi", "district", "block", "incharge_name", "sms_name", "type")
    table = cells.codes(cells.squashed(table, texts), ("facility_code", "parent_facility_code"))
    workers, workers_wrong = cells.whole_numbers(table["expected_workers"])
    mobile, _ = cells.mobiles(table["incharge_mobile"])
    return table.with_columns(
        cells.by_distinct(table["district"], district, pl.Int32).alias("district_code"),
        cells.by_distinct(table["type"], read_type, pl.String).alias("type_code"),
        cells.pin_codes(table["pincode"]).alias("pin"),
        cells.by_distinct(table["latitude"], _degrees, pl.Float64).alias("lat"),
        cells.by_distinct(table["longitude"], _degrees, pl.Float64).alias("lon"),
        workers.alias("workers"),
        workers_wrong.alias("workers_wrong"),
        mobile.alias("mobile"),
    )


def _degrees(text: str) -> float:
    """NaN for what is no number: it then lies outside India."""
    try:
        return float(ascii_digits(text).replace("°", "").strip())
    except ValueError:
        return float("nan")


def _checks(table: pl.DataFrame) -> list[pl.DataFrame]:
    lat, lon = pl.col("lat"), pl.col("lon")
    is_zero = (lat == 0) & (lon == 0)  # a filler, not the Gulf of Guinea
    outside = ~(lat.is_between(SOUTH, NORTH) & lon.is_between(WEST, EAST)) & ~is_zero
    half = lat.is_null() != lon.is_null()
    unknown = pl.col("district").is_not_null() & pl.col("district_code").is_null()
    itself = pl.col("parent_facility_code") == pl.col("facility_code")
    return [
        found(table, unknown, "district", RowProblem.DISTRICT_UNKNOWN),
        found(table, ~pl.col("name").str.contains(r"\p{L}"), "name", RowProblem.NAME_NOT_A_NAME),
        found(table, pl.col("pin") == "", "pincode", RowProblem.PIN_CODE_UNREADABLE),
        found(table, outside | half, "latitude", RowProblem.POINT_OUTSIDE_INDIA),
        found(table, pl.col("workers_wrong"), "expected_workers", RowProblem.NUMBER_UNREADABLE),
        found(table, itself, "parent_facility_code", RowProblem.PARENT_IS_ITSELF),
        found(
            table,
            pl.col("sms_name").str.len_chars() > LONGEST_SMS_NAME,
            "sms_name",
            RowProblem.SMS_NAME_TOO_LONG,
        ),
    ]


def _typed(clean: pl.DataFrame) -> pl.DataFrame:
    def text(name: str) -> pl.Expr:
        return pl.col(name).fill_null("")

    is_zero = (pl.col("lat") == 0) & (pl.col("lon") == 0)
    return clean.select(
        pl.col("row").cast(pl.Int32),
        code="facility_code",
        name="name",
        name_hi=text("name_hi"),
        type=text("type_code"),
        district_code="district_code",
        block_name=text("block"),
        pin_code=text("pin"),
        latitude=pl.when(~is_zero).then("lat"),
        longitude=pl.when(~is_zero).then("lon"),
        parent_code=text("parent_facility_code"),
        incharge_name=text("incharge_name"),
        incharge_mobile=text("mobile"),
        expected_workers="workers",
        sms_name=text("sms_name"),
    )


def _differing_doubles(typed: pl.DataFrame) -> list[pl.DataFrame]:
    first = typed.unique("code", keep="first", maintain_order=True)
    pairs = typed.join(first, on="code", suffix="_first")
    differs = pl.any_horizontal(pl.col(c).ne_missing(pl.col(f"{c}_first")) for c in _DESCRIBED if c != "code")
    is_later = pl.col("row") != pl.col("row_first")
    return [found(pairs, is_later & differs, "facility_code", RowProblem.CODE_TWICE)]


def _unknown_parents(typed: pl.DataFrame, known_codes: Collection[str]) -> list[pl.DataFrame]:
    codes = pl.Series([*known_codes, *typed["code"].to_list()], dtype=pl.String).unique()
    wrong = (pl.col("parent_code") != "") & ~pl.col("parent_code").is_in(codes.implode())
    return [found(typed, wrong, "parent_facility_code", RowProblem.PARENT_UNKNOWN)]

"""Which rows of a roster can become people. Whoever has no usable mobile is taken, flagged, and called."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from teeka.rules.categories import read_category
from teeka.rules.districts import closest_place
from teeka.rules.photo_ids import bare_identity, read_photo_id_type
from teeka.rules.row_checks import cells
from teeka.rules.row_checks.cells import found
from teeka.rules.row_checks.dates import dates
from teeka.rules.row_checks.reasons import RowProblem
from teeka.rules.vaccines import vaccine_code
from teeka.shared.email_address import read_email
from teeka.shared.phone import MobileState

YOUNGEST, OLDEST = 15, 100
FIRST_VACCINATION = date(2021, 1, 1)  # India gave no dose before
SHARED_MOBILE_LIMIT = 6
COLUMNS = (
    "name", "name_hi", "gender", "birth_year", "date_of_birth", "mobile", "alt_mobile", "email",
    "photo_id_type", "photo_id_number", "category", "designation", "posting", "posting_facility_code",
    "posting_district", "home_address", "home_pincode", "employee_id", "is_vaccinator", "language",
    "dose1_vaccine", "dose1_on",
)  # fmt: skip
LONGEST = {"name": 120, "name_hi": 120, "posting": 300, "posting_facility_code": 40, "employee_id": 40}
LONGEST_REMARK = {"designation": 120, "home_address": 300}  # cut there: nothing is decided by them
_TEXTS = ("name", "name_hi", "designation", "posting", "home_address", "category", "posting_district")


@dataclass(frozen=True, slots=True)
class RosterRules:
    """districts: folded spelling -> code.  headers: known column -> the file's own name for it."""

    districts: Mapping[str, int]
    on: date
    headers: Mapping[str, str] = field(default_factory=dict)
    shared_mobile_limit: int = SHARED_MOBILE_LIMIT


def check_roster(
    table: pl.DataFrame, troubles: pl.DataFrame, rules: RosterRules
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Clean typed rows, and problems (row, column, reason). Each row is in exactly one of the two.

    Clean columns: row, full_name, name_hi, gender, birth_year, date_of_birth, mobile, mobile_state,
    alt_mobile, email, photo_id_type, photo_id_number (bare; the caller hashes and drops it), category,
    designation, posting_text, facility_code_given, district_code, home_address, home_pin_code,
    employee_id, is_vaccinator, language, dose1_vaccine (a code), dose1_on. Where nothing was given texts are
    '', the last four and email null; an email that is no address counts as not given.
    """
    table = cells.squashed(cells.with_all(table, COLUMNS), _TEXTS)
    table = cells.codes(table, ("posting_facility_code", "employee_id"))
    table, checks = _read_birth(table, rules)
    table, of_dose = _read_first_dose(table, rules)
    table = _read_words(table, rules)
    table = _read_mobiles(table, rules)
    checks += [
        *of_dose,
        *cells.missing(table, ("name", "gender", "category", "posting_district")),
        *cells.too_long(table, LONGEST),
        *_checks(table),
    ]
    clean, problems = cells.gathered(table, checks, troubles)
    return _typed(clean), problems


def _read_birth(table: pl.DataFrame, rules: RosterRules) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    years, years_wrong = cells.whole_numbers(table["birth_year"])
    born, born_wrong = dates(table["date_of_birth"], rules.headers.get("date_of_birth", ""))
    table = table.with_columns(
        years.cast(pl.Int32).alias("year_given"), years_wrong.alias("year_wrong"),
        born.alias("born"), born_wrong.alias("born_wrong"),
    ).with_columns(year=pl.coalesce("year_given", pl.col("born").dt.year()))  # fmt: skip
    year, given = pl.col("year"), pl.col("year_given")
    age = rules.on.year - year
    year_column = pl.when(given.is_not_null()).then(pl.lit("birth_year")).otherwise(pl.lit("date_of_birth"))
    is_two_ways = pl.col("born_wrong") == RowProblem.DATE_READS_TWO_WAYS.value
    is_no_date = pl.col("born_wrong") == RowProblem.DATE_UNREADABLE.value
    is_absurd = (age < YOUNGEST) | (age > OLDEST)
    has_neither = pl.col("birth_year").is_null() & pl.col("date_of_birth").is_null()
    return table, [
        found(table, is_two_ways, "date_of_birth", RowProblem.DATE_READS_TWO_WAYS),
        found(table, is_no_date, "date_of_birth", RowProblem.DATE_UNREADABLE),
        found(table, pl.col("year_wrong"), "birth_year", RowProblem.BIRTH_YEAR_UNREADABLE),
        found(table, has_neither, "birth_year", RowProblem.BIRTH_MISSING),
        found(table, is_absurd, year_column, RowProblem.BIRTH_YEAR_ABSURD),
        found(table, given != pl.col("born").dt.year(), "date_of_birth", RowProblem.BIRTH_YEARS_DIFFER),
    ]


def _read_first_dose(table: pl.DataFrame, rules: RosterRules) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Its vaccine and its day, or neither; a day to come is none."""
    days, wrong = dates(table["dose1_on"], rules.headers.get("dose1_on", ""))
    table = table.with_columns(
        days.alias("dosed"),
        wrong.alias("dosed_wrong"),
        cells.by_distinct(table["dose1_vaccine"], vaccine_code, pl.String)
        .replace("", None)
        .alias("dosed_with"),
    )
    has_vaccine, has_day = pl.col("dosed_with").is_not_null(), pl.col("dose1_on").is_not_null()
    is_two_ways = pl.col("dosed_wrong") == RowProblem.DATE_READS_TWO_WAYS.value
    is_no_date = pl.col("dosed_wrong") == RowProblem.DATE_UNREADABLE.value
    is_absurd = ~pl.col("dosed").is_between(FIRST_VACCINATION, rules.on)
    return table, [
        found(table, is_two_ways, "dose1_on", RowProblem.DATE_READS_TWO_WAYS),
        found(table, is_no_date, "dose1_on", RowProblem.DATE_UNREADABLE),
        found(table, is_absurd, "dose1_on", RowProblem.DOSE_DAY_ABSURD),
        found(table, has_vaccine & ~has_day, "dose1_on", RowProblem.DOSE_HALF_TOLD),
        found(table, has_day & ~has_vaccine, "dose1_vaccine", RowProblem.DOSE_HALF_TOLD),
    ]


def _read_words(table: pl.DataFrame, rules: RosterRules) -> pl.DataFrame:
    def district(text: str) -> int | None:
        return closest_place(text, rules.districts)

    return table.with_columns(
        cells.genders(table["gender"]).alias("gender_code"),
        cells.by_distinct(table["category"], read_category, pl.String).alias("category_code"),
        cells.by_distinct(table["posting_district"], district, pl.Int32).alias("district_code"),
        cells.yes_or_no(table["is_vaccinator"]).alias("vaccinator"),
        cells.languages(table["language"]).alias("language_code"),
        cells.pin_codes(table["home_pincode"]).alias("pin"),
        cells.by_distinct(table["email"], read_email, pl.String).replace("", None).alias("address"),
        cells.by_distinct(table["photo_id_type"], read_photo_id_type, pl.Int16).alias("id_type"),
        cells.settle(table["photo_id_number"], r"^[0-9A-Z]{4,20}$", bare_identity).alias("id_number"),
    )


def _read_mobiles(table: pl.DataFrame, rules: RosterRules) -> pl.DataFrame:
    """Flags what no message can reach; a number that too many people give is marked, not believed."""
    mobile, state = cells.mobiles(table["mobile"])
    alternative, _ = cells.mobiles(table["alt_mobile"])
    table = table.with_columns(bare=mobile, state=state, alt=alternative)
    is_shared = (pl.col("state") == MobileState.OK.value) & (
        pl.len().over("bare") > rules.shared_mobile_limit
    )
    return table.with_columns(
        state=pl.when(is_shared).then(pl.lit(MobileState.SHARED.value)).otherwise("state")
    )


def _checks(table: pl.DataFrame) -> list[pl.DataFrame]:
    def unread(given: str, read: str) -> pl.Expr:
        return pl.col(given).is_not_null() & pl.col(read).is_null()

    has_no_posting = pl.col("posting").is_null() & pl.col("posting_facility_code").is_null()
    return [
        found(table, ~pl.col("name").str.contains(r"\p{L}"), "name", RowProblem.NAME_NOT_A_NAME),
        found(table, unread("gender", "gender_code"), "gender", RowProblem.GENDER_UNKNOWN),
        found(table, unread("category", "category_code"), "category", RowProblem.CATEGORY_UNKNOWN),
        found(
            table,
            unread("posting_district", "district_code"),
            "posting_district",
            RowProblem.DISTRICT_UNKNOWN,
        ),
        found(table, has_no_posting, "posting", RowProblem.POSTING_MISSING),
    ]


def _typed(clean: pl.DataFrame) -> pl.DataFrame:
    def text(name: str) -> pl.Expr:
        return pl.col(name).fill_null("")

    return clean.select(
        pl.col("row").cast(pl.Int32),
        full_name="name",
        name_hi=text("name_hi"),
        gender="gender_code",
        birth_year=pl.col("year").cast(pl.Int16),
        date_of_birth="born",
        mobile="bare",
        mobile_state="state",
        alt_mobile="alt",
        email="address",
        photo_id_type=pl.when(text("id_number") != "").then(pl.col("id_type").fill_null(13)),
        photo_id_number=text("id_number"),
        category="category_code",
        designation=text("designation").str.head(LONGEST_REMARK["designation"]),
        posting_text=text("posting"),
        facility_code_given=text("posting_facility_code"),
        district_code="district_code",
        home_address=text("home_address").str.head(LONGEST_REMARK["home_address"]),
        home_pin_code=text("pin"),
        employee_id=text("employee_id"),
        is_vaccinator="vaccinator",
        language="language_code",
        dose1_vaccine="dosed_with",
        dose1_on="dosed",
    )

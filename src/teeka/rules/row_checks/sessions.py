"""Which rows of a session plan can be taken: known site, coming date, end after start, some seats."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import polars as pl

from teeka.rules.categories import read_category
from teeka.rules.districts import closest_place
from teeka.rules.row_checks import cells
from teeka.rules.row_checks.cells import found
from teeka.rules.row_checks.dates import dates
from teeka.rules.row_checks.reasons import RowProblem
from teeka.rules.row_checks.times import read_time
from teeka.shared.clock import INDIA
from teeka.shared.text import ascii_digits, fold_words

COLUMNS = (
    "session_code", "site_facility_code", "site_name", "district", "pincode", "date", "start_time",
    "end_time", "capacity", "vaccine", "dose", "cohort", "reserve_percent", "vaccinators",
)  # fmt: skip
LONGEST = {"session_code": 40, "site_name": 200, "vaccine": 60}
MOST_SEATS = 5_000
ANY_DOSE = {"any", "all", "0", "कोई भी", "सभी"}
_DESCRIBED = ("held_on", "starts_at", "ends_at", "capacity", "facility_code", "site_name", "vaccine", "dose")


@dataclass(frozen=True, slots=True)
class SessionRules:
    """districts: folded spelling -> code.  facility_codes: known sites.  now: aware; today is India's."""

    districts: Mapping[str, int]
    facility_codes: Collection[str]
    now: datetime
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now.astimezone(INDIA).date()


def check_sessions(
    table: pl.DataFrame, troubles: pl.DataFrame, rules: SessionRules
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Clean typed rows, and problems (row, column, reason). Each row is in exactly one of the two.

    Clean columns: row, code, facility_code ('' for a site by name), site_name, site_district, pin_code,
    held_on, starts_at, ends_at (aware, UTC), capacity, vaccine, dose (null: any), cohort (codes joined
    by |), reserve_percent, vaccinators.
    """
    table = _read(cells.with_all(table, COLUMNS), rules)
    needed = ("session_code", "date", "start_time", "end_time", "capacity", "vaccine")
    checks = [
        *cells.missing(table, needed),
        *cells.too_long(table, LONGEST),
        *_site_checks(table, rules),
        *_time_checks(table, rules),
        *_number_checks(table),
    ]
    clean, problems = cells.gathered(table, checks, troubles)
    typed = _typed(clean)
    late = pl.concat([problems, *_differing_doubles(typed)]).unique(["row", "column"], keep="first")
    taken = typed.join(late.select(pl.col("row").cast(pl.Int32)), on="row", how="anti", maintain_order="left")
    return taken, late.sort("row", "column")


def _read(table: pl.DataFrame, rules: SessionRules) -> pl.DataFrame:
    def district(text: str) -> int | None:
        return closest_place(text, rules.districts)

    table = cells.squashed(table, ("site_name", "district", "vaccine", "cohort", "dose"))
    table = cells.codes(table, ("session_code", "site_facility_code"))
    days, days_wrong = dates(table["date"], rules.headers.get("date", ""))
    columns = {"day": days, "day_wrong": days_wrong, "pin": cells.pin_codes(table["pincode"])}
    for name in ("capacity", "reserve_percent", "vaccinators"):
        columns[f"{name}_n"], columns[f"{name}_wrong"] = cells.whole_numbers(table[name])
    for name in ("start_time", "end_time"):
        columns[f"{name}_t"] = cells.by_distinct(table[name], read_time, pl.Time)
    columns["site_district"] = cells.by_distinct(table["district"], district, pl.Int32)
    columns["dose_n"] = cells.by_distinct(table["dose"], _dose, pl.Int16)
    columns["cohorts"] = cells.by_distinct(table["cohort"], _cohorts, pl.String)
    return table.with_columns(**columns).with_columns(
        starts_at=_moment("start_time_t"), ends_at=_moment("end_time_t")
    )


def _moment(time: str) -> pl.Expr:
    local = pl.col("day").dt.combine(pl.col(time)).dt.replace_time_zone("Asia/Kolkata")
    return local.dt.convert_time_zone("UTC")


def _dose(text: str) -> int | None:
    """-1 for any dose; None when it is neither."""
    word = ascii_digits(fold_words(text)).removesuffix(" 0").removeprefix("dose ").strip()
    if word in ANY_DOSE:
        return -1
    return {"1": 1, "2": 2, "first": 1, "second": 2, "1st": 1, "2nd": 2, "पहली": 1, "दूसरी": 2}.get(word)


def _cohorts(text: str) -> str | None:
    """Category codes joined by |; None when one of them is not known."""
    parts = [part.strip() for part in text.replace(";", "|").replace(",", "|").split("|") if part.strip()]
    codes = [read_category(part) for part in parts]
    return None if None in codes else "|".join(code for code in codes if code)


def _site_checks(table: pl.DataFrame, rules: SessionRules) -> list[pl.DataFrame]:
    code, name = pl.col("site_facility_code"), pl.col("site_name")
    known = pl.Series(list(rules.facility_codes), dtype=pl.String)
    by_name = code.is_null() & name.is_not_null()
    return [
        found(table, code.is_null() & name.is_null(), "site_facility_code", RowProblem.SITE_MISSING),
        found(table, ~code.is_in(known.implode()), "site_facility_code", RowProblem.SITE_UNKNOWN),
        found(table, by_name & pl.col("district").is_null(), "district", RowProblem.MISSING),
        found(table, by_name & pl.col("pincode").is_null(), "pincode", RowProblem.MISSING),
        found(
            table,
            by_name & pl.col("district").is_not_null() & pl.col("site_district").is_null(),
            "district",
            RowProblem.DISTRICT_UNKNOWN,
        ),
        found(table, pl.col("pin") == "", "pincode", RowProblem.PIN_CODE_UNREADABLE),
    ]


def _time_checks(table: pl.DataFrame, rules: SessionRules) -> list[pl.DataFrame]:
    def unread(name: str) -> pl.Expr:
        return pl.col(name).is_not_null() & pl.col(f"{name}_t").is_null()

    # A session of today that has not ended can still be planned; one that is over cannot.
    is_past = (pl.col("day") < rules.today) | (pl.col("ends_at") <= pl.lit(rules.now))
    return [
        *(
            found(table, pl.col("day_wrong") == why.value, "date", why)
            for why in (RowProblem.DATE_READS_TWO_WAYS, RowProblem.DATE_UNREADABLE)
        ),
        found(
            table, pl.col("day") > rules.today + timedelta(days=3 * 365), "date", RowProblem.DATE_UNREADABLE
        ),
        found(table, unread("start_time"), "start_time", RowProblem.TIME_UNREADABLE),
        found(table, unread("end_time"), "end_time", RowProblem.TIME_UNREADABLE),
        found(table, pl.col("ends_at") <= pl.col("starts_at"), "end_time", RowProblem.ENDS_BEFORE_START),
        found(table, is_past, "date", RowProblem.SESSION_IN_THE_PAST),
    ]


def _number_checks(table: pl.DataFrame) -> list[pl.DataFrame]:
    def unread(given: str, read: str) -> pl.Expr:
        return pl.col(given).is_not_null() & pl.col(read).is_null()

    capacity, percent = pl.col("capacity_n"), pl.col("reserve_percent_n")
    return [
        *(
            found(table, pl.col(f"{name}_wrong"), name, RowProblem.NUMBER_UNREADABLE)
            for name in ("capacity", "reserve_percent", "vaccinators")
        ),
        found(table, capacity < 1, "capacity", RowProblem.CAPACITY_NOT_POSITIVE),
        found(table, capacity > MOST_SEATS, "capacity", RowProblem.CAPACITY_ABSURD),
        found(table, ~percent.is_between(0, 100), "reserve_percent", RowProblem.PERCENT_OUT_OF_RANGE),
        found(table, unread("dose", "dose_n"), "dose", RowProblem.DOSE_UNKNOWN),
        found(table, unread("cohort", "cohorts"), "cohort", RowProblem.CATEGORY_UNKNOWN),
    ]


def _typed(clean: pl.DataFrame) -> pl.DataFrame:
    return clean.select(
        pl.col("row").cast(pl.Int32),
        code="session_code",
        facility_code=pl.col("site_facility_code").fill_null(""),
        site_name=pl.col("site_name").fill_null(""),
        site_district="site_district",
        pin_code=pl.col("pin").fill_null(""),
        held_on="day",
        starts_at="starts_at",
        ends_at="ends_at",
        capacity=pl.col("capacity_n").cast(pl.Int32),
        vaccine="vaccine",
        dose=pl.when(pl.col("dose_n") > 0).then(pl.col("dose_n")),
        cohort=pl.col("cohorts").fill_null(""),
        reserve_percent=pl.col("reserve_percent_n").fill_null(0).cast(pl.Int16),
        vaccinators=pl.col("vaccinators_n").fill_null(1).clip(1, 50).cast(pl.Int16),
    )


def _differing_doubles(typed: pl.DataFrame) -> list[pl.DataFrame]:
    first = typed.unique("code", keep="first", maintain_order=True)
    pairs = typed.join(first, on="code", suffix="_first")
    differs = pl.any_horizontal(pl.col(c).ne_missing(pl.col(f"{c}_first")) for c in _DESCRIBED)
    is_later = pl.col("row") != pl.col("row_first")
    return [found(pairs, is_later & differs, "session_code", RowProblem.CODE_TWICE)]

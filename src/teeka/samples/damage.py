"""Damages the cells of a sample's rows as phones, spreadsheets and hurried hands do."""

import numpy as np
import polars as pl

from teeka.samples.dirt import Dirt, marked

DEVANAGARI = dict(zip("0123456789", "०१२३४५६७८९", strict=True))
MISSING, WRONG, MALFORMED, FILLER, LANDLINE, FAMILY, DAMAGED = 0.02, 0.025, 0.009, 0.003, 0.012, 0.03, 0.12
STRAY, REJECTED = 0.04, 0.005
SHARED_AT_LEAST = 8  # people of one facility under one phone, where a facility shares at all


def damage_mobiles(rows: pl.DataFrame, dirt: np.ndarray, unused: np.ndarray, seed: int) -> pl.Series:
    """The mobile column as text. ``unused`` are numbers that belong to nobody in the sample."""
    rng = np.random.default_rng([seed, 31])
    count = len(rows)
    number = rows["mobile"].to_numpy().copy()
    _share(rows, number, dirt, rng)
    is_plain = (dirt & int(Dirt.MOBILE_SHARED | Dirt.TWIN)) == 0
    chance = np.where(is_plain, rng.random(count), 1.0)
    wrong = chance < WRONG
    number[wrong] = unused[: int(wrong.sum())]
    marked(dirt, wrong, Dirt.MOBILE_WRONG)
    style = np.where(rng.random(count) < DAMAGED, rng.integers(1, 10, count), 0)
    steps = [
        (WRONG, MISSING, 10, Dirt.MOBILE_MISSING),
        (WRONG + MISSING, MALFORMED, 11, Dirt.MOBILE_MALFORMED),
        (WRONG + MISSING + MALFORMED, FILLER, 14, Dirt.MOBILE_FILLER),
    ]
    for start, width, code, kind in steps:
        hit = (chance >= start) & (chance < start + width)
        style[hit] = code + (rng.integers(3, size=int(hit.sum())) if kind is Dirt.MOBILE_MALFORMED else 0)
        marked(dirt, hit, kind)
    marked(dirt, (style > 0) & (style < 10), Dirt.MOBILE_DAMAGED)
    return _styled(pl.Series("mobile", number), pl.Series("style", style))


def _share(rows: pl.DataFrame, number: np.ndarray, dirt: np.ndarray, rng: np.random.Generator) -> None:
    """Families have one phone; an ANM's phone stands for all ASHAs of her centre."""
    count = len(number)
    if count < 2:
        return
    family = 1 + np.flatnonzero(rng.random(count - 1) < FAMILY / 2)
    number[family] = number[family - 1]
    marked(dirt, family, Dirt.MOBILE_SHARED)
    marked(dirt, family - 1, Dirt.MOBILE_SHARED)
    facility = rows["facility"].to_numpy()
    order = np.argsort(facility, kind="stable")
    starts = np.flatnonzero(np.diff(facility[order], prepend=-1))
    sizes = np.diff(np.append(starts, count))
    for start, size in zip(
        starts[sizes >= 3 * SHARED_AT_LEAST], sizes[sizes >= 3 * SHARED_AT_LEAST], strict=True
    ):
        if rng.random() < LANDLINE * size / SHARED_AT_LEAST:
            mine = order[start : start + SHARED_AT_LEAST]
            number[mine] = number[mine[0]]
            marked(dirt, mine, Dirt.MOBILE_SHARED)


def _styled(number: pl.Series, style: pl.Series) -> pl.Series:
    text = pl.col("mobile").cast(pl.String)
    half = (text.str.slice(0, 5), text.str.slice(5))
    ways: dict[int, pl.Expr] = {
        1: pl.concat_str(pl.lit("+91 "), half[0], pl.lit(" "), half[1]),
        2: pl.concat_str(pl.lit("91"), text),
        3: pl.concat_str(pl.lit("0"), text),
        4: pl.concat_str(half[0], pl.lit(" "), half[1]),
        5: pl.concat_str(half[0], pl.lit("-"), half[1]),
        6: pl.concat_str(text, pl.lit(".0")),
        7: pl.concat_str(text.str.slice(0, 1), pl.lit("."), text.str.slice(1), pl.lit("E+09")),
        8: text.str.replace_many(DEVANAGARI),
        9: pl.concat_str(pl.lit(" "), text, pl.lit(" ")),
        10: pl.lit(""),
        11: text.str.slice(0, 9),
        12: pl.concat_str(text.str.slice(0, 1), pl.lit("."), text.str.slice(1, 2), pl.lit("E+09")),
        13: pl.concat_str(pl.lit("5"), text.str.slice(1, 4), pl.lit("-pending")),
        14: pl.lit("9999999999"),
    }
    out = text
    for code, way in ways.items():
        out = pl.when(pl.col("style") == code).then(way).otherwise(out)
    return pl.DataFrame([number, style]).select(out.alias("mobile")).to_series()


def birth_texts(rows: pl.DataFrame, seed: int) -> tuple[pl.Series, pl.Series]:
    """(birth_year, date_of_birth) as text, each in the styles the contract allows: three and ten."""
    rng = np.random.default_rng([seed, 37])
    year, month = rows["year"].cast(pl.String), rows["month"].cast(pl.String).str.zfill(2)
    day = rows["day"]
    date = pl.date(pl.col("year"), pl.col("month"), pl.col("day"))
    serial = (date - pl.date(1899, 12, 30)).dt.total_days().cast(pl.String)
    dd, mm, yyyy = pl.lit(day.cast(pl.String).str.zfill(2)), pl.lit(month), pl.lit(year)
    iso = pl.concat_str(yyyy, pl.lit("-"), mm, pl.lit("-"), dd)
    indian = pl.concat_str(dd, pl.lit("-"), mm, pl.lit("-"), yyyy)
    slashed = pl.concat_str(dd, pl.lit("/"), mm, pl.lit("/"), yyyy)
    months = pl.lit(
        pl.Series(
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        ).gather(rows["month"] - 1)
    )
    any_day = [
        iso,
        iso,
        pl.concat_str(iso, pl.lit(" 00:00:00")),
        serial,
        pl.concat_str(serial, pl.lit(".0")),
        iso.str.replace_many(DEVANAGARI),
        pl.concat_str(dd, pl.lit("-"), months, pl.lit("-"), yyyy),
    ]
    late_day = [
        indian,
        indian,
        slashed,
        pl.concat_str(pl.lit(" "), indian, pl.lit(" ")),
        slashed.str.replace_many(DEVANAGARI),
    ]
    pick, late = rng.integers(len(any_day), size=len(rows)), rng.integers(-2, len(late_day), size=len(rows))
    # Day first only where the day cannot be a month: a date that reads two ways is refused, rightly.
    late = np.where(day.to_numpy() > 12, late, -1)
    out = any_day[0]
    for code, way in enumerate(any_day):
        out = pl.when(pl.lit(pl.Series(pick)) == code).then(way).otherwise(out)
    for code, way in enumerate(late_day):
        out = pl.when(pl.lit(pl.Series(late)) == code).then(way).otherwise(out)
    years = _year_texts(yyyy, pl.lit(pl.Series(rng.random(len(rows)))))
    both = rows.select(years.alias("birth_year"), out.alias("date_of_birth"))
    return both["birth_year"], both["date_of_birth"]


def _year_texts(year: pl.Expr, chance: pl.Expr) -> pl.Expr:
    return (
        pl.when(chance < 0.03).then(pl.concat_str(year, pl.lit(".0")))
        .when(chance < 0.05).then(year.str.replace_many(DEVANAGARI))
        .otherwise(year)
    )  # fmt: skip


def stray_spaces(names: pl.Series, dirt: np.ndarray, seed: int) -> pl.Series:
    rng = np.random.default_rng([seed, 41])
    hit = rng.random(len(names)) < STRAY
    marked(dirt, hit, Dirt.STRAY_SPACES)
    spaced = pl.select(
        pl.when(pl.Series(hit))
        .then(pl.concat_str(pl.lit(" "), names.str.replace(" ", "  "), pl.lit(" ")))
        .otherwise(names)
    )
    return spaced.to_series().alias(names.name)


# What makes a row impossible to take: column(s), and what stands there instead.
REJECTS: list[dict[str, str]] = [
    {"name": ""},
    {"name": "12345"},
    {"gender": ""},
    {"gender": "?"},
    {"birth_year": "", "date_of_birth": ""},
    {"birth_year": "2019", "date_of_birth": "2019-05-14"},
    {"birth_year": "1O79", "date_of_birth": "31-02-1979"},
    {"birth_year": "", "date_of_birth": "04/05/79"},
    {"category": ""},
    {"category": "VIP"},
    {"posting_district": ""},
    {"posting_district": "Atlantis"},
    {"posting": "", "posting_facility_code": ""},
]


def spoil(rows: pl.DataFrame, dirt: np.ndarray, seed: int) -> pl.DataFrame:
    """Makes a few rows impossible to take, in every way of REJECTS."""
    rng = np.random.default_rng([seed, 43])
    hit = np.flatnonzero((rng.random(len(rows)) < REJECTED) & ((dirt & int(Dirt.TWIN)) == 0))
    way = rng.integers(len(REJECTS), size=len(hit))
    marked(dirt, hit, Dirt.REJECT)
    columns: dict[str, list[str]] = {}
    for at, number in zip(hit.tolist(), way.tolist(), strict=True):
        for column, text in REJECTS[number].items():
            if column not in columns:
                columns[column] = rows[column].to_list()
            columns[column][at] = text
    return rows.with_columns(pl.Series(column, cells, dtype=pl.String) for column, cells in columns.items())

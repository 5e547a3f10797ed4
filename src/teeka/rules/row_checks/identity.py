"""Under which key a roster's row is the same person again, and what is kept of an identity number."""

import hmac
from hashlib import blake2b

import polars as pl

from teeka.rules.row_checks.cells import folded
from teeka.shared.ids import FACTORS, LOWEST, ROWS_PER_UPLOAD, SHIFT, SPACE


def with_identity(clean: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """Instead of photo_id_number: photo_id_hash (hex of HMAC-SHA256, or null) and photo_id_last4.

    The number itself is gone from here on. The hash covers the bare number only, because rosters
    disagree about the document's type far more often than about its number.
    """
    numbers = clean["photo_id_number"].to_list()
    hashes = [hmac.digest(key, number.encode(), "sha256").hex() if number else None for number in numbers]
    last4 = pl.col("photo_id_number").str.tail(4)
    return clean.with_columns(photo_id_hash=pl.Series(hashes, dtype=pl.String), photo_id_last4=last4).drop(
        "photo_id_number"
    )


def with_roster_key(clean: pl.DataFrame) -> pl.DataFrame:
    """Adds roster_key (hex of 16 bytes): the employee id within the stated district if there is one,
    else the identity document, else folded name + birth year + mobile + stated district.

    So a corrected mobile makes a new person only for someone who has neither number; duplicates
    finds them. Nobody's key depends on the posting, which is what rosters correct most.
    """
    district = pl.col("district_code").cast(pl.String)
    by_name = pl.concat_str(
        pl.lit("n"),
        folded("full_name"),
        pl.col("birth_year").cast(pl.String),
        "mobile",
        district,
        separator="|",
    )
    by_employee = pl.concat_str(pl.lit("e"), district, "employee_id", separator="|")
    by_document = pl.concat_str(pl.lit("d"), "photo_id_hash", separator="|")
    text = (
        pl.when(pl.col("employee_id") != "")
        .then(by_employee)
        .when(pl.col("photo_id_hash").is_not_null())
        .then(by_document)
        .otherwise(by_name)
    )
    keys = [blake2b(t.encode(), digest_size=16).hexdigest() for t in clean.select(text).to_series().to_list()]
    return clean.with_columns(roster_key=pl.Series(keys, dtype=pl.String))


def with_reference(clean: pl.DataFrame, upload_id: int) -> pl.DataFrame:
    """Adds `reference`: shared.ids.beneficiary_reference of each row's number, for the whole column."""
    number = pl.col("row").cast(pl.Int64) + upload_id * ROWS_PER_UPLOAD
    for factor in FACTORS:
        number = number * factor % SPACE
    body = (number + SHIFT) % SPACE + LOWEST
    total = pl.lit(0, dtype=pl.Int64)
    for place in range(13):
        digit = body // 10**place % 10
        doubled = digit * 2 - pl.when(digit > 4).then(9).otherwise(0)
        total = total + (doubled if place % 2 == 0 else digit)
    return clean.with_columns(reference=body * 10 + (10 - total % 10) % 10)


def same_person_rows(clean: pl.DataFrame, compared: list[str]) -> pl.DataFrame:
    """Rows whose key stands on an earlier row: row, first_row, differs (from that first row)."""
    several = clean.filter(pl.len().over("roster_key") > 1)
    first = several.unique("roster_key", keep="first", maintain_order=True)
    pairs = several.join(first, on="roster_key", suffix="_first", maintain_order="left")
    differs = pl.any_horizontal(pl.col(c).ne_missing(pl.col(f"{c}_first")) for c in compared)
    return pairs.filter(pl.col("row") != pl.col("row_first")).select(
        "row", first_row="row_first", differs=differs
    )

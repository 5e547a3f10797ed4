"""Under which key a roster's row is the same person again, and what is kept of an identity number."""

from hashlib import blake2b, sha256

import polars as pl

from teeka.rules.row_checks.cells import by_distinct
from teeka.shared.ids import FACTORS, LOWEST, ROWS_A_BLOCK, SHIFT, SPACE
from teeka.shared.text import fold_words

_INNER_PAD, _OUTER_PAD = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))


def with_identity(clean: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """Instead of photo_id_number: photo_id_hash (hex of HMAC-SHA256, or null) and photo_id_last4.

    The number itself is gone from here on. The hash covers the bare number only, because rosters
    disagree about the document's type far more often than about its number.
    """
    numbers = clean["photo_id_number"].cast(pl.Binary).to_list()
    hashes = _hmac_sha256(key, numbers)
    last4 = pl.col("photo_id_number").str.tail(4)
    return clean.with_columns(photo_id_hash=pl.Series(hashes, dtype=pl.String), photo_id_last4=last4).drop(
        "photo_id_number"
    )


def _hmac_sha256(key: bytes, numbers: list[bytes]) -> list[str | None]:
    """hmac.digest(key, number, "sha256") of each, the key's two blocks hashed only once."""
    block = (sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    inner, outer = sha256(block.translate(_INNER_PAD)), sha256(block.translate(_OUTER_PAD))
    hashes: list[str | None] = []
    for number in numbers:
        if not number:
            hashes.append(None)
            continue
        inside, outside = inner.copy(), outer.copy()
        inside.update(number)
        outside.update(inside.digest())
        hashes.append(outside.hexdigest())
    return hashes


def with_roster_key(clean: pl.DataFrame) -> pl.DataFrame:
    """Adds roster_key (hex of 16 bytes): the employee id within the stated district if there is one,
    else the identity document, else folded name + birth year + mobile + stated district.

    So a corrected mobile makes a new person only for someone who has neither number; duplicates
    finds them. Nobody's key depends on the posting, which is what rosters correct most.
    """
    district = pl.col("district_code").cast(pl.String)
    has_none = (pl.col("employee_id") == "") & pl.col("photo_id_hash").is_null()
    names = clean.select(pl.when(has_none).then(pl.col("full_name"))).to_series()
    clean = clean.with_columns(folded=by_distinct(names, fold_words, pl.String))
    year = pl.col("birth_year").cast(pl.String)
    by_name = pl.concat_str(pl.lit("n"), "folded", year, "mobile", district, separator="|")
    by_employee = pl.concat_str(pl.lit("e"), district, "employee_id", separator="|")
    by_document = pl.concat_str(pl.lit("d"), "photo_id_hash", separator="|")
    text = (
        pl.when(pl.col("employee_id") != "")
        .then(by_employee)
        .when(pl.col("photo_id_hash").is_not_null())
        .then(by_document)
        .otherwise(by_name)
    )
    texts = clean.select(text.cast(pl.Binary)).to_series().to_list()
    keys = [blake2b(t, digest_size=16).hexdigest() for t in texts]
    return clean.drop("folded").with_columns(roster_key=pl.Series(keys, dtype=pl.String))


def with_reference(clean: pl.DataFrame, block: int) -> pl.DataFrame:
    """Adds `reference`: shared.ids.beneficiary_reference of each row's number in the block."""
    number = pl.col("row").cast(pl.Int64) + block * ROWS_A_BLOCK
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

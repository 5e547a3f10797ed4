"""Remembers for whom duplicates were sought, so that a later run reads only who is new and whom they touch.

The caller holds the lock of duplicates and an open transaction.
"""

import io
from typing import Any

import numpy as np
import polars as pl

from teeka.apps.places.staging import clear, stage
from teeka.rules.duplicates import COLUMNS, KEY_COLUMNS, parameters

_SAID = """
    b.full_name, b.name_hi, b.gender, b.birth_year, b.date_of_birth,
    CASE WHEN b.mobile_state IN ('ok', 'shared') THEN b.mobile ELSE '' END, b.alt_mobile,
    encode(substr(b.photo_id_hash, 1, 8), 'hex'), b.photo_id_type, b.employee_id,
    coalesce('f' || coalesce(f.one_with_id, f.id), 'p' || p.id), p.district_code,
    b.home_address, b.home_pin_code
"""
_FINGERPRINT = f"hash_record_extended(ROW({_SAID}), %(number)s)"
_PEOPLE = """
    people_beneficiary b
    JOIN people_posting p ON p.id = b.posting_id
    LEFT JOIN places_facility f ON f.id = p.facility_id
"""
_EVERYBODY = f"""
    SELECT b.id, {_SAID}, {_FINGERPRINT}, c.fingerprint FROM {_PEOPLE}
    LEFT JOIN people_comparedregistration c ON c.beneficiary_id = b.id
"""
_NEW = f"{_EVERYBODY} WHERE c.fingerprint IS DISTINCT FROM {_FINGERPRINT}"
_TOUCHED = f"SELECT b.id, {_SAID} FROM {_PEOPLE} JOIN touched t ON t.id = b.id"
_GONE = """
    SELECT beneficiary_id FROM people_comparedregistration c
    WHERE NOT EXISTS (SELECT FROM people_beneficiary b WHERE b.id = c.beneficiary_id)
"""
_FORGET = "DELETE FROM people_comparedregistration c USING forgotten f WHERE f.id = c.beneficiary_id"
# Few rows come out of many, which the planner cannot know: it would not share the work.
_SHARE_THE_WORK = "SET LOCAL parallel_tuple_cost = 0"
# Thousands together: half a million rows one by one take longer to receive than to read.
_KEPT = """
    SELECT string_agg(int8send(beneficiary_id) || keys, '') FROM people_comparedregistration
    GROUP BY beneficiary_id / 5000
"""
_KEPT_ROW = np.dtype([("row", ">i8"), ("keys", ">i8", len(KEY_COLUMNS))])
_REMEMBER = "COPY people_comparedregistration (beneficiary_id, fingerprint, keys) FROM STDIN (FORMAT binary)"
_HEADER, _TRAILER = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
_COPIED_ROW = np.dtype(
    [
        ("columns", ">i2"), ("row_bytes", ">i4"), ("row", ">i8"), ("fingerprint_bytes", ">i4"),
        ("fingerprint", ">i8"), ("keys_bytes", ">i4"), ("keys", ">i8", len(KEY_COLUMNS)),
    ]
)  # fmt: skip
_ROWS_A_WRITE = 20_000
_IS_NEW = pl.col("fingerprint").ne_missing(pl.col("kept"))


def new_registrations(cursor: Any, *, is_full: bool) -> pl.DataFrame:
    """Who came, or changed in anything that the rule weighs; is_full: everybody.

    The rule's COLUMNS, a `fingerprint` of them, and the one `kept`. Of whoever came, changed or is gone
    nothing is kept after this. What is kept of the others stays: written anew, it would double the table.
    """
    cursor.execute(_SHARE_THE_WORK)
    fingerprints = {"fingerprint": pl.Int64, "kept": pl.Int64}
    read = _read(cursor, _EVERYBODY if is_full else _NEW, {**COLUMNS, **fingerprints})
    new = read.filter(_IS_NEW)
    cursor.execute(_GONE)
    gone = pl.Series([row for (row,) in cursor.fetchall()], dtype=pl.Int64)
    clear(cursor, "forgotten")
    stage(cursor, "forgotten", {"id": "bigint"}, pl.concat([new["row"], gone]).to_frame("id"))
    cursor.execute(_FORGET)
    return read


def registrations_at(cursor: Any, rows: pl.Series) -> pl.DataFrame:
    """The rule's COLUMNS of those among `rows` who are still there."""
    clear(cursor, "touched")
    stage(cursor, "touched", {"id": "bigint PRIMARY KEY"}, rows.to_frame("id"))
    return _read(cursor, _TOUCHED, COLUMNS)


def kept_keys(cursor: Any) -> pl.DataFrame:
    """`row` and KEY_COLUMNS of everybody for whom duplicates were sought, as remember was given them."""
    with cursor.copy(f"COPY ({_KEPT}) TO STDOUT (FORMAT binary)") as copy:
        copy.set_types(["bytea"])
        kept = np.frombuffer(b"".join(piece for (piece,) in copy.rows()), _KEPT_ROW)
    keys = dict(zip(KEY_COLUMNS, kept["keys"].T, strict=True))
    return pl.DataFrame(
        {name: column.astype(np.int64) for name, column in {"row": kept["row"], **keys}.items()}
    )


def remember(cursor: Any, keys: pl.DataFrame, registrations: pl.DataFrame) -> None:
    """That duplicates were sought for these: what keys_of gives, and what new_registrations gave."""
    known = keys.join(registrations.filter(_IS_NEW).select("row", "fingerprint"), on="row")
    rows = np.zeros(len(known), _COPIED_ROW)
    rows["columns"] = 3
    rows["row_bytes"] = rows["fingerprint_bytes"] = 8
    rows["keys_bytes"] = 8 * len(KEY_COLUMNS)
    rows["row"], rows["fingerprint"] = known["row"].to_numpy(), known["fingerprint"].to_numpy()
    rows["keys"] = known.select(KEY_COLUMNS).to_numpy()
    with cursor.copy(_REMEMBER) as copy:
        copy.write(_HEADER)
        for start in range(0, len(rows), _ROWS_A_WRITE):
            copy.write(rows[start : start + _ROWS_A_WRITE].tobytes())
        copy.write(_TRAILER)


def _read(cursor: Any, statement: str, columns: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    """By COPY: one buffer instead of a million tuples."""
    buffer = io.BytesIO()
    with cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv)", {"number": parameters().number}) as copy:
        for piece in copy:
            buffer.write(piece)
    if not buffer.tell():
        return pl.DataFrame(schema=columns)
    buffer.seek(0)
    read = pl.read_csv(buffer, has_header=False, new_columns=list(columns), schema=columns)
    return read.with_columns(pl.col("birth_day").str.slice(5))

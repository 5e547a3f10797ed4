"""What became of each row, kept with what a person needs to decide, and never an identity number."""

import json
import re
from typing import Any

import polars as pl

from teeka.apps.places.queries import district_spellings
from teeka.formats.incoming.table import IncomingTable, Kind
from teeka.rules.districts import closest_place
from teeka.rules.row_checks.cells import by_distinct

ROW_FATE = """
    CREATE TEMP TABLE row_fate (
        row_number int, fate text, subject_id bigint, district_code int,
        why text, facts jsonb, raw jsonb, before jsonb
    ) ON COMMIT DROP
"""
NAME_OTHER_FILE = """
    UPDATE row_fate f SET facts = f.facts || jsonb_build_object('other_file', u.file_name)
    FROM intake_upload u WHERE f.fate = 'held' AND u.id = (f.facts->>'other_upload')::bigint
"""
KEEP = """
    INSERT INTO intake_uploadrow
        (upload_id, row_number, district_code, fate, subject_id, problems, raw, before, decided_by)
    SELECT %s, row_number, district_code, fate, subject_id,
           CASE WHEN why IS NULL THEN facts
                ELSE jsonb_build_array(jsonb_build_object('reason', why, 'facts', facts)) END,
           raw, before, ''
    FROM row_fate
"""
# Twelve digits in a row or in fours are most likely an Aadhaar number typed into the wrong column.
_LOOKS_LIKE_IDENTITY = re.compile(r"(?<!\d)\d{4}[ -]?\d{4}[ -]?(\d{4})(?!\d)")
_DISTRICT_COLUMN = {Kind.FACILITIES: "district", Kind.ROSTER: "posting_district", Kind.SESSIONS: "district"}
_REJECTED = {
    "row_number": pl.Int32, "fate": pl.String, "district_code": pl.Int32,
    "facts": pl.String, "raw": pl.String,
}  # fmt: skip


def rejected_rows(table: IncomingTable, problems: pl.DataFrame, district_code: int) -> pl.DataFrame:
    """Rejected rows as row_fate takes them: all reasons of a row, and its cells without identity numbers.

    A row belongs to the uploader's district, or else to the one it names, so that somebody there sees it.
    """
    reasons: dict[int, list[dict[str, str]]] = {}
    for row, column, reason in problems.iter_rows():
        reasons.setdefault(row, []).append({"reason": reason, "column": table.header_of(column)})
    known = table.known().join(problems.select("row").unique(), on="row", how="semi", maintain_order="left")
    districts = _districts(table.kind, known, district_code)
    rows = [
        (row["row"], "rejected", district, json.dumps(reasons[row["row"]]), json.dumps(without_identity(row)))
        for row, district in zip(known.iter_rows(named=True), districts, strict=True)
    ]
    return pl.DataFrame(rows, schema=_REJECTED, orient="row")


def _districts(kind: Kind, known: pl.DataFrame, district_code: int) -> list[int]:
    column = _DISTRICT_COLUMN[kind]
    if district_code or column not in known.columns:
        return [district_code] * known.height
    spellings = district_spellings()
    read = by_distinct(known[column], lambda text: closest_place(text, spellings), pl.Int32)
    return read.fill_null(0).to_list()


def without_identity(row: dict[str, Any]) -> dict[str, str]:
    """A row's cells as typed, with every identity number cut to its last four digits."""
    kept = {}
    for column, text in row.items():
        if column == "row" or text is None:
            continue
        if column == "photo_id_number":
            kept[column] = "XXXX" + text[-4:] if len(text) > 4 else "XXXX"
        else:
            kept[column] = _LOOKS_LIKE_IDENTITY.sub(r"XXXXXXXX\1", text)[:500]
    return kept


def held_facts(cursor: Any, limit: int) -> list[tuple[int, str, dict[str, Any]]]:
    """Row, reason and facts of the first held rows."""
    cursor.execute(NAME_OTHER_FILE)
    cursor.execute(
        "SELECT row_number, why, facts FROM row_fate WHERE fate = 'held' ORDER BY row_number LIMIT %s",
        [limit],
    )
    return [(row, why, _as_dict(facts)) for row, why, facts in cursor.fetchall()]


def _as_dict(value: Any) -> dict[str, Any]:
    """Django hands jsonb over as text, psycopg as objects."""
    found: dict[str, Any] = json.loads(value) if isinstance(value, str) else value or {}
    return found


def keep_fates(cursor: Any, upload_id: int) -> dict[str, int]:
    """Store every row's fate; returns how many rows met which."""
    cursor.execute(KEEP, [upload_id])
    cursor.execute("SELECT fate, count(*) FROM row_fate GROUP BY fate")
    return dict(cursor.fetchall())

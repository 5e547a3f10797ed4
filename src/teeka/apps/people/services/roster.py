"""Takes a roster's clean rows over into people: who is new, changed, the same, or must be looked at.

Locks: the caller holds the advisory lock for rosters and an open transaction; one INSERT and one
UPDATE write all rows. Two walls stand behind it: UNIQUE (roster_key) and UNIQUE (reference).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl
from django.conf import settings
from django.db import connection

from teeka.apps.accounts.services.statistics import refresh_statistics
from teeka.apps.places.staging import clear, stage
from teeka.rules.row_checks.identity import same_person_rows, with_identity, with_reference, with_roster_key
from teeka.rules.row_checks.reasons import HeldFor
from teeka.rules.row_checks.roster import SHARED_MOBILE_LIMIT

# Columns that a roster states and a later one may correct: name -> type in the staging table.
STATED = {
    "full_name": "text", "name_hi": "text", "gender": "text", "birth_year": "smallint",
    "date_of_birth": "date", "mobile": "text", "alt_mobile": "text", "email": "text",
    "photo_id_type": "smallint",
    "photo_id_hash": "bytea", "photo_id_last4": "text", "category": "text", "designation": "text",
    "employee_id": "text", "is_vaccinator": "boolean", "language": "text", "home_address": "text",
    "home_pin_code": "text", "dose1_vaccine": "text", "dose1_on": "date", "posting_id": "bigint",
}  # fmt: skip
STAGING = {
    "id": "bigint DEFAULT nextval('people_beneficiary_id_seq')",
    "row_number": "int", "reference": "bigint", "roster_key": "bytea", "district_code": "int",
    "mobile_state": "text", **STATED,
}  # fmt: skip
TEMPORARY = ("posting_claims", "roster_staging", "roster_known", "roster_later", "roster_second")
WRITTEN = ("reference", "district_code", "roster_key", "mobile_state", *STATED)
# What a roster leaves empty keeps what is known already: a file without a column must not wipe it.
KEPT_IF_EMPTY = (
    "name_hi", "alt_mobile", "photo_id_last4", "designation", "employee_id", "home_address", "home_pin_code",
)  # fmt: skip
KEPT_IF_NULL = (
    "email", "date_of_birth", "photo_id_type", "photo_id_hash", "is_vaccinator", "language", "dose1_vaccine",
    "dose1_on",
)  # fmt: skip
NEW = {
    **{c: f"s.{c}" for c in STATED},
    **{c: f"coalesce(nullif(s.{c}, ''), b.{c})" for c in KEPT_IF_EMPTY},
    **{c: f"coalesce(s.{c}, b.{c})" for c in KEPT_IF_NULL},
    **{
        c: f"CASE WHEN s.mobile_state = 'missing' THEN b.{c} ELSE s.{c} END"
        for c in ("mobile", "mobile_state")
    },
}
_SAME = ", ".join
_OLD_ROW = _SAME(f"b.{c}" for c in STATED)
_NEW_ROW = _SAME(NEW[c] for c in STATED)
_STATE_DIFFERS = (
    "replace(b.mobile_state, 'shared', 'ok') <> replace(" + NEW["mobile_state"] + ", 'shared', 'ok')"
)
_POSTING_WORDS = "coalesce(nullif({0}.text, ''), {0}.facility_code_given)"

FIND_KNOWN = f"""
    CREATE TEMP TABLE roster_known ON COMMIT DROP AS
    SELECT row_number, id, district_code, is_another,
           CASE WHEN is_another OR is_claimed THEN 'held' WHEN differs THEN 'updated' ELSE 'unchanged' END
               AS fate
    FROM (
        SELECT s.row_number, b.id, s.district_code,
               ({_OLD_ROW}) IS DISTINCT FROM ({_NEW_ROW}) OR {_STATE_DIFFERS} AS differs,
               b.upload_id <> ALL (%(same_roster)s) AND b.posting_id <> s.posting_id AS is_claimed,
               b.birth_year <> s.birth_year AND lower(b.full_name) <> lower(s.full_name) AS is_another
        FROM roster_staging s JOIN people_beneficiary b ON b.roster_key = s.roster_key
    ) found
"""
FATES_OF_KNOWN = "SELECT fate, count(*) FROM roster_known GROUP BY fate"
HOLD = f"""
    INSERT INTO row_fate (row_number, fate, subject_id, district_code, why, facts, raw)
    SELECT s.row_number, 'held', b.id, s.district_code,
           CASE WHEN k.is_another THEN '{HeldFor.ANOTHER_PERSON_UNDER_THIS_KEY}'
                ELSE '{HeldFor.CLAIMED_BY_ANOTHER_ROSTER}' END,
           jsonb_build_object('other_upload', b.upload_id,
                              'posting', {_POSTING_WORDS.format("p")},
                              'other_posting', {_POSTING_WORDS.format("q")}),
           to_jsonb(s) - 'id' - 'row_number'
    FROM roster_known k
    JOIN roster_staging s USING (row_number)
    JOIN people_beneficiary b ON b.id = k.id
    JOIN people_posting p ON p.id = s.posting_id
    JOIN people_posting q ON q.id = b.posting_id
    WHERE k.fate = 'held'
"""
REMEMBER_UPDATED = """
    INSERT INTO row_fate (row_number, fate, subject_id, district_code, before)
    SELECT k.row_number, 'updated', b.id, b.district_code, to_jsonb(b)
    FROM roster_known k JOIN people_beneficiary b ON b.id = k.id WHERE k.fate = 'updated'
"""
UPDATE_KNOWN = f"""
    UPDATE people_beneficiary b
    SET {_SAME(f"{c} = {new}" for c, new in NEW.items())},
        district_code = CASE WHEN b.posting_id = s.posting_id THEN b.district_code ELSE s.district_code END,
        upload_id = %(upload)s, updated_at = %(now)s
    FROM roster_known k JOIN roster_staging s USING (row_number)
    WHERE b.id = k.id AND k.fate = 'updated'
"""
KEEP_UNCHANGED = """
    INSERT INTO row_fate (row_number, fate, subject_id, district_code)
    SELECT row_number, fate, id, district_code FROM roster_known WHERE fate = 'unchanged'
"""
# What each fate of a known person takes. One that nobody meets is not asked for: a join that finds nothing
# among a million rows is where the planner's guesses are worst.
STORE_KNOWN = {"held": (HOLD,), "updated": (REMEMBER_UPDATED, UPDATE_KNOWN), "unchanged": (KEEP_UNCHANGED,)}
_FIRST = {"is_vaccinator": "coalesce(is_vaccinator, false)", "language": "coalesce(language, 'hi')"}
_IS_NEW = "NOT EXISTS (SELECT FROM roster_known k WHERE k.row_number = s.row_number)"
INSERT_NEW = f"""
    INSERT INTO people_beneficiary (id, {_SAME(WRITTEN)}, upload_id, registered_at, updated_at)
    SELECT id, {_SAME(_FIRST.get(c, c) for c in WRITTEN)}, %(upload)s, %(now)s, %(now)s
    FROM roster_staging s WHERE {_IS_NEW}
"""
KEEP_CREATED = f"""
    INSERT INTO row_fate (row_number, fate, subject_id, district_code)
    SELECT row_number, 'created', id, district_code FROM roster_staging s WHERE {_IS_NEW}
"""
HOLD_SECOND_CLAIMS = f"""
    INSERT INTO row_fate (row_number, fate, subject_id, district_code, why, facts, raw)
    SELECT s.row_number, CASE WHEN d.differs THEN 'held' ELSE 'unchanged' END, f.subject_id, s.district_code,
           CASE WHEN d.differs THEN '{HeldFor.DIFFERS_WITHIN_FILE}' END,
           CASE WHEN d.differs THEN jsonb_build_object('other_row', d.first_row) END,
           CASE WHEN d.differs THEN to_jsonb(s) - 'id' - 'row_number' END
    FROM roster_second d JOIN roster_later s USING (row_number)
    LEFT JOIN row_fate f ON f.row_number = d.first_row
"""
# A number is shared when more than the limit of live people give it, over all rosters together. Only the
# numbers of rows that were written can have more or fewer givers than before.
MARK_SHARED = """
    SELECT teeka_mark_shared(array(
        SELECT mobile FROM roster_staging s
        WHERE mobile_state IN ('ok', 'shared') AND NOT EXISTS (
            SELECT FROM roster_known k WHERE k.row_number = s.row_number AND k.fate <> 'updated'
        )
        UNION SELECT before ->> 'mobile' FROM row_fate WHERE fate = 'updated'
    ), %s)
"""
NEXT_BLOCK = "SELECT coalesce(max(number), 0) + 1 FROM people_referenceblock"
KEEP_BLOCK = "INSERT INTO people_referenceblock (number, upload_id) VALUES (%(block)s, %(upload)s)"
HAS_OTHERS = "SELECT EXISTS (SELECT FROM people_beneficiary WHERE upload_id <> %(upload)s)"
ADD_POSTINGS = """
    INSERT INTO people_posting (stated_district_code, district_code, text, facility_code_given)
    SELECT district, district, text, code FROM posting_claims
    ON CONFLICT (stated_district_code, text, facility_code_given) DO NOTHING
"""
FIND_POSTINGS = """
    SELECT c.district, c.text, c.code, p.id, p.district_code
    FROM posting_claims c
    JOIN people_posting p
      ON p.stated_district_code = c.district AND p.text = c.text AND p.facility_code_given = c.code
"""


def store_roster(clean: pl.DataFrame, *, upload_id: int, same_roster: Sequence[int], now: datetime) -> None:
    """Write the clean rows of rules.row_checks.roster and each one's fate into temporary table row_fate.

    same_roster: earlier uploads of the same roster file and this one; only they may move a person to
    another posting without being asked.
    """
    with connection.cursor() as cursor:
        clear(cursor, *TEMPORARY)
        rows = with_roster_key(with_identity(clean, settings.TEEKA_IDENTITY_KEY))
        cursor.execute(NEXT_BLOCK)
        block = int(cursor.fetchone()[0])
        rows = _with_postings(cursor, with_reference(rows, block))
        second = same_person_rows(rows, [*STATED, "mobile_state"])
        staged = _as_staged(rows)
        is_later = pl.col("row_number").is_in(second["row"].implode())
        later = staged.filter(is_later)
        if later.height:
            staged = staged.filter(~is_later)
        stage(cursor, "roster_staging", STAGING, staged)
        values: dict[str, Any] = {
            "upload": upload_id, "block": block, "now": now, "same_roster": list(same_roster),
        }  # fmt: skip
        cursor.execute("ANALYZE roster_staging (row_number, roster_key)")
        cursor.execute(FIND_KNOWN, values)
        cursor.execute("ANALYZE roster_known")
        cursor.execute(FATES_OF_KNOWN)
        known: dict[str, int] = dict(cursor.fetchall())
        for statement in (statement for fate in known for statement in STORE_KNOWN[fate]):
            cursor.execute(statement, values)
        has_new = sum(known.values()) < staged.height
        if has_new:
            for statement in (INSERT_NEW, KEEP_BLOCK, KEEP_CREATED):
                cursor.execute(statement, values)
        if second.height:
            _hold_second_claims(cursor, later, second)
        if has_new or "updated" in known:
            _mark_shared(cursor, values)


def _mark_shared(cursor: Any, values: dict[str, Any]) -> None:
    """A first roster needs no count: its own check has marked the numbers that it shares."""
    cursor.execute(HAS_OTHERS, values)
    if cursor.fetchone()[0]:
        cursor.execute(MARK_SHARED, [SHARED_MOBILE_LIMIT])
    else:
        refresh_statistics("people_beneficiary")


def _with_postings(cursor: Any, rows: pl.DataFrame) -> pl.DataFrame:
    """posting_id for each row, and the district where that posting's people are looked after."""
    claim = {"district": "district_code", "text": "posting_text", "code": "facility_code_given"}
    claims = (
        rows.select(**{to: pl.col(of) for to, of in claim.items()}).unique().sort("district", "text", "code")
    )
    stage(cursor, "posting_claims", {"district": "int", "text": "text", "code": "text"}, claims)
    cursor.execute(ADD_POSTINGS)
    cursor.execute(FIND_POSTINGS)
    names = [*claim.values(), "posting_id", "looked_after"]
    types = [pl.Int32, pl.String, pl.String, pl.Int64, pl.Int32]
    known = pl.DataFrame(cursor.fetchall(), schema=dict(zip(names, types, strict=True)), orient="row")
    joined = rows.join(known, on=list(claim.values()), how="left", maintain_order="left")
    return joined.with_columns(district_code="looked_after").drop(
        "looked_after", "posting_text", "facility_code_given"
    )


def _as_staged(rows: pl.DataFrame) -> pl.DataFrame:
    in_hex = {c: pl.lit("\\x") + pl.col(c) for c in ("roster_key", "photo_id_hash")}
    return rows.rename({"row": "row_number"}).with_columns(**in_hex)


def _hold_second_claims(cursor: Any, later: pl.DataFrame, second: pl.DataFrame) -> None:
    """A person twice in one file: the same again is unchanged, other details wait for a decision."""
    stage(cursor, "roster_later", STAGING, later)
    pairs = second.rename({"row": "row_number"})
    stage(cursor, "roster_second", {"row_number": "int", "first_row": "int", "differs": "boolean"}, pairs)
    cursor.execute(HOLD_SECOND_CLAIMS)

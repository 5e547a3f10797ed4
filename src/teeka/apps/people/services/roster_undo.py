"""Takes a roster's import back, and lets a row that was held for a decision take effect.

Locks: the caller holds the advisory lock for rosters and an open transaction.
"""

import json
from datetime import datetime
from typing import Any

from django.db import connection

from teeka.apps.people.services.roster import NEW, STATED
from teeka.rules.row_checks.roster import SHARED_MOBILE_LIMIT

TOUCHED_MOBILES = """
    SELECT array(
        SELECT b.mobile FROM undo_row u JOIN people_beneficiary b ON b.id = u.subject_id
        UNION SELECT before ->> 'mobile' FROM undo_row WHERE fate = 'updated'
    )
"""
MARK_SHARED = "SELECT teeka_mark_shared(%s, %s)"
RESTORED = (*STATED, "mobile_state", "district_code", "upload_id", "updated_at")
PUT_BACK = f"""
    UPDATE people_beneficiary b
    SET {", ".join(f"{c} = o.{c}" for c in RESTORED)}
    FROM undo_row u, jsonb_populate_record(NULL::people_beneficiary, u.before) o
    WHERE u.fate = 'updated' AND b.id = u.subject_id
"""
REMOVE = "DELETE FROM people_beneficiary b USING undo_row u WHERE u.fate = 'created' AND b.id = u.subject_id"
REMOVE_IDLE_POSTINGS = """
    DELETE FROM people_posting p
    WHERE p.decision = 'unresolved'
      AND NOT EXISTS (SELECT FROM people_beneficiary b WHERE b.posting_id = p.id)
"""
# What the rule linked by itself forbids nothing: who goes is parted from the others, and of who stays the
# rule judges anew what is put back. What a person said of a pair forbids it.
PART_FROM_LINKED = """
    WITH gone AS (
        DELETE FROM people_duplicatelink link USING undo_row u
        WHERE u.fate = 'created' AND link.decided_by = ''
              AND u.subject_id IN (link.survivor_id, link.duplicate_id)
        RETURNING link.survivor_id, link.duplicate_id
    )
    SELECT DISTINCT survivor_id, duplicate_id FROM gone
"""
SETTLE_GROUP = "SELECT teeka_settle_group(%s, %s)"
CHANGED_SINCE = """
    SELECT count(*) FROM undo_row u JOIN people_beneficiary b ON b.id = u.subject_id
    WHERE b.upload_id <> %s
       OR b.stands_for_id IS NOT NULL AND (u.fate = 'created' OR EXISTS (
           SELECT FROM people_duplicatelink l
           WHERE b.id IN (l.survivor_id, l.duplicate_id)
             AND l.decided_by <> '' AND l.decision = 'link' AND l.undone_at IS NULL
       ))
"""


def undo_roster(upload_id: int) -> int:
    """Put back what temporary table undo_row (subject_id, fate, before) names; how many rows forbid it.

    Raises IntegrityError when something refers to a person who would go: the caller says so.
    """
    with connection.cursor() as cursor:
        cursor.execute(PART_FROM_LINKED)
        parted = cursor.fetchall()
        if parted:
            cursor.executemany(SETTLE_GROUP, parted)
        cursor.execute(CHANGED_SINCE, [upload_id])
        changed = int(cursor.fetchone()[0])
        if changed == 0:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(TOUCHED_MOBILES)
            touched = cursor.fetchone()[0]
            for statement in (PUT_BACK, REMOVE, REMOVE_IDLE_POSTINGS):
                cursor.execute(statement)
            cursor.execute(MARK_SHARED, [touched, SHARED_MOBILE_LIMIT])
        return changed


APPLY_HELD = f"""
    UPDATE people_beneficiary b
    SET {", ".join(f"{c} = {new}" for c, new in NEW.items())},
        district_code = CASE WHEN b.posting_id = s.posting_id THEN b.district_code ELSE p.district_code END,
        upload_id = %(upload)s, updated_at = %(now)s
    FROM jsonb_populate_record(NULL::people_beneficiary, %(raw)s::jsonb) s
    JOIN people_posting p ON p.id = s.posting_id
    WHERE b.id = %(id)s
    RETURNING b.mobile
"""


def apply_held(
    raw: dict[str, Any], *, beneficiary_id: int, upload_id: int, now: datetime
) -> dict[str, Any] | None:
    """Let a held row's details replace a person's; what they replaced, or None when the person is gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_jsonb(b) FROM people_beneficiary b WHERE id = %s FOR UPDATE", [beneficiary_id]
        )
        found = cursor.fetchone()
        if found is None:
            return None
        values: dict[str, Any] = {
            "raw": json.dumps(raw),
            "id": beneficiary_id,
            "upload": upload_id,
            "now": now,
        }
        before: dict[str, Any] = json.loads(found[0]) if isinstance(found[0], str) else found[0]
        cursor.execute(APPLY_HELD, values)
        touched = [before["mobile"], *(mobile for (mobile,) in cursor.fetchall())]
        cursor.execute(MARK_SHARED, [touched, SHARED_MOBILE_LIMIT])
        return before

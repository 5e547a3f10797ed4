"""Links registrations of one person, holds doubtful pairs for somebody to look at, and undoes a link.

A link changes nothing of either registration: the younger one stands for the older, and lists and
seats take only those who stand for nobody. Locks: DUPLICATES_LOCK, alone, to the end of the
transaction; then rows of people. A killed run leaves nothing; run again it adds only what is new.
"""

import io
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection, transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.people.models import Beneficiary, DuplicateLink
from teeka.apps.people.services.postings import KEEP_LINKS_BESIDE_SURVIVORS
from teeka.apps.places.staging import stage
from teeka.rules.duplicates import COLUMNS, DuplicatePair, Verdict, find_duplicates

DUPLICATES_LOCK = 7_303
BY_RULE = "teeka"
EVERYONE = """
    SELECT b.id, b.full_name, b.name_hi, b.gender, b.birth_year,
           CASE WHEN b.mobile_state IN ('ok', 'shared') THEN b.mobile ELSE '' END, b.alt_mobile,
           coalesce(encode(b.photo_id_hash, 'hex'), ''), coalesce(b.photo_id_type::text, ''), b.employee_id,
           coalesce('f' || p.facility_id, 'p' || p.id), p.district_code::text
    FROM people_beneficiary b JOIN people_posting p ON p.id = b.posting_id ORDER BY b.id
"""
# A pair that was ever decided, by the rule or by a person, is not decided again: not even an undone one.
ADD_LINKS = """
    INSERT INTO people_duplicatelink
        (district_code, survivor_id, duplicate_id, probability, decision, reasons, found_at,
         decided_by, undone_by)
    SELECT b.district_code, f.survivor_id, f.duplicate_id, f.probability, f.decision,
           string_to_array(f.reasons, '|'), %(now)s, '', ''
    FROM found_pairs f JOIN people_beneficiary b ON b.id = f.survivor_id
    WHERE NOT EXISTS (
        SELECT FROM people_duplicatelink l
        WHERE l.survivor_id = f.survivor_id AND l.duplicate_id = f.duplicate_id
    )
    RETURNING decision
"""
LIVE_LINKS = """
    SELECT survivor_id, duplicate_id FROM people_duplicatelink WHERE decision = 'link' AND undone_at IS NULL
"""
STAND_FOR = """
    WITH meant AS (SELECT * FROM jsonb_to_recordset(%s) AS m(id bigint, survivor bigint))
    UPDATE people_beneficiary b SET stands_for_id = m.survivor
    FROM people_beneficiary o LEFT JOIN meant m ON m.id = o.id
    WHERE b.id = o.id AND b.stands_for_id IS DISTINCT FROM m.survivor
"""
# Only the pair's own group, all of it: also what row security hides (migration 0005).
SETTLE_GROUP = "SELECT teeka_settle_group(%s, %s)"
COUNT = """
    SELECT (SELECT count(*) FROM people_beneficiary WHERE stands_for_id IS NOT NULL),
           (SELECT count(*) FROM people_duplicatelink WHERE decision = 'hold' AND undone_at IS NULL)
"""


class LinkGone(Exception):
    """The pair is undone or settled already, or lies outside the reader's area."""


@dataclass(frozen=True, slots=True)
class DuplicatesFound:
    """`linked`: registrations that stand for another; `held`: pairs that wait for a person."""

    linked: int
    held: int
    linked_now: int
    held_now: int


def link_duplicates(*, now: datetime) -> DuplicatesFound:
    """Compare everybody with everybody, link what is sure and hold what is likely."""
    with transaction.atomic(), connection.cursor() as cursor:
        _lock(cursor)
        added = _add(cursor, find_duplicates(_everyone(cursor)), now)
        cursor.execute(KEEP_LINKS_BESIDE_SURVIVORS)
        _let_them_stand(cursor)
        if added:
            record_event(
                action="duplicates.found", subject_type="people", subject_id="all", by=BY_RULE, now=now,
                detail=dict(added),
            )  # fmt: skip
        cursor.execute(COUNT)
        linked, held = cursor.fetchone()
    return DuplicatesFound(linked, held, added[Verdict.LINK.value], added[Verdict.HOLD.value])


def settle_link(*, link_id: int, is_same: bool, by: str, now: datetime) -> None:
    """A person who sees both registrations says of a held pair whether it is one person. Raises LinkGone."""
    with transaction.atomic(), connection.cursor() as cursor:
        _lock(cursor)
        link = _seen_whole(link_id, DuplicateLink.Decision.HOLD)
        link.decision = DuplicateLink.Decision.LINK if is_same else DuplicateLink.Decision.LEAVE
        link.decided_by, link.decided_at = by, now
        link.save(update_fields=["decision", "decided_by", "decided_at"])
        cursor.execute(SETTLE_GROUP, [link.survivor_id, link.duplicate_id])
        _record(link, "duplicate.linked" if is_same else "duplicate.left", by, now)


def undo_link(*, link_id: int, by: str, now: datetime) -> None:
    """Part two registrations again, both seen; no later run links them. Raises LinkGone."""
    with transaction.atomic(), connection.cursor() as cursor:
        _lock(cursor)
        link = _seen_whole(link_id, DuplicateLink.Decision.LINK)
        link.undone_at, link.undone_by = now, by
        link.save(update_fields=["undone_at", "undone_by"])
        cursor.execute(SETTLE_GROUP, [link.survivor_id, link.duplicate_id])
        _record(link, "duplicate.parted", by, now)


def _seen_whole(link_id: int, decision: str) -> DuplicateLink:
    """The live link, if its reader sees both registrations: whose other one lies in a district that row
    security keeps from them leaves the pair to the state's officer.
    """
    link = DuplicateLink.objects.filter(pk=link_id, decision=decision, undone_at=None).first()
    if link is None:
        raise LinkGone
    if Beneficiary.objects.filter(pk__in=[link.survivor_id, link.duplicate_id]).count() < 2:
        raise LinkGone
    return link


def _record(link: DuplicateLink, action: str, by: str, now: datetime) -> None:
    record_event(
        action=action, subject_type="duplicate_link", subject_id=link.pk, by=by, now=now,
        district_code=link.district_code,
        detail={"survivor": link.survivor_id, "duplicate": link.duplicate_id},
    )  # fmt: skip


def _lock(cursor: Any) -> None:
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DUPLICATES_LOCK])


def _everyone(cursor: Any) -> pl.DataFrame:
    """All registrations with the rule's COLUMNS, by COPY: one buffer instead of a million tuples."""
    buffer = io.BytesIO()
    with cursor.copy(f"COPY ({EVERYONE}) TO STDOUT (FORMAT csv)") as copy:
        for piece in copy:
            buffer.write(piece)
    if not buffer.tell():
        return pl.DataFrame(schema=COLUMNS)
    buffer.seek(0)
    return pl.read_csv(buffer, has_header=False, new_columns=list(COLUMNS), schema=COLUMNS)


def _add(cursor: Any, pairs: list[DuplicatePair], now: datetime) -> Counter[str]:
    """Store the pairs that are new; the older registration, which has the lower id, survives."""
    if not pairs:
        return Counter()
    columns = {
        "survivor_id": "bigint", "duplicate_id": "bigint", "probability": "float",
        "decision": "text", "reasons": "text",
    }  # fmt: skip
    rows = [(p.row_a, p.row_b, p.probability, p.verdict.value, "|".join(p.reasons)) for p in pairs]
    stage(cursor, "found_pairs", columns, pl.DataFrame(rows, schema=list(columns), orient="row"))
    cursor.execute(ADD_LINKS, {"now": now})
    added = Counter(decision for (decision,) in cursor.fetchall())
    cursor.execute("DROP TABLE found_pairs")
    return added


def _let_them_stand(cursor: Any) -> None:
    """Everybody linked, directly or through others, stands for the oldest; all others for nobody."""
    cursor.execute(LIVE_LINKS)
    meant = [{"id": person, "survivor": oldest} for person, oldest in oldest_of(cursor.fetchall()).items()]
    cursor.execute(STAND_FOR, [json.dumps(meant)])


def oldest_of(links: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Each linked registration but the oldest of its group -> that oldest one."""
    parent: dict[int, int] = {}

    def root(person: int) -> int:
        while parent.setdefault(person, person) != person:
            parent[person] = parent[parent[person]]
            person = parent[person]
        return person

    for one, other in links:
        older, younger = sorted((root(one), root(other)))
        parent[younger] = older
    return {person: root(person) for person in parent if root(person) != person}

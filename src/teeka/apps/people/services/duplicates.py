"""Links registrations of one person, holds doubtful pairs for somebody to look at, and undoes a link.

A link changes nothing of either registration: the younger one stands for the older, and lists and
seats take only those who stand for nobody. Locks: DUPLICATES_LOCK, alone, to the end of the
transaction; then rows of people. A killed run leaves nothing: what it had not yet compared is still new.
"""

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
from teeka.apps.people.services.compared import (
    kept_keys,
    new_registrations,
    registrations_at,
    remember,
)
from teeka.apps.people.services.postings import KEEP_LINKS_BESIDE_SURVIVORS
from teeka.apps.places.staging import clear, stage
from teeka.rules.duplicates import DuplicatePair, Verdict, folded, judge, keys_of, worth_comparing

DUPLICATES_LOCK = 7_303
BY_RULE = "teeka"
# What the rule found and nobody decided is the rule's to take back, and may be found again.
TAKE_BACK = """
    UPDATE people_duplicatelink l SET undone_at = %(now)s, undone_by = %(rule)s
    WHERE l.undone_at IS NULL AND l.decided_by = ''
      AND EXISTS (SELECT FROM judged j WHERE j.id IN (l.survivor_id, l.duplicate_id))
      AND NOT EXISTS (
          SELECT FROM found_pairs f
          WHERE f.survivor_id = l.survivor_id AND f.duplicate_id = l.duplicate_id AND f.decision = l.decision
      )
"""
WEIGH_ANEW = """
    UPDATE people_duplicatelink l
    SET probability = f.probability, reasons = string_to_array(f.reasons, '|'),
        bits = string_to_array(f.bits, '|')::float[]
    FROM found_pairs f
    WHERE l.undone_at IS NULL AND l.decided_by = ''
      AND (l.probability <> f.probability OR l.reasons::text[] <> string_to_array(f.reasons, '|'))
      AND f.survivor_id = l.survivor_id AND f.duplicate_id = l.duplicate_id
"""
# A pair on which a person decided is not decided again, nor one that a person parted.
ADD_LINKS = """
    INSERT INTO people_duplicatelink
        (district_code, survivor_id, duplicate_id, probability, decision, reasons, bits, found_at,
         decided_by, undone_by)
    SELECT b.district_code, f.survivor_id, f.duplicate_id, f.probability, f.decision,
           string_to_array(f.reasons, '|'), string_to_array(f.bits, '|')::float[], %(now)s, '', ''
    FROM found_pairs f JOIN people_beneficiary b ON b.id = f.survivor_id
    WHERE NOT EXISTS (
        SELECT FROM people_duplicatelink l
        WHERE l.survivor_id = f.survivor_id AND l.duplicate_id = f.duplicate_id
          AND (l.undone_at IS NULL OR l.undone_by <> %(rule)s)
    )
    RETURNING decision
"""
LIVE_LINKS = """
    SELECT survivor_id, duplicate_id FROM people_duplicatelink WHERE decision = 'link' AND undone_at IS NULL
"""
STANDING = "SELECT id, stands_for_id FROM people_beneficiary WHERE stands_for_id IS NOT NULL"
STAND_FOR = """
    UPDATE people_beneficiary b SET stands_for_id = meant.survivor
    FROM jsonb_to_recordset(%s) AS meant(id bigint, survivor bigint) WHERE b.id = meant.id
"""
# Only the pair's own group, all of it: also what row security hides (migration 0005).
SETTLE_GROUP = "SELECT teeka_settle_group(%s, %s)"
HELD = "SELECT count(*) FROM people_duplicatelink WHERE decision = 'hold' AND undone_at IS NULL"


class LinkGone(Exception):
    """The pair is undone or settled already, or lies outside the reader's area."""


@dataclass(frozen=True, slots=True)
class DuplicatesFound:
    """`linked`: registrations that stand for another; `held`: pairs that wait for a person."""

    linked: int
    held: int
    linked_now: int
    held_now: int


def link_duplicates(*, now: datetime, is_full: bool = False) -> DuplicatesFound:
    """Link what is surely one person and hold what is likely, among new registrations and all others.

    New is who came, or changed in anything that the rule weighs, since the last run that ended. `is_full`
    takes everybody for new, as does the first run with other parameters.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        _lock(cursor)
        new = new_registrations(cursor, is_full=is_full)
        done = _compare(cursor, new, now) if new.height else Counter()
        cursor.execute(KEEP_LINKS_BESIDE_SURVIVORS)
        linked = _let_them_stand(cursor)
        if done:
            record_event(
                action="duplicates.found", subject_type="people", subject_id="all", by=BY_RULE, now=now,
                detail=dict(done),
            )  # fmt: skip
        cursor.execute(HELD)
        (held,) = cursor.fetchone()
    return DuplicatesFound(linked, held, done[Verdict.LINK.value], done[Verdict.HOLD.value])


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


def _compare(cursor: Any, new: pl.DataFrame, now: datetime) -> Counter[str]:
    """Find and store the pairs of the new ones with everybody; how many were added or taken back."""
    people = folded(new)
    keys = keys_of(people)
    others = kept_keys(cursor).filter(~pl.col("row").is_in(keys["row"].implode()))
    sought = worth_comparing(pl.concat([keys, others]), keys["row"])
    touched = sought.holders["row"]
    unread = touched.filter(~touched.is_in(keys["row"].implode()))
    if len(unread):
        people = pl.concat([people, folded(registrations_at(cursor, unread))])
    done = _store(cursor, judge(sought, people), sought.judged, now)
    remember(cursor, keys, new)
    return done


def _store(cursor: Any, pairs: list[DuplicatePair], judged: pl.Series, now: datetime) -> Counter[str]:
    """Make the stored pairs of the judged registrations what was found; how many were added or taken back.

    The older registration, which has the lower id, survives.
    """
    clear(cursor, "found_pairs", "judged")
    columns = {
        "survivor_id": "bigint", "duplicate_id": "bigint", "probability": "float",
        "decision": "text", "reasons": "text", "bits": "text",
    }  # fmt: skip
    rows = [
        (p.row_a, p.row_b, p.probability, p.verdict.value, "|".join(p.reasons), "|".join(map(str, p.bits)))
        for p in pairs
    ]
    stage(cursor, "found_pairs", columns, pl.DataFrame(rows, schema=list(columns), orient="row"))
    stage(cursor, "judged", {"id": "bigint PRIMARY KEY"}, judged.to_frame("id"))
    done: Counter[str] = Counter()
    cursor.execute(TAKE_BACK, {"now": now, "rule": BY_RULE})
    done["taken_back"] = cursor.rowcount
    cursor.execute(WEIGH_ANEW)
    cursor.execute(ADD_LINKS, {"now": now, "rule": BY_RULE})
    done.update(decision for (decision,) in cursor.fetchall())
    return +done


def _let_them_stand(cursor: Any) -> int:
    """Everybody linked, directly or through others, stands for the oldest; how many do. Others for nobody."""
    cursor.execute(LIVE_LINKS)
    meant = oldest_of(cursor.fetchall())
    cursor.execute(STANDING)
    standing = dict(cursor.fetchall())
    changed = [
        {"id": person, "survivor": meant.get(person)}
        for person in meant.keys() | standing.keys()
        if standing.get(person) != meant.get(person)
    ]
    if changed:
        cursor.execute(STAND_FOR, [json.dumps(changed)])
    return len(meant)


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

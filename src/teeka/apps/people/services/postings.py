"""Resolves postings to facilities, for everybody who wrote the same text.

Locks: POSTINGS_LOCK, alone, to the end of the transaction; then the rows of postings, then those of
people. A killed run leaves nothing; a second run at the same time waits and finds less to do.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from teeka.apps.people.services.resolving import Progress, resolve_apart
from teeka.apps.places.models import District, Facility, FacilityAlias
from teeka.rules.posting import Alias, Decision, FacilityName, PostingClaim, Verdict, rule_print

POSTINGS_LOCK = 7_302
# What a person decided stays; what was accepted stays until somebody says otherwise. What was decided by the
# same rule against the same names would be decided alike.
OPEN = """
    SELECT id, stated_district_code, text, facility_code_given
    FROM people_posting WHERE decision <> 'accept' AND decided_by = '' AND resolved_against <> %s ORDER BY id
"""
DECIDE = """
    UPDATE people_posting p SET
        decision = d.decision, facility_id = d.facility_id, confidence = d.confidence,
        reasons = ARRAY(SELECT jsonb_array_elements_text(d.reasons)),
        candidates = ARRAY(SELECT jsonb_array_elements_text(d.candidates)::bigint),
        probabilities = ARRAY(SELECT jsonb_array_elements_text(d.probabilities)::float),
        district_code = coalesce(f.district_code, p.stated_district_code), resolved_at = %(now)s,
        resolved_against = %(against)s
    FROM jsonb_to_recordset(%(decisions)s) AS d(
        id bigint, decision text, facility_id bigint, confidence float, reasons jsonb, candidates jsonb,
        probabilities jsonb
    )
    LEFT JOIN places_facility f ON f.id = d.facility_id
    WHERE p.id = d.id
"""
# People are looked after where their posting is.
MOVE_PEOPLE = """
    UPDATE people_beneficiary b SET district_code = p.district_code
    FROM people_posting p WHERE p.id = b.posting_id AND b.district_code <> p.district_code
"""
KEEP_LINKS_BESIDE_SURVIVORS = """
    UPDATE people_duplicatelink l SET district_code = b.district_code
    FROM people_beneficiary b WHERE b.id = l.survivor_id AND l.district_code <> b.district_code
"""
COUNT = """
    SELECT p.decision, count(*), coalesce(sum(held.people), 0)
    FROM people_posting p
    LEFT JOIN (SELECT posting_id, count(*) AS people FROM people_beneficiary GROUP BY posting_id) held
        ON held.posting_id = p.id
    GROUP BY p.decision
"""
ROWS_A_STATEMENT = 5_000

Row = tuple[int, int, str, str]  # a posting's id, stated district, text, and the code given with it


@dataclass(frozen=True, slots=True)
class Resolved:
    """`decided_now` counts the texts looked at; `texts` and `people` count all there are, by decision."""

    decided_now: Mapping[str, int]
    moved_people: int
    texts: Mapping[str, int]
    people: Mapping[str, int]

    @property
    def needs_a_person(self) -> bool:
        return any(self.texts.get(verdict, 0) for verdict in (Verdict.CONFIRM, Verdict.REVIEW))


def resolve_all(*, now: datetime, progress: Progress = lambda done, total: None) -> Resolved:
    """Decide every posting that is not accepted yet. Running it again changes nothing that stands."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [POSTINGS_LOCK])
        names = _names()
        cursor.execute(OPEN, [names.print])
        decided = _store(cursor, cursor.fetchall(), names, now, against=names.print, progress=progress)
        cursor.execute(MOVE_PEOPLE)
        moved = cursor.rowcount
        cursor.execute(KEEP_LINKS_BESIDE_SURVIVORS)
        cursor.execute(COUNT)
        counts = cursor.fetchall()
    return Resolved(
        decided_now=decided,
        moved_people=moved,
        texts={decision: texts for decision, texts, _ in counts},
        people={decision: int(people) for decision, _, people in counts},
    )


def decide_anew(cursor: Any, rows: Sequence[Row], now: datetime) -> None:
    """Decide these postings for a reader who sees only a part of the registry: an answer's rivals are hidden.

    So nothing is accepted: what would be waits to be confirmed, and the next resolve_all looks at it.
    """
    _store(cursor, rows, _names(), now, against="", keep=_not_accepted)


def _store(
    cursor: Any,
    rows: Sequence[Row],
    names: "_Names",
    now: datetime,
    *,
    against: str,
    keep: Callable[[Decision], Decision] = lambda decision: decision,
    progress: Progress = lambda done, total: None,
) -> Counter[str]:
    """Counts by verdict of what was decided and stored."""
    if not rows:
        return Counter()
    decisions = resolve_apart(
        [PostingClaim(text, str(district), code) for _, district, text, code in rows],
        names.facilities,
        aliases=names.aliases,
        district_names=names.of_districts,
        progress=progress,
    )
    decisions = [keep(decision) for decision in decisions]
    stored = [_as_stored(row[0], decision, names.ids) for row, decision in zip(rows, decisions, strict=True)]
    for start in range(0, len(stored), ROWS_A_STATEMENT):
        piece = json.dumps(stored[start : start + ROWS_A_STATEMENT])
        cursor.execute(DECIDE, {"decisions": piece, "now": now, "against": against})
    return Counter(decision.verdict.value for decision in decisions)


def _not_accepted(decision: Decision) -> Decision:
    return replace(decision, verdict=Verdict.CONFIRM) if decision.verdict is Verdict.ACCEPT else decision


def _as_stored(posting_id: int, decision: Decision, ids: Mapping[str, int]) -> dict[str, Any]:
    """Only what is accepted names its facility: nobody is placed by a guess that waits for a person."""
    is_accepted = decision.verdict is Verdict.ACCEPT
    return {
        "id": posting_id,
        "decision": decision.verdict.value,
        "facility_id": ids[decision.facility_code] if is_accepted else None,
        "confidence": decision.confidence,
        "reasons": [reason.value for reason in decision.reasons],
        "candidates": [ids[code] for code in decision.candidates],
        "probabilities": list(decision.probabilities),
    }


@dataclass(frozen=True, slots=True)
class _Names:
    """All that a posting is decided against."""

    facilities: list[FacilityName]
    ids: dict[str, int]
    aliases: list[Alias]
    of_districts: dict[str, tuple[str, ...]]

    @property
    def print(self) -> str:
        """Equal where the same claim must get the same decision."""
        told = [sorted(self.facilities), [astuple(alias) for alias in self.aliases], self.of_districts]
        return sha256(f"{rule_print()} {json.dumps(told, sort_keys=True)}".encode()).hexdigest()[:16]


def _names() -> _Names:
    rows = list(
        Facility.objects.filter(is_active=True).values_list(
            "code", "name", "district_code", "type", "name_hi", "block_name", "id"
        )
    )
    aliases = FacilityAlias.objects.filter(undone_at=None).order_by("made_at", "id")
    return _Names(
        facilities=[FacilityName(*row[:2], str(row[2]), *row[3:6]) for row in rows],
        ids={row[0]: row[6] for row in rows},
        aliases=[
            Alias(text, str(district), code)
            for text, district, code in aliases.values_list("text", "district_code", "facility__code")
        ],
        of_districts={
            str(code): tuple(filter(None, names))
            for code, *names in District.objects.values_list("code", "name", "name_hi")
        },
    )

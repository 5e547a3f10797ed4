"""What people have said posting texts mean: who, when, and for how many; and what was taken back of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from teeka.apps.readiness.queries.rows import rows_of
from teeka.rules.permissions import Jurisdiction
from teeka.rules.written_alike import Unit, unit_of


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """One decision: the text that was looked at, and the sums over those that it settles."""

    id: int
    text: str
    code_given: str
    district_code: int
    district: str
    district_hi: str
    facility_code: str
    facility_name: str
    facility_name_hi: str
    decided_by: str
    decided_at: datetime | None
    people: int
    texts: int = 1

    @property
    def shown(self) -> str:
        return self.text or self.code_given


# Stated in the reader's districts, for whose texts the decision was made, and looked after there too: what
# an officer of the whole state moved elsewhere is for such an officer to take back.
_SETTLED = """
    SELECT posting.id, posting.text, posting.facility_code_given, district.code, district.name,
           district.name_hi, facility.code, facility.name, facility.name_hi, posting.decided_by,
           posting.decided_at, (SELECT count(*) FROM people_beneficiary person
                                WHERE person.posting_id = posting.id AND person.stands_for_id IS NULL)
    FROM people_posting posting
    JOIN places_facility facility ON facility.id = posting.facility_id
    JOIN places_district district ON district.code = posting.stated_district_code
    WHERE posting.decision = 'accept' AND {which}
      AND posting.stated_district_code = ANY(%(districts)s) AND posting.district_code = ANY(%(districts)s)
    ORDER BY posting.decided_at NULLS LAST, posting.id
"""


_BY_ANYBODY = "(posting.decided_by <> '' OR 'ALIAS' = ANY(posting.reasons))"
_BY_ONE_SINCE = "posting.decided_by = %(by)s AND posting.decided_at >= %(since)s"


def decisions_made(jurisdiction: Jurisdiction) -> list[DecisionMade]:
    """Decisions in force, newest first. One statement, however many there are."""
    return _made(jurisdiction, _BY_ANYBODY, {})


def decisions_since(jurisdiction: Jurisdiction, *, by: str, since: datetime) -> list[DecisionMade]:
    """What one person decided since then and is in force, newest first; without texts that came later."""
    return _made(jurisdiction, _BY_ONE_SINCE, {"by": by, "since": since})


def decision_made(jurisdiction: Jurisdiction, posting_id: int) -> DecisionMade | None:
    return next((one for one in decisions_made(jurisdiction) if one.id == posting_id), None)


def _made(jurisdiction: Jurisdiction, which: str, params: dict[str, Any]) -> list[DecisionMade]:
    if not jurisdiction.is_whole_districts:
        return []
    made: dict[Unit, DecisionMade] = {}
    statement = _SETTLED.format(which=which)
    for one in rows_of(DecisionMade, statement, {**params, "districts": sorted(jurisdiction.districts)}):
        unit = unit_of(one.id, one.district_code, one.text)
        first = made.get(unit)
        made[unit] = (
            one if first is None else replace(first, people=first.people + one.people, texts=first.texts + 1)
        )
    by_people = [one for one in made.values() if one.decided_at is not None]
    return sorted(by_people, key=lambda one: (one.decided_at, one.id), reverse=True)


@dataclass(frozen=True, slots=True)
class DecisionTakenBack:
    """A decision that holds no more: made by whom and when, taken back by whom and when, for how many then.

    The facility's names are empty where it lies outside the reader's area.
    """

    id: int
    text: str
    code_given: str
    district_code: int
    district: str
    district_hi: str
    facility_code: str
    facility_name: str
    facility_name_hi: str
    decided_by: str
    decided_at: datetime | None
    undone_by: str
    undone_at: datetime
    texts: int
    people: int

    @property
    def shown(self) -> str:
        return self.text or self.code_given


# The audit trail says both; what was decided on one spelling may have been taken back on another of them.
_TAKEN_BACK = """
    SELECT undone.id, posting.text, posting.facility_code_given, district.code, district.name,
           district.name_hi, coalesce(facility.code, ''), coalesce(facility.name, ''),
           coalesce(facility.name_hi, ''), coalesce(settled.by, ''), settled.at, undone.by, undone.at,
           (undone.detail ->> 'texts')::int, (undone.detail ->> 'people')::int
    FROM accounts_auditevent undone
    JOIN people_posting posting ON posting.id = undone.subject_id::bigint
    JOIN places_district district ON district.code = undone.district_code
    LEFT JOIN LATERAL (
        SELECT event.by, event.at, (event.detail ->> 'facility')::bigint AS facility_id
        FROM accounts_auditevent event
        WHERE event.subject_type = 'posting' AND event.action = 'posting.settled' AND event.id < undone.id
          AND event.subject_id IN (SELECT jsonb_array_elements_text(undone.detail -> 'postings'))
        ORDER BY event.id DESC LIMIT 1
    ) settled ON true
    LEFT JOIN places_facility facility ON facility.id = settled.facility_id
    WHERE undone.subject_type = 'posting' AND undone.action = 'posting.unsettled'
      AND undone.district_code = ANY(%(districts)s)
    ORDER BY undone.id DESC
"""


def decisions_taken_back(jurisdiction: Jurisdiction) -> list[DecisionTakenBack]:
    """Newest first. One statement, however many there are."""
    if not jurisdiction.is_whole_districts:
        return []
    return rows_of(DecisionTakenBack, _TAKEN_BACK, {"districts": sorted(jurisdiction.districts)})

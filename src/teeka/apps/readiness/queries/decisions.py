"""What people have said posting texts mean: who, when, and for how many; each can be taken back."""

from dataclasses import dataclass, replace
from datetime import datetime

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
    WHERE posting.decision = 'accept' AND (posting.decided_by <> '' OR 'ALIAS' = ANY(posting.reasons))
      AND posting.stated_district_code = ANY(%(districts)s) AND posting.district_code = ANY(%(districts)s)
    ORDER BY posting.decided_at NULLS LAST, posting.id
"""


def decisions_made(jurisdiction: Jurisdiction) -> list[DecisionMade]:
    """Decisions in force, newest first. One statement, however many there are."""
    if not jurisdiction.is_whole_districts:
        return []
    made: dict[Unit, DecisionMade] = {}
    for one in rows_of(DecisionMade, _SETTLED, {"districts": sorted(jurisdiction.districts)}):
        unit = unit_of(one.id, one.district_code, one.text)
        first = made.get(unit)
        made[unit] = (
            one if first is None else replace(first, people=first.people + one.people, texts=first.texts + 1)
        )
    by_people = [one for one in made.values() if one.decided_at is not None]
    return sorted(by_people, key=lambda one: (one.decided_at, one.id), reverse=True)


def decision_made(jurisdiction: Jurisdiction, posting_id: int) -> DecisionMade | None:
    return next((one for one in decisions_made(jurisdiction) if one.id == posting_id), None)

"""One person inside a jurisdiction, as the web may read them: what `teeka explain` tells."""

import json
from dataclasses import dataclass, replace
from typing import Any

from teeka.apps.readiness.queries import person_statements as asked
from teeka.apps.readiness.queries.person import (
    DuplicateStory,
    ExclusionStory,
    FileRow,
    ListedStory,
    Person,
    PlaceStory,
    PostingStory,
    UnplacedStory,
)
from teeka.apps.readiness.queries.person_messages import (
    CallStory,
    MessageStory,
    ReplyStory,
    calls_of,
    messages_of,
    replies_of,
)
from teeka.apps.readiness.queries.person_turnout import TurnoutStory, turnout_of
from teeka.apps.readiness.queries.rows import row_of, rows_of
from teeka.apps.readiness.queries.within import people_within, sessions_within
from teeka.rules.permissions import Jurisdiction


@dataclass(frozen=True, slots=True)
class PersonCard:
    id: int
    birth_year: int
    employee_id: str
    district_hi: str
    survivor: int | None  # the reference of the registration that counts


@dataclass(frozen=True, slots=True)
class WholePerson:
    card: PersonCard
    person: Person
    posting: PostingStory
    rows: list[FileRow]
    duplicates: list[DuplicateStory]
    exclusion: ExclusionStory | None
    places: list[PlaceStory]
    unplaced: UnplacedStory | None
    lists: list[ListedStory]
    messages: list[MessageStory]
    calls: list[CallStory]
    replies: list[ReplyStory]
    turnout: list[TurnoutStory]


CARD = """
    SELECT person.id, person.birth_year, person.employee_id, district.name_hi, survivor.reference
    FROM people_beneficiary person
    JOIN people_posting posting ON posting.id = person.posting_id
    JOIN places_district district ON district.code = person.district_code
    LEFT JOIN people_beneficiary survivor ON survivor.id = person.stands_for_id
    WHERE person.reference = %(reference)s AND ({within} OR {on_own_list})
"""
# A site or a facility may look at who is on its own sessions' lists, wherever they work.
ON_OWN_LIST = """EXISTS (
    SELECT 1 FROM allotment_appointment live JOIN planning_session session ON session.id = live.session_id
    JOIN planning_sessionsite site ON site.id = session.site_id
    WHERE live.beneficiary_id = person.id AND live.cancelled_at IS NULL AND {within})"""


def whole_person(jurisdiction: Jurisdiction, reference: int) -> WholePerson | None:
    """One person, or None when there is none with this reference inside the jurisdiction."""
    people, params = people_within(jurisdiction)
    at_sessions, more = sessions_within(jurisdiction)
    statement = CARD.format(within=people, on_own_list=ON_OWN_LIST.format(within=at_sessions))
    card = row_of(PersonCard, statement, {**params, **more, "reference": reference})
    return _whole(card) if card else None


def _whole(card: PersonCard) -> WholePerson | None:
    by_id: dict[str, Any] = {"id": card.id}
    person = row_of(Person, asked.PERSON, by_id)
    posting = row_of(PostingStory, asked.POSTING, by_id)
    if person is None or posting is None:
        return None
    return WholePerson(
        card=card,
        person=person,
        posting=replace(posting, candidates=_read(posting.candidates)),
        rows=rows_of(FileRow, asked.FILE_ROWS.format(which="line.subject_id = %(id)s"), by_id),
        duplicates=rows_of(DuplicateStory, asked.DUPLICATES, by_id),
        exclusion=row_of(ExclusionStory, asked.EXCLUSION, by_id),
        places=rows_of(PlaceStory, asked.PLACES, by_id),
        unplaced=row_of(UnplacedStory, asked.UNPLACED, by_id),
        lists=rows_of(ListedStory, asked.LISTED, by_id),
        messages=messages_of(card.id),
        calls=calls_of(card.id),
        replies=replies_of(card.id),
        turnout=turnout_of(card.id),
    )


def _read(value: Any) -> Any:
    """JSON as the database gives it to a plain cursor: as text."""
    return json.loads(value) if isinstance(value, str) else value

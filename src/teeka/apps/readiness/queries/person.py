"""Everything known of one person's way, from the row of a file to the message on the phone."""

import json
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from teeka.apps.readiness.queries import person_statements as asked
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

REFERENCE_DIGITS = 14
COORDINATES = re.compile(r"(?P<upload>.+):(?P<row>\d+)")


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    reference: int
    full_name: str
    name_hi: str
    district_code: int
    district: str
    category: str
    designation: str
    mobile: str
    mobile_state: str
    email: str
    language: str
    photo_id_last4: str
    registered_at: datetime
    stands_for: int | None


@dataclass(frozen=True, slots=True)
class FileRow:
    upload_id: int
    file_name: str
    row_number: int
    fate: str
    upload_state: str
    received_at: datetime
    problems: Any
    subject_id: int | None


@dataclass(frozen=True, slots=True)
class PostingStory:
    text: str
    facility_code_given: str
    stated_district: str
    decision: str
    confidence: float | None
    reasons: list[str]
    facility_code: str | None
    facility_name: str | None
    facility_name_hi: str | None
    decided_by: str
    candidates: list[list[str]]  # code, name, district; best first


@dataclass(frozen=True, slots=True)
class DuplicateStory:
    other_reference: int
    is_survivor: bool  # whether the other one is the registration that counts
    decision: str
    probability: float
    reasons: list[str]
    decided_by: str
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlaceStory:
    appointment_id: int
    session_code: str
    site_name: str
    site_name_hi: str
    held_on: date
    slot_at: datetime
    dose: int
    origin: str
    reasons: list[str]
    distance_km: float | None
    made_by: str
    made_at: datetime
    cancelled_at: datetime | None
    cancelled_by: str
    cancel_reason: str
    is_pinned: bool
    standby_code: str | None  # an earlier session that the person stands by for
    standby_rank: int | None
    site_located: str  # rules/located.py; `file` where the site's own coordinates are known
    answer: str | None  # will_come or will_not_come, the last that was said
    answer_channel: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class UnplacedStory:
    reason: str
    detail: Any
    standby_code: str | None
    standby_rank: int | None


@dataclass(frozen=True, slots=True)
class ExclusionStory:
    reason: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class ListedStory:
    session_code: str
    version: int
    position: int
    slot_at: datetime
    frozen_at: datetime
    is_newest: bool


@dataclass(frozen=True, slots=True)
class PersonStory:
    person: Person
    rows: list[FileRow]
    posting: PostingStory
    duplicates: list[DuplicateStory]
    exclusion: ExclusionStory | None
    places: list[PlaceStory]  # the live one first, then those taken back
    unplaced: UnplacedStory | None
    lists: list[ListedStory]
    messages: list[MessageStory]
    calls: list[CallStory]
    replies: list[ReplyStory]
    turnout: list[TurnoutStory]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom a name means: the person's id when there is one, and the file's row when one was named."""

    person_id: int | None
    row: FileRow | None = None
    rows_found: int = 0  # more than one: the file's name stands for several uploads


def find_person(name: str) -> Wanted:
    """By reference (14 digits), by id, or by FILE:ROW or UPLOAD:ROW, as verify names rows."""
    if name.isdecimal():
        statement = "SELECT id FROM people_beneficiary WHERE {} = %(number)s".format(
            "reference" if len(name) == REFERENCE_DIGITS else "id"
        )
        found = rows_of(_Numbered, statement, {"number": int(name)}) if len(name) <= REFERENCE_DIGITS else []
        return Wanted(found[0].id if found else None)
    if (coordinates := COORDINATES.fullmatch(name)) is None:
        return Wanted(None)
    upload, number = coordinates["upload"], int(coordinates["row"])
    which = "line.row_number = %(row)s AND (upload.file_name = %(name)s OR upload.id::text = %(name)s)"
    rows = _file_rows(which, {"row": number, "name": upload})
    # The same file twice names the same people: then any of its uploads will do.
    people = {row.subject_id for row in rows}
    if not rows or len(people) > 1:
        return Wanted(None, rows_found=len(rows))
    return Wanted(people.pop(), rows[-1], len(rows))


def person_story(person_id: int) -> PersonStory | None:
    """Eleven statements; None when there is no such person."""
    by_id = {"id": person_id}
    person = row_of(Person, asked.PERSON, by_id)
    posting = row_of(PostingStory, asked.POSTING, by_id)
    if person is None or posting is None:
        return None
    unplaced = row_of(UnplacedStory, asked.UNPLACED, by_id)
    return PersonStory(
        person=person,
        rows=_file_rows("line.subject_id = %(id)s", by_id),
        posting=replace(posting, candidates=_read(posting.candidates)),
        duplicates=rows_of(DuplicateStory, asked.DUPLICATES, by_id),
        exclusion=row_of(ExclusionStory, asked.EXCLUSION, by_id),
        places=rows_of(PlaceStory, asked.PLACES, by_id),
        unplaced=replace(unplaced, detail=_read(unplaced.detail)) if unplaced else None,
        lists=rows_of(ListedStory, asked.LISTED, by_id),
        messages=messages_of(person_id),
        calls=calls_of(person_id),
        replies=replies_of(person_id),
        turnout=turnout_of(person_id),
    )


@dataclass(frozen=True, slots=True)
class _Numbered:
    id: int


def _file_rows(which: str, params: dict[str, Any]) -> list[FileRow]:
    found = rows_of(FileRow, asked.FILE_ROWS.format(which=which), params)
    return [replace(row, problems=_read(row.problems)) for row in found]


def _read(value: Any) -> Any:
    """JSON as the database gives it to a plain cursor: as text."""
    return json.loads(value) if isinstance(value, str) else value

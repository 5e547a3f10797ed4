"""Sheets of changes to places: whom a reader's may name, the sheet to fill in, what came of one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from teeka.apps.allotment.models import HandSheet
from teeka.apps.readiness.queries.rows import rows_of
from teeka.apps.readiness.queries.within import people_within, sessions_within
from teeka.formats.outgoing.document import Column, ColumnKind, Document, Fact, Layout, Words
from teeka.rules.permissions import Jurisdiction

NAME = "changes-to-places"
MOST_PEOPLE = 3_000
HOW = (
    Words(
        "Write in the column 'action' one of: place, move, swap, remove, pin, unpin, exclude. place and move "
        "need a session_code, swap the other person's reference, every row a reason.",
        "'action' स्तंभ में इनमें से एक लिखें: place, move, swap, remove, pin, unpin, exclude। place और move के लिए "
        "session_code, swap के लिए दूसरे व्यक्ति की संदर्भ संख्या, और हर पंक्ति में कारण चाहिए।",
    ),
    Words(
        "Leave out the rows of people whose place stays. A person stands in one row only.",
        "जिनका स्थान नहीं बदलना है, उनकी पंक्तियाँ हटा दें। एक व्यक्ति एक ही पंक्ति में हो।",
    ),
)
_COLUMNS = (
    Column("reference", Words("Reference", "संदर्भ संख्या"), ColumnKind.CODE, 18),
    Column("action", Words("Action", "क्रिया"), width=12),
    Column("session_code", Words("Session code", "सत्र कोड"), ColumnKind.CODE, 20),
    Column("other_reference", Words("Other reference", "दूसरी संदर्भ संख्या"), ColumnKind.CODE, 18),
    Column("reason", Words("Reason", "कारण"), width=36),
    Column("name_now", Words("Name", "नाम"), width=28),
    Column("facility_now", Words("Works at", "कार्यस्थल"), width=28),
    Column("session_now", Words("Place now", "वर्तमान स्थान"), ColumnKind.CODE, 20),
)


@dataclass(frozen=True, slots=True)
class Named:
    reference: int
    id: int
    full_name: str
    name_hi: str


@dataclass(frozen=True, slots=True)
class _Coded:
    code: str
    id: UUID


@dataclass(frozen=True, slots=True)
class _Line:
    reference: int
    full_name: str
    facility: str
    session_code: str


_PEOPLE = """
    SELECT person.reference, person.id, person.full_name, person.name_hi
    FROM people_beneficiary person JOIN people_posting posting ON posting.id = person.posting_id
    WHERE {within} AND person.reference = ANY (%(references)s)
"""
_SESSIONS = """
    SELECT session.code, session.id
    FROM planning_session session JOIN planning_sessionsite site ON site.id = session.site_id
    WHERE {within} AND session.code = ANY (%(codes)s)
"""
_LINES = """
    SELECT person.reference, person.full_name, coalesce(facility.name, posting.text),
           coalesce(session.code, '')
    FROM people_beneficiary person
    JOIN people_posting posting ON posting.id = person.posting_id
    JOIN planning_campaign campaign ON campaign.is_running
    LEFT JOIN places_facility facility ON facility.id = posting.facility_id
    LEFT JOIN allotment_appointment live ON live.beneficiary_id = person.id AND live.cancelled_at IS NULL
         AND live.campaign_id = campaign.id
    LEFT JOIN planning_session session ON session.id = live.session_id
    WHERE {within} AND {which}
    ORDER BY person.full_name COLLATE "C", person.reference LIMIT %(limit)s
"""
_UNPLACED = """EXISTS (SELECT FROM allotment_unplaced waiting
    WHERE waiting.beneficiary_id = person.id AND waiting.campaign_id = campaign.id)"""


def people_named(jurisdiction: Jurisdiction, references: Collection[int]) -> dict[int, Named]:
    """By reference, those of the jurisdiction."""
    within, params = people_within(jurisdiction)
    rows = rows_of(Named, _PEOPLE.format(within=within), {**params, "references": sorted(references)})
    return {row.reference: row for row in rows}


def sessions_coded(jurisdiction: Jurisdiction, codes: Collection[str]) -> dict[str, UUID]:
    """By code, those of the jurisdiction."""
    within, params = sessions_within(jurisdiction)
    rows = rows_of(_Coded, _SESSIONS.format(within=within), {**params, "codes": sorted(codes)})
    return {row.code: row.id for row in rows}


def sheet_to_fill(jurisdiction: Jurisdiction, *, now: datetime, session_code: str = "") -> Document:
    """The people of a session, or those without a place, each with an empty action."""
    within, params = people_within(jurisdiction)
    which = "session.code = %(code)s" if session_code else _UNPLACED
    lines = rows_of(
        _Line,
        _LINES.format(within=within, which=which),
        {**params, "code": session_code, "limit": MOST_PEOPLE},
    )
    return Document(
        name=NAME,
        title=Words("Changes to places by hand", "स्थानों में बदलाव"),
        identity=NAME,
        stamp="",
        made_at=now,
        facts=(Fact(Words("People", "लोग"), str(len(lines))),),
        columns=_COLUMNS,
        rows=tuple(
            (f"{line.reference:014d}", "", "", "", "", line.full_name, line.facility, line.session_code)
            for line in lines
        ),
        layout=Layout(()),
        notes=HOW,
    )


@dataclass(frozen=True, slots=True)
class KeptSheet:
    id: int
    file_name: str
    made_at: datetime
    applied_at: datetime | None
    rows: Sequence[dict[str, Any]]  # row, reference, action, session_code, other_reference, reason
    outcomes: Sequence[dict[str, Any]]  # row, problem, said, other_row, refusals, detail


def kept_sheet(sheet_id: int, *, by: str) -> KeptSheet | None:
    """A sheet of this login's own; nobody reads another's."""
    found = HandSheet.objects.filter(pk=sheet_id, made_by=by).first()
    if found is None:
        return None
    return KeptSheet(found.pk, found.file_name, found.made_at, found.applied_at, found.rows, found.outcomes)

"""The call sheet as a file: out to those who ring, and whom the rows that come back may name."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from teeka.apps.readiness.queries.calls import calls_within
from teeka.apps.readiness.queries.rows import rows_of
from teeka.apps.readiness.queries.within import sessions_within
from teeka.formats.outgoing.document import Column, ColumnKind, Document, Fact, Layout, Words
from teeka.rules.messages.reasons import CALL_OUTCOME_WORDS, CALL_REASON_WORDS, CallReason
from teeka.rules.permissions import Jurisdiction, masked
from teeka.shared.clock import in_india

NAME = "call-sheet"
HOW = (
    Words(
        "Write in the column 'outcome' one of: " + ", ".join(kind.value for kind in CALL_OUTCOME_WORDS) + ".",
        "'outcome' स्तंभ में इनमें से एक लिखें: " + ", ".join(pair[1] for pair in CALL_OUTCOME_WORDS.values()) + "।",
    ),
    Words(
        "An empty outcome leaves the call open. Rows may be sorted or left out, not added.",
        "ख़ाली परिणाम से फ़ोन बाक़ी रहता है। पंक्तियाँ क्रम बदल सकती हैं या हटाई जा सकती हैं, जोड़ी नहीं जा सकतीं।",
    ),
)
_COLUMNS = (
    Column("reference", Words("Reference", "संदर्भ संख्या"), ColumnKind.CODE, 18),
    Column("outcome", Words("Outcome", "परिणाम"), width=18),
    Column("note", Words("Note", "टिप्पणी"), width=24),
    Column("name", Words("Name", "नाम"), width=26),
    Column("mobile_now", Words("Mobile", "मोबाइल"), ColumnKind.CODE, 14),
    Column("tell_by", Words("Tell by", "कब तक बताएँ"), width=16),
    Column("why", Words("Why by voice", "फ़ोन क्यों"), width=26),
    Column("where", Words("Session", "सत्र"), width=28),
    Column("words_to_say", Words("Words", "शब्द"), width=60),
)


@dataclass(frozen=True, slots=True)
class _Reference:
    id: int
    reference: int


@dataclass(frozen=True, slots=True)
class _Known:
    reference: int
    outcome: str


@dataclass(frozen=True, slots=True)
class OnSheet:
    """Somebody who stands on the reader's call sheet."""

    appointment_id: int
    last_outcome: str


_REFERENCES = "SELECT id, reference FROM people_beneficiary WHERE id = ANY(%(ids)s)"
# Who was called before, and so stood on the sheet: also those whose seat is gone since they said no.
_KNOWN = """
    SELECT DISTINCT ON (person.reference) person.reference, call.outcome
    FROM people_beneficiary person
    JOIN allotment_appointment place ON place.beneficiary_id = person.id
    JOIN planning_session session ON session.id = place.session_id
    JOIN planning_sessionsite site ON site.id = session.site_id
    JOIN notices_calloutcome call ON call.appointment_id = place.id AND call.channel = 'voice'
    WHERE {within} AND person.reference = ANY(%(references)s)
    ORDER BY person.reference, call.id DESC
"""


def sheet_to_ring(jurisdiction: Jurisdiction, *, now: datetime, shows_mobile: bool) -> Document:
    """All who are to be called, the most pressing first, each with an empty outcome."""
    rows = calls_within(jurisdiction, now=now)
    references = _references({row.beneficiary_id for row in rows})
    return Document(
        name=NAME,
        title=Words("Call sheet", "फ़ोन सूची"),
        identity=NAME,
        stamp="",
        made_at=now,
        facts=(Fact(Words("People", "लोग"), str(len(rows))),),
        columns=_COLUMNS,
        rows=tuple(
            (
                f"{references[row.beneficiary_id]:014d}", "", "", row.full_name,
                row.mobile if shows_mobile else masked(row.mobile),
                f"{in_india(row.must_be_told_by):%Y-%m-%d %H:%M}",
                CALL_REASON_WORDS[CallReason(row.reason)][0],
                f"{row.site_name} {in_india(row.slot_at):%Y-%m-%d %H:%M}", row.text,
            )
            for row in rows
        ),
        layout=Layout(()),
        notes=HOW,
    )  # fmt: skip


def on_the_sheet(jurisdiction: Jurisdiction, *, now: datetime) -> dict[int, OnSheet]:
    """By reference."""
    rows = calls_within(jurisdiction, now=now)
    references = _references({row.beneficiary_id for row in rows})
    return {references[row.beneficiary_id]: OnSheet(row.appointment_id, row.last_outcome) for row in rows}


def called_before(jurisdiction: Jurisdiction, references: Collection[int]) -> Mapping[int, str]:
    """Reference -> what came of the last call, of sessions of the jurisdiction."""
    within, params = sessions_within(jurisdiction)
    rows = rows_of(_Known, _KNOWN.format(within=within), {**params, "references": sorted(references)})
    return {row.reference: row.outcome for row in rows}


def _references(ids: Collection[int]) -> dict[int, int]:
    return {row.id: row.reference for row in rows_of(_Reference, _REFERENCES, {"ids": sorted(ids)})}

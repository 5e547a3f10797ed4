"""The call sheet: who of a session must be told by voice, with the number and the words to say."""

from collections.abc import Sequence
from datetime import datetime

from teeka.apps.lists.documents.due_list import session_facts
from teeka.apps.lists.documents.heading import read_heading
from teeka.apps.lists.documents.moments import hour, moment_words
from teeka.apps.lists.documents.people import FULL_NAME, LANGUAGES, NAME_HI, NUMBER, in_both
from teeka.apps.lists.queries.published import PublishedList
from teeka.apps.notices.queries import CallRow
from teeka.formats.outgoing.document import (
    Cell,
    Column,
    ColumnKind,
    Document,
    Fact,
    Layout,
    PrintedColumn,
    PrintedStyle,
    Words,
)
from teeka.rules.messages.reasons import CALL_OUTCOME_WORDS, CALL_REASON_WORDS, CallOutcomeKind, CallReason

COLUMNS = (
    NUMBER,
    Column("tell_by", Words("Tell by", "कब तक बताएँ"), width=20),
    FULL_NAME,
    NAME_HI,
    Column("mobile", Words("Mobile", "मोबाइल"), ColumnKind.CODE, 13),
    Column("other_mobile", Words("Other number", "दूसरा नंबर"), ColumnKind.CODE, 13),
    Column("language", Words("Language", "भाषा"), width=10),
    Column("arrival", Words("Arrival", "आगमन"), width=9),
    Column("why", Words("Why call", "फ़ोन क्यों"), width=40),
    Column("last_call", Words("Last call", "पिछला फ़ोन"), width=26),
    Column("say", Words("Say", "क्या कहें"), width=70),
)
LAYOUT = Layout(
    columns=(
        PrintedColumn(Words("No.", "क्र."), (("number",),), 11, PrintedStyle.CENTRED),
        PrintedColumn(Words("Name", "नाम"), (("full_name",), ("name_hi",)), 56, PrintedStyle.STRONG),
        PrintedColumn(Words("Numbers", "नंबर"), (("mobile",), ("other_mobile",)), 36, PrintedStyle.STRONG),
        PrintedColumn(Words("Arrival", "आगमन"), (("arrival",),), 16, PrintedStyle.CENTRED),
        PrintedColumn(Words("Tell by, why", "कब तक, क्यों"), (("tell_by",), ("why",), ("last_call",)), 48),
        PrintedColumn(Words("Language, say", "भाषा, क्या कहें"), (("language",), ("say",)), 66),
        PrintedColumn(Words("Outcome, by", "परिणाम, किसने"), (), 44, PrintedStyle.BLANK),
    ),
)

NOTES = (
    Words(
        "Outcome: "
        + "; ".join(words[0] for words in CALL_OUTCOME_WORDS.values())
        + ". Enter it on the board.",
        "परिणाम: " + "; ".join(words[1] for words in CALL_OUTCOME_WORDS.values()) + "।",
    ),
    Words("Full numbers: destroy this sheet after the session.", "पूरे नंबर: सत्र के बाद यह पर्ची नष्ट करें।"),
)


def call_sheet(published: PublishedList, rows: Sequence[CallRow], *, now: datetime) -> Document:
    heading = read_heading(published)
    return Document(
        name="call-sheet",
        title=Words("Call sheet", "फ़ोन सूची"),
        identity=f"TEEKA1/CALL-SHEET/{published.session_code}/{now:%Y%m%dT%H%M%SZ}",
        stamp=f"As of · स्थिति {moment_words(now)}",
        made_at=now,
        facts=(
            *session_facts(published, heading),
            Fact(Words("To call", "फ़ोन करना है"), str(len(rows))),
        ),
        columns=COLUMNS,
        rows=tuple(_cells(number, row) for number, row in enumerate(rows, start=1)),
        layout=LAYOUT,
        notes=NOTES,
        machine={"session_code": published.session_code, "version": published.version},
    )


def _cells(number: int, row: CallRow) -> tuple[Cell, ...]:
    return (
        number,
        moment_words(row.must_be_told_by),
        row.full_name,
        row.name_hi,
        row.mobile,
        row.alt_mobile,
        LANGUAGES.get(row.language, row.language),
        hour(row.slot_at),
        _why(row.reason),
        _last_call(row),
        row.text,
    )


def _why(reason: str) -> str:
    """A reason without words is shown as it is: better raw than guessed."""
    return in_both(*CALL_REASON_WORDS[CallReason(reason)]) if reason in set(CallReason) else reason


def _last_call(row: CallRow) -> str:
    if not row.last_outcome or row.last_called_at is None:
        return ""
    known = row.last_outcome in set(CallOutcomeKind)
    words = in_both(*CALL_OUTCOME_WORDS[CallOutcomeKind(row.last_outcome)]) if known else row.last_outcome
    return f"{words}, {moment_words(row.last_called_at)}"

"""The gate list: the newest due list with who was told and what each answered, as printed on the morning."""

from collections.abc import Sequence
from datetime import datetime

from teeka.apps.lists.documents.due_list import session_facts
from teeka.apps.lists.documents.heading import read_heading
from teeka.apps.lists.documents.moments import hour, moment_words
from teeka.apps.lists.documents.people import (
    FULL_NAME,
    NAME_HI,
    NUMBER,
    POSTING,
    POSTING_HI,
    REFERENCE,
    in_both,
)
from teeka.apps.lists.queries.answers import AnswerRow
from teeka.apps.lists.queries.published import PublishedList
from teeka.formats.outgoing.document import (
    Cell,
    Column,
    Document,
    Fact,
    Layout,
    PrintedColumn,
    PrintedStyle,
    Words,
)
from teeka.rules.messages.gate import answer_at_gate, told_at_gate

COLUMNS = (
    NUMBER,
    Column("arrival", Words("Arrival", "आगमन"), width=9),
    FULL_NAME,
    NAME_HI,
    REFERENCE,
    POSTING,
    POSTING_HI,
    Column("told", Words("Told", "सूचित"), width=16),
    Column("told_hi", Words("Told, in Hindi", "सूचित, हिन्दी में"), width=16),
    Column("answer", Words("Answer", "उत्तर"), width=30),
    Column("answered_at", Words("Answered", "उत्तर कब"), width=20),
)
LAYOUT = Layout(
    columns=(
        PrintedColumn(Words("No.", "क्र."), (("number",),), 11, PrintedStyle.CENTRED),
        PrintedColumn(Words("Arrival", "आगमन"), (("arrival",),), 16, PrintedStyle.CENTRED),
        PrintedColumn(Words("Name", "नाम"), (("full_name",), ("name_hi",)), 64, PrintedStyle.STRONG),
        PrintedColumn(Words("Reference", "संदर्भ संख्या"), (("reference",),), 36),
        PrintedColumn(Words("Posting", "पदस्थापन"), (("posting",),), 46),
        PrintedColumn(Words("Told", "सूचित"), (("told",), ("told_hi",)), 36),
        PrintedColumn(Words("Answer", "उत्तर"), (("answer",), ("answered_at",)), 44, PrintedStyle.STRONG),
        PrintedColumn(Words("Came", "आए"), (), 28, PrintedStyle.BLANK),
    ),
    rule_key="arrival",
)
TAKEN_BACK = Words("seat given up", "स्थान छोड़ दिया")
NOTES = (
    Words(
        "Answers as of the time above; who has not answered may come all the same. The due list counts.",
        "उत्तर ऊपर लिखे समय तक के हैं; जिन्होंने उत्तर नहीं दिया वे भी आ सकते हैं। ड्यू लिस्ट ही मान्य है।",
    ),
)


def gate_list(published: PublishedList, rows: Sequence[AnswerRow], *, now: datetime) -> Document:
    """Of one moment, and says so: the due list itself is frozen and can know of no answer."""
    said = [row.answer for row in rows]
    counts = f"{said.count('will_come')} / {said.count('will_not_come')} / {said.count(None)}"
    return Document(
        name="gate-list",
        title=Words("Gate list with answers", "उत्तरों सहित द्वार सूची"),
        identity=f"TEEKA1/GATE-LIST/{published.session_code}/{published.version}/{now:%Y%m%dT%H%M%SZ}",
        stamp=f"As of · स्थिति {moment_words(now)}",
        made_at=now,
        facts=(
            *session_facts(published, read_heading(published)),
            Fact(Words("Yes / no / none yet", "हाँ / नहीं / अभी नहीं"), counts),
        ),
        columns=COLUMNS,
        rows=tuple(_cells(row) for row in rows),
        layout=LAYOUT,
        notes=NOTES,
        machine={"session_code": published.session_code, "version": published.version},
    )


def _cells(row: AnswerRow) -> tuple[Cell, ...]:
    answer = in_both(*answer_at_gate(row.answer, row.channel))
    if row.is_cancelled and row.answer is None:
        answer = in_both(TAKEN_BACK.english, TAKEN_BACK.hindi)
    return (
        row.position,
        hour(row.slot_at),
        row.full_name,
        row.name_hi,
        str(row.reference),
        row.facility_name,
        row.facility_name_hi,
        *told_at_gate(row.state, row.call_outcome),
        answer,
        moment_words(row.answered_at) if row.answered_at else "",
    )

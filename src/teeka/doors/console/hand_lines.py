"""What became of each row of a sheet of changes to places: on a page, and as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from teeka.apps.allotment.services.hand_sheet import why_refused
from teeka.apps.readiness.queries.hand_sheets import KeptSheet, Named
from teeka.doors.console.tables import both_languages
from teeka.doors.console.words import HAND_FATES, in_language
from teeka.formats.outgoing.document import Column, ColumnKind, Document, Layout, Words
from teeka.rules.hand_sheet import HAND_ACTION_WORDS, action_of, reference_of

# As they came, so that the file can be corrected and uploaded again; then what no upload reads.
COLUMNS = (
    Column("reference", Words("Reference", "संदर्भ संख्या"), ColumnKind.CODE, 18),
    Column("action", Words("Action", "क्रिया"), width=12),
    Column("session_code", Words("Session code", "सत्र कोड"), ColumnKind.CODE, 20),
    Column("other_reference", Words("Other reference", "दूसरी संदर्भ संख्या"), ColumnKind.CODE, 18),
    Column("reason", Words("Reason", "कारण"), width=36),
)
OUTCOME = (
    Column("row_number", both_languages(_("Row")), ColumnKind.NUMBER, 7),
    Column("what_became_of_it", both_languages(_("What became of it")), width=18),
    Column("in_words", both_languages(_("In words")), width=70),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet. fate: can, done or refused; reference: None for who is not the reader's."""

    row: int
    written: Mapping[str, str]
    reference: int | None
    full_name: str
    name_hi: str
    does: str
    fate: str
    words: str


def lines_of(kept: KeptSheet, named: Mapping[int, Named]) -> list[Line]:
    became = {row["row"]: row for row in kept.outcomes}
    good = "done" if kept.applied_at else "can"
    return [_line(row, became[row["row"]], named, good) for row in kept.rows]


def as_document(kept: KeptSheet, lines: Sequence[Line]) -> Document:
    return Document(
        name=f"changes-{kept.id}",
        title=Words(f"Changes to places: {kept.file_name}", f"स्थानों में बदलाव: {kept.file_name}"),
        identity=f"changes {kept.id}",
        stamp="",
        made_at=kept.made_at,
        facts=(),
        columns=(*COLUMNS, *OUTCOME),
        rows=tuple(
            (
                *(line.written[column.key] for column in COLUMNS),
                line.row,
                str(HAND_FATES[line.fate][0]),
                line.words,
            )
            for line in lines
        ),
        layout=Layout(()),
    )


def _line(row: dict[str, Any], became: dict[str, Any], named: Mapping[int, Named], good: str) -> Line:
    reference, action = reference_of(row["reference"]), action_of(row["action"])
    who = named.get(reference) if reference is not None else None
    words = in_language((why_refused(became, "en"), why_refused(became, "hi")))
    return Line(
        row=row["row"],
        written=row,
        reference=who.reference if who else None,
        full_name=who.full_name if who else row["reference"],
        name_hi=who.name_hi if who else "",
        does=in_language(HAND_ACTION_WORDS[action]) if action else row["action"],
        fate="refused" if words else good,
        words=words,
    )

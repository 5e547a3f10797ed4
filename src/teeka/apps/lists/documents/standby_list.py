"""The standby list: who is called, in this order, when somebody with a place stays away."""

from collections.abc import Sequence
from datetime import datetime

from teeka.apps.lists.documents.due_list import session_facts
from teeka.apps.lists.documents.heading import read_heading
from teeka.apps.lists.documents.moments import day_words, moment_words, weekday
from teeka.apps.lists.documents.people import (
    FULL_NAME,
    LANGUAGES,
    NAME_HI,
    NUMBER,
    POSTING,
    POSTING_HI,
    REFERENCE,
)
from teeka.apps.lists.queries.published import PublishedList
from teeka.apps.lists.queries.standby import StandbyRow
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

COLUMNS = (
    NUMBER,
    FULL_NAME,
    NAME_HI,
    REFERENCE,
    Column("mobile", Words("Mobile", "मोबाइल"), ColumnKind.CODE, 13),
    Column("other_mobile", Words("Other number", "दूसरा नंबर"), ColumnKind.CODE, 13),
    Column("language", Words("Language", "भाषा"), width=10),
    POSTING,
    POSTING_HI,
    Column("place", Words("Place", "स्थान"), width=18),
    Column("place_hi", Words("Place in Hindi", "स्थान हिन्दी में"), width=24),
)
LAYOUT = Layout(
    columns=(
        PrintedColumn(Words("Call as", "क्रम"), (("number",),), 16, PrintedStyle.CENTRED),
        PrintedColumn(Words("Name", "नाम"), (("full_name",), ("name_hi",)), 58, PrintedStyle.STRONG),
        PrintedColumn(Words("Numbers", "नंबर"), (("mobile",), ("other_mobile",)), 36, PrintedStyle.STRONG),
        PrintedColumn(Words("Reference", "संदर्भ संख्या"), (("reference",), ("language",)), 36),
        PrintedColumn(Words("Posting", "पदस्थापन"), (("posting",),), 50),
        PrintedColumn(Words("Place so far", "अब तक का स्थान"), (("place",), ("place_hi",)), 40),
        PrintedColumn(Words("Called, came", "फ़ोन किया, आए"), (), 45, PrintedStyle.BLANK),
    ),
)
NO_PLACE = Words("none yet", "अभी नहीं")
NOTES = (
    Words(
        "Call in this order, one for each who stays away, and never more than the open vials serve. "
        "Nobody here was told to come.",
        "इसी क्रम में बुलाएँ, हर न आने वाले के बदले एक, और खुली शीशियों से अधिक नहीं। "
        "इनमें से किसी को आने के लिए नहीं कहा गया है।",
    ),
    Words(
        "Who has a later place gives it up only by coming. Full numbers: destroy after the session.",
        "जिनका बाद का स्थान है वह केवल आने पर छूटता है। पूरे नंबर: सत्र के बाद नष्ट करें।",
    ),
)


def standby_list(published: PublishedList, rows: Sequence[StandbyRow], *, now: datetime) -> Document:
    return Document(
        name="standby-list",
        title=Words("Standby list", "प्रतीक्षा सूची"),
        identity=f"TEEKA1/STANDBY-LIST/{published.session_code}/{now:%Y%m%dT%H%M%SZ}",
        stamp=f"As of · स्थिति {moment_words(now)}",
        made_at=now,
        facts=(
            *session_facts(published, read_heading(published)),
            Fact(Words("Stand by", "प्रतीक्षा में"), str(len(rows))),
        ),
        columns=COLUMNS,
        rows=tuple(_cells(row) for row in rows),
        layout=LAYOUT,
        notes=NOTES,
        machine={"session_code": published.session_code, "version": published.version},
    )


def _cells(row: StandbyRow) -> tuple[Cell, ...]:
    return (
        row.rank,
        row.full_name,
        row.name_hi,
        str(row.reference),
        row.mobile,
        row.alt_mobile,
        LANGUAGES.get(row.language, row.language),
        row.facility_name,
        row.facility_name_hi,
        NO_PLACE.english if row.later_on is None else weekday(row.later_on),
        NO_PLACE.hindi if row.later_on is None else day_words(row.later_on).hindi,
    )

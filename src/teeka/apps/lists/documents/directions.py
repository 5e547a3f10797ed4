"""Directions and numbers: where a session is, with a code that opens a phone's map, and whom to ring."""

from datetime import datetime

from teeka.apps.lists.documents.due_list import session_facts
from teeka.apps.lists.documents.heading import read_heading
from teeka.apps.lists.documents.moments import moment_words
from teeka.apps.lists.documents.people import in_both
from teeka.apps.lists.queries.directions import Directions, Officer, officers_of
from teeka.apps.lists.queries.published import PublishedList
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
    Column("officer", Words("Who", "कौन"), width=44),
    Column("officer_hi", Words("Who, in Hindi", "कौन, हिन्दी में"), width=44),
    Column("name", Words("Name", "नाम"), width=30),
    Column("mobile", Words("Mobile", "मोबाइल"), ColumnKind.CODE, 13),
    Column("email", Words("E-mail", "ई-मेल"), width=34),
)
LAYOUT = Layout(
    columns=(
        PrintedColumn(Words("Who", "कौन"), (("officer",), ("officer_hi",)), 70),
        PrintedColumn(Words("Name", "नाम"), (("name",),), 62, PrintedStyle.STRONG),
        PrintedColumn(Words("Mobile", "मोबाइल"), (("mobile",),), 42, PrintedStyle.STRONG),
        PrintedColumn(Words("E-mail", "ई-मेल"), (("email",),), 56),
        PrintedColumn(Words("Rung at, said", "फ़ोन कब, क्या कहा"), (), 47, PrintedStyle.BLANK),
    ),
)
NOT_KNOWN = "not known · ज्ञात नहीं"
ROUGHLY = {
    "file": "",
    "pin_code": " (middle of the PIN code's area · पिन कोड क्षेत्र का मध्य)",
    "district": "",
    "nowhere": "",
}
SQUARE_CODE = Words(
    "Scan the square code with a phone: it opens the site on the map, also without our server.",
    "चौकोर कोड फ़ोन से स्कैन करें: स्थल मानचित्र पर खुलेगा, हमारे सर्वर के बिना भी।",
)
NOTES = (
    Words(
        "Ring from the top. No answer in ten minutes: the next one down.",
        "ऊपर से फ़ोन करें। दस मिनट में उत्तर न मिले तो अगले को।",
    ),
    Words("Full numbers: destroy this sheet after the session.", "पूरे नंबर: सत्र के बाद यह पर्ची नष्ट करें।"),
)


def directions_sheet(published: PublishedList, found: Directions, *, now: datetime) -> Document:
    officers = officers_of(found)
    is_located = found.latitude is not None and found.located_by in {"file", "pin_code"}
    point = f"{found.latitude:.5f}, {found.longitude:.5f}" if is_located else ""
    return Document(
        name="directions",
        title=Words("Directions and numbers", "रास्ता और नंबर"),
        identity=f"TEEKA1/DIRECTIONS/{published.session_code}/{now:%Y%m%dT%H%M%SZ}",
        scan=f"geo:{point.replace(' ', '')}" if point else "",
        stamp=f"As of · स्थिति {moment_words(now)}",
        made_at=now,
        facts=(*session_facts(published, read_heading(published)), *_place(found, point)),
        columns=COLUMNS,
        rows=tuple(_cells(officer) for officer in officers),
        layout=LAYOUT,
        notes=(*((SQUARE_CODE,) if point else ()), *NOTES),
        empty=Words(
            "No officer's number is known: write the in-charge's beside the facility, and print this again.",
            "किसी पदाधिकारी का नंबर ज्ञात नहीं: संस्थान के प्रभारी का नंबर दर्ज करें और फिर छापें।",
        ),
        machine={
            "session_code": published.session_code,
            "version": published.version,
            "pin_code": found.pin_code,
            "block": found.block,
            "latitude": f"{found.latitude:.5f}" if point else None,
            "longitude": f"{found.longitude:.5f}" if point else None,
        },
    )


def _place(found: Directions, point: str) -> tuple[Fact, ...]:
    pin = " ".join(part for part in (found.pin_code, f"({found.pin_area})" if found.pin_area else "") if part)
    where = f"{point}{ROUGHLY[found.located_by]}" if point else NOT_KNOWN
    near = in_both(found.near, found.near_hi)
    return (
        Fact(Words("Block", "प्रखंड"), in_both(found.block, found.block_hi) or NOT_KNOWN),
        Fact(Words("PIN code", "पिन कोड"), pin or NOT_KNOWN),
        Fact(Words("Latitude, longitude", "अक्षांश, देशांतर"), where),
        *((Fact(Words("Belongs to", "किसके अधीन"), near),) if near else ()),
    )


def _cells(officer: Officer) -> tuple[Cell, ...]:
    return (officer.what, officer.what_hi, officer.name, officer.mobile, officer.email)

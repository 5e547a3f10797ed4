"""The verifier's list: whose identity document to expect, without mobile numbers, in the gate's order."""

from collections.abc import Sequence

from teeka.apps.lists.documents.due_list import identity, machine_head, session_facts, stamp
from teeka.apps.lists.documents.heading import read_heading
from teeka.apps.lists.documents.people import FULL_NAME, GENDERS, NAME_HI, NUMBER, REFERENCE, photo_id
from teeka.apps.lists.queries.published import PublishedList, PublishedRow
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
    Column("gender", Words("Gender", "लिंग"), width=10),
    Column("birth_year", Words("Birth year", "जन्म वर्ष"), ColumnKind.NUMBER, 9),
    Column("photo_id", Words("Photo ID", "पहचान पत्र"), width=26),
    Column("seen", Words("Document seen", "पहचान पत्र देखा"), width=16),
    Column("remark", Words("Remark", "टिप्पणी"), width=30),
)
LAYOUT = Layout(
    columns=(
        PrintedColumn(Words("No.", "क्र."), (("number",),), 14, PrintedStyle.STRONG),
        PrintedColumn(Words("Name", "नाम"), (("full_name",), ("name_hi",)), 72, PrintedStyle.STRONG),
        PrintedColumn(Words("Gender, born", "लिंग, जन्म"), (("gender", "birth_year"),), 34),
        PrintedColumn(
            Words("Photo ID, last four", "पहचान पत्र, अंतिम चार"), (("photo_id",),), 52, PrintedStyle.STRONG
        ),
        PrintedColumn(Words("Same?", "वही?"), (), 18, PrintedStyle.TICK),
        PrintedColumn(
            Words("Other document, or remark", "अन्य पहचान पत्र या टिप्पणी"), (), 87, PrintedStyle.BLANK
        ),
    ),
)
NOTES = (
    Words(
        "Compare face and name, then the kind of document and its last four digits. "
        "Another document of the same person is enough: write which, and its last four.",
        "चेहरा और नाम, फिर पहचान पत्र का प्रकार और उसके अंतिम चार अंक मिलाएँ। "
        "उसी व्यक्ति का दूसरा पहचान पत्र भी चलेगा: कौन-सा और उसके अंतिम चार अंक लिखें।",
    ),
    Words(
        "Who is not on this list gets a walk-in form. Only this version counts: destroy older ones.",
        "जो इस सूची में नहीं, उनके लिए बिना सूची का फ़ॉर्म। केवल यही संस्करण मान्य है: पुराने नष्ट करें।",
    ),
)


def verifier_list(published: PublishedList, rows: Sequence[PublishedRow]) -> Document:
    """Made of frozen words alone, like the due list."""
    heading = read_heading(published)
    without = sum(not row.photo_id_last4 for row in rows)
    return Document(
        name="verifier-list",
        title=Words("Verifier's list", "सत्यापन सूची"),
        identity=identity("VERIFIER-LIST", published),
        stamp=stamp(published),
        made_at=published.frozen_at,
        facts=(
            *session_facts(published, heading),
            Fact(Words("Names", "नाम"), str(published.row_count)),
            Fact(Words("Without a document's digits", "पहचान अंक नहीं"), str(without)),
        ),
        columns=COLUMNS,
        rows=tuple(_cells(row) for row in rows),
        layout=LAYOUT,
        notes=NOTES,
        machine=machine_head(published, heading),
    )


def _cells(row: PublishedRow) -> tuple[Cell, ...]:
    return (
        row.position,
        row.full_name,
        row.name_hi,
        str(row.reference),
        GENDERS.get(row.gender, row.gender),
        row.birth_year or None,
        photo_id(row.photo_id_type, row.photo_id_last4),
        "",
        "",
    )

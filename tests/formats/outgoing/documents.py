"""A due list to write in every format: any number of people, with names that try the page."""

from datetime import UTC, datetime

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
from teeka.shared.ids import beneficiary_reference

MADE_AT = datetime(2026, 1, 14, 12, 0, tzinfo=UTC)
NAMES = (
    ("Shri Ram Prasad", "श्री राम प्रसाद"),
    ("Asha Kumari", "आशा कुमारी"),
    ("Kshetrapal Singh", "क्षेत्रपाल सिंह"),
    ("Gyaneshwar Mishra", "ज्ञानेश्वर मिश्र"),
    ("Draupadi Vishwakarma", "द्रौपदी विश्वकर्मा"),
    ("", "स्वास्थ्य कार्यकर्ता"),
    ("Dev", ""),
)
COLUMNS = (
    Column("number", Words("No.", "क्र."), ColumnKind.NUMBER),
    Column("arrival", Words("Arrival", "आगमन")),
    Column("full_name", Words("Name", "नाम"), width=30),
    Column("name_hi", Words("Name in Hindi", "हिन्दी में नाम")),
    Column("reference", Words("Reference", "संदर्भ संख्या"), ColumnKind.CODE),
    Column("posting", Words("Posting", "पदस्थापन")),
    Column("mobile", Words("Mobile", "मोबाइल"), ColumnKind.CODE),
)
LAYOUT = Layout(
    columns=(
        PrintedColumn(Words("No.", "क्र."), (("number",),), 12, PrintedStyle.CENTRED),
        PrintedColumn(Words("Arrival", "आगमन"), (("arrival",),), 17, PrintedStyle.CENTRED),
        PrintedColumn(Words("Name", "नाम"), (("full_name",), ("name_hi",)), 70, PrintedStyle.STRONG),
        PrintedColumn(Words("Reference", "संदर्भ संख्या"), (("reference",),), 48, PrintedStyle.QR),
        PrintedColumn(Words("Posting", "पदस्थापन"), (("posting",),), 60),
        PrintedColumn(Words("Told?", "सूचित?"), (("mobile",),), 26, PrintedStyle.TICK),
        PrintedColumn(Words("Signature", "हस्ताक्षर"), (), 44, PrintedStyle.BLANK),
    ),
    rule_key="arrival",
)


def row(number: int, name: tuple[str, str] | None = None, posting: str = "PHC Phulwari") -> tuple[Cell, ...]:
    full_name, name_hi = name or NAMES[number % len(NAMES)]
    return (
        number,
        f"{9 + number // 40:02d}:{number % 40 // 20 * 30:02d}",
        full_name,
        name_hi,
        str(beneficiary_reference(number)),
        posting,
        f"••••••{number:04d}",
    )


def document(rows: tuple[tuple[Cell, ...], ...]) -> Document:
    return Document(
        name="due-list",
        title=Words("Due list", "ड्यू लिस्ट"),
        identity="TEEKA1/DUE-LIST/S1/1/" + "AB" * 32,
        stamp="Version 1 · abab abab",
        made_at=MADE_AT,
        facts=(
            Fact(Words("Site", "स्थल"), "PHC Phulwari · प्राथमिक स्वास्थ्य केन्द्र", is_large=True),
            Fact(Words("Session", "सत्र"), "S1"),
        ),
        columns=COLUMNS,
        rows=rows,
        layout=LAYOUT,
        notes=(Words("Keep this list.", "यह सूची सँभालें।"),),
        machine={"session_code": "S1", "version": 1},
    )


def people(count: int) -> Document:
    return document(tuple(row(number) for number in range(1, count + 1)))

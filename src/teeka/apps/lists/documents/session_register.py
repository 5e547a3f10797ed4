"""The session register: every session of a district with its seats, names and published version."""

from collections.abc import Sequence

from teeka.apps.lists.documents.moments import day_in_both, hours, moment_words, short_hash
from teeka.apps.lists.documents.people import in_both
from teeka.apps.lists.queries.registers import SessionRow
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
from teeka.shared.clock import in_india
from teeka.shared.numbers import in_lakhs

COLUMNS = (
    Column("day", Words("Date", "तारीख़"), width=34),
    Column("session_code", Words("Session", "सत्र"), width=18),
    Column("site", Words("Site", "स्थल"), width=40),
    Column("site_hi", Words("Site in Hindi", "स्थल हिन्दी में"), width=34),
    Column("hours", Words("Hours", "समय"), width=13),
    Column("vaccine", Words("Vaccine", "टीका"), width=14),
    Column("capacity", Words("Seats", "सीटें"), ColumnKind.NUMBER, 9),
    Column("taken", Words("Taken", "भरी"), ColumnKind.NUMBER, 9),
    Column("listed", Words("Listed", "सूची में"), ColumnKind.NUMBER, 9),
    Column("version", Words("Version", "संस्करण"), ColumnKind.NUMBER, 9),
    Column("hash", Words("Hash", "हैश"), ColumnKind.CODE, 22),
    Column("state", Words("State", "स्थिति"), width=26),
)
LAYOUT = Layout(
    columns=(
        PrintedColumn(Words("Site", "स्थल"), (("site",), ("site_hi",)), 92, PrintedStyle.STRONG),
        PrintedColumn(Words("Session, hours", "सत्र, समय"), (("session_code",), ("hours", "vaccine")), 52),
        PrintedColumn(Words("Seats", "सीटें"), (("capacity",),), 16, PrintedStyle.NUMBER),
        PrintedColumn(Words("Taken", "भरी"), (("taken",),), 16, PrintedStyle.NUMBER),
        PrintedColumn(Words("Listed", "सूची में"), (("listed",),), 17, PrintedStyle.NUMBER),
        PrintedColumn(Words("Version, hash", "संस्करण, हैश"), (("version", "state"), ("hash",)), 84),
    ),
    band_key="day",
)


def session_register(rows: Sequence[SessionRow]) -> Document:
    """`rows` are the sessions of one district, by time."""
    made_at = max(row.frozen_at or row.created_at for row in rows)
    first = rows[0]
    place = in_both(first.district, first.district_hi)
    listed = sum(row.row_count or 0 for row in rows)
    return Document(
        name="session-register",
        title=Words("Session register", "सत्र पंजी"),
        identity=f"TEEKA1/SESSION-REGISTER/{first.district_code}/{made_at:%Y%m%dT%H%M%SZ}",
        stamp=f"As of · स्थिति {moment_words(made_at)}",
        made_at=made_at,
        facts=(
            Fact(Words("District", "ज़िला"), place, is_large=True),
            Fact(Words("Sessions", "सत्र"), in_lakhs(len(rows))),
            Fact(Words("Seats", "सीटें"), in_lakhs(sum(row.capacity for row in rows))),
            Fact(Words("Names listed", "सूची में नाम"), in_lakhs(listed)),
        ),
        columns=COLUMNS,
        rows=tuple(_cells(row) for row in rows),
        layout=LAYOUT,
        machine={"district": first.district},
    )


def _cells(row: SessionRow) -> tuple[Cell, ...]:
    state = ""
    if row.is_cancelled:
        state = "cancelled · रद्द"
    elif row.version is None:
        state = "not published yet · अभी प्रकाशित नहीं"
    return (
        day_in_both(in_india(row.starts_at).date()),
        row.code,
        row.site_name,
        row.site_name_hi,
        hours(row.starts_at, row.ends_at),
        row.vaccine,
        row.capacity,
        row.taken,
        row.row_count,
        row.version,
        short_hash(row.sha256),
        state,
    )

"""The change slip: one page that says who came onto a session's list, who left it, why and by whom."""

from collections.abc import Sequence
from enum import StrEnum

from teeka.apps.lists.documents.due_list import identity, machine_head, session_facts, stamp
from teeka.apps.lists.documents.heading import read_heading
from teeka.apps.lists.documents.moments import hour
from teeka.apps.lists.documents.people import FULL_NAME, NAME_HI, POSTING, REFERENCE, in_both
from teeka.apps.lists.queries.published import ChangeRow, PublishedList
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


class Change(StrEnum):
    ADDED = "added"
    MOVED = "moved"
    REMOVED = "removed"


CHANGE_WORDS = {
    Change.ADDED: ("Added", "जोड़ा गया"),
    Change.MOVED: ("Other time", "समय बदला"),
    Change.REMOVED: ("Removed", "हटाया गया"),
}
COLUMNS = (
    Column("change", Words("Change", "बदलाव"), width=22),
    FULL_NAME,
    NAME_HI,
    REFERENCE,
    POSTING,
    Column("arrival_before", Words("Arrival before", "पहले का समय"), width=10),
    Column("arrival_now", Words("Arrival now", "अब का समय"), width=10),
    Column("why", Words("Why", "कारण"), width=44),
    Column("by", Words("By", "किसने"), width=20),
)
LAYOUT = Layout(
    columns=(
        PrintedColumn(Words("Name", "नाम"), (("full_name",), ("name_hi",)), 66, PrintedStyle.STRONG),
        PrintedColumn(Words("Reference", "संदर्भ संख्या"), (("reference",),), 48, PrintedStyle.QR),
        PrintedColumn(Words("Posting", "पदस्थापन"), (("posting",),), 52),
        PrintedColumn(Words("Before", "पहले"), (("arrival_before",),), 17, PrintedStyle.CENTRED),
        PrintedColumn(Words("Now", "अब"), (("arrival_now",),), 17, PrintedStyle.CENTRED),
        PrintedColumn(Words("Why, by whom", "कारण, किसने"), (("why",), ("by",)), 77),
    ),
    band_key="change",
)


def change_slip(published: PublishedList, rows: Sequence[ChangeRow]) -> Document:
    heading = read_heading(published)
    since = Fact(Words("Since version", "संस्करण से"), str(published.version - 1))
    why = Fact(Words("Reason", "कारण"), in_both(published.reason, published.frozen_by))
    return Document(
        name=f"change-slip-v{published.version}",
        title=Words("Change slip", "बदलाव पर्ची"),
        identity=identity("CHANGE-SLIP", published),
        stamp=stamp(published),
        made_at=published.frozen_at,
        facts=(*session_facts(published, heading), since, why),
        columns=COLUMNS,
        rows=tuple(_cells(published, row) for row in sorted(rows, key=_order)),
        layout=LAYOUT,
        empty=Words(
            "Nobody was added, removed or given another time.", "न कोई जोड़ा गया, न हटाया गया, न समय बदला।"
        ),
        machine=machine_head(published, heading),
    )


def kind_of(row: ChangeRow) -> Change:
    if row.slot_before is None:
        return Change.ADDED
    return Change.REMOVED if row.slot_now is None else Change.MOVED


def _order(row: ChangeRow) -> int:
    return list(Change).index(kind_of(row))


def why_and_who(published: PublishedList, row: ChangeRow) -> tuple[str, str]:
    kind = kind_of(row)
    if kind is Change.REMOVED:
        return row.cancel_reason, row.cancelled_by
    return published.reason, row.made_by if kind is Change.ADDED else published.frozen_by


def _cells(published: PublishedList, row: ChangeRow) -> tuple[Cell, ...]:
    kind = kind_of(row)
    why, by = why_and_who(published, row)
    return (
        in_both(*CHANGE_WORDS[kind]),
        row.full_name,
        row.name_hi,
        str(row.reference),
        row.facility_name,
        hour(row.slot_before),
        hour(row.slot_now),
        why,
        by,
    )

"""The change register of a district: who changed which list after it was published, how and why."""

from collections.abc import Iterable, Sequence

from teeka.apps.lists.documents.change_slip import CHANGE_WORDS, kind_of, why_and_who
from teeka.apps.lists.documents.heading import read_heading
from teeka.apps.lists.documents.moments import day_in_both, hour, moment_words
from teeka.apps.lists.documents.people import FULL_NAME, NAME_HI, REFERENCE, in_both
from teeka.apps.lists.queries.published import ChangeRow, PublishedList
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
    Column("session", Words("Session", "सत्र"), width=60),
    Column("session_code", Words("Code", "कोड"), width=18),
    Column("version", Words("Version", "संस्करण"), ColumnKind.NUMBER, 9),
    Column("published_at", Words("Published", "प्रकाशित"), width=20),
    Column("published_by", Words("Published by", "किसने प्रकाशित की"), width=18),
    Column("change", Words("Change", "बदलाव"), width=22),
    FULL_NAME,
    NAME_HI,
    REFERENCE,
    Column("arrival_before", Words("Arrival before", "पहले का समय"), width=10),
    Column("arrival_now", Words("Arrival now", "अब का समय"), width=10),
    Column("why", Words("Why", "कारण"), width=44),
    Column("by", Words("By", "किसने"), width=20),
)
LAYOUT = Layout(
    columns=(
        PrintedColumn(Words("Version", "संस्करण"), (("version",),), 18, PrintedStyle.CENTRED),
        PrintedColumn(Words("Published", "प्रकाशित"), (("published_at",), ("published_by",)), 40),
        PrintedColumn(Words("Change", "बदलाव"), (("change",),), 42),
        PrintedColumn(Words("Name", "नाम"), (("full_name",), ("name_hi",)), 62, PrintedStyle.STRONG),
        PrintedColumn(Words("Before", "पहले"), (("arrival_before",),), 18, PrintedStyle.CENTRED),
        PrintedColumn(Words("Now", "अब"), (("arrival_now",),), 18, PrintedStyle.CENTRED),
        PrintedColumn(Words("Why, by whom", "कारण, किसने"), (("why",), ("by",)), 79),
    ),
    band_key="session",
    rule_key="version",
)


def change_register(versions: Sequence[PublishedList], rows: Iterable[ChangeRow]) -> Document:
    """`versions` are those of one district that followed another, by session and version."""
    by_list: dict[int, list[ChangeRow]] = {}
    for row in rows:
        by_list.setdefault(row.list_id, []).append(row)
    newest = max(version.frozen_at for version in versions)
    heading = read_heading(versions[0])
    place = in_both(heading.district, heading.district_hi)
    return Document(
        name="change-register",
        title=Words("Changes to published lists", "प्रकाशित सूचियों में बदलाव"),
        identity=f"TEEKA1/CHANGE-REGISTER/{versions[0].district_code}/{newest:%Y%m%dT%H%M%SZ}",
        stamp=f"As of · स्थिति {moment_words(newest)}",
        made_at=newest,
        facts=(
            Fact(Words("District", "ज़िला"), place, is_large=True),
            Fact(Words("Sessions changed", "बदले हुए सत्र"), str(len({one.session_code for one in versions}))),
            Fact(Words("Versions since the first", "पहले के बाद के संस्करण"), str(len(versions))),
        ),
        columns=COLUMNS,
        rows=tuple(
            cells for version in versions for cells in _of_version(version, by_list.get(version.id, []))
        ),
        layout=LAYOUT,
        machine={"district": heading.district},
    )


def _of_version(version: PublishedList, rows: Sequence[ChangeRow]) -> Iterable[tuple[Cell, ...]]:
    """A version in which nobody came, went or moved changed what stands above the names."""
    heading = read_heading(version)
    site = in_both(heading.site, heading.site_hi)
    known: tuple[Cell, ...] = (
        f"{day_in_both(heading.held_on)}: {site} ({version.session_code})",
        version.session_code,
        version.version,
        moment_words(version.frozen_at),
        version.frozen_by,
    )
    if not rows:
        nobody = "nobody: heading, or a person's particulars · कोई नहीं: शीर्षक या विवरण"
        yield (*known, nobody, "", "", "", "", "", version.reason, version.frozen_by)
    for row in rows:
        why, by = why_and_who(version, row)
        yield (
            *known,
            in_both(*CHANGE_WORDS[kind_of(row)]),
            row.full_name,
            row.name_hi,
            str(row.reference),
            hour(row.slot_before),
            hour(row.slot_now),
            why,
            by,
        )

"""The duty roster of a facility: which of its staff are away on which day, so that others cover."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from teeka.apps.lists.documents.moments import day_in_both, hour, moment_words
from teeka.apps.lists.documents.people import FULL_NAME, NAME_HI, REFERENCE, in_both
from teeka.apps.lists.queries.facilities import FacilityKey
from teeka.apps.lists.queries.rosters import AwayRow
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
from teeka.rules.categories import CATEGORY_WORDS

COLUMNS = (
    Column("day", Words("Day", "दिन"), width=60),
    Column("date", Words("Date", "तारीख़"), width=12),
    Column("duty", Words("Designation", "पद"), width=28),
    Column("away", Words("Away", "बाहर"), ColumnKind.NUMBER, 8),
    Column("of", Words("Of", "कुल"), ColumnKind.NUMBER, 8),
    Column("share", Words("Away, of all", "बाहर, कुल में"), width=14),
    FULL_NAME,
    NAME_HI,
    REFERENCE,
    Column("from", Words("Away from", "कब से बाहर"), width=12),
    Column("site", Words("Where", "कहाँ"), width=40),
    Column("site_hi", Words("Where, in Hindi", "कहाँ, हिन्दी में"), width=40),
    Column("session_code", Words("Session", "सत्र"), width=18),
)
LAYOUT = Layout(
    columns=(
        PrintedColumn(
            Words("Designation: away of all", "पद: कुल में से बाहर"),
            (("duty",), ("share",)),
            54,
            PrintedStyle.PLAIN,
        ),
        PrintedColumn(Words("Name", "नाम"), (("full_name",), ("name_hi",)), 66, PrintedStyle.STRONG),
        PrintedColumn(Words("From", "कब से"), (("from",),), 34, PrintedStyle.CENTRED),
        PrintedColumn(Words("Where", "कहाँ"), (("site",), ("site_hi", "session_code")), 75),
        PrintedColumn(Words("Who covers", "बदले में कौन"), (), 48, PrintedStyle.BLANK),
    ),
    band_key="day",
    rule_key="duty",
)
ABSENCES = {
    "leave": Words("on leave", "छुट्टी पर"),
    "on_duty": Words("on other duty", "अन्य ड्यूटी पर"),
    "deferred": Words("deferred by a doctor", "चिकित्सक ने टाला"),
}
ALL_DAY = "all day · पूरे दिन"
NOTES = (
    Words(
        "Reckon two hours and the way there and back, with thirty minutes of watch after the dose.",
        "दो घंटे और आने-जाने का समय मानें; टीके के बाद तीस मिनट की निगरानी होती है।",
    ),
)


def duty_roster(facility: FacilityKey, rows: Sequence[AwayRow]) -> Document:
    """`rows` are those of one facility, by day and designation; there is at least one."""
    settled_at = max(row.settled_at for row in rows)
    by_day = Counter(row.away_on for row in rows)
    by_duty = Counter((row.away_on, row.duty) for row in rows)
    worst = max(by_day, key=lambda day: (by_day[day], -day.toordinal()))
    return Document(
        name="duty-roster",
        title=Words("Duty roster: who is away", "ड्यूटी सूची: कौन बाहर है"),
        identity=f"TEEKA1/DUTY-ROSTER/{facility.code}/{settled_at:%Y%m%dT%H%M%SZ}",
        stamp=f"As of · स्थिति {moment_words(settled_at)}",
        made_at=settled_at,
        facts=(
            Fact(Words("Facility", "संस्थान"), in_both(facility.name, facility.name_hi), is_large=True),
            Fact(Words("Code", "कोड"), facility.code),
            Fact(Words("District", "ज़िला"), in_both(facility.district, facility.district_hi)),
            Fact(Words("Block", "प्रखंड"), facility.block),
            Fact(Words("Staff", "कर्मी"), str(rows[0].staff)),
            Fact(Words("Most away on", "सबसे अधिक बाहर"), f"{day_in_both(worst)}: {by_day[worst]}"),
        ),
        columns=COLUMNS,
        rows=tuple(_cells(row, by_day[row.away_on], by_duty[row.away_on, row.duty]) for row in rows),
        layout=LAYOUT,
        notes=NOTES,
        machine={"facility_code": facility.code, "facility": facility.name, "staff": rows[0].staff},
    )


def _cells(row: AwayRow, away_that_day: int, away_of_duty: int) -> tuple[Cell, ...]:
    site, site_hi = row.site_name, row.site_name_hi
    if row.slot_at is None:
        absence = ABSENCES.get(row.absence, Words(row.absence, row.absence))
        site, site_hi = absence.english, absence.hindi
    return (
        _band(row.away_on, away_that_day, row.staff),
        row.away_on.isoformat(),
        in_both(*CATEGORY_WORDS.get(row.duty, (row.duty, ""))),
        away_of_duty,
        row.of_duty,
        f"{away_of_duty} / {row.of_duty}",
        row.full_name,
        row.name_hi,
        str(row.reference),
        hour(row.slot_at) or ALL_DAY,
        site,
        site_hi,
        row.session_code,
    )


def _band(day: date, away: int, staff: int) -> str:
    return f"{day_in_both(day)}: away · बाहर {away} / {staff}"

"""The facility list: which of a facility's staff goes where and when, and who does not go and why."""

import json
from collections.abc import Sequence

from teeka.apps.lists.documents.moments import BEFORE_ANYTHING, day_in_both, hour, moment_words
from teeka.apps.lists.documents.people import FULL_NAME, NAME_HI, NUMBER, REFERENCE, in_both
from teeka.apps.lists.queries.facilities import FacilityKey, StaffRow
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
from teeka.rules.allotment.unplaced_words import unplaced_sentence
from teeka.rules.categories import CATEGORY_WORDS
from teeka.shared.clock import in_india

STANDBY = Words("On standby", "प्रतीक्षा सूची में")
NOT_PLACED = Words("Not placed", "स्थान नहीं मिला")
EXCLUDED = Words("Taken out of the campaign", "अभियान से बाहर")
NOT_PLANNED = Words("Not planned for yet", "अभी योजना में नहीं")

COLUMNS = (
    NUMBER,
    Column("day", Words("Day or state", "दिन या स्थिति"), width=34),
    Column("arrival", Words("Arrival", "आगमन"), width=9),
    FULL_NAME,
    NAME_HI,
    REFERENCE,
    Column("designation", Words("Designation", "पद"), width=24),
    Column("site", Words("Site", "स्थल"), width=36),
    Column("site_hi", Words("Site in Hindi", "स्थल हिन्दी में"), width=30),
    Column("session_code", Words("Session", "सत्र"), width=18),
    Column("published", Words("Published list", "प्रकाशित सूची"), width=16),
    Column("why", Words("Why not, what to do", "क्यों नहीं, क्या करें"), width=60),
    Column("why_hi", Words("Why not, in Hindi", "क्यों नहीं, हिन्दी में"), width=60),
)
LAYOUT = Layout(
    columns=(
        PrintedColumn(Words("No.", "क्र."), (("number",),), 12, PrintedStyle.CENTRED),
        PrintedColumn(Words("Arrival", "आगमन"), (("arrival",),), 16, PrintedStyle.CENTRED),
        PrintedColumn(Words("Name", "नाम"), (("full_name",), ("name_hi",)), 62, PrintedStyle.STRONG),
        PrintedColumn(
            Words("Reference · designation", "संदर्भ संख्या · पद"), (("reference",), ("designation",)), 42
        ),
        PrintedColumn(
            Words("Site and session, or why not", "स्थल और सत्र, या क्यों नहीं"),
            (("site", "site_hi"), ("session_code", "published"), ("why",), ("why_hi",)),
            105,
        ),
        PrintedColumn(Words("Cover, remarks", "बदले में, टिप्पणी"), (), 40, PrintedStyle.BLANK),
    ),
    band_key="day",
)
NOTES = (
    Words(
        "Plan duties by this list. “Not published yet” can still change.",
        "इस सूची से ड्यूटी तय करें। “अभी प्रकाशित नहीं” बदल सकता है।",
    ),
)


def facility_list(facility: FacilityKey, rows: Sequence[StaffRow]) -> Document:
    settled_at = max((row.settled_at for row in rows), default=BEFORE_ANYTHING)
    placed = sum(row.slot_at is not None for row in rows)
    return Document(
        name="facility-list",
        title=Words("Facility list", "संस्थान सूची"),
        identity=f"TEEKA1/FACILITY-LIST/{facility.code}/{settled_at:%Y%m%dT%H%M%SZ}",
        stamp=f"As of · स्थिति {moment_words(settled_at)}",
        made_at=settled_at,
        facts=(
            Fact(Words("Facility", "संस्थान"), in_both(facility.name, facility.name_hi), is_large=True),
            Fact(Words("Code", "कोड"), facility.code),
            Fact(Words("District", "ज़िला"), in_both(facility.district, facility.district_hi)),
            Fact(Words("Block", "प्रखंड"), facility.block),
            Fact(Words("Staff", "कर्मी"), str(len(rows))),
            Fact(Words("Have a place", "स्थान मिला"), str(placed)),
            Fact(Words("Have none", "स्थान नहीं मिला"), str(len(rows) - placed)),
        ),
        columns=COLUMNS,
        rows=tuple(_cells(number, row) for number, row in enumerate(rows, start=1)),
        layout=LAYOUT,
        notes=NOTES,
        machine={"facility_code": facility.code, "facility": facility.name, "district": facility.district},
    )


def _cells(number: int, row: StaffRow) -> tuple[Cell, ...]:
    designation = row.designation or CATEGORY_WORDS.get(row.category, (row.category,))[0]
    why = _why(row)
    published = ""
    if row.slot_at is not None:
        published = f"version {row.version}" if row.version else "not published yet · अभी प्रकाशित नहीं"
    return (
        number,
        _state(row),
        hour(row.slot_at),
        row.full_name,
        row.name_hi,
        str(row.reference),
        designation,
        row.site_name,
        row.site_name_hi,
        row.session_code or row.standby_code,
        published,
        why.english,
        why.hindi,
    )


def _state(row: StaffRow) -> str:
    """The band under which a person stands: the day, or why there is none."""
    if row.slot_at is not None:
        return day_in_both(in_india(row.slot_at).date())
    if row.exclusion_reason:
        words = EXCLUDED
    elif row.standby_code:
        words = STANDBY
    else:
        words = NOT_PLACED if row.unplaced_reason else NOT_PLANNED
    return in_both(words.english, words.hindi)


def _why(row: StaffRow) -> Words:
    if row.slot_at is not None:
        return _also_stands_by(row)
    if row.exclusion_reason:
        return Words(row.exclusion_reason, "")
    if row.standby_code:
        return Words(f"Standby number {row.standby_rank}", f"प्रतीक्षा क्रमांक {row.standby_rank}")
    return Words(*unplaced_sentence(row.unplaced_reason, json.loads(row.unplaced_facts)))


def _also_stands_by(row: StaffRow) -> Words:
    """Of somebody with a place: that they may be called to an earlier session."""
    if not row.standby_code:
        return Words("", "")
    return Words(
        f"Also standby number {row.standby_rank} for {row.standby_code}",
        f"{row.standby_code} के लिए प्रतीक्षा क्रमांक {row.standby_rank} भी",
    )

"""The registers of blocks, districts and the state: counts whose totals are sums of the rows below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from teeka.apps.lists.documents.moments import BEFORE_ANYTHING, moment_words
from teeka.apps.lists.documents.people import in_both
from teeka.apps.lists.queries.registers import FacilityCount
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
from teeka.rules.allotment.reasons import Reason
from teeka.shared.numbers import in_lakhs

SECOND_LINES = {"people": (("coverage",),)}
TOTAL = Words("Total", "योग")
NOT_KNOWN = Words("Facility not resolved yet", "संस्थान अभी तय नहीं")
# Short, for a column.
REASON_WORDS = {
    Reason.NOT_IN_COHORT: Words("Not in the cohort", "श्रेणी में नहीं"),
    Reason.POSTING_NOT_RESOLVED: Words("Posting open", "पदस्थापन तय नहीं"),
    Reason.NO_SESSION_IN_DISTRICT: Words("No session in district", "ज़िले में सत्र नहीं"),
    Reason.NO_SESSION_IN_REACH: Words("No session in reach", "पास में सत्र नहीं"),
    Reason.NO_SESSION_FOR_DOSE: Words("No session for the dose", "खुराक का सत्र नहीं"),
    Reason.DOSE_NOT_DUE: Words("Dose not due yet", "खुराक का समय नहीं हुआ"),
    Reason.OUTSIDE_WINDOW: Words("Outside the dates", "तारीख़ के बाहर"),
    Reason.STAFF_SHARE: Words("Staff share", "कर्मचारी अनुपात"),
    Reason.SESSIONS_FULL: Words("Sessions full", "सत्र भरे"),
    Reason.SESSION_CANCELLED: Words("Session cancelled", "सत्र रद्द"),
    Reason.TAKEN_BACK: Words("Taken back by hand", "हाथ से वापस"),
    Reason.SEATS_CUT: Words("Seats cut", "सीटें घटीं"),
    Reason.TRANSFERRED: Words("Transferred", "तबादला"),
    Reason.ABSENT: Words("Away that day", "उस दिन अनुपस्थित"),
    Reason.DECLINED: Words("Will not come", "नहीं आएँगे"),
    Reason.EXCLUSION_TAKEN_BACK: Words("Back in the campaign", "फिर अभियान में"),
    Reason.DOSE_GIVEN: Words("Dose given", "खुराक दी गई"),
    Reason.DOSE_UNDONE: Words("Dose taken back", "खुराक वापस"),
}


@dataclass(frozen=True, slots=True)
class Count:
    """One line of a register: a facility, a block, a district, or their total."""

    name: str
    name_hi: str
    code: str
    expected: int | None
    missing: int  # of those expected; a facility that sent more than that makes up for no other
    people: int
    placed: int
    standby: int
    excluded: int
    waiting: int
    unplaced: tuple[int, ...]
    not_told: int
    settled_at: datetime


@dataclass(frozen=True, slots=True)
class Register:
    """Which place keeps it, and what its lines are."""

    name: str  # of the file: block-register
    title: Words
    place: Fact
    line: Words


def count_of(row: FacilityCount) -> Count:
    return Count(
        name=row.name or NOT_KNOWN.english,
        name_hi=row.name_hi if row.name else NOT_KNOWN.hindi,
        code=row.code,
        expected=row.expected,
        missing=max((row.expected or 0) - row.people, 0),
        people=row.people,
        placed=row.placed,
        standby=row.standby,
        excluded=row.excluded,
        waiting=row.waiting,
        unplaced=tuple(row.unplaced),
        not_told=row.not_told,
        settled_at=row.settled_at or BEFORE_ANYTHING,
    )


def summed(name: str, name_hi: str, counts: Sequence[Count]) -> Count:
    """The line above some lines. What nobody stated (expected) stays unknown, not nought."""
    expected = [count.expected for count in counts if count.expected is not None]
    return Count(
        name=name,
        name_hi=name_hi,
        code="",
        expected=sum(expected) if expected else None,
        missing=sum(count.missing for count in counts),
        people=sum(count.people for count in counts),
        placed=sum(count.placed for count in counts),
        standby=sum(count.standby for count in counts),
        excluded=sum(count.excluded for count in counts),
        waiting=sum(count.waiting for count in counts),
        unplaced=tuple(sum(count.unplaced[place] for count in counts) for place in range(len(Reason))),
        not_told=sum(count.not_told for count in counts),
        settled_at=max((count.settled_at for count in counts), default=BEFORE_ANYTHING),
    )


def register(kind: Register, counts: Sequence[Count]) -> Document:
    total = summed(TOTAL.english, TOTAL.hindi, counts)
    return Document(
        name=kind.name,
        title=kind.title,
        identity=f"TEEKA1/{kind.name.upper()}/{kind.place.value}/{total.settled_at:%Y%m%dT%H%M%SZ}",
        stamp=f"As of · स्थिति {moment_words(total.settled_at)}",
        made_at=total.settled_at,
        facts=(
            kind.place,
            Fact(Words("People", "लोग"), in_lakhs(total.people)),
            Fact(Words("Placed", "स्थान मिला"), in_lakhs(total.placed)),
            Fact(Words("Standby", "प्रतीक्षा"), in_lakhs(total.standby)),
            Fact(Words("Unplaced", "स्थान नहीं"), in_lakhs(sum(total.unplaced))),
            Fact(Words("Received of expected", "अपेक्षित में प्राप्त"), coverage(total) or "—"),
        ),
        columns=_columns(kind.line),
        rows=tuple(_cells(count) for count in [*counts, total]),
        layout=_layout(kind.line),
        machine={"place": kind.place.value},
    )


def _columns(line: Words) -> tuple[Column, ...]:
    number = ColumnKind.NUMBER
    return (
        Column("name", line, width=40),
        Column("name_hi", Words(f"{line.english} in Hindi", "हिन्दी में"), width=34),
        Column("code", Words("Code", "कोड"), ColumnKind.CODE, 16),
        Column("expected", Words("Expected", "अपेक्षित"), number, 10),
        Column("people", Words("Received", "प्राप्त"), number, 10),
        Column("coverage", Words("Received of expected", "अपेक्षित में प्राप्त"), width=10),
        Column("placed", Words("Placed", "स्थान मिला"), number, 10),
        Column("not_told", Words("Not told yet", "अभी सूचित नहीं"), number, 10),
        Column("standby", Words("Standby", "प्रतीक्षा"), number, 10),
        Column("unplaced", Words("Unplaced", "स्थान नहीं"), number, 10),
        Column("excluded", Words("Excluded", "बाहर"), number, 10),
        Column("not_planned", Words("Not planned yet", "योजना बाक़ी"), number, 12),
        *(Column(f"unplaced_{reason.value.lower()}", REASON_WORDS[reason], number, 14) for reason in Reason),
        Column("main_reason", Words("Main reason", "मुख्य कारण"), width=24),
    )


def _layout(line: Words) -> Layout:
    counts = (
        ("expected", Words("Expected", "अपेक्षित")),
        ("people", Words("Received", "प्राप्त")),
        ("placed", Words("Placed", "स्थान मिला")),
        ("not_told", Words("Not told", "सूचित नहीं")),
        ("standby", Words("Standby", "प्रतीक्षा")),
        ("unplaced", Words("Unplaced", "स्थान नहीं")),
        ("excluded", Words("Excluded", "बाहर")),
        ("not_planned", Words("Not planned", "योजना बाक़ी")),
    )
    return Layout(
        columns=(
            PrintedColumn(line, (("name",), ("name_hi", "code")), 80, PrintedStyle.STRONG),
            *(
                PrintedColumn(words, ((key,), *SECOND_LINES.get(key, ())), 18, PrintedStyle.NUMBER)
                for key, words in counts
            ),
            PrintedColumn(Words("Main reason", "मुख्य कारण"), (("main_reason",),), 53),
        ),
        ends_with_total=True,
    )


def _cells(count: Count) -> tuple[Cell, ...]:
    return (
        count.name,
        count.name_hi,
        count.code,
        count.expected,
        count.people,
        coverage(count),
        count.placed,
        count.not_told,
        count.standby,
        sum(count.unplaced),
        count.excluded,
        count.waiting,
        *count.unplaced,
        _main_reason(count),
    )


def coverage(count: Count) -> str:
    """How many came of those expected; nothing where nobody stated how many there are."""
    if not count.expected:
        return ""
    return f"{100 * (count.expected - count.missing) // count.expected}%"


def _main_reason(count: Count) -> str:
    """The reason of most of the unplaced, with its number."""
    most = max(count.unplaced, default=0)
    if most == 0:
        return ""
    words = REASON_WORDS[list(Reason)[count.unplaced.index(most)]]
    return f"{in_both(words.english, words.hindi)}: {in_lakhs(most)}"

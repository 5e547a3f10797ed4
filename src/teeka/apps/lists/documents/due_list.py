"""The due list: who comes to one session, in the order of arrival, as the gate reads it."""

from collections.abc import Sequence

from teeka.apps.lists.documents.heading import Heading, form_counts, read_heading
from teeka.apps.lists.documents.moments import day_in_both, hour, hours, moment_words, short_hash
from teeka.apps.lists.documents.people import (
    FULL_NAME,
    GENDERS,
    NAME_HI,
    NUMBER,
    POSTING,
    POSTING_HI,
    REFERENCE,
    in_both,
    masked_mobile,
    photo_id,
    told_by,
)
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
from teeka.rules.form_numbers import stem_of

COLUMNS = (
    NUMBER,
    Column("arrival", Words("Arrival", "आगमन"), width=9),
    FULL_NAME,
    NAME_HI,
    REFERENCE,
    Column("gender", Words("Gender", "लिंग"), width=10),
    Column("birth_year", Words("Birth year", "जन्म वर्ष"), ColumnKind.NUMBER, 9),
    POSTING,
    POSTING_HI,
    Column("facility_code", Words("Facility code", "संस्थान कोड"), ColumnKind.CODE, 16),
    Column("designation", Words("Designation", "पद"), width=22),
    Column("photo_id", Words("Photo ID", "पहचान पत्र"), width=26),
    Column("mobile", Words("Mobile, last four", "मोबाइल, अंतिम चार"), ColumnKind.CODE, 14),
    Column("told_by", Words("Told by", "सूचना"), width=12),
)
# The spreadsheet comes back with these filled (teeka record; rules/visit_lines reads them).
TO_FILL = (
    Column("arrived", Words("Arrived at", "आने का समय"), width=10),
    Column("identity_seen", Words("Photo ID seen (y/n)", "पहचान पत्र देखा"), width=10),
    Column("dose_given", Words("Dose given (y/n)", "खुराक दी"), width=10),
    Column("batch", Words("Batch", "बैच"), width=14),
    Column("given_at", Words("Time of dose", "खुराक का समय"), width=10),
    Column("not_given_for", Words("Why no dose", "क्यों नहीं"), width=18),
    Column("form_number", Words("Form no.", "फ़ॉर्म संख्या"), width=20),
)
LAYOUT = Layout(
    columns=(
        PrintedColumn(Words("No.", "क्र."), (("number",),), 11, PrintedStyle.CENTRED),
        PrintedColumn(Words("Arrival", "आगमन"), (("arrival",),), 16, PrintedStyle.CENTRED),
        PrintedColumn(Words("Name", "नाम"), (("full_name",), ("name_hi",)), 64, PrintedStyle.STRONG),
        PrintedColumn(
            Words("Reference · gender, born", "संदर्भ संख्या · लिंग, जन्म"),
            (("reference",), ("gender", "birth_year")),
            48,
            PrintedStyle.QR,
        ),
        PrintedColumn(Words("Posting", "पदस्थापन"), (("posting",),), 48),
        PrintedColumn(Words("Photo ID · mobile", "पहचान पत्र · मोबाइल"), (("photo_id",), ("mobile",)), 36),
        PrintedColumn(Words("Told?", "सूचित?"), (("told_by",),), 16, PrintedStyle.TICK),
        PrintedColumn(Words("Time and signature", "समय और हस्ताक्षर"), (), 42, PrintedStyle.BLANK),
    ),
    rule_key="arrival",
)
CANCELLED = Fact(Words("Do not come", "न आएँ"), "THIS SESSION IS CANCELLED · यह सत्र रद्द है", is_large=True)
NOTES = (
    Words(
        "Told? Tick when the person says that the message or call came. “Call”: no number for a message.",
        "सूचित? व्यक्ति कहे कि संदेश या फ़ोन आया, तो निशान लगाएँ। “फ़ोन”: ऐसा नंबर नहीं जिस पर संदेश पहुँचे।",
    ),
    Words(
        "Compare the photo ID and its last four digits. Only this version counts: destroy older ones.",
        "पहचान पत्र और उसके अंतिम चार अंक मिलाएँ। केवल यही संस्करण मान्य है: पुराने नष्ट करें।",
    ),
)


def due_list(published: PublishedList, rows: Sequence[PublishedRow]) -> Document:
    """Made of frozen words alone: the same version gives the same document for ever."""
    heading = read_heading(published)
    return Document(
        name="due-list",
        title=Words("Due list", "ड्यू लिस्ट"),
        identity=identity("DUE-LIST", published),
        stamp=stamp(published),
        made_at=published.frozen_at,
        facts=(*session_facts(published, heading), _names(published, heading)),
        columns=COLUMNS,
        rows=tuple(_cells(row) for row in rows),
        layout=LAYOUT,
        notes=NOTES,
        to_fill=TO_FILL,
        to_know_again={"session_code": published.session_code, "list_version": published.version},
        machine=machine_head(published, heading),
    )


def identity(kind: str, published: PublishedList) -> str:
    return f"TEEKA1/{kind}/{published.session_code}/{published.version}/{published.sha256.upper()}"


def stamp(published: PublishedList) -> str:
    made = moment_words(published.frozen_at)
    return f"Version · संस्करण {published.version} · {short_hash(published.sha256)} · {made}"


def session_facts(published: PublishedList, heading: Heading) -> tuple[Fact, ...]:
    """What stands above every list of a session."""
    vaccine = in_both(heading.vaccine, heading.vaccine_hi)
    dose = f" · dose {heading.dose} · खुराक {heading.dose}" if heading.dose else ""
    return (
        *((CANCELLED,) if heading.is_cancelled else ()),
        Fact(Words("Site", "स्थल"), in_both(heading.site, heading.site_hi), is_large=True),
        Fact(
            Words("Date and time", "तारीख़ और समय"),
            f"{day_in_both(heading.held_on)}, {hours(heading.starts_at, heading.ends_at)}",
            is_large=True,
        ),
        Fact(Words("Session", "सत्र"), published.session_code),
        Fact(Words("District", "ज़िला"), in_both(heading.district, heading.district_hi)),
        Fact(Words("Vaccine", "टीका"), f"{vaccine}{dose}"),
        Fact(Words("Version", "संस्करण"), str(published.version)),
    )


def _names(published: PublishedList, heading: Heading) -> Fact:
    seats = f" / {heading.capacity}" if heading.capacity is not None else ""
    return Fact(Words("Names, seats", "नाम, सीटें"), f"{published.row_count}{seats}")


def machine_head(published: PublishedList, heading: Heading) -> dict[str, Cell]:
    """What devices read above the rows of pack.json (docs/how-to/pack.schema.json)."""
    forms = form_counts(published, heading)
    return {
        "session_code": published.session_code,
        "version": published.version,
        "sha256": published.sha256,
        "frozen_at": published.frozen_at.isoformat(timespec="seconds"),
        "public_key": published.public_key,
        "signature": published.signature,
        "frozen_by": published.frozen_by,
        "reason": published.reason,
        "site": heading.site,
        "site_hi": heading.site_hi,
        "district": heading.district,
        "date": heading.held_on.isoformat(),
        "starts": hour(heading.starts_at),
        "ends": hour(heading.ends_at),
        "vaccine": heading.vaccine,
        "dose": heading.dose,
        "capacity": heading.capacity,
        "reserve_percent": heading.reserve_percent,
        "is_cancelled": heading.is_cancelled,
        "pin_code": heading.pin_code,
        "walk_in_forms": forms.walk_in,
        "dose_forms": forms.dose,
        "form_stem": stem_of(published.session_code),
    }


def _cells(row: PublishedRow) -> tuple[Cell, ...]:
    return (
        row.position,
        hour(row.slot_at),
        row.full_name,
        row.name_hi,
        str(row.reference),
        GENDERS.get(row.gender, row.gender),
        row.birth_year or None,
        row.facility_name,
        row.facility_name_hi,
        row.facility_code,
        row.designation,
        photo_id(row.photo_id_type, row.photo_id_last4),
        masked_mobile(row.mobile),
        told_by(row.mobile_state),
    )

"""Blank forms with printed numbers: for who comes without an appointment, and for doses given on paper."""

from teeka.apps.lists.documents.due_list import identity, machine_head, stamp
from teeka.apps.lists.documents.heading import form_counts, read_heading
from teeka.apps.lists.documents.moments import short_day
from teeka.apps.lists.documents.people import GENDERS
from teeka.apps.lists.queries.published import PublishedList
from teeka.formats.outgoing.cells import clipped, plain
from teeka.formats.outgoing.document import (
    Blank,
    BlankKind,
    Column,
    ColumnKind,
    Document,
    Fact,
    FormLayout,
    Words,
)
from teeka.rules.form_numbers import FORMS_A_PAGE, FormKind, form_numbers

TICK, BOXES = BlankKind.TICKS, BlankKind.BOXES
NAME = Blank(Words("Name", "नाम"), 90)
AGE = Blank(Words("Age", "आयु"), 14)
ARRIVED = Blank(Words("Arrived", "आगमन"), 20)
GIVEN = (
    Blank(Words("Batch", "बैच"), 32),
    Blank(Words("Time", "समय"), 20),
    Blank(Words("Vaccinator", "टीकाकर्मी"), 38),
)
REASON = (
    Blank(Words("If no dose: why", "टीका नहीं तो कारण"), 62),
    Blank(Words("Form", "फ़ॉर्म"), 28, TICK, choices=("spoilt · रद्द",)),
)
WALK_IN_LINES = (
    (NAME,),
    (AGE, Blank(Words("Gender", "लिंग"), 44, TICK, choices=tuple(GENDERS.values())), ARRIVED),
    (Blank(Words("Mobile", "मोबाइल"), 50, BOXES, 10), Blank(Words("Works at", "कार्यस्थल"), 40)),
    (
        Blank(Words("Photo ID: which", "पहचान पत्र: कौन-सा"), 42),
        Blank(Words("last four", "अंतिम चार"), 24, BOXES, 4),
        Blank(Words("Compared", "मिलाया"), 24, TICK, choices=("yes · हाँ",)),
    ),
    GIVEN,
    REASON,
)
DOSE_LINES = (
    (Blank(Words("No. on list", "सूची क्र."), 22, BOXES, 3), Blank(Words("Name", "नाम"), 68)),
    (
        AGE,
        ARRIVED,
        Blank(Words("Photo ID", "पहचान पत्र"), 30, TICK, choices=("seen · देखा",)),
        Blank(Words("Dose", "खुराक"), 26, TICK, choices=("1", "2")),
    ),
    GIVEN,
    REASON,
)
LONGEST_SITE = 36  # on one line beside the QR code
FORMS = {
    FormKind.WALK_IN: ("walk-in-forms", Words("Walk-in form", "बिना सूची का फ़ॉर्म"), WALK_IN_LINES),
    FormKind.DOSE: ("dose-forms", Words("Dose form", "टीका फ़ॉर्म"), DOSE_LINES),
}


def blank_forms(published: PublishedList, kind: FormKind) -> Document:
    """Made of the frozen heading alone. A later version prints the same numbers: older forms stay good."""
    heading = read_heading(published)
    name, title, lines = FORMS[kind]
    numbers = form_numbers(published.session_code, kind, form_counts(published, heading).of(kind))
    # Of each form, so short: signs of Devanagari on a hundred forms would take as long as the due list.
    place = f"{short_day(heading.held_on)}, {clipped(plain(heading.site), LONGEST_SITE)}"
    return Document(
        name=name,
        title=title,
        identity=identity(name.upper(), published),
        stamp=stamp(published),
        made_at=published.frozen_at,
        facts=(Fact(Words("Site", "स्थल"), place, is_large=True),),
        columns=(Column("form_number", Words("Form", "फ़ॉर्म"), ColumnKind.CODE, 24),),
        rows=tuple((number,) for number in numbers),
        layout=FormLayout("form_number", FORMS_A_PAGE[kind], lines),
        machine=machine_head(published, heading),
    )

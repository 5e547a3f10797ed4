"""A session with a published list, and its spreadsheet as an office fills it in."""

import io
from datetime import timedelta

from openpyxl import load_workbook

from teeka.apps.allotment.services import allot_people, freeze_lists
from teeka.apps.lists.queries.published import newest_lists
from teeka.apps.lists.services.remaking import remake, signed_list
from teeka.apps.siteday.services.lines import record_sheet
from teeka.formats.incoming.reading import read_upload
from teeka.formats.incoming.table import Kind
from tests.apps.allotment.world import NOW, facility, person, session

EVENING = NOW + timedelta(days=1)  # of the session's day, after its end: 20:30 in India
HEADERS = {
    "arrived": "Arrived at", "identity": "Photo ID seen (y/n)", "dose": "Dose given (y/n)", "batch": "Batch",
    "given_at": "Time of dose", "reason": "Why no dose", "form": "Form no.", "reference": "Reference",
    "session": "session_code",
}  # fmt: skip


def freeze(*days, reason=""):
    freeze_lists([day.pk for day in days], now=NOW, by="officer", reason=reason)


def listed_day(*names, code="S-1", place=None, **more):
    """The session and its people, in the order of the list."""
    place = place or facility()
    day = session(place, code=code, **more)
    people = [person(name, place, photo_id_type=12, photo_id_last4="1234") for name in names]
    allot_people(now=NOW, by="officer")
    freeze(day)
    return day, people


def workbook_of(day):
    """The newest version's spreadsheet, as it was signed and published."""
    newest = newest_lists(session_codes=[day.code])[0]
    published = signed_list(newest.id, now=NOW)
    return load_workbook(io.BytesIO(remake(published, "xlsx")))


def columns_of(book):
    """Our word → the column's number."""
    heads = [str(cell.value).split("\n")[0] for cell in book["List"][1]]
    return {name: heads.index(head) + 1 for name, head in HEADERS.items()}


def fill(book, reference, **cells):
    """Write into the line of this person, or into a new one below the others."""
    sheet, columns = book["List"], columns_of(book)
    lines = range(2, sheet.max_row + 1)
    line = next(
        (n for n in lines if sheet.cell(n, columns["reference"]).value == str(reference or "new")), None
    )
    if line is None:
        line = sheet.max_row + 1
        sheet.cell(line, columns["reference"], str(reference))
    for name, value in cells.items():
        sheet.cell(line, columns[name], value)
    return line


def bring_back(book, path, *, code="", now=EVENING, by="clerk"):
    """row → (fate or what is wrong, the sentence), as in the order of the sheet."""
    book.save(path)
    outcomes = record_sheet(read_upload(path, Kind.VISITS), session_code=code, by=by, now=now)
    return [getattr(one.fate, "problem", one.fate).value for one in outcomes]

"""The sheet of posting texts on its page: down, filled in, up, and what became of each row."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.people.models import Beneficiary, Posting
from teeka.rules.permissions import Role
from tests.doors.console.conftest import Visit
from tests.doors.console.test_posting_pages import words_of
from tests.doors.console.world import GAYA, PATNA, World


def taken(visit: Visit, role: Role = Role.DISTRICT) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(visit(role, "/postings/sheet/open.xlsx").content))


def bring_back(visit: Visit, book: openpyxl.Workbook, name: str = "texts.xlsx") -> Any:
    kept = io.BytesIO()
    book.save(kept)
    return visit(Role.DISTRICT, "/postings/sheet/", {"file": SimpleUploadedFile(name, kept.getvalue())})


def decide(book: openpyxl.Workbook, *said: str) -> openpyxl.Workbook:
    sheet = book.worksheets[0]
    at = [str(cell.value).split("\n")[0] for cell in sheet[1]].index("Decision") + 1
    for row, decision in enumerate(said, start=2):
        sheet.cell(row, at).value = decision
    return book


def test_a_sheet_goes_out_with_candidates_and_comes_back_with_decisions(world: World, visit: Visit) -> None:
    book = taken(visit)
    assert [cell.value for cell in book.worksheets[0][2]][1:4] == ["Aspatal Patna", "Patna", 1]
    assert "Decide in the column 'decision'" in str(list(book.worksheets[1].values))

    response = bring_back(visit, decide(book, "1"))

    said = words_of(response)
    assert "Texts settled 1 their people 1 Rows in the file 1 settled 1" in said
    assert "Row 1: “Aspatal Patna” is settled: PHC Patna (PATNA-PHC). People: 1." in said
    world.open_posting[PATNA].refresh_from_db()
    assert world.open_posting[PATNA].decided_by == "district-of-patna"
    event = AuditEvent.objects.get(action="posting_sheet.decided")
    assert event.detail == {"rows": 1, "texts": 1, "people": 1}


def test_what_needs_a_person_stands_on_top_in_the_readers_language(world: World, visit: Visit) -> None:
    world.staff[Role.DISTRICT].language = "hi"
    world.staff[Role.DISTRICT].save()

    said = words_of(bring_back(visit, decide(taken(visit), "F9")))
    assert "पंक्ति 1: &#x27;Decision निर्णय&#x27; का अर्थ कोड “F9” है" in said


def test_only_the_own_districts_texts_go_out_and_none_else_can_be_settled(world: World, visit: Visit) -> None:
    Beneficiary.objects.filter(pk=world.people["Chitra"].pk).update(posting=world.open_posting[GAYA])
    own = taken(visit)
    assert (taken(visit, Role.STATE).worksheets[0].max_row, own.worksheets[0].max_row) == (3, 2)
    own.worksheets[0].cell(2, 1).value = str(world.open_posting[GAYA].pk)
    own.worksheets[0].cell(2, 2).value = "Aspatal Gaya"

    assert "names no text of your area" in words_of(bring_back(visit, decide(own, "1")))
    assert not Posting.objects.filter(text__startswith="Aspatal", decision="accept").exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("texts.pdf", b"%PDF", "not CSV, XLSX or ODS"),
        ("texts.csv", b"", "The file is empty"),
        ("texts.csv", b"name,gender\nAsha,F\n", "texts.csv:"),
        ("texts.xlsx", b"PK\x03\x04 torn", "damaged"),
    ],
)
def test_what_is_no_such_sheet_is_refused_whole(
    name: str, content: bytes, said: str, world: World, visit: Visit
) -> None:
    response = visit(Role.DISTRICT, "/postings/sheet/", {"file": SimpleUploadedFile(name, content)})

    assert response.status_code == 400
    assert said in words_of(response)


def test_a_role_that_settles_no_postings_gets_no_sheet(world: World, visit: Visit) -> None:
    assert visit(Role.BLOCK, "/postings/sheet/open.csv").status_code == 403
    assert visit(Role.DISTRICT, "/postings/sheet/open.exe").status_code == 404

"""A sheet of changes on its pages: down with people, up with actions, tried, applied, downloaded."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from teeka.apps.allotment.models import Appointment, HandSheet
from teeka.rules.permissions import Role
from tests.doors.console.conftest import Visit
from tests.doors.console.test_by_hand_pages import later
from tests.doors.console.test_posting_pages import words_of
from tests.doors.console.world import GAYA, World

__all__ = ["later"]
HEAD = "reference,action,session_code,other_reference,reason\n"


def bring(visit: Visit, text: str | bytes, name: str = "changes.csv", role: Role = Role.DISTRICT) -> Any:
    content = text.encode() if isinstance(text, str) else text
    return visit(role, "/places/sheet/", {"file": SimpleUploadedFile(name, content)})


def codes(name: str, world: World) -> list[str]:
    places = Appointment.objects.filter(beneficiary=world.people[name], cancelled_at=None)
    return [place.session.code for place in places]


def test_a_sheet_goes_down_with_people_and_comes_up_to_be_applied(
    world: World, visit: Visit, later: Any
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(visit(Role.DISTRICT, "/places/sheet/to-fill.xlsx").content))
    sheet = book.worksheets[0]
    assert sheet.cell(2, 1).value == f"{world.reference('Eve'):014d}"
    for column, value in ((2, "place"), (3, "PATNA-2"), (5, "asked for it")):
        sheet.cell(2, column).value = value
    kept = io.BytesIO()
    book.save(kept)

    page = bring(visit, kept.getvalue(), "changes.xlsx")
    assert page.status_code == 302
    shown = words_of(visit(Role.DISTRICT, page["Location"]))
    assert "Every row can be done" in shown
    assert "Nothing has been changed yet" in shown
    assert codes("Eve", world) == []

    visit(Role.DISTRICT, f"{page['Location']}apply/", {})
    assert codes("Eve", world) == ["PATNA-2"]
    assert "The sheet is applied" in words_of(visit(Role.DISTRICT, page["Location"]))
    rows = visit(Role.DISTRICT, f"{page['Location']}rows.csv").content.decode()
    assert "asked for it" in rows


def test_the_people_of_a_session_are_in_its_sheet(world: World, visit: Visit) -> None:
    text = visit(Role.DISTRICT, "/places/sheet/to-fill.csv?session=PATNA-1").content.decode()
    assert "Asha Kumari" in text
    assert "Dev Kumari" in text
    assert "Eve Kumari" not in text


def test_rows_that_cannot_be_done_say_why_and_nothing_is_applied(
    world: World, visit: Visit, later: Any
) -> None:
    asha, dev, chitra = (world.reference(name) for name in ("Asha", "Dev", "Chitra"))
    page = bring(
        visit,
        f"{HEAD}{asha},move,PATNA-2,,x\n{asha},remove,,,x\n{dev},move,GAYA-1,,x\n{chitra},remove,,,x\n"
        f"{world.reference('Eve')},dance,,,x\n",
    )
    shown = words_of(visit(Role.DISTRICT, page["Location"]))
    assert "Row 1 and row 2 speak of the same person" in shown
    assert "No session of your area has the code “GAYA-1”" in shown
    assert f"Nobody of your area has the reference {chitra}" in shown
    assert "The action “dance” is none of" in shown
    visit(Role.DISTRICT, f"{page['Location']}apply/", {})
    assert codes("Asha", world) == ["PATNA-1"]
    assert codes("Chitra", world) == ["GAYA-1"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("changes.pdf", b"%PDF", "not CSV, XLSX or ODS"),
        ("changes.csv", b"", "The file is empty"),
        ("changes.csv", b"name,gender\nAsha,F\n", "changes.csv:"),
        ("changes.xlsx", b"PK\x03\x04 torn", "damaged"),
        ("changes.csv", (HEAD + "1,place,S,,x\n" * 3_001).encode(), "more than 3,000 rows"),
    ],
)
def test_what_is_no_such_sheet_is_refused_whole(
    name: str, content: bytes, said: str, world: World, visit: Visit
) -> None:
    response = bring(visit, content, name)
    assert response.status_code == 400
    assert said in words_of(response)
    assert not HandSheet.objects.exists()


def test_a_formula_comes_back_as_text(world: World, visit: Visit, later: Any) -> None:
    page = bring(visit, f'{HEAD}{world.reference("Asha")},move,PATNA-2,,"=1+1"\n')
    rows = visit(Role.DISTRICT, f"{page['Location']}rows.csv").content.decode()
    assert "'=1+1" in rows


def test_a_sheet_is_its_makers_alone(world: World, visit: Visit, later: Any) -> None:
    page = bring(visit, f"{HEAD}{world.reference('Asha')},remove,,,x\n")
    for role in (Role.STATE, Role.BLOCK):
        assert visit(role, page["Location"]).status_code == 404
        assert visit(role, f"{page['Location']}apply/", {}).status_code == 404
    assert visit(Role.DISTRICT, "/places/sheet/to-fill.csv?session=GAYA-1").status_code == 404
    assert HandSheet.objects.get().district_code != GAYA
    assert codes("Asha", world) == ["PATNA-1"]

"""The call sheet goes out as a file and comes back with outcomes: each row ends in exactly one fate."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from teeka.apps.notices.models import CallOutcome, Settled
from teeka.apps.notices.services.texts import add_missing_texts
from teeka.rules.permissions import Role
from tests.doors.console.conftest import Visit
from tests.doors.console.world import World


@pytest.fixture
def two_to_call(world: World) -> World:
    names = ("Asha", "Chitra")
    people = [world.people[name] for name in names]
    Settled.objects.filter(message__beneficiary__in=people).update(state="undelivered")
    return world


def upload(visit: Visit, *rows: str) -> str:
    text = "\n".join(["reference,outcome,note,name", *rows])
    page: Any = visit(
        Role.CALL_CENTRE, "/calls/sheet/", {"file": SimpleUploadedFile("calls.csv", text.encode())}
    )
    assert page.status_code == 200
    return str(page.content.decode())


def outcomes(world: World) -> list[tuple[str, str]]:
    rows = CallOutcome.objects.order_by("pk").values_list("appointment__beneficiary__full_name", "outcome")
    return [(name.split()[0], outcome) for name, outcome in rows]


def test_the_sheet_that_goes_out_comes_back_filled_and_twice_changes_nothing(
    two_to_call: World, visit: Visit
) -> None:
    book = openpyxl.load_workbook(BytesIO(visit(Role.CALL_CENTRE, "/calls/sheet/call-sheet.xlsx").content))
    sheet = book.active
    assert sheet is not None
    filled = 0
    for row in sheet.iter_rows():
        if str(row[0].value).isdecimal() and len(str(row[0].value)) == 14:
            row[1].value = "will_come"
            filled += 1
    assert filled == 2  # Asha and Dev; Chitra is of another district
    kept = BytesIO()
    book.save(kept)
    for _ in range(2):
        file = SimpleUploadedFile("calls.xlsx", kept.getvalue())
        page = visit(Role.CALL_CENTRE, "/calls/sheet/", {"file": file}).content.decode()
        assert sorted(outcomes(two_to_call)) == [("Asha", "will_come"), ("Dev", "will_come")]
    assert "this was recorded already" in page
    assert "Nobody needs to be called" in visit(Role.CALL_CENTRE, "/calls/").content.decode()


def test_rows_of_others_and_rows_added_by_hand_are_refused_by_name(two_to_call: World, visit: Visit) -> None:
    page = upload(
        visit,
        f"{two_to_call.reference('Chitra')},told,,Chitra Kumari",
        f"{two_to_call.reference('Eve')},told,,Eve Kumari",
        "12,told,,Nobody",
        f"{two_to_call.reference('Dev')},perhaps,,Dev Kumari",
        f"{two_to_call.reference('Asha')},,,Asha Kumari",
    )
    assert "Chitra Kumari is not on your call sheet" in page
    assert "Eve Kumari is not on your call sheet" in page
    assert "Nobody: the reference is not 14 digits" in page
    assert "“perhaps” is no outcome" in page
    assert "Asha Kumari: no outcome, so the call stays open." in page
    assert outcomes(two_to_call) == []


def test_a_no_by_the_sheet_frees_the_seat_and_the_same_sheet_again_does_nothing(
    two_to_call: World, visit: Visit
) -> None:
    add_missing_texts()
    row = f"{two_to_call.reference('Dev')},will_not_come,=1+1,Dev Kumari"
    assert "told, will not come" in upload(visit, row)
    two_to_call.appointments["Dev"].refresh_from_db()
    assert two_to_call.appointments["Dev"].cancelled_at is not None
    assert "this was recorded already" in upload(visit, row)
    assert outcomes(two_to_call) == [("Dev", "will_not_come")]


def test_who_may_not_call_has_no_sheet(two_to_call: World, visit: Visit) -> None:
    for address in ("/calls/sheet/", "/calls/sheet/call-sheet.csv"):
        assert visit(Role.AUDITOR, address).status_code == 403
    assert visit(Role.CALL_CENTRE, "/calls/sheet/call-sheet.exe").status_code == 404

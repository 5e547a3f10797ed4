"""Whose place was taken back, why, and where they are now: in the reader's own districts only."""

from io import BytesIO

import openpyxl
import pytest

from teeka.apps.allotment.models import Appointment
from teeka.apps.allotment.services import cancel_session_and_places
from teeka.rules.permissions import Role
from tests.doors.console.conftest import Visit
from tests.doors.console.world import GAYA, PATNA, World


@pytest.fixture
def called_off(world: World) -> World:
    for district in (PATNA, GAYA):
        cancel_session_and_places(
            world.sessions[district].pk, reason="no vaccine", by="officer", now=world.now
        )
    return world


def test_each_is_named_with_the_reason_and_where_they_are_now(called_off: World, visit: Visit) -> None:
    page = visit(Role.DISTRICT, "/moved/").content.decode()

    assert "Asha" in page
    assert "Chitra" not in page  # of another district
    assert "session called off: no vaccine" in page
    assert "on a published list" in page
    assert "The session of this person was cancelled" in page


def test_who_has_another_place_is_shown_there(called_off: World, visit: Visit) -> None:
    place = Appointment.objects.get(beneficiary=called_off.people["Asha"])
    place.pk, place.session, place.cancelled_at, place.cancelled_for = (
        None,
        called_off.sessions[GAYA],
        None,
        "",
    )
    place.save()

    page = visit(Role.STATE, "/moved/?q=Asha").content.decode()

    assert "PHC Gaya" in page
    assert "Dev" not in page


def test_the_list_is_downloaded_with_references_and_all_pages(called_off: World, visit: Visit) -> None:
    answer = visit(Role.STATE, "/moved/?as=xlsx")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    text = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert f"{called_off.reference('Asha'):014d}" in text
    assert "session called off: no vaccine" in text


def test_while_no_place_was_taken_back_the_page_says_so(world: World, visit: Visit) -> None:
    assert "No place was taken back" in visit(Role.STATE, "/moved/").content.decode()

"""Whose place was taken back, why, and where they are now: in the reader's own districts only."""

from io import BytesIO

import openpyxl
import pytest

from teeka.apps.allotment.models import Appointment
from teeka.apps.allotment.services import cancel_session_and_places
from teeka.apps.people.models import Beneficiary
from teeka.apps.places.models import Block, Facility
from teeka.rules.permissions import Role
from tests import make
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


@pytest.fixture
def in_barh(called_off: World) -> Facility:
    """A facility of another block of Patna, where Dev works; Asha works at PHC Patna."""
    block = Block.objects.create(code=PATNA * 100 + 2, district_id=PATNA, name="Barh", name_hi="बाढ़")
    barh = Facility.objects.create(
        code="BARH-PHC", name="PHC Barh", type="PHC", district_code=PATNA, block=block,
        coordinates_from="nowhere", sms_name="PHC Barh",
    )  # fmt: skip
    Beneficiary.objects.filter(pk=called_off.people["Dev"].pk).update(posting=make.posting(barh))
    return barh


def named(visit: Visit, role: Role, asked: str) -> set[str]:
    page = visit(role, f"/moved/?{asked}").content.decode()
    return {name for name in ("Asha", "Dev", "Chitra") if name in page}


def test_it_is_narrowed_to_a_block_and_to_a_facility_and_so_is_the_file(
    called_off: World, visit: Visit, in_barh: Facility
) -> None:
    of_patna = called_off.facilities[PATNA]
    assert named(visit, Role.STATE, f"district={PATNA}") == {"Asha", "Dev"}
    assert named(visit, Role.STATE, f"district={PATNA}&block={of_patna.block_id}") == {"Asha"}
    assert named(visit, Role.STATE, f"district={PATNA}&block={in_barh.block_id}") == {"Dev"}
    assert named(visit, Role.STATE, f"facility={of_patna.pk}") == {"Asha"}
    assert named(visit, Role.STATE, f"facility={in_barh.pk}") == {"Dev"}
    assert named(visit, Role.STATE, f"district={PATNA}&block=0") == set()
    file = visit(Role.STATE, f"/moved/?facility={in_barh.pk}&as=csv").content.decode("utf-8-sig")
    assert ("Dev" in file, "Asha" in file) == (True, False)


def test_a_block_and_a_facility_see_their_own_and_ask_in_vain_for_another(
    called_off: World, visit: Visit, in_barh: Facility
) -> None:
    assert named(visit, Role.BLOCK, "") == {"Asha"}
    assert named(visit, Role.FACILITY, "") == {"Asha"}
    for role, asked in (
        (Role.BLOCK, f"block={in_barh.block_id}"),
        (Role.FACILITY, f"facility={in_barh.pk}"),
        (Role.DISTRICT, f"district={GAYA}"),
    ):
        assert visit(role, f"/moved/?{asked}").status_code == 404
    gaya = called_off.facilities[GAYA].pk
    assert named(visit, Role.DISTRICT, f"facility={gaya}") == set()


def test_while_no_place_was_taken_back_the_page_says_so(world: World, visit: Visit) -> None:
    assert "No place was taken back" in visit(Role.STATE, "/moved/").content.decode()

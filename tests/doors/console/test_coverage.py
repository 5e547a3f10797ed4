"""Coverage: what each facility was expected to send and sent; every number opens as many names."""

import csv
import io
import re
from typing import Any

import pytest

from teeka.apps.people.models import Posting
from teeka.apps.places.models import Facility
from teeka.apps.readiness.queries.alarms import silent_facilities
from teeka.apps.readiness.queries.coverage import by_block, by_district, coverage, together
from teeka.rules.permissions import Jurisdiction, Role
from tests.doors.console.conftest import Visit
from tests.doors.console.world import GAYA, PATNA, World


@pytest.fixture(autouse=True)
def expected(world: World) -> None:
    """Patna's centre expected five; a camp without a block expected seven and sent nobody."""
    Facility.objects.filter(pk=world.facilities[PATNA].pk).update(expected_workers=5)
    Facility.objects.create(
        code="CAMP", name="Camp Patna", type="OTHER", district_code=PATNA, coordinates_from="nowhere",
        sms_name="Camp", expected_workers=7,
    )  # fmt: skip


def rows(response: Any) -> dict[str, dict[str, str]]:
    found = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))
    return {row["code"]: row for row in found}


def names_at(visit: Visit, address: str) -> int:
    text = visit(Role.STATE, address.replace("&amp;", "&")).content.decode()
    found = re.search(r"\d+ to \d+ of (\d+)", text)
    return int(found[1]) if found else 0


def test_expected_stands_against_received_people_not_registrations(visit: Visit) -> None:
    found = rows(visit(Role.DISTRICT, "/coverage/?as=csv"))

    assert set(found) == {"PATNA-PHC", "CAMP"}
    centre = found["PATNA-PHC"]  # Asha, Dev and Eve; Binod is a second registration of Asha
    assert [centre[key] for key in ("expected", "received", "missing", "share")] == ["5", "3", "2", "60"]
    assert [found["CAMP"][key] for key in ("received", "missing")] == ["0", "7"]


def test_who_sent_nothing_is_a_list_of_its_own_and_the_board_leads_there(visit: Visit) -> None:
    assert set(rows(visit(Role.DISTRICT, "/coverage/?show=silent&as=csv"))) == {"CAMP"}
    assert set(rows(visit(Role.DISTRICT, "/coverage/?show=short&as=csv"))) == {"PATNA-PHC"}
    board = visit(Role.DISTRICT, "/").content.decode()
    assert f'href="/coverage/?show=silent&amp;day=2026-01-16&amp;district={PATNA}">1 facility sent' in board


def test_the_alarm_and_the_page_mean_the_same_by_sent_nothing(world: World) -> None:
    for district in (PATNA, GAYA):
        where = Jurisdiction(frozenset({district}))
        alarmed = {facility.code for facility in silent_facilities(where)}
        assert alarmed == {row.code for row in coverage(where) if row.is_silent}


def test_every_received_number_opens_as_many_names(visit: Visit) -> None:
    for address in ("/coverage/", f"/coverage/?district={PATNA}", "/coverage/?show=short"):
        text = visit(Role.STATE, address).content.decode()
        links = re.findall(r'href="(/people/[^"]+)">([\d,]+)<', text)
        assert links
        for names, number in links:
            assert names_at(visit, names) == int(number), names


def test_the_names_say_of_which_facility_they_are(world: World, visit: Visit) -> None:
    address = f"/people/?where=known&facility={world.facilities[PATNA].pk}"
    assert "Facility: PHC Patna" in visit(Role.DISTRICT, address).content.decode()
    other = f"/people/?where=known&facility={world.facilities[GAYA].pk}"
    assert "Chitra" not in visit(Role.DISTRICT, other).content.decode()
    assert visit(Role.FACILITY, other).status_code == 404


def test_blocks_add_up_to_districts_and_those_to_the_whole(world: World) -> None:
    both = coverage(Jurisdiction(frozenset({PATNA, GAYA})))
    total = together(both)
    for parts in (by_district(both), by_block(both)):
        for name in ("facilities", "silent", "expected", "received", "missing"):
            assert sum(getattr(part, name) for part in parts) == getattr(total, name), name
    assert [place.name for place in by_block(both)] == ["Gaya Sadar", "Patna Sadar", ""]


def test_facilities_without_a_known_block_open_by_themselves(visit: Visit) -> None:
    page = visit(Role.DISTRICT, "/coverage/").content.decode()
    assert f"?show=silent&amp;district={PATNA}&amp;block=0" in page

    found = rows(visit(Role.DISTRICT, f"/coverage/?district={PATNA}&block=0&as=csv"))
    assert set(found) == {"CAMP"}


def test_who_stands_at_no_facility_is_counted_apart(visit: Visit, world: World) -> None:
    page = visit(Role.DISTRICT, "/coverage/").content.decode()
    assert f'href="/people/?where=unsettled&amp;district={PATNA}">1<' in page


def test_each_role_sees_its_own_part(visit: Visit, world: World) -> None:
    assert set(rows(visit(Role.FACILITY, "/coverage/?as=csv"))) == {"PATNA-PHC"}
    assert set(rows(visit(Role.BLOCK, "/coverage/?as=csv"))) == {"PATNA-PHC"}
    assert set(rows(visit(Role.STATE, "/coverage/?as=csv"))) == {"PATNA-PHC", "CAMP", "GAYA-PHC"}
    assert visit(Role.AUDITOR, "/coverage/?as=csv").status_code == 404
    assert visit(Role.VERIFIER, "/coverage/").status_code == 403


def test_a_closed_facility_counts_while_people_stand_there(world: World) -> None:
    Facility.objects.update(is_active=False)
    where = Jurisdiction(frozenset({PATNA}))
    assert [row.code for row in coverage(where)] == ["PATNA-PHC"]
    Posting.objects.update(decision="review")
    assert coverage(where) == []


def test_a_row_that_lists_a_facility_again_counts_with_the_one_that_stands_for_it(
    world: World, visit: Visit
) -> None:
    Facility.objects.filter(code="CAMP").update(
        one_with=world.facilities[PATNA], one_with_by="teeka", one_with_at=world.now
    )
    camp = Facility.objects.get(code="CAMP")
    Posting.objects.filter(pk=world.people["Dev"].posting_id).update(facility=camp)

    found = rows(visit(Role.DISTRICT, "/coverage/?as=csv"))

    assert {code: (row["expected"], row["received"]) for code, row in found.items()} == {
        "PATNA-PHC": ("5", "3")
    }
    with_names = re.search(r'href="(/people/[^"]*)">3<', visit(Role.STATE, "/coverage/").content.decode())
    assert with_names
    assert names_at(visit, with_names[1]) == 3

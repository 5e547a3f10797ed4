"""The pages of what stands twice: people side by side, and rows of the registry."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.people.models import Beneficiary, DuplicateLink
from teeka.apps.places.models import Facility
from teeka.rules.permissions import Role
from tests.doors.console.conftest import Visit
from tests.doors.console.world import GAYA, PATNA, World

MAY = (Role.DISTRICT, Role.STATE)


def stands_for(world: World, name: str) -> int | None:
    return Beneficiary.objects.values_list("stands_for_id", flat=True).get(pk=world.people[name].pk)


def test_both_registrations_stand_side_by_side_without_a_whole_number(world: World, visit: Visit) -> None:
    Beneficiary.objects.filter(pk=world.people["Eve"].pk).update(name_hi="ईव", full_name="Eve <b>Kumari")

    page = visit(Role.DISTRICT, "/duplicates/").content.decode()

    for said in (
        "Eve &lt;b&gt;Kumari",
        "Farid Kumari",
        "ईव",
        "••••••0005",
        "••••••0006",
        "81% likely",
        "4321",
    ):
        assert said in page
    assert "the same name" in page
    assert "9000000005" not in page
    assert "Chitra" not in page


def test_a_pair_that_reaches_into_another_district_is_left_to_the_state(world: World, visit: Visit) -> None:
    world.pairs[PATNA].delete()
    DuplicateLink.objects.create(
        district_code=PATNA, survivor=world.people["Dev"], duplicate=world.people["Chitra"],
        probability=0.7, decision="hold", found_at=world.now,
    )  # fmt: skip

    page = visit(Role.DISTRICT, "/duplicates/").content.decode()

    assert "lies in another district" in page
    assert "Chitra" not in page
    assert 'value="one"' not in page
    assert 'value="one"' in visit(Role.STATE, "/duplicates/").content.decode()


@pytest.mark.parametrize(("answer", "is_one"), [("one", True), ("two", False)])
def test_one_press_settles_a_pair_and_the_word_is_kept(
    world: World, visit: Visit, answer: str, is_one: bool
) -> None:
    address = f"/duplicates/{world.pairs[PATNA].pk}/settle/"

    page = visit(Role.DISTRICT, address, {"answer": answer}, follow=True).content.decode()

    assert "Saved:" in page
    assert "No pair waits" in page
    assert (stands_for(world, "Farid") == world.people["Eve"].pk) is is_one
    event = AuditEvent.objects.get(subject_type="duplicate_link")
    assert (event.by, event.district_code) == ("district-of-patna", PATNA)
    again = visit(Role.DISTRICT, address, {"answer": answer}, follow=True).content.decode()
    assert "settled already" in again


def test_a_link_is_parted_where_it_is_shown(world: World, visit: Visit) -> None:
    pair = world.pairs[PATNA]
    visit(Role.STATE, f"/duplicates/{pair.pk}/settle/", {"answer": "one"})
    assert "Said by state-of-patna" in visit(Role.DISTRICT, "/duplicates/?standing=linked").content.decode()

    visit(Role.DISTRICT, f"/duplicates/{pair.pk}/undo/", {"standing": "linked"})

    assert stands_for(world, "Farid") is None
    assert "Said by district-of-patna" in visit(Role.DISTRICT, "/duplicates/?standing=apart").content.decode()


def test_nobody_settles_a_pair_of_another_district(world: World, visit: Visit) -> None:
    page = visit(Role.DISTRICT, f"/duplicates/{world.pairs[GAYA].pk}/settle/", {"answer": "one"}, follow=True)

    assert "do not see both" in page.content.decode()
    assert stands_for(world, "Asha") is None


@pytest.mark.parametrize("role", [role for role in Role if role not in MAY])
def test_only_district_and_state_say_who_is_one(role: Role, world: World, visit: Visit) -> None:
    assert visit(role, "/duplicates/").status_code == 403
    assert visit(role, f"/duplicates/{world.pairs[PATNA].pk}/settle/", {"answer": "one"}).status_code == 403
    assert visit(role, "/duplicates/facilities/part/", {"code": "X"}).status_code == 403


def test_the_list_is_downloaded_with_masked_numbers_and_no_live_formula(world: World, visit: Visit) -> None:
    Beneficiary.objects.filter(pk=world.people["Eve"].pk).update(full_name="=HYPERLINK(1)")

    text = visit(Role.DISTRICT, "/duplicates/?as=csv").content.decode("utf-8-sig")

    assert "'=HYPERLINK(1)" in text
    assert "9000000005" not in text
    assert "••••••0005" in text
    assert AuditEvent.objects.filter(action="duplicates.downloaded").count() == 1


def test_a_page_of_pairs_costs_the_same_whatever_it_holds(world: World, visit: Visit) -> None:
    with CaptureQueriesContext(connection) as of_one:
        visit(Role.DISTRICT, "/duplicates/")
    for name in ("Asha", "Binod", "Dev"):
        DuplicateLink.objects.create(
            district_code=PATNA, survivor=world.people["Farid"], duplicate=world.people[name],
            probability=0.7, decision="hold", found_at=world.now,
        )  # fmt: skip

    with CaptureQueriesContext(connection) as of_four:
        page = visit(Role.DISTRICT, "/duplicates/").content.decode()

    assert page.count("settle-head") == 4
    assert len(of_four) == len(of_one)


def test_a_pair_shows_what_each_reason_weighs(visit: Visit) -> None:
    page = visit(Role.DISTRICT, "/duplicates/").content.decode()

    assert re.search(r">the same name</th><td[^>]*>\+14\.2</td>", page)
    assert re.search(r"</th><td[^>]*>−1\.5</td>", page)


def test_the_board_says_that_pairs_wait(world: World, visit: Visit) -> None:
    page = visit(Role.DISTRICT, "/").content.decode()

    assert "1 pair of registrations may be one person&#x27;s" in page
    assert 'href="/duplicates/' in page


@pytest.fixture
def again(world: World) -> Facility:
    """PHC Patna is listed a second time."""
    return Facility.objects.create(
        code="PATNA-AGAIN", name="PHC Patna Covaxin", name_hi="", type="PHC", district_code=PATNA,
        coordinates_from="nowhere", sms_name="PHC Patna", one_with=world.facilities[PATNA],
        one_with_by="teeka", one_with_at=world.now, one_with_evidence=[["SESSION_MARK", ["Covaxin"]]],
    )  # fmt: skip


@pytest.mark.usefixtures("again")
def test_facilities_are_shown_with_the_evidence_in_both_languages(world: World, visit: Visit) -> None:
    page = visit(Role.DISTRICT, "/duplicates/facilities/").content.decode()
    assert "a session mark: “Covaxin”" in page
    assert "PATNA-PHC" in page

    visit(Role.DISTRICT, "/language/", {"language": "hi", "next": "/"})
    world.staff[Role.DISTRICT].refresh_from_db()
    assert "सत्र का चिह्न" in visit(Role.DISTRICT, "/duplicates/facilities/").content.decode()
    assert "Covaxin" in visit(Role.DISTRICT, "/duplicates/facilities/?as=csv").content.decode("utf-8-sig")


def test_an_officer_parts_and_joins_rows_of_the_own_district(
    world: World, visit: Visit, again: Facility
) -> None:
    page = visit(Role.DISTRICT, "/duplicates/facilities/part/", {"code": again.code}, follow=True)
    again.refresh_from_db()
    assert (again.one_with_id, again.one_with_by) == (None, "district-of-patna")
    assert "Parted by hand" in page.content.decode()

    join = {"code": again.code, "main": "PATNA-PHC"}
    visit(Role.DISTRICT, "/duplicates/facilities/join/", join)
    again.refresh_from_db()
    assert again.one_with == world.facilities[PATNA]

    abroad = {"code": again.code, "main": "GAYA-PHC"}
    page = visit(Role.DISTRICT, "/duplicates/facilities/join/", abroad, follow=True).content.decode()
    assert "There is no facility with the code GAYA-PHC in your area." in page

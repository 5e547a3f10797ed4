"""The review of posting texts as an officer does it, what was decided, and facilities that are missing."""

import re

import pytest

from teeka.apps.people.models import Beneficiary, Posting
from teeka.apps.places.models import Facility, FacilityAlias
from teeka.rules.permissions import Role
from tests.doors.console.conftest import Visit
from tests.doors.console.decided import PROPOSED, alike, rows_of, settle, words_of
from tests.doors.console.test_board_pages import statements
from tests.doors.console.world import GAYA, PATNA, World, crowd


def test_a_text_shows_what_it_holds_and_its_candidates_side_by_side(world: World, visit: Visit) -> None:
    Facility.objects.filter(pk=world.facilities[PATNA].pk).update(pin_code="800001")
    page = visit(Role.DISTRICT, "/postings/")

    said = words_of(page)
    for part in (
        "“Aspatal Patna”", "1 person", "several facilities fit about as well", "1 PHC Patna",
        "Type Primary health centre", "Block Patna Sadar", "PIN code 800001", "Code PATNA-PHC", "Likely 60%",
    ):  # fmt: skip
        assert part in said, part
    text = page.content.decode()
    assert 'data-key="1" aria-keyshortcuts="1"' in text
    assert 'data-key="0" aria-keyshortcuts="0 n"' in text
    assert "<script>" not in text


def test_texts_written_alike_are_one_decision_and_the_most_people_come_first(
    world: World, visit: Visit
) -> None:
    alike(world, "ASPATAL,  patna", "Eve")
    alike(world, "Another place", "Dev")
    said = words_of(visit(Role.DISTRICT, "/postings/"))

    assert "3 posting texts to settle · 3 people" in said
    assert "one decision settles 2 texts of 2 people also written: “ASPATAL, patna”" in said
    assert said.index("“Aspatal Patna”") < said.index("“Another place”")


def test_a_decision_says_what_it_did_and_goes_on_at_the_next_text(world: World, visit: Visit) -> None:
    alike(world, "ASPATAL,  patna", "Eve")
    address = f"/postings/{world.open_posting[PATNA].pk}/settle/"
    pressed = {"facility": world.facilities[PATNA].pk, "next": "77", "q": "aspatal"}

    assert visit(Role.DISTRICT, address, pressed)["Location"] == "/postings/?q=aspatal#text-77"
    said = words_of(visit(Role.DISTRICT, "/postings/"))
    assert "Every posting is settled" in said


def test_the_answer_is_said_where_a_screen_reader_listens(world: World, visit: Visit) -> None:
    text = settle(visit, world).content.decode()

    heard = re.search(r'<div id="said" role="status">(.*?)</div>', text, re.DOTALL)
    assert heard is not None
    assert "Settled “Aspatal Patna” as PHC Patna (PATNA-PHC) for 1 person." in heard[1]


def test_a_reader_in_hindi_is_told_in_hindi(world: World, visit: Visit) -> None:
    world.staff[Role.DISTRICT].language = "hi"
    world.staff[Role.DISTRICT].save()

    assert "जाँच क्यों ज़रूरी है: कई संस्थान लगभग समान रूप से मेल खाते हैं" in words_of(visit(Role.DISTRICT, "/postings/"))
    assert "तय हुआ: प्रा.स्वा.केन्द्र Patna (PATNA-PHC), 1 व्यक्ति के लिए।" in words_of(settle(visit, world))


def test_a_candidate_outside_the_area_is_counted_and_not_shown(world: World, visit: Visit) -> None:
    Posting.objects.filter(pk=world.open_posting[PATNA].pk).update(
        candidates=[world.facilities[GAYA].pk, world.facilities[PATNA].pk]
    )
    said = words_of(visit(Role.DISTRICT, "/postings/"))

    assert "PHC Gaya" not in said
    assert "1 more suggestion lies outside your area" in said
    assert "Likely" not in said  # the probability is the first candidate's
    assert "PHC Gaya" in words_of(visit(Role.STATE, "/postings/"))


# Decisions made


def test_decisions_are_listed_newest_first_and_download(world: World, visit: Visit) -> None:
    alike(world, "ASPATAL,  patna", "Eve")
    settle(visit, world)
    rows = rows_of(visit(Role.DISTRICT, "/postings/decisions/?as=csv"))

    assert [(row["by"], row["text"], row["code"], row["texts"], row["people"]) for row in rows] == [
        ("district-of-patna", "Aspatal Patna", "PATNA-PHC", "2", "2")
    ]
    assert rows[0]["when"] == "2026-01-14 20:30:00"


def test_one_press_takes_a_decision_back_for_everybody(world: World, visit: Visit) -> None:
    settle(visit, world)
    posting = world.open_posting[PATNA]
    assert f"/postings/{posting.pk}/undo/" in visit(Role.DISTRICT, "/postings/decisions/").content.decode()

    said = words_of(visit(Role.DISTRICT, f"/postings/{posting.pk}/undo/", {}, follow=True))

    assert "Taken back: “Aspatal Patna” waits again, for 1 person." in said
    assert "Nobody has decided on a text yet" in said
    posting.refresh_from_db()
    assert (posting.decision == "accept", posting.decided_by) == (False, "")
    assert FacilityAlias.objects.get().undone_by == "district-of-patna"
    again = visit(Role.DISTRICT, f"/postings/{posting.pk}/undo/", {}, follow=True)
    assert "taken back already" in words_of(again)


def test_another_districts_decision_is_neither_seen_nor_taken_back(world: World, visit: Visit) -> None:
    posting = world.open_posting[GAYA]
    Beneficiary.objects.filter(pk=world.people["Chitra"].pk).update(posting=posting)
    settle(visit, world, GAYA, Role.STATE)

    assert "Aspatal Gaya" not in visit(Role.DISTRICT, "/postings/decisions/").content.decode()
    visit(Role.DISTRICT, f"/postings/{posting.pk}/undo/", {})

    posting.refresh_from_db()
    assert (posting.decision, posting.facility) == ("accept", world.facilities[GAYA])
    assert FacilityAlias.objects.get().undone_at is None


# A facility that is missing


def test_a_missing_facility_is_proposed_from_the_texts_page(world: World, visit: Visit) -> None:
    address = f"/postings/{world.open_posting[PATNA].pk}/propose/"
    assert address in visit(Role.DISTRICT, f"/postings/{world.open_posting[PATNA].pk}/").content.decode()

    said = words_of(visit(Role.DISTRICT, address, PROPOSED, follow=True))

    assert f"Settled “Aspatal Patna” as PHC Nawada (P{PATNA}-0001) for 1 person." in said
    made = Facility.objects.get(name="PHC Nawada")
    assert (made.proposed_by, made.block_id) == ("district-of-patna", PATNA * 100 + 1)


def test_a_proposal_that_lacks_something_comes_back_as_typed(world: World, visit: Visit) -> None:
    address = f"/postings/{world.open_posting[PATNA].pk}/propose/"
    response = visit(Role.DISTRICT, address, {**PROPOSED, "pin_code": "80x", "type": ""})

    assert response.status_code == 400
    said = response.content.decode()
    for part in ("Say what kind of facility it is", "The PIN code is not six digits", 'value="PHC Nawada"'):
        assert part in said
    assert not Facility.objects.filter(name="PHC Nawada").exists()


def test_no_facility_is_proposed_in_another_district(world: World, visit: Visit) -> None:
    visit(Role.DISTRICT, f"/postings/{world.open_posting[GAYA].pk}/propose/", PROPOSED)

    assert not Facility.objects.exclude(proposed_by="").exists()


@pytest.mark.parametrize("role", [Role.STATE, Role.DISTRICT])
def test_proposed_facilities_stand_on_a_list_that_downloads(role: Role, world: World, visit: Visit) -> None:
    visit(Role.DISTRICT, f"/postings/{world.open_posting[PATNA].pk}/propose/", PROPOSED)
    (row,) = rows_of(visit(role, "/facilities/proposed/?as=csv"))

    assert (row["facility"], row["code"], row["by"]) == ("PHC Nawada", f"P{PATNA}-0001", "district-of-patna")
    assert (row["block"], row["pin_code"], row["people"]) == ("Patna Sadar", "800001", "1")


def test_an_auditor_sees_what_was_proposed_and_takes_no_file_of_it(world: World, visit: Visit) -> None:
    visit(Role.DISTRICT, f"/postings/{world.open_posting[PATNA].pk}/propose/", PROPOSED)

    page = visit(Role.AUDITOR, "/facilities/proposed/").content.decode()
    assert "PHC Nawada" in page
    assert "/postings/sheet/" not in page
    assert visit(Role.AUDITOR, "/facilities/proposed/?as=csv").status_code == 404


def test_a_long_list_of_texts_costs_no_more_statements(world: World, visit: Visit) -> None:
    few = statements(visit, "/postings/")
    crowd(world, PATNA, 12)
    for number in range(12):
        alike(world, f"Place {number}", f"Crowd {number:03}")

    assert statements(visit, "/postings/") <= few

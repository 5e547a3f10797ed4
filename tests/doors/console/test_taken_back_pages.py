"""What holds no more: decisions that were taken back, and facilities that were proposed wrongly."""

from teeka.apps.people.models import Beneficiary, Posting
from teeka.apps.places.models import Facility
from teeka.rules.permissions import Role
from tests.doors.console.conftest import Visit
from tests.doors.console.decided import PROPOSED, alike, rows_of, settle, settle_one, words_of
from tests.doors.console.test_board_pages import statements
from tests.doors.console.world import PATNA, World


def test_decisions_that_were_taken_back_stand_apart_with_who_and_when_both_times(
    world: World, visit: Visit
) -> None:
    """Decided on the one spelling, taken back on the other: it is one decision."""
    settle_one(visit, world, alike(world, "ASPATAL,  patna", "Eve"))
    visit(Role.STATE, f"/postings/{world.open_posting[PATNA].pk}/undo/", {})

    assert rows_of(visit(Role.DISTRICT, "/postings/decisions/?as=csv")) == []
    (row,) = rows_of(visit(Role.DISTRICT, "/postings/decisions/?show=taken_back&as=csv"))
    assert (row["by"], row["when"]) == ("district-of-patna", "2026-01-14 20:30:00")
    assert (row["undone_by"], row["undone"]) == ("state-of-patna", "2026-01-14 20:30:00")
    assert (row["code"], row["texts"], row["people"]) == ("PATNA-PHC", "2", "2")
    said = words_of(visit(Role.DISTRICT, "/postings/decisions/"))
    assert "In force (0)" in said
    assert "Taken back (1)" in said
    page = visit(Role.DISTRICT, "/postings/decisions/?show=taken_back").content.decode()
    assert "<s>PHC Patna</s>" in page
    assert "/undo/" not in page


def test_a_code_without_words_that_was_settled_and_taken_back_is_listed_too(
    world: World, visit: Visit
) -> None:
    Posting.objects.filter(pk=world.open_posting[PATNA].pk).update(text="", facility_code_given="X77")
    settle(visit, world)
    visit(Role.DISTRICT, f"/postings/{world.open_posting[PATNA].pk}/undo/", {})

    (row,) = rows_of(visit(Role.DISTRICT, "/postings/decisions/?show=taken_back&as=csv"))
    assert (row["text"], row["code"], row["by"]) == ("X77", "PATNA-PHC", "district-of-patna")


def test_many_decisions_taken_back_cost_no_more_statements(world: World, visit: Visit) -> None:
    address = "/postings/decisions/?show=taken_back"

    def decide_and_undo() -> None:
        settle(visit, world)
        visit(Role.DISTRICT, f"/postings/{world.open_posting[PATNA].pk}/undo/", {})

    decide_and_undo()
    few = statements(visit, address)
    for _ in range(3):
        decide_and_undo()

    assert statements(visit, address) <= few
    assert len(rows_of(visit(Role.DISTRICT, f"{address}&as=csv"))) == 4


# A facility that was proposed wrongly


def propose(visit: Visit, world: World) -> Facility:
    visit(Role.DISTRICT, f"/postings/{world.open_posting[PATNA].pk}/propose/", PROPOSED)
    return Facility.objects.get(name="PHC Nawada")


def test_a_wrong_proposal_is_closed_with_a_reason_and_its_text_waits_again(
    world: World, visit: Visit
) -> None:
    made = propose(visit, world)
    address = f"/facilities/proposed/{made.pk}/close/"
    assert address in visit(Role.DISTRICT, "/facilities/proposed/").content.decode()
    shown = words_of(visit(Role.DISTRICT, address))
    for part in ("Was PHC Nawada proposed wrongly?", "“Aspatal Patna”", "Close this facility"):
        assert part in shown

    assert visit(Role.DISTRICT, address, {"reason": " "}).status_code == 400
    said = words_of(visit(Role.DISTRICT, address, {"reason": "It is the old PHC"}, follow=True))

    assert f"Closed: PHC Nawada ({made.code}). 1 text waits again to be settled." in said
    assert "1 posting text to settle" in words_of(visit(Role.DISTRICT, "/postings/"))
    assert rows_of(visit(Role.DISTRICT, "/facilities/proposed/?as=csv")) == []
    (row,) = rows_of(visit(Role.DISTRICT, "/facilities/proposed/?show=closed&as=csv"))
    assert (row["closed_by"], row["reason"]) == ("district-of-patna", "It is the old PHC")
    again = visit(Role.DISTRICT, address, {"reason": "twice"}, follow=True)
    assert "no proposed facility that is open" in words_of(again)


def test_while_somebody_is_placed_there_the_page_names_them_and_has_nothing_to_press(
    world: World, visit: Visit
) -> None:
    made = propose(visit, world)
    Beneficiary.objects.filter(pk=world.people["Asha"].pk).update(posting=world.open_posting[PATNA])
    address = f"/facilities/proposed/{made.pk}/close/"

    page = visit(Role.DISTRICT, address)

    assert "It cannot be closed: 1 place rests on it" in words_of(page)
    assert f'href="/people/{world.reference("Asha")}/"' in page.content.decode()
    assert "PATNA-1" in words_of(page)
    assert 'name="reason"' not in page.content.decode()
    refused = visit(Role.DISTRICT, address, {"reason": "all the same"})
    assert (refused.status_code, "People placed through it: 1." in words_of(refused)) == (400, True)
    made.refresh_from_db()
    assert made.is_active


def test_an_auditor_sees_what_was_closed_and_closes_nothing(world: World, visit: Visit) -> None:
    made = propose(visit, world)
    assert "/close/" not in visit(Role.AUDITOR, "/facilities/proposed/").content.decode()
    assert visit(Role.AUDITOR, f"/facilities/proposed/{made.pk}/close/", {"reason": "x"}).status_code == 403
    visit(Role.STATE, f"/facilities/proposed/{made.pk}/close/", {"reason": "wrong"})

    assert "PHC Nawada" in words_of(visit(Role.AUDITOR, "/facilities/proposed/?show=closed"))

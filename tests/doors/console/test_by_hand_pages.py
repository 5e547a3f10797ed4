"""Places changed by hand on their pages: what is shown before, what is done, and who may not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teeka.apps.allotment.models import Appointment, AskedSeat, Exclusion
from teeka.apps.planning.models import Session
from teeka.rules.permissions import Action, Role, may
from tests.doors.console.conftest import Visit
from tests.doors.console.test_posting_pages import words_of
from tests.doors.console.world import GAYA, PATNA, World

OFFICERS = [Role.STATE, Role.DISTRICT, Role.BLOCK]


@pytest.fixture
def later(world: World) -> Session:
    """A second session in Patna, the day after the first; nobody counts the staff share here."""
    first = world.sessions[PATNA]
    first.campaign.staff_share = 1
    first.campaign.save()
    return copy_of(first, "PATNA-2", days=1)


def copy_of(first: Session, code: str, *, days: int, capacity: int = 10) -> Session:
    starts = first.starts_at + timedelta(days)
    return Session.objects.create(
        code=code, campaign=first.campaign, site=first.site, district_code=first.district_code,
        held_on=starts.date(), starts_at=starts, ends_at=starts + timedelta(hours=8), capacity=capacity,
        vaccine=first.vaccine,
    )  # fmt: skip


def live(world: World, name: str) -> Appointment:
    return Appointment.objects.get(beneficiary=world.people[name], cancelled_at=None)


def address(world: World, name: str, rest: str = "") -> str:
    return f"/people/{world.reference(name)}/{rest}"


def move(world: World, visit: Visit, code: str, role: Role = Role.DISTRICT, **more: str):
    sent = {"place": str(live(world, "Asha").pk), "reason": "on night duty", **more}
    return visit(role, address(world, "Asha", f"place/{code}/"), sent)


@pytest.mark.parametrize("role", list(Role))
def test_officers_change_places_and_everybody_else_looks_only(
    role: Role, world: World, visit: Visit, later: Session
) -> None:
    assert may(role, Action.CHANGE_PLACES) == may(role, Action.DECIDE_SEATS) == (role in OFFICERS)
    response = move(world, visit, later.code, role)
    assert response.status_code == (302 if role in OFFICERS else 403)
    assert (live(world, "Asha").session == later) == (role in OFFICERS)
    if may(role, Action.SEE_PERSON):
        page = visit(role, address(world, "Asha")).content.decode()
        assert ("Change it by hand" in page) == (role in OFFICERS)


def test_the_sessions_to_choose_from_say_what_they_go_against(
    world: World, visit: Visit, later: Session
) -> None:
    said = words_of(visit(Role.DISTRICT, address(world, "Asha", "place/")))
    assert "PATNA-2" in said
    assert "PATNA-1" not in said  # where she is
    assert "The person was told of the present place" in said


def test_a_choice_is_shown_and_then_done(world: World, visit: Visit, later: Session) -> None:
    shown = words_of(visit(Role.DISTRICT, address(world, "Asha", "place/PATNA-2/")))
    assert "Move Asha Kumari to PHC Patna?" in shown
    assert move(world, visit, "PATNA-2").status_code == 302
    place = live(world, "Asha")
    assert (place.session, place.is_pinned, place.made_by) == (later, True, "district-of-patna")
    page = words_of(visit(Role.DISTRICT, address(world, "Asha")))
    assert "pinned" in page
    assert "Unpin the place" in page


def test_a_reason_is_asked_for_and_a_stale_page_changes_nothing(
    world: World, visit: Visit, later: Session
) -> None:
    bare = move(world, visit, "PATNA-2", reason=" ")
    assert (bare.status_code, "Say why" in words_of(bare)) == (400, True)
    stale = move(world, visit, "PATNA-2", place="1234567")
    assert (stale.status_code, "taken back already" in words_of(stale)) == (400, True)
    assert live(world, "Asha").session == world.sessions[PATNA]


def test_a_refusal_is_said_in_hindi_to_who_reads_hindi(world: World, visit: Visit, later: Session) -> None:
    world.staff[Role.DISTRICT].language = "hi"
    world.staff[Role.DISTRICT].save()
    Session.objects.filter(pk=later.pk).update(cohort="student")
    response = move(world, visit, "PATNA-2")
    assert response.status_code == 400
    assert "यह सत्र दूसरी श्रेणियों के लोगों के लिए है" in words_of(response)


def test_the_unplaced_are_placed(world: World, visit: Visit, later: Session) -> None:
    response = visit(Role.BLOCK, address(world, "Eve", "place/PATNA-2/"), {"place": "", "reason": "waited"})
    assert response.status_code == 302
    assert live(world, "Eve").session == later


@pytest.mark.parametrize("name", ["remove", "pin", "exclude"])
def test_one_press_with_a_reason_does_it(name: str, world: World, visit: Visit) -> None:
    where = address(world, "Asha", f"by-hand/{name}/")
    assert visit(Role.DISTRICT, where).status_code == 200
    sent = {"place": str(live(world, "Asha").pk), "reason": "asked for it"}
    assert visit(Role.DISTRICT, where, sent).status_code == 302
    places = Appointment.objects.filter(beneficiary=world.people["Asha"], cancelled_at=None)
    assert [place.is_pinned for place in places] == ([True] if name == "pin" else [])
    assert visit(Role.DISTRICT, where).status_code == 404  # it fits no more


def test_an_exclusion_is_taken_back(world: World, visit: Visit) -> None:
    for name in ("exclude", "include"):
        visit(Role.DISTRICT, address(world, "Eve", f"by-hand/{name}/"), {"reason": "leave"})
        assert Exclusion.objects.exists() == (name == "exclude")


def test_two_swap_after_what_it_breaks_was_shown(world: World, visit: Visit, later: Session) -> None:
    visit(Role.DISTRICT, address(world, "Eve", "place/PATNA-2/"), {"place": "", "reason": "x"})
    where = address(world, "Asha", "swap/")
    nobody = visit(Role.DISTRICT, f"{where}?with=123")
    assert "Nobody else of your area" in words_of(nobody)
    shown = visit(Role.DISTRICT, f"{where}?with={world.reference('Eve')}")
    assert "No rule stands against it" in words_of(shown)
    sent = {
        "with": str(world.reference("Eve")), "place": str(live(world, "Asha").pk),
        "other_place": str(live(world, "Eve").pk), "reason": "agreed",
    }  # fmt: skip
    assert visit(Role.DISTRICT, where, sent).status_code == 302
    assert live(world, "Asha").session == later
    assert live(world, "Eve").session == world.sessions[PATNA]


def test_a_seat_more_needs_a_second_person(world: World, visit: Visit, later: Session) -> None:
    full = copy_of(later, "PATNA-9", days=1, capacity=0)
    shown = words_of(visit(Role.BLOCK, address(world, "Eve", "place/?full=1")))
    assert "Ask for a seat" in shown
    visit(Role.BLOCK, address(world, "Eve", "place/PATNA-9/"), {"ask": "1", "reason": "leaves the day after"})
    asked = AskedSeat.objects.get()
    own = words_of(visit(Role.BLOCK, "/sessions/PATNA-9/"))
    assert "You asked for it; another officer decides" in own
    where = f"/sessions/PATNA-9/asked/{asked.pk}/"
    visit(Role.BLOCK, where, {"decision": "approve", "reason": "fine"})
    asked.refresh_from_db()
    assert asked.decision == "waits"
    assert "leaves the day after" in words_of(visit(Role.DISTRICT, "/sessions/"))
    visit(Role.DISTRICT, where, {"decision": "approve", "reason": "vials are there"})
    full.refresh_from_db()
    assert (full.capacity, full.taken) == (1, 1)
    assert live(world, "Eve").session == full


def test_an_officer_of_another_district_gets_404_and_changes_nothing(
    world: World, visit: Visit, later: Session
) -> None:
    officer = world.staff[Role.DISTRICT]
    officer.district_code = GAYA
    officer.save()
    before = live(world, "Asha").pk
    for rest in ("place/", "place/PATNA-2/", "swap/", "by-hand/remove/", "by-hand/exclude/"):
        assert visit(Role.DISTRICT, address(world, "Asha", rest)).status_code == 404
        sent = {"place": str(before), "reason": "x"}
        if rest != "place/":
            assert visit(Role.DISTRICT, address(world, "Asha", rest), sent).status_code == 404
    assert visit(Role.DISTRICT, "/sessions/PATNA-1/seats/", {"seats": "9", "reason": "x"}).status_code == 404
    # Nor can somebody of Gaya be put into a session of Patna.
    chitra = {"place": str(live(world, "Chitra").pk), "reason": "x"}
    assert visit(Role.DISTRICT, address(world, "Chitra", "place/PATNA-2/"), chitra).status_code == 404
    assert live(world, "Asha").pk == before


def test_a_place_of_another_district_cannot_be_named_in_a_form(
    world: World, visit: Visit, later: Session
) -> None:
    """Row security alone stands between the two: the page is of Asha, the number is of Chitra's place."""
    chitras = live(world, "Chitra").pk
    for rest in ("place/PATNA-2/", "by-hand/remove/", "by-hand/pin/"):
        response = visit(Role.DISTRICT, address(world, "Asha", rest), {"place": str(chitras), "reason": "x"})
        assert response.status_code == 400
    assert live(world, "Chitra").pk == chitras


def test_more_sessions_cost_no_more_statements(world: World, visit: Visit, later: Session) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert visit(Role.DISTRICT, address(world, "Asha", "place/")).status_code == 200
        return len(seen)

    few = statements()
    for number in range(12):
        copy_of(later, f"PATNA-1{number}", days=number)
    assert statements() == few < 40


def test_from_the_person_one_press_leads_to_why_no_nearer_session(world: World, visit: Visit) -> None:
    nearer = copy_of(world.sessions[PATNA], "PATNA-FULL", days=0, capacity=0)
    page = visit(Role.DISTRICT, address(world, "Asha")).content.decode()
    assert "place/?full=1" in page
    reasons = words_of(visit(Role.DISTRICT, address(world, "Asha", "place/?full=1")))
    assert nearer.code in reasons
    assert "This session has no free seat" in reasons

"""An immunisation officer changes places by hand in a real browser, and a second one opens a seat."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from teeka.apps.allotment.models import Appointment
from teeka.apps.planning.models import Session
from teeka.rules.permissions import Role
from tests.doors.console.world import PATNA, World
from tests.journeys.browsing import Visitor

WIDTHS = [(1280, 900), (320, 640)]


@pytest.fixture
def full(world: World) -> Session:
    """A session of the second day that is open, and one of the third that is full; returns the full one."""
    first = world.sessions[PATNA]
    first.campaign.staff_share = 1
    first.campaign.save()
    made = []
    for number, capacity in ((2, 10), (3, 0)):
        starts = first.starts_at + timedelta(number)
        made.append(
            Session.objects.create(
                code=f"PATNA-{number}",
                campaign=first.campaign,
                site=first.site,
                district_code=PATNA,
                held_on=starts.date(),
                starts_at=starts,
                ends_at=starts + timedelta(hours=8),
                capacity=capacity,
                vaccine=first.vaccine,
            )
        )
    return made[1]


def session_of(world: World, name: str) -> str:
    place = Appointment.objects.select_related("session").get(
        beneficiary=world.people[name], cancelled_at=None
    )
    return place.session.code


def test_an_officer_moves_a_person_and_asks_for_a_seat_that_another_gives(
    visitor: Visitor, browser: Browser, server: str, world: World, full: Session
) -> None:
    page = visitor.page
    visitor.sign_in(Role.BLOCK)
    visitor.go(f"/people/{world.reference('Asha')}/")
    page.click("text=Move …")
    page.fill("#table-search", "PATNA-2")
    page.wait_for_url("**q=PATNA-2**")
    page.click("text=Choose … >> nth=0")
    page.fill("#reason", "on night duty")
    page.click("main button:has-text('Move')")
    page.wait_for_selector("#said li")
    assert "The person is moved" in page.inner_text("#said")
    assert session_of(world, "Asha") == "PATNA-2"

    visitor.go(f"/people/{world.reference('Eve')}/place/?full=1")
    page.click("text=Ask for a seat …")
    page.fill("#reason", "leaves the day after")
    page.click("text=Ask for the seat >> nth=-1")
    page.wait_for_selector("#said li")
    assert "The seat is asked for" in page.inner_text("#said")

    second = Visitor(browser.new_context().new_page(), server)
    second.sign_in(Role.DISTRICT)
    second.go("/sessions/PATNA-3/")
    second.page.fill(".decide-seat input[name=reason]", "vials are there")
    second.page.click("text=Open the seat and give it")
    second.page.wait_for_selector("#said li")
    assert session_of(world, "Eve") == "PATNA-3"
    assert second.faults == []
    second.page.context.close()


def test_seats_are_cut_after_it_was_shown_who_must_leave(
    visitor: Visitor, world: World, full: Session
) -> None:
    page, session = visitor.page, world.sessions[PATNA]
    placed = session.appointments.filter(cancelled_at=None).count()
    Session.objects.filter(pk=session.pk).update(taken=placed)  # the world counts only its named people
    fewer, before = placed - 1, session.capacity
    visitor.sign_in(Role.DISTRICT)
    visitor.go("/sessions/PATNA-1/")
    page.click("text=Open or close seats")
    page.fill("#seats", str(fewer))
    page.fill("#reason", "one vial broke")
    page.click("text=Change the seats")
    assert "loses the place" in page.inner_text("#leaving")
    name = page.inner_text("section tbody tr th").splitlines()[0]
    assert Session.objects.get(code="PATNA-1").capacity == before
    page.click("main button:has-text('Cut the seats')")
    page.wait_for_selector("#said li")
    assert f"Seats now: {fewer}. 1 person waits for another place." in page.inner_text("#said")
    cut = Session.objects.get(code="PATNA-1")
    assert (cut.capacity, cut.taken) == (fewer, fewer)
    (gone,) = Appointment.objects.filter(session=cut, cancelled_for="SEATS_CUT")
    assert gone.beneficiary.full_name == name
    assert visitor.faults == []


def test_a_sheet_is_tried_out_and_applied(
    visitor: Visitor, world: World, full: Session, tmp_path: Path
) -> None:
    sheet = tmp_path / "changes.csv"
    sheet.write_text(
        "reference,action,session_code,other_reference,reason\n"
        f"{world.reference('Asha')},move,PATNA-2,,night duty\n{world.reference('Dev')},pin,,,agreed\n"
    )
    visitor.sign_in(Role.DISTRICT)
    visitor.go("/places/sheet/")
    visitor.page.set_input_files("#file", str(sheet))
    visitor.page.click("text=Try it out")
    assert "Every row can be done" in visitor.page.inner_text("h1")
    assert session_of(world, "Asha") == "PATNA-1"
    visitor.page.click("text=Apply all 2 rows")
    assert "The sheet is applied" in visitor.page.inner_text("h1")
    assert session_of(world, "Asha") == "PATNA-2"


def ask_to_cut(visitor: Visitor) -> None:
    """The page that shows who must leave stands only after a form was sent."""
    visitor.go("/sessions/PATNA-1/seats/")
    visitor.page.fill("#seats", "1")
    visitor.page.fill("#reason", "one vial broke")
    visitor.page.click("main form button")
    visitor.page.wait_for_selector("#leaving")


@pytest.mark.parametrize("language", ["en", "hi"])
def test_no_page_breaks_a_rule_of_accessibility_or_runs_over_its_edge(
    visitor: Visitor, world: World, full: Session, language: str, tmp_path: Path
) -> None:
    sheet = tmp_path / "changes.csv"
    sheet.write_text(
        "reference,action,session_code,other_reference,reason\n"
        f"{world.reference('Asha')},move,PATNA-2,,night duty\n{world.reference('Dev')},dance,,,agreed\n"
    )
    visitor.sign_in(Role.DISTRICT)
    if language == "hi":
        visitor.page.click("button[value=hi]")
    asha, eve = world.reference("Asha"), world.reference("Eve")
    visitor.go(f"/people/{eve}/place/PATNA-3/")
    visitor.page.fill("#reason", "leaves the day after")
    visitor.page.click("button[name=ask]")
    visitor.go("/places/sheet/")
    visitor.page.set_input_files("#file", str(sheet))
    visitor.page.click("section[aria-labelledby=up] button")
    outcome = visitor.page.url.removeprefix(visitor.address)
    addresses = [
        f"/people/{asha}/", f"/people/{asha}/place/", f"/people/{eve}/place/?full=1",
        f"/people/{asha}/place/PATNA-2/", f"/people/{eve}/place/PATNA-3/", f"/people/{asha}/swap/",
        f"/people/{asha}/swap/?with={world.reference('Dev')}", f"/people/{asha}/by-hand/remove/",
        "/sessions/", "/sessions/PATNA-1/", "/sessions/PATNA-3/", "/sessions/PATNA-1/seats/",
        "/places/sheet/", outcome,
    ]  # fmt: skip
    found = []
    for width, height in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": height})
        for path in [*addresses, "the cut"]:
            if path == "the cut":
                ask_to_cut(visitor)
            else:
                visitor.go(path)
            found += [f"{width} {path} {rule}" for rule in visitor.broken_rules()]
            if visitor.overflow() > 0:
                found.append(f"{width} {path} is {visitor.overflow()} px too wide")
    assert not found, "\n".join(found)

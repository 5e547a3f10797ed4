"""Every page in a real browser: at two widths, in both languages, with no rule of accessibility broken."""

import pytest
from playwright.sync_api import Browser

from teeka.apps.allotment.services.what_if import make_what_if
from teeka.apps.allotment.services.what_if_answering import work_out
from teeka.apps.places.models import Facility
from teeka.apps.planning.models import Session
from teeka.rules.permissions import Role
from tests.doors.console.world import PATNA, World
from tests.journeys.browsing import Visitor

WIDTHS = [(1280, 900), (320, 640)]


def addresses(world: World) -> list[str]:
    patna = f"/district/{PATNA}/block/{PATNA * 100 + 1}/"
    proposed = Facility.objects.filter(name__in=("PHC Lari", "PHC Barh")).values_list("pk", flat=True)
    people = [f"/people/{world.reference(name)}/" for name in ("Asha", "Binod", "Eve")]
    return [
        *("/login/", "/", "/?day=all", patna, "/sessions/", "/sessions/PATNA-1/", "/unplaced/", "/coverage/"),
        *("/people/", "/people/?where=unsettled", "/people/?q=nobody+has+this+name", *people),
        *(
            "/calls/",
            "/ledger/",
            "/ledger/?session=PATNA-1",
            "/postings/",
            f"/postings/{world.open_posting[PATNA].pk}/?q=PHC",
        ),
        *("/duplicates/", "/duplicates/?standing=linked", "/duplicates/facilities/"),
        *("/postings/decisions/", "/postings/decisions/?show=taken_back", "/postings/sheet/"),
        *("/facilities/proposed/", "/facilities/proposed/?show=closed"),
        *(f"/facilities/proposed/{number}/close/" for number in proposed),
        *("/sessions/PATNA-1/link/", "/record/PATNA-1/", "/copies/", "/launches/"),
        *("/uploads/", f"/uploads/{world.uploads[PATNA].pk}/", "/uploads/new/"),
        *("/what-if/", *what_if_addresses(world), "/nothing-here/"),
    ]


def what_if_addresses(world: World) -> list[str]:
    """One that is a draft, and one that was worked out: all of a session's people lose their place."""
    session = world.sessions[PATNA]
    Session.objects.filter(pk=session.pk).update(taken=session.appointments.filter(cancelled_at=None).count())
    draft = make_what_if([], name="Nothing yet", district_code=PATNA, by="rekha", now=world.now)
    change = {"change": "call_off", "session": "PATNA-1"}
    shown = make_what_if([change], name="No vaccine", district_code=PATNA, by="rekha", now=world.now)
    work_out(shown, now=world.now)
    return [f"/what-if/{draft}/", f"/what-if/{shown}/", f"/what-if/{shown}/people/"]


@pytest.mark.parametrize("language", ["en", "hi"])
def test_no_page_breaks_a_rule_of_accessibility_or_runs_over_its_edge(
    visitor: Visitor, world: World, language: str
) -> None:
    visitor.sign_in(Role.DISTRICT)
    if language == "hi":
        visitor.page.click("button[value=hi]")
    found = []
    for width, height in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": height})
        for path in addresses(world):
            visitor.go(path)
            found += [f"{width} {path} {rule}" for rule in visitor.broken_rules()]
            if visitor.overflow() > 0:
                found.append(f"{width} {path} is {visitor.overflow()} px too wide")
    assert not found, "\n".join(found)


def test_the_strict_policy_blocks_nothing_that_we_serve(browser: Browser, world: World, server: str) -> None:
    visitor = Visitor(browser.new_page(), server)
    visitor.sign_in(Role.DISTRICT)
    for path in addresses(world)[1:-1]:
        visitor.go(path)
    assert visitor.page.evaluate("typeof htmx") == "object"
    assert visitor.faults == []


def test_a_filter_narrows_the_table_while_one_types_and_without_a_script(
    browser: Browser, world: World, server: str
) -> None:
    for has_script in (True, False):
        page = browser.new_context(java_script_enabled=has_script).new_page()
        visitor = Visitor(page, server)
        visitor.sign_in(Role.DISTRICT)
        visitor.go("/people/")
        page.fill("#table-search", "Asha")
        if not has_script:
            page.press("#table-search", "Enter")
        page.wait_for_url("**q=Asha**")
        rows = page.locator("#table tbody tr")
        rows.nth(1).wait_for(state="detached")
        assert "Asha Kumari" in rows.first.inner_text()
        page.context.close()


def test_a_column_is_sorted_by_keyboard_and_keeps_the_focus(visitor: Visitor) -> None:
    visitor.sign_in(Role.DISTRICT)
    visitor.go("/people/")
    visitor.page.focus("#sort-reference")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**sort=reference**")
    visitor.page.wait_for_selector("th[aria-sort=ascending] #sort-reference")

    assert visitor.page.evaluate("document.activeElement.id") == "sort-reference"


def test_one_press_settles_a_text_for_everybody(visitor: Visitor, world: World) -> None:
    visitor.sign_in(Role.DISTRICT)
    visitor.go("/")
    visitor.page.click("text=1 text to settle")
    visitor.page.click("button.candidate")
    visitor.page.wait_for_selector("#said li")

    assert "Settled “Aspatal Patna” as PHC Patna" in visitor.page.inner_text("#said")
    world.open_posting[PATNA].refresh_from_db()
    assert world.open_posting[PATNA].facility == world.facilities[PATNA]


def test_a_caller_records_what_came_of_a_call_on_a_phone(visitor: Visitor) -> None:
    visitor.page.set_viewport_size({"width": 375, "height": 700})
    visitor.sign_in(Role.CALL_CENTRE)
    visitor.go("/calls/")
    visitor.page.select_option("select[name=outcome] >> nth=0", "told")
    visitor.page.click("form.outcome button >> nth=0")

    assert "Saved: told." in visitor.page.inner_text("main")


def test_a_page_can_be_walked_from_the_top_by_keyboard(visitor: Visitor) -> None:
    visitor.sign_in(Role.DISTRICT)
    visitor.go("/")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("document.activeElement.className") == "skip"
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**#content")

"""The pages behind a link, in a real browser as who is in charge opens them: on a phone, without a login."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from teeka.apps.lists.models import SeenList
from teeka.apps.lists.services.links import link_path, withdraw_link
from teeka.apps.lists.services.places import default_folder
from teeka.apps.lists.services.recipients import set_recipient
from teeka.apps.lists.services.writing import write_lists
from tests.doors.console.world import PATNA, World
from tests.journeys.browsing import Visitor
from tests.journeys.test_pages import WIDTHS


@pytest.fixture
def link(world: World) -> Iterator[str]:
    """Of a list that is written, with files that ask for a password; the home is left without lists again."""
    set_recipient("PATNA-PHC", "phc@example.org", by="rekha", now=world.now)
    write_lists(now=world.now)
    yield link_path(world.sessions[PATNA].pk, by="rekha", now=world.now)
    shutil.rmtree(default_folder())


def look(visitor: Visitor, path: str, *, says: tuple[str, str]) -> list[str]:
    """What breaks a rule, or runs over its edge, at each width and in each language."""
    found = []
    for width, height in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": height})
        for language, words in zip(("en", "hi"), says, strict=True):
            visitor.go(f"{path}?language={language}")
            assert words in visitor.page.inner_text("main")
            found += [f"{width} {language} {rule}" for rule in visitor.broken_rules()]
            if visitor.overflow() > 0:
                found.append(f"{width} {language} is {visitor.overflow()} px too wide")
    return found


def test_no_page_of_a_link_breaks_a_rule_or_runs_over_its_edge(
    visitor: Visitor, world: World, link: str
) -> None:
    found = look(visitor, link, says=("I have the list", "सूची मिल गई"))
    assert visitor.page.is_visible("#password")
    visitor.page.fill("#name", "Dr. Anil Sinha")
    visitor.page.click("button:has-text('सूची मिल गई')")
    found += look(visitor, link, says=("Dr. Anil Sinha has this version", "Dr. Anil Sinha"))
    withdraw_link(
        world.sessions[PATNA].pk, renews=False, reason="to the wrong person", by="rekha", now=world.now
    )
    found += look(visitor, link, says=("This link opens nothing", "इस लिंक से कुछ नहीं खुलता"))
    assert not found, "\n".join(found)


def test_without_a_script_and_under_the_strict_policy_one_press_says_that_the_list_is_here(
    browser: Browser, link: str, server: str
) -> None:
    phone = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 700})
    visitor = Visitor(phone.new_page(), server)
    visitor.go(link)
    visitor.page.fill("#name", "Dr. Anil Sinha")
    visitor.page.press("#name", "Enter")
    visitor.page.wait_for_selector(".alert-success")
    assert SeenList.objects.get().seen_by == "Dr. Anil Sinha"
    assert visitor.faults == []
    phone.close()

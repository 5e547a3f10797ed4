"""The review of posting texts in a real browser: one key a decision, walking, taking back, reloading."""

import pytest
from playwright.sync_api import Browser, Page

from teeka.apps.people.models import Beneficiary, Posting
from teeka.rules.permissions import Role
from tests.doors.console.world import PATNA, World, crowd
from tests.journeys.browsing import Visitor


@pytest.fixture
def three_texts(world: World) -> list[str]:
    """Three open texts of Patna, in the order of the review: of two people, of one, of one."""
    facility = world.facilities[PATNA]
    for name, text in (("Eve", "Aspatal Patna"), ("Crowd 001", "Camp"), ("Crowd 002", "Depot")):
        values = {"district_code": PATNA, "decision": "confirm", "candidates": [facility.pk]}
        where, _ = Posting.objects.get_or_create(
            stated_district_code=PATNA, text=text, facility_code_given="", defaults=values
        )
        Beneficiary.objects.filter(pk=world.people[name].pk).update(posting=where)
    return ["“Aspatal Patna”", "“Camp”", "“Depot”"]


def _in_the_crowd(world: World, number: int, where: Posting) -> None:
    """One of the crowd wrote this text."""
    Beneficiary.objects.filter(pk=world.people[f"Crowd {number:03}"].pk).update(posting=where)


def looked_at(page: Page) -> str:
    return str(page.evaluate("document.activeElement.querySelector('h2')?.innerText"))


def test_an_officer_decides_with_one_key_a_text_and_walks_with_others(
    browser: Browser, server: str, three_texts: list[str]
) -> None:
    """Under the strict policy: the keys are a file of ours."""
    visitor = Visitor(browser.new_page(), server)
    visitor.sign_in(Role.DISTRICT)
    visitor.go("/postings/")
    page = visitor.page
    seen = [looked_at(page)]
    for key in ("j", "ArrowDown", "ArrowDown", "k", "ArrowUp"):
        page.keyboard.press(key)
        seen.append(looked_at(page))
    first, second, third = three_texts
    assert seen == [first, second, third, third, second, first]

    page.keyboard.press("j")
    page.keyboard.press("1")
    page.wait_for_selector("#said :text('Settled “Camp” as PHC Patna')")
    page.wait_for_function("document.activeElement.innerText.includes('Depot')")  # the next in its place
    assert page.locator("#review .text").count() == 2
    page.keyboard.press("n")
    page.wait_for_url("**/postings/*/?back=*")
    assert "Depot" in page.inner_text("h1")
    assert visitor.faults == []


def test_the_last_decision_is_taken_back_with_one_key_and_a_reload_loses_nothing(
    browser: Browser, server: str, three_texts: list[str]
) -> None:
    visitor = Visitor(browser.new_page(), server)
    visitor.sign_in(Role.DISTRICT)
    visitor.go("/postings/")
    page = visitor.page
    page.keyboard.press("j")
    page.keyboard.press("1")
    page.wait_for_selector("#said :text('Your 1 decision of today settled 1 person.')")
    page.wait_for_function("document.activeElement.innerText.includes('Depot')")
    page.reload()
    assert looked_at(page) == three_texts[2]
    assert "Your 1 decision of today settled 1 person." in page.inner_text("#review")

    page.keyboard.press("u")
    page.wait_for_selector("#said :text('Taken back: “Camp” waits again')")
    page.wait_for_function("document.activeElement.innerText.includes('Camp')")
    assert page.locator("#review .text").count() == 3
    assert "of today settled" not in page.inner_text("#review")
    assert visitor.faults == []


def test_one_walks_on_to_the_next_page_and_back_with_the_same_keys(visitor: Visitor, world: World) -> None:
    crowd(world, PATNA, 26)
    facility = world.facilities[PATNA]
    for number in range(26):
        where = Posting.objects.create(
            district_code=PATNA, stated_district_code=PATNA, text=f"Camp {number:02}", facility_code_given="",
            decision="confirm", candidates=[facility.pk],
        )  # fmt: skip
        _in_the_crowd(world, number, where)
    visitor.sign_in(Role.DISTRICT)
    visitor.go("/postings/")
    page = visitor.page
    for _ in range(25):
        page.keyboard.press("j")
    page.wait_for_url("**page=2**")
    page.wait_for_function("document.activeElement.classList.contains('text')")
    first = looked_at(page)
    page.keyboard.press("k")
    page.wait_for_url("**page=1**")
    page.wait_for_function("document.activeElement.classList.contains('text')")

    assert page.evaluate("document.activeElement === [...document.querySelectorAll('.text')].at(-1)")
    assert looked_at(page) != first


def test_what_a_decision_did_is_seen_however_far_down_it_was_made(visitor: Visitor, world: World) -> None:
    for number, text in enumerate(["Camp", "Depot", "Barrack", "Godown"]):
        where = Posting.objects.create(
            district_code=PATNA, stated_district_code=PATNA, text=text, facility_code_given="",
            decision="confirm", candidates=[world.facilities[PATNA].pk],
        )  # fmt: skip
        _in_the_crowd(world, number, where)
    visitor.page.set_viewport_size({"width": 1280, "height": 500})
    visitor.sign_in(Role.DISTRICT)
    visitor.go("/postings/")
    for _ in range(4):
        visitor.page.keyboard.press("j")
    visitor.page.keyboard.press("1")
    said = visitor.page.wait_for_selector("#said li")
    visitor.page.wait_for_timeout(100)

    box = said.bounding_box() if said else None
    assert box is not None
    assert 0 <= box["y"] < 100
    assert visitor.page.evaluate("window.scrollY") > 200


def test_a_key_decides_nothing_while_no_text_has_the_focus(visitor: Visitor, three_texts: list[str]) -> None:
    """WCAG 2.1.4: whoever dictates into the filter, or stands elsewhere, settles nothing."""
    visitor.sign_in(Role.DISTRICT)
    visitor.go("/postings/")
    visitor.page.focus("#q")
    visitor.page.keyboard.press("1")
    visitor.page.focus(".brand")
    for key in ("1", "j", "n"):
        visitor.page.keyboard.press(key)

    assert visitor.page.url.endswith("/postings/")
    assert visitor.page.locator("#review .text").count() == 3


def test_the_review_works_without_scripts_and_goes_on_at_the_next_text(
    browser: Browser, server: str, three_texts: list[str]
) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    visitor = Visitor(page, server)
    visitor.sign_in(Role.DISTRICT)
    visitor.go("/postings/")
    page.locator(".text button.candidate").nth(1).click()
    page.wait_for_url("**/postings/#text-*")

    assert "Settled “Camp” as PHC Patna" in page.inner_text("#said")
    assert not page.is_visible("[data-keys]")

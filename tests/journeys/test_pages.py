"""Every page in a real browser: at two widths, in both languages, with no rule of accessibility broken."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from teeka.apps.accounts.models import Staff
from teeka.apps.people.models import Beneficiary, Posting
from teeka.rules.permissions import Role
from teeka.shared import clock
from tests.doors.console.decided import decide_and_propose
from tests.doors.console.world import PATNA, World, crowd, make_world

ROOT = Path(__file__).parent.parent.parent
AXE = (ROOT / "tests" / "assets" / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = [(1280, 900), (320, 640)]
PASSWORD = "right-and-long-enough"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps a loop in this thread, which Django takes for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The web as it is served: a process of its own, as the role that row security binds."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("web") / "web.log"
    environment = {**os.environ, "TEEKA_ROLE": "app", "DJANGO_SETTINGS_MODULE": "teeka.config.settings"}
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "2", "--no-ws", "--log-level", "warning",
        "teeka.config.wsgi:application",
    ]  # fmt: skip
    with log.open("wb") as words:
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=words, stderr=words)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process, log)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urlopen(f"{address}/health/", timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the web did not answer: {log.read_text()[-800:]}")


@pytest.fixture
def world(transactional_db: None) -> World:
    now: datetime = clock.now()
    world = make_world(now)
    crowd(world, PATNA, 8)
    decide_and_propose(world)
    Staff.objects.update(password=make_password(PASSWORD))
    return world


class Visitor:
    """One browser window, and everything that went wrong in it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.faults: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(message.text)

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def sign_in(self, role: Role) -> None:
        self.go("/login/")
        self.page.fill("#username", f"{role.value}-of-patna")
        self.page.fill("#password", PASSWORD)
        self.page.click("main button")
        self.page.wait_for_load_state()

    def broken_rules(self) -> list[str]:
        self.page.evaluate(AXE)
        found = self.page.evaluate(
            f"axe.run(document, {{resultTypes: ['violations'], "
            f"runOnly: {{type: 'tag', values: {json.dumps(TAGS)}}}}})"
        )
        broken = ((rule["id"], node["html"]) for rule in found["violations"] for node in rule["nodes"])
        return [f"{rule}: {html[:160]}" for rule, html in broken]

    def overflow(self) -> int:
        return int(
            self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        )


@pytest.fixture
def visitor(browser: Browser, world: World, server: str) -> Iterator[Visitor]:
    context = browser.new_context(bypass_csp=True)  # axe is brought in by us; the policy is tested elsewhere
    page = context.new_page()
    yield Visitor(page, server)
    context.close()


def addresses(world: World) -> list[str]:
    patna = f"/district/{PATNA}/block/{PATNA * 100 + 1}/"
    people = [f"/people/{world.reference(name)}/" for name in ("Asha", "Binod", "Eve")]
    return [
        *("/login/", "/", "/?day=all", patna, "/sessions/", "/sessions/PATNA-1/", "/unplaced/", "/coverage/"),
        *("/people/", "/people/?where=unsettled", "/people/?q=nobody+has+this+name", *people),
        *("/calls/", "/postings/", f"/postings/{world.open_posting[PATNA].pk}/?q=PHC"),
        *("/duplicates/", "/duplicates/?standing=linked", "/duplicates/facilities/"),
        *("/postings/decisions/", "/postings/sheet/", "/facilities/proposed/"),
        *("/uploads/", f"/uploads/{world.uploads[PATNA].pk}/", "/uploads/new/", "/nothing-here/"),
    ]


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
    page.wait_for_url("**/postings/*/")
    assert "Depot" in page.inner_text("h1")
    assert visitor.faults == []


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

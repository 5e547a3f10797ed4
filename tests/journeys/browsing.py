"""The web as it is served, a real browser, and a visitor who hears everything that goes wrong."""

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
from teeka.rules.permissions import Role
from teeka.shared import clock
from tests.doors.console.decided import decide_and_propose
from tests.doors.console.world import PATNA, World, crowd, make_world

ROOT = Path(__file__).parent.parent.parent
BROWSER = "/usr/bin/chromium-headless-shell"
AXE = (ROOT / "tests" / "assets" / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PASSWORD = "right-and-long-enough"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps a loop in this thread, which Django takes for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
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

"""A session's paper keyed in a real browser without a mouse: how many keys a hundred lines take."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from teeka.apps.allotment.models import FrozenRow
from teeka.apps.planning.models import Session
from teeka.apps.siteday.models import CheckIn, Dose
from teeka.rules.permissions import Role
from teeka.shared.clock import INDIA, in_india, today_in_india
from tests.doors.console.world import PATNA, World, crowd
from tests.journeys.browsing import Visitor

LINES = 100
KEYS_A_MINUTE, MINUTES = 200, 10


@dataclass
class Written:
    """One line as it stands on the paper. Nothing: did not come."""

    arrived: str = ""
    identity: str = "y"
    batch: str = ""
    given_at: str = ""
    reason: str = ""


@pytest.fixture
def paper(world: World) -> list[Written]:
    """The session was yesterday from nine to five; of a hundred, eight did not come and six got no dose."""
    crowd(world, PATNA, LINES - 2 - 8)  # Asha and Dev, and eight of the crowd, are there
    day = today_in_india(world.now) - timedelta(days=1)
    Session.objects.filter(pk=world.sessions[PATNA].pk).update(
        held_on=day,
        starts_at=datetime.combine(day, time(9), INDIA),
        ends_at=datetime.combine(day, time(17), INDIA),
    )
    lines = []
    for place in range(LINES):
        minutes = 9 * 60 + place * 4
        arrived, given = (f"{at // 60:02}{at % 60:02}" for at in (minutes, minutes + 7))
        if place % 12 == 5:
            lines.append(Written(identity=""))
        elif place % 16 == 7:
            lines.append(Written(arrived, reason="2"))
        else:
            lines.append(Written(arrived, batch="AB1234" if place < 60 else "CD77", given_at=given))
    return lines


class Clerk:
    """Types as one who was taught the keys, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, 0
        self.before: dict[str, str] = {}

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def line(self, written: Written) -> None:
        if not written.arrived:
            self.press("Enter")
            return
        self.hour("arrived", written.arrived, self.before.get("arrived", ""))
        self.again("identity", written.identity)
        self.again("batch", written.batch)
        if written.batch:
            self.hour("given_at", written.given_at, written.arrived)
        else:
            self.again("reason", written.reason)

    def hour(self, name: str, text: str, known: str) -> None:
        """Two digits where the hour is that of the line before, or of the arrival."""
        self.press(*(text[2:] if known[:2] == text[:2] else text), "Enter")
        self.before[name] = text

    def again(self, name: str, text: str) -> None:
        """One key where it is as on the line before."""
        if text and text == self.before.get(name):
            self.press(".")
        else:
            self.press(*text, "Enter")
        self.before[name] = text or self.before.get(name, "")


def test_a_hundred_lines_take_a_trained_clerk_less_than_ten_minutes(
    browser: Browser, server: str, world: World, paper: list[Written]
) -> None:
    visitor = Visitor(browser.new_page(), server)
    visitor.sign_in(Role.SESSION_SITE)
    visitor.go("/record/PATNA-1/")
    page, clerk = visitor.page, Clerk(visitor.page)

    for written in paper:
        clerk.line(written)
    came = [written for written in paper if written.arrived]
    expect(page.locator("#record .tag-good")).to_have_count(len(came), timeout=30_000)

    assert page.locator("#record .tag-act").count() == 0
    kept = _as_written(world)
    for written, found in zip(paper, kept, strict=True):
        assert found == (written if written.arrived else None)
    print(f"{clerk.keys} keys for {LINES} lines")
    assert clerk.keys <= KEYS_A_MINUTE * MINUTES
    assert visitor.faults == []


def _as_written(world: World) -> list[Written | None]:
    """What is on record, in the order of the list, in the words of the paper."""
    visits = {row.beneficiary_id: row for row in CheckIn.objects.all()}
    doses = {dose.beneficiary_id: dose for dose in Dose.objects.select_related("batch")}
    rows = FrozenRow.objects.filter(frozen_list__session=world.sessions[PATNA]).order_by("position")
    people = rows.values_list("beneficiary_id", flat=True)
    return [_written(visits.get(person), doses.get(person)) for person in people]


def _written(visit: CheckIn | None, dose: Dose | None) -> Written | None:
    if visit is None or visit.arrived_at is None:
        return None
    given = f"{in_india(dose.given_at):%H%M}" if dose and dose.given_at else ""
    return Written(
        f"{in_india(visit.arrived_at):%H%M}",
        "y" if visit.identity_seen else "",
        dose.batch.number if dose else "",
        given,
        {"": "", "unwell": "2"}[visit.not_given_for],
    )


def test_a_line_that_is_refused_says_why_and_the_clerk_is_not_held_up(
    visitor: Visitor, world: World, paper: list[Written]
) -> None:
    """Also: nothing on the page breaks WCAG, and it does not run out of a narrow screen."""
    visitor.sign_in(Role.SESSION_SITE)
    visitor.go("/record/PATNA-1/")
    page, clerk = visitor.page, Clerk(visitor.page)
    clerk.press(*"0900", "Enter", "y", "Enter", *"AB12", "Enter", *"0850", "Enter")
    clerk.press(*"0904", "Enter", ".", ".", *"09", "Enter")
    expect(page.locator("#record .tag-act")).to_have_count(1)
    expect(page.locator("#record .tag-good")).to_have_count(1)
    assert "before the arrival" in page.inner_text("#record")
    assert page.evaluate("document.activeElement.dataset.cell") == "arrived"  # of the third line
    clerk.press("ArrowUp")
    assert page.evaluate("document.activeElement.closest('tr').id") == f"line-{world.reference('Asha')}"
    page.fill(f"[name=given_at-{world.reference('Asha')}]", "0910")
    clerk.press("Enter")
    expect(page.locator("#record .tag-good")).to_have_count(2)
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert visitor.overflow() == 0
        assert visitor.broken_rules() == []
    assert visitor.faults == []


def test_a_line_that_could_not_be_sent_says_so_and_is_kept(visitor: Visitor, paper: list[Written]) -> None:
    visitor.sign_in(Role.SESSION_SITE)
    visitor.go("/record/PATNA-1/")
    page, clerk = visitor.page, Clerk(visitor.page)
    page.route("**/record/PATNA-1/", lambda route: route.abort())
    clerk.line(paper[0])
    expect(page.locator("#record .unsent")).to_have_count(1)
    assert not CheckIn.objects.exists()
    page.unroute("**/record/PATNA-1/")
    clerk.press("ArrowUp", "ArrowUp", *["Enter"] * 4)
    expect(page.locator("#record .tag-good")).to_have_count(1)
    assert CheckIn.objects.count() == 1

"""The table of sessions: who has seen the list, who came, and the names behind each number."""

import html
import re
from datetime import timedelta

import pytest

from teeka.apps.allotment.models import Unplaced
from teeka.apps.lists.models import PackLink, SeenList
from teeka.apps.notices.models import CallOutcome
from teeka.apps.planning.models import Session
from teeka.apps.readiness.queries import kept_board
from teeka.apps.siteday.services.recording import record_visits
from teeka.rules.permissions import Role
from teeka.rules.site_day import Visit as Came
from teeka.shared import clock
from teeka.shared.clock import INDIA
from tests.doors.console.conftest import Visit
from tests.doors.console.world import PATNA, World

NUMBER = re.compile(r'<a href="(/people/\?where=(\w+)&amp;session=PATNA-1)">(\d+)</a>')


@pytest.fixture
def evening(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """After the session, to which Asha came, and Eve, who stood by; Dev had said that he would."""
    session = world.sessions[PATNA]
    Session.objects.filter(pk=session.pk).update(held_on=session.starts_at.astimezone(INDIA).date())
    Unplaced.objects.filter(beneficiary=world.people["Eve"]).update(standby_session=session, standby_rank=1)
    CallOutcome.objects.create(
        district_code=PATNA, appointment=world.appointments["Dev"], session_id=session.pk,
        outcome="will_come", made_by="rekha", made_at=world.now,
    )  # fmt: skip
    late = session.ends_at + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: late)
    came = [Came(world.reference(name), arrived_at=session.starts_at) for name in ("Asha", "Eve")]
    record_visits("PATNA-1", came, by="clerk", now=late)
    kept_board.forget()
    return world


def table(visit: Visit, role: str = Role.DISTRICT) -> str:
    page: str = visit(role, "/sessions/?day=all").content.decode()
    return page[page.index("<tbody") :]


def test_each_number_opens_as_many_names_as_it_says(evening: World, visit: Visit) -> None:
    numbers = {where: (address, int(number)) for address, where, number in NUMBER.findall(table(visit))}
    assert {where: number for where, (_address, number) in numbers.items()} == {
        "placed": 2, "told": 2, "coming": 1, "arrived": 2, "listed": 2,
    }  # fmt: skip
    for address, number in numbers.values():
        names = visit(Role.DISTRICT, html.unescape(address)).content.decode()
        assert len(re.findall(r'<th scope="row"', names)) == number, address
    assert '/sessions/PATNA-1/#standby">1</a>' in table(visit)


def test_a_login_that_may_see_no_lists_of_people_sees_the_numbers_alone(evening: World, visit: Visit) -> None:
    page = table(visit, Role.SESSION_SITE)
    assert "2 of 2" in page
    assert "/people/" not in page


def test_before_anything_is_known_of_who_came_there_is_no_turnout(world: World, visit: Visit) -> None:
    page = table(visit)
    assert page.split("</tr>")[0].rstrip().endswith('<td class="num wide-only nowrap">–</td>')


def test_it_says_who_in_charge_saw_the_list_and_when(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = world.sessions[PATNA]
    assert '<span class="sub">list not seen yet</span>' in table(visit)
    monkeypatch.setattr(clock, "now", lambda: session.starts_at - timedelta(hours=2))
    kept_board.forget()
    assert '<span class="cell cell-wait">list not seen yet</span>' in table(visit)
    visit(Role.DISTRICT, "/sessions/PATNA-1/link/", {"do": "show"})
    SeenList.objects.create(
        frozen_list=session.frozen_lists.latest("version"), district_code=PATNA, link=PackLink.objects.get(),
        seen_by="Rekha Devi", seen_at=world.now,
    )  # fmt: skip
    kept_board.forget()
    page = table(visit)
    assert "not seen yet" not in page
    assert "Rekha Devi saw the list, 14 Jan, 20:30" in page
    sheet = visit(Role.DISTRICT, "/sessions/?day=all&as=csv").content.decode()
    assert "2026-01-14 20:30" in sheet

"""The promise clock on the board and on a session's page: each number opens its names, an alarm is heard."""

import re
from datetime import datetime, timedelta

import pytest

from teeka.apps.readiness.queries import kept_board
from teeka.apps.readiness.services.watching import watch_promises
from teeka.rules.permissions import Role
from teeka.shared import clock
from tests.doors.console.conftest import Visit
from tests.doors.console.world import PATNA, World, crowd

NUMBER = re.compile(r'<a href="(/people/\?where=(\w+)&amp;session=PATNA-1)">(\d+)</a>')


@pytest.fixture
def near(world: World, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Forty minutes before the promised hour, with three whose messages wait."""
    crowd(world, PATNA, 3)
    near = world.sessions[PATNA].starts_at - timedelta(hours=24, minutes=40)
    monkeypatch.setattr(clock, "now", lambda: near)
    kept_board.forget()
    return near


@pytest.mark.parametrize("address", ["/", "/sessions/PATNA-1/"])
def test_behind_each_number_of_the_clock_stand_as_many_names(
    world: World, near: datetime, visit: Visit, address: str
) -> None:
    watch_promises(now=near)

    found = NUMBER.findall(visit(Role.DISTRICT, address).content.decode())

    counts = {where: int(number) for _, where, number in found}
    if address != "/":
        assert counts.pop("not_called") == 1  # the alarm's own numbers open their names too
        assert counts.pop("placed") == 5  # and what stands beside the clock
    assert counts == {"listed": 5, "told": 1, "waiting": 3, "to_call": 1, "at_risk": 3}
    for names, where, number in found:
        page = visit(Role.DISTRICT, names.replace("&amp;", "&")).content.decode()
        assert f"of {number}" in page, where


def test_an_alarm_is_on_the_board_and_on_the_sessions_page(
    near: datetime, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch_promises(now=near)

    board = visit(Role.DISTRICT, "/").content.decode()
    assert "4 people are not told, and the promised hour is near or past" in board
    assert '<span class="tag tag-act">alarm</span>' in board
    page = visit(Role.DISTRICT, "/sessions/PATNA-1/").content.decode()
    assert "Alarm: the promised hour is near or past" in page
    assert ">3</a></strong> the message is not sent yet" in page
    assert "<strong>since " in page

    monkeypatch.setattr(clock, "now", lambda: near - timedelta(minutes=21))
    kept_board.forget()
    assert "the promised hour is near or past" not in visit(Role.DISTRICT, "/").content.decode()


def test_another_districts_board_has_no_alarm(near: datetime, visit: Visit) -> None:
    watch_promises(now=near)

    assert "people are not told" in visit(Role.STATE, "/district/9101/").content.decode()
    assert "people are not told" not in visit(Role.STATE, "/district/9102/").content.decode()

"""A campaign that cannot be sent says so when it is planned, from what is in the database."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from teeka.apps.notices.models import Outbox, ReplyLine, Route, Template, TextApproval
from teeka.apps.notices.services.kinds import switch_kind
from teeka.apps.notices.services.owing import plan_messages
from teeka.apps.notices.services.reply_lines import set_reply_line
from teeka.apps.notices.services.texts import (
    TextRefused,
    add_missing_texts,
    approve_text,
    unapproved_texts,
)
from teeka.apps.planning.models import Session, SessionSite
from teeka.apps.readiness.queries.sendable import cannot_be_sent
from teeka.doors.commands.allotment import allot, freeze
from teeka.doors.commands.campaign import campaign
from teeka.rules.messages.invitation import Purpose
from teeka.rules.messages.sendable import Obstacle
from teeka.shared import clock
from tests.apps.notices.people import World

pytestmark = pytest.mark.django_db
DLT = {"dlt_header": "HEALTH", "dlt_entity_id": "1", "dlt_template_id": "2"}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, now: datetime) -> World:
    """Asha and Binod have places, nothing is published; one route to real phones, all texts approved."""
    monkeypatch.setattr(clock, "now", lambda: now)
    world = World(now)
    for name in ("Asha", "Binod"):
        world.seat(name)
    Session.objects.update(taken=2)
    Route.objects.create(code="air", adapter="cdac", rate_per_second=100, changed_at=now, changed_by="rekha")
    add_missing_texts()
    Template.objects.update(approved_at=now, **DLT)
    return world


def found(world: World) -> list[Obstacle]:
    return [one.obstacle for one in cannot_be_sent(now=world.now)]


def test_all_is_in_order(world: World) -> None:
    assert found(world) == []


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        ({"approved_at": None}, Obstacle.NOT_APPROVED),
        ({"dlt_header": ""}, Obstacle.IDS_MISSING),
        ({"approved_until": date(2026, 1, 1)}, Obstacle.APPROVAL_OVER),
        ({"approved_until": date(2026, 1, 15)}, Obstacle.APPROVAL_ENDS),
    ],
)
def test_texts_that_the_operators_would_drop(
    world: World, changes: dict[str, Any], obstacle: Obstacle
) -> None:
    Template.objects.filter(purpose="change").update(**changes)
    assert found(world) == [obstacle]
    Route.objects.update(is_on=False)
    assert found(world) == []  # a rehearsal


def test_a_text_is_approved_on_the_routes_that_were_named_and_on_all_when_none_is(world: World) -> None:
    Route.objects.create(code="sky", adapter="cdac", changed_at=world.now, changed_by="rekha")
    asked = {"purpose": "change", "language": "hi", "form": "full", "by": "rekha", "now": world.now}

    def approve(route: str, until: date | None = None) -> None:
        approve_text(**asked, text="", dlt=("1", "HEALTH", "2"), route=route, until=until)  # type: ignore[arg-type]

    approve("air", date(2026, 1, 20))
    (one,) = cannot_be_sent(now=world.now)
    assert (one.obstacle, one.facts) == (
        Obstacle.NOT_APPROVED_ON_ROUTE,
        {"route": "sky", "texts": "change hi full"},
    )
    assert unapproved_texts() == []  # one route carries it
    approve("sky")
    assert found(world) == []
    approve("air", date(2026, 1, 13))
    assert [one.facts["texts"] for one in cannot_be_sent(now=world.now)] == ["change hi full (air)"]
    approve("")
    assert found(world) == []
    with pytest.raises(TextRefused, match="no_such_route"):
        approve("nobody")
    approve("sky")
    assert found(world) == [Obstacle.NOT_APPROVED_ON_ROUTE]
    Route.objects.filter(code="sky").update(is_on=False)
    assert unapproved_texts() == ["change hi full"]


def test_an_email_needs_no_operator_s_approval(world: World) -> None:
    Route.objects.create(
        code="post", adapter="smtp", channel="email", changed_at=world.now, changed_by="rekha"
    )
    Template.objects.filter(purpose="change").update(approved_at=None)
    for text in Template.objects.filter(purpose="change"):
        TextApproval.objects.create(
            template=text, route=Route.objects.get(code="air"), approved_at=world.now, approved_by="rekha"
        )
    assert found(world) == []


def test_texts_of_a_kind_that_is_not_sent_need_no_approval(world: World) -> None:
    Template.objects.filter(purpose="reminder_morning").update(approved_at=None)
    assert found(world) == []
    Route.objects.update(is_on=False)
    switch_kind(Purpose.REMINDER_MORNING, is_on=True, reason="tried", by="rekha", now=world.now)
    Route.objects.update(is_on=True)
    assert found(world) == [Obstacle.NOT_APPROVED]


def test_a_text_that_names_another_number_than_the_one_that_is_on(world: World) -> None:
    set_reply_line(number="9876500001", kind=ReplyLine.Kind.TEXT, is_on=True, by="rekha", now=world.now)
    add_missing_texts()
    Template.objects.update(approved_at=world.now, **DLT)
    assert found(world) == []
    ReplyLine.objects.update(number="9876500002")
    assert found(world) == [Obstacle.ANSWER_NUMBER_OFF]


def test_a_site_that_fits_no_text_is_named_and_one_without_sessions_is_not(world: World) -> None:
    SessionSite.objects.create(district_code=world.district, name="#1", sms_name="#1", pin_code="1")
    assert found(world) == []
    SessionSite.objects.filter(pk=world.site.pk).update(sms_name="PHC #2")
    assert cannot_be_sent(now=world.now)[0].facts == {"sites": "PHC #2"}


def test_a_route_too_slow_for_the_promise_is_seen_before_and_after_the_lists_are_out(world: World) -> None:
    Route.objects.update(rate_per_second=1 / (12 * 3600))  # one message in the twelve hours that are left
    assert found(world) == [Obstacle.TOO_MANY_TO_TELL]

    plan_messages([world.freeze()], now=world.now)
    assert found(world) == [Obstacle.TOO_MANY_TO_TELL]
    Outbox.objects.first().delete()  # type: ignore[union-attr]
    assert found(world) == []


def test_reminders_that_cannot_leave_in_their_window_are_told(world: World) -> None:
    Session.objects.update(starts_at=world.now.replace(day=16, hour=3, minute=30))  # 09:00 in India
    switch_kind(Purpose.REMINDER_MORNING, is_on=True, reason="tried", by="rekha", now=world.now)
    Route.objects.update(rate_per_second=1 / 1800)  # one in the half hour of the morning
    assert found(world) == [Obstacle.TOO_MANY_REMINDERS]


def test_a_session_that_is_over_or_called_off_is_no_matter(world: World) -> None:
    Route.objects.update(rate_per_second=0.000001)
    assert [one.obstacle for one in cannot_be_sent(now=world.now + timedelta(days=9))] == []
    Session.objects.update(cancelled_at=world.now)
    assert found(world) == []


def test_planning_and_publishing_say_it_and_the_command_asks_for_a_person(world: World) -> None:
    Template.objects.filter(purpose="invitation", language="hi").update(approved_at=None)

    def run(command: Any, *arguments: str) -> tuple[int, dict[str, Any]]:
        done = CliRunner().invoke(command, [*arguments, "--json"], standalone_mode=False)
        return done.return_value, json.loads(done.stdout)

    code, checked = run(campaign, "check")
    assert code == 1
    (obstacle,) = checked["obstacles"]
    assert (obstacle["code"], obstacle["stops_sending"]) == ("not_approved", True)
    assert "invitation hi full; invitation hi short" in obstacle["text_en"]
    assert run(allot)[1]["cannot_be_sent"] == [obstacle]
    code, frozen = run(freeze, "--all")
    assert (code, frozen["cannot_be_sent"], frozen["published"]) == (1, [obstacle], 1)
    assert "Nothing can be sent: The operators" in CliRunner().invoke(freeze, ["--all"]).output
    Template.objects.update(approved_at=world.now)
    assert run(freeze, "--all")[0] == 0

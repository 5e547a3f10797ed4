"""`teeka campaign`: a kind is switched with its reason, and its cost is said before anything is sent."""

import json
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner, Result

from teeka.apps.notices.models import KindSwitch, Route
from teeka.apps.notices.services.texts import approve_text
from teeka.doors.commands.campaign import campaign
from teeka.doors.commands.terminal import Refused
from teeka.rules.messages.invitation import TEXTS
from teeka.shared import clock
from tests.apps.notices.people import World

pytestmark = pytest.mark.django_db
DAY = "reminder_day_before"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, now: datetime) -> World:
    monkeypatch.setattr(clock, "now", lambda: now)
    world = World(now)
    for name in ("Asha", "Binod", "Dev"):
        world.seat(name)
    return world


def run(*arguments: str) -> Result:
    return CliRunner().invoke(campaign, arguments, catch_exceptions=False, standalone_mode=False)


def test_reminders_are_off_until_somebody_switches_them_on_and_says_why(world: World) -> None:
    rows = {row["purpose"]: row for row in json.loads(run("kinds", "--json").output)["kinds"]}
    assert (rows["invitation"]["is_on"], rows[DAY]["is_on"]) == (True, False)
    assert (rows[DAY]["messages"], rows["change"]["messages"]) == (2, None)  # Dev has no number

    run("switch", DAY, "on", "--reason", "many stayed away")

    words = run("kinds").output
    assert "reminder on the day before: on (" in words
    assert "many stayed away). 2 messages, at most " in words
    kept = KindSwitch.objects.get()
    assert (kept.is_on, kept.reason, kept.made_at) == (True, "many stayed away", world.now)


def test_the_cost_of_a_kind_is_said_where_the_routes_have_a_price(world: World) -> None:
    Route.objects.create(
        code="air", adapter="http", paise_a_segment=20, changed_at=world.now, changed_by="rekha"
    )
    approve(world, DAY)

    words = run("switch", DAY, "on", "--reason", "many stayed away").output

    row = next(row for row in json.loads(run("kinds", "--json").output)["kinds"] if row["purpose"] == DAY)
    assert row["rupees"] == row["segments"] * 20 / 100
    assert f"at most ₹{row['rupees']:.2f}" in words


def test_what_no_operator_approved_cannot_be_switched_on_with_a_real_route(world: World) -> None:
    Route.objects.create(code="air", adapter="http", changed_at=world.now, changed_by="rekha")

    with pytest.raises(Refused, match="not approved yet"):
        run("switch", DAY, "on", "--reason", "many stayed away")

    assert not KindSwitch.objects.exists()


def test_the_last_switch_counts_and_each_campaign_has_its_own(world: World) -> None:
    run("switch", DAY, "on", "--reason", "many stayed away")
    run("switch", DAY, "off", "--reason", "too dear")
    rows = {row["purpose"]: row for row in json.loads(run("kinds", "--json").output)["kinds"]}
    assert (rows[DAY]["is_on"], rows[DAY]["reason"]) == (False, "too dear")


def approve(world: World, purpose: str) -> None:
    for kind, language, form, _, _ in TEXTS:
        if kind == purpose:
            approve_text(
                purpose=purpose, language=language, form=form, text="", dlt=("1", "HEALTH", "2"), by="rekha",
                now=world.now - timedelta(days=1),
            )  # fmt: skip

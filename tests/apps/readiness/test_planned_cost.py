"""What a freeze will cost is known before anything is sent; so is how long each text becomes."""

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from teeka.apps.notices.models import Message, Outbox, Route
from teeka.apps.notices.services.owing import plan_messages
from teeka.apps.notices.services.texts import add_missing_texts
from teeka.apps.readiness.queries.planned_cost import planned_cost, text_sizes
from teeka.doors.commands.routes import route
from teeka.gateways.sms.simulator.settings import rehearsal_settings
from teeka.rules.messages.text import size
from tests.apps.notices.people import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(now: datetime) -> World:
    """Asha and Binod are owed a message, Dev has no mobile."""
    world = World(now)
    for name in ("Asha", "Binod", "Dev"):
        world.seat(name)
    plan_messages([world.freeze()], now=now)
    return world


def _route(code: str, now: datetime, *, weight: int, paise: float | None) -> None:
    Route.objects.create(
        code=code, adapter="http", weight=weight, paise_a_segment=paise, changed_at=now,
        changed_by="rekha",
    )  # fmt: skip


def test_what_waits_is_counted_and_priced_by_the_routes_weights(world: World) -> None:
    _route("dear", world.now, weight=10, paise=20)
    _route("cheap", world.now, weight=30, paise=12)

    cost = planned_cost()

    segments = sum(size(message.text).segments for message in Message.objects.exclude(to_number=""))
    assert (cost.messages, cost.segments) == (2, segments)
    assert cost.rupees == Decimal(segments * 14) / 100  # (10 x 20 + 30 x 12) / 40 paise
    assert planned_cost([world.session.pk]) == cost
    assert planned_cost([]).messages == 0


def test_a_route_without_a_price_leaves_the_cost_open(world: World) -> None:
    assert planned_cost().rupees is None
    _route("dear", world.now, weight=10, paise=20)
    _route("silent", world.now, weight=10, paise=None)
    assert planned_cost().rupees is None


def test_what_was_handed_over_is_not_planned_any_more(world: World) -> None:
    Outbox.objects.update(state="accepted")
    assert planned_cost().messages == 0


def test_each_text_is_measured_with_the_longest_name_that_fits(world: World) -> None:
    world.people["Binod"].full_name = "Binod Kumar of the long family"  # exactly thirty characters
    world.people["Binod"].save()

    sizes = {(one.purpose, one.language, one.form): one for one in text_sizes()}

    english = sizes["invitation", "en", "full"]
    said = Message.objects.get(beneficiary=world.people["Binod"])
    assert english.units - len(said.text) >= len("Binod Kumar of the long family") - len("Binod Kumar")
    assert sizes["invitation", "hi", "full"].segments >= 2  # Hindi takes more room


@pytest.mark.usefixtures("db")
def test_texts_are_measured_before_anybody_is_known() -> None:
    add_missing_texts()
    assert all(one.segments >= 1 for one in text_sizes())


def test_the_command_keeps_a_price_and_says_the_segments(world: World, tmp_path: Path) -> None:
    settings = tmp_path / "route.json"
    settings.write_text(json.dumps(rehearsal_settings(1)))
    added = CliRunner().invoke(
        route, ["add", "bsnl", str(settings), "--paise", "12.5"], standalone_mode=False
    )
    assert added.exception is None, added.output
    assert Route.objects.get(code="bsnl").paise_a_segment == Decimal("12.500")

    said = CliRunner().invoke(route, ["texts"], standalone_mode=False).output

    assert "invitation hi full: " in said
    assert "segments" in said
    assert "₹" in said

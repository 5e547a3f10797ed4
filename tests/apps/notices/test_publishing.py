from datetime import datetime, timedelta

import pytest

from teeka.apps.allotment.models import Appointment
from teeka.apps.notices.services.publishing import publish_lists
from tests.apps.notices.people import World, settle, standings

pytestmark = pytest.mark.django_db


def test_a_published_list_owes_a_message_to_everybody_on_it_and_only_once(now: datetime) -> None:
    world = World(now)
    for name in ("Asha", "Dev"):
        world.seat(name)
    steps: list[tuple[int, int]] = []

    first = publish_lists(
        [world.session.pk],
        now=now,
        by="Asha",
        reason="",
        progress=lambda done, total: steps.append((done, total)),
    )
    again = publish_lists([world.session.pk], now=now, by="Asha", reason="")

    assert [(frozen.version, frozen.row_count) for frozen in first.lists] == [(1, 2)]
    assert (first.owed.planned, first.owed.suppressed, again.owed.planned) == (2, 1, 0)
    assert steps == [(1, 1)]
    assert standings() == [("Asha", "invitation", "planned"), ("Dev", "invitation", "suppressed")]


def test_a_new_version_tells_who_came_who_moved_and_who_left(now: datetime) -> None:
    world = World(now)
    seats = {name: world.seat(name) for name in ("Asha", "Binod")}
    publish_lists([world.session.pk], now=now, by="Asha", reason="")
    for name in seats:
        settle(name, "delivered", now=now)
    seats["Asha"].slot_at += timedelta(hours=1)
    seats["Asha"].save()
    Appointment.objects.filter(pk=seats["Binod"].pk).update(cancelled_at=now)
    world.seat("Dev")

    second = publish_lists([world.session.pk], now=now, by="Asha", reason="moved")

    assert [frozen.version for frozen in second.lists] == [2]
    assert sorted(standings()[2:]) == [
        ("Asha", "change", "planned"),
        ("Binod", "cancellation", "planned"),
        ("Dev", "invitation", "suppressed"),
    ]

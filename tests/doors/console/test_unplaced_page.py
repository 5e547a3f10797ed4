"""Who has no place, and which sessions would give one, each in the reader's own districts only."""

import pytest

from teeka.apps.allotment.models import Plan, Unplaced
from teeka.rules.permissions import Role
from tests.doors.console.conftest import Visit
from tests.doors.console.world import GAYA, PATNA, World


def lever(district: int, site: str, places: int) -> dict[str, object]:
    return {
        "site_id": 1, "site": site, "site_hi": "", "district": district, "day": "2021-01-18",
        "sessions": 2, "seats": 100, "places": places,
    }  # fmt: skip


@pytest.fixture
def advised(world: World) -> World:
    plan = Plan.objects.order_by("-pk")[0]
    plan.counts = {"levers": [lever(GAYA, "PHC Bodh Gaya", 190), lever(PATNA, "PHC Phulwari", 187)]}
    plan.save()
    return world


def test_the_page_says_which_sessions_would_place_how_many(advised: World, visit: Visit) -> None:
    assert Unplaced.objects.exists()
    page = visit(Role.STATE, "/unplaced/").content.decode()

    assert page.index("PHC Bodh Gaya") < page.index("PHC Phulwari")  # the strongest first
    assert "187" in page
    assert "18 Jan" in page


def test_only_those_of_the_readers_district_are_shown(advised: World, visit: Visit) -> None:
    page = visit(Role.DISTRICT, "/unplaced/").content.decode()

    assert "PHC Phulwari" in page
    assert "PHC Bodh Gaya" not in page


def test_a_plan_of_an_earlier_version_says_nothing(world: World, visit: Visit) -> None:
    assert "What would place more people" not in visit(Role.STATE, "/unplaced/").content.decode()

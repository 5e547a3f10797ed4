"""The board's numbers: they are those of the rows, and the names behind them are as many."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teeka.apps.allotment.models import Appointment
from teeka.apps.lists.queries.signatures import known_keys
from teeka.apps.lists.services.signing import sign_versions
from teeka.apps.notices.models import CallOutcome
from teeka.apps.readiness.queries import kept_board
from teeka.apps.readiness.queries.board import SUMMED, board
from teeka.rules.permissions import Jurisdiction, Role
from tests.doors.console.conftest import Visit
from tests.doors.console.world import GAYA, PATNA, World, crowd, make_world

pytestmark = pytest.mark.django_db


def counts_of(page: Any) -> dict[str, int]:
    """Station → its number, as the page shows it."""
    found = re.findall(
        r'id="stop-(\w+)".*?class="count"[^>]*>([^<]*)<', page.content.decode(), flags=re.DOTALL
    )
    return {key: int(number.replace(",", "")) for key, number in found if number != "–"}


def names_behind(visit: Visit, page: Any, station: str) -> int:
    address = re.search(rf'id="count-{station}" href="([^"]+)"', page.content.decode())
    assert address is not None, station
    text = visit(Role.DISTRICT, address[1].replace("&amp;", "&")).content.decode()
    found = re.search(r"\d+ to \d+ of (\d+)", text)
    return int(found[1]) if found else 0


def test_the_board_counts_the_four_people(visit: Visit) -> None:
    page = visit(Role.DISTRICT, "/")

    assert counts_of(page) == {"received": 5, "known": 3, "placed": 2, "listed": 2, "told": 1}
    text = page.content.decode()
    for said in ("1 registered twice", "1 text to settle", "1 without a place", "1 to be called"):
        assert said in text


def test_the_board_leads_to_the_key_that_signs_lists(visit: Visit) -> None:
    sign_versions(now=datetime(2026, 1, 14, tzinfo=UTC))
    (key,) = known_keys()

    assert 'hx-get="/signing-key/"' in visit(Role.DISTRICT, "/").content.decode()
    page = visit(Role.DISTRICT, "/signing-key/").content.decode()

    assert key.public.fingerprint in page
    assert key.public_key.replace("+", "&#x2B;") in page.replace("+", "&#x2B;")


def test_behind_every_number_stand_as_many_names(visit: Visit) -> None:
    page = visit(Role.DISTRICT, "/")

    for station, number in counts_of(page).items():
        assert names_behind(visit, page, station) == number, station


def test_a_state_officer_drills_from_districts_to_one_and_to_its_blocks(world: World, visit: Visit) -> None:
    top = visit(Role.STATE, "/").content.decode()
    assert f'href="/district/{PATNA}/' in top
    assert f'href="/district/{GAYA}/' in top
    inside = visit(Role.STATE, f"/district/{GAYA}/")
    assert counts_of(inside)["received"] == 1
    block = visit(Role.STATE, f"/district/{PATNA}/block/{PATNA * 100 + 1}/")
    assert counts_of(block)["placed"] == 2


def test_places_add_up_to_the_place_that_holds_them(world: World, now: Any) -> None:
    whole = board(Jurisdiction(frozenset({PATNA, GAYA})), now=now, on=None)
    parts = [board(Jurisdiction(frozenset({code})), now=now, on=None) for code in (PATNA, GAYA)]

    for name in SUMMED:
        assert getattr(whole.total, name) == sum(getattr(part.total, name) for part in parts), name
        assert getattr(whole.total, name) == sum(getattr(place, name) for place in whole.places), name


def test_a_call_moves_a_person_from_to_be_called_to_told(world: World, visit: Visit) -> None:
    dev = world.appointments["Dev"]
    visit(Role.DISTRICT, f"/calls/{dev.pk}/", {"outcome": "told"})

    page = visit(Role.DISTRICT, "/")
    assert counts_of(page)["told"] == 2
    assert "everybody told" in page.content.decode()


def test_a_seat_taken_back_after_the_freeze_is_neither_listed_nor_called(world: World, visit: Visit) -> None:
    Appointment.objects.filter(pk=world.appointments["Dev"].pk).update(cancelled_at=world.now)

    counts = counts_of(visit(Role.DISTRICT, "/"))
    assert (counts["placed"], counts["listed"], counts["told"]) == (1, 1, 1)


def test_past_the_deadline_a_message_still_on_its_way_is_to_be_called(db: None, now: Any) -> None:
    make_world(now, more_people=3)
    patna = Jurisdiction(frozenset({PATNA}))

    assert board(patna, now=now, on=None).total.on_the_way == 3
    later = board(patna, now=now + timedelta(hours=13), on=None).total
    assert (later.on_the_way, later.to_call) == (0, 4)
    after = board(patna, now=now + timedelta(hours=48), on=None).total
    assert after.to_call == 0  # the session has begun: nobody need ring any more


def test_who_left_the_service_is_neither_told_nor_to_be_called(world: World, now: Any) -> None:
    CallOutcome.objects.create(
        district_code=PATNA, appointment=world.appointments["Dev"], session_id=world.sessions[PATNA].pk,
        outcome="dead_or_transferred", made_by="rekha", made_at=now,
    )  # fmt: skip
    total = board(Jurisdiction(frozenset({PATNA})), now=now, on=None).total

    assert (total.told, total.to_call) == (1, 0)


PAGES = ["/", "/?day=all", "/sessions/", "/sessions/PATNA-1/", "/people/", "/people/?where=told", "/calls/",
         "/postings/", "/postings/decisions/", "/postings/sheet/", "/facilities/proposed/", "/coverage/",
         "/unplaced/", "/moved/", "/uploads/", "/record/PATNA-1/"]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_a_page_costs_as_many_statements_for_forty_people_as_for_four(
    address: str, world: World, visit: Visit
) -> None:
    few = statements(visit, address)
    crowd(world, PATNA, 40)
    assert statements(visit, address) <= few <= 32, address


def statements(visit: Visit, address: str) -> int:
    kept_board.forget()
    with CaptureQueriesContext(connection) as captured:
        assert visit(Role.DISTRICT, address).status_code == 200
    return len([q for q in captured if "SAVEPOINT" not in q["sql"]])

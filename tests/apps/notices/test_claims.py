"""Of two who claim the same call one gets it; each test of a race was seen failing without its guard."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connection

from teeka.apps.notices.models import CallClaim
from teeka.apps.notices.services.calls import record_answer
from teeka.apps.notices.services.claims import CLAIM_MINUTES, claim_call, claim_first, give_back_call
from teeka.rules.messages.reasons import CallOutcomeKind
from tests.apps.notices.people import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(now: datetime) -> int:
    return World(now).seat("Dev").pk


def _pass(minutes: int) -> None:
    """As if so many minutes had gone by: by the database's clock there is no other way to wait."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notices_callclaim SET claimed_until = claimed_until - make_interval(mins => %s)",
            [minutes],
        )


def test_a_claim_holds_ten_minutes_and_then_somebody_else_may_have_it(place: int) -> None:
    assert claim_call(place, by="rekha")
    assert not claim_call(place, by="sunil")
    _pass(CLAIM_MINUTES - 1)
    assert not claim_call(place, by="sunil")
    _pass(1)
    assert claim_call(place, by="sunil")
    assert not claim_call(place, by="rekha")


def test_whoever_holds_it_keeps_it_ten_minutes_longer_by_claiming_again(place: int) -> None:
    claim_call(place, by="rekha")
    _pass(9)
    assert claim_call(place, by="rekha")
    _pass(9)
    assert not claim_call(place, by="sunil")


def test_it_can_be_given_back_by_its_holder_only(place: int) -> None:
    claim_call(place, by="rekha")
    assert not give_back_call(place, by="sunil")
    assert give_back_call(place, by="rekha")
    assert claim_call(place, by="sunil")


def test_an_outcome_ends_the_claim(place: int, now: datetime) -> None:
    claim_call(place, by="rekha")
    record_answer(appointment_id=place, outcome=CallOutcomeKind.NO_ANSWER, by="rekha", now=now)
    assert not CallClaim.objects.exists()


@pytest.mark.usefixtures("db")
def test_a_seat_that_is_gone_cannot_be_claimed() -> None:
    assert not claim_call(999_999, by="rekha")
    assert claim_first([999_999], by="rekha") is None


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_press_next_call_at_once_each_gets_another_call(now: datetime) -> None:
    world = World(now)
    places = [world.seat(f"Dev {number}").pk for number in range(6)]
    barrier = threading.Barrier(8)

    def press(number: int) -> int | None:
        try:
            connection.ensure_connection()
            barrier.wait()
            return claim_first(places, by=f"worker {number}")
        finally:
            connection.close()

    for _ in range(5):
        with ThreadPoolExecutor(8) as pool:
            got = list(pool.map(press, range(8)))
        assert sorted(place for place in got if place is not None) == places
        assert got.count(None) == 2
        CallClaim.objects.all().delete()

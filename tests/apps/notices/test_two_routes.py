"""Two routes, each to a gateway of its own with a ledger of its own: who carries what."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.apps.notices.dispatching import Queue, queue_of_its_own
from tests.gateways.sms.simulated import Simulated, simulated

PEOPLE = 4_000


@pytest.fixture
def gateways(tmp_path: Path) -> Iterator[tuple[Simulated, Simulated]]:
    """They remove no doubles: each message that comes twice goes on the air twice."""
    folders = (tmp_path / "heavy", tmp_path / "light")
    for folder in folders:
        folder.mkdir()
    with (
        simulated(folders[0], removes_doubles=False) as one,
        simulated(folders[1], removes_doubles=False) as two,
    ):
        yield one, two


@pytest.fixture(scope="module")
def database() -> Iterator[Queue]:
    with queue_of_its_own() as made:
        yield made


@pytest.fixture
def queue(database: Queue) -> Queue:
    return database.fill(PEOPLE)


def open_routes(queue: Queue, gateways: tuple[Simulated, Simulated], **settings: object) -> None:
    for gateway, code, weight in zip(gateways, ("heavy", "light"), (30, 10), strict=True):
        queue.route(gateway.port, code=code, weight=weight, removes_doubles=False, **settings)


def on_air(gateways: tuple[Simulated, Simulated]) -> Counter[str]:
    return gateways[0].on_air() + gateways[1].on_air()


@pytest.mark.parametrize("dispatchers", [1, 2])
def test_a_bulk_is_shared_by_weight_though_the_lighter_gateway_is_the_quicker(
    queue: Queue, gateways: tuple[Simulated, Simulated], dispatchers: int
) -> None:
    gateways[0].control(answer_seconds=0.3)
    open_routes(queue, gateways)

    queue.dispatch(lambda: set(queue.states()) == {"accepted"}, dispatchers=dispatchers)

    assert set(on_air(gateways)) == queue.references()
    assert set(on_air(gateways).values()) == {1}
    assert 0.70 * PEOPLE < len(gateways[0].on_air()) < 0.80 * PEOPLE


def test_when_one_gateway_is_away_the_other_takes_everything(
    queue: Queue, gateways: tuple[Simulated, Simulated]
) -> None:
    gateways[0].process.terminate()
    gateways[0].process.wait(10)
    open_routes(queue, gateways)

    queue.dispatch(lambda: set(queue.states()) == {"accepted"})

    assert gateways[1].on_air() == Counter(queue.references())
    assert queue.one("SELECT sum(errors) >= 10 FROM notices_routeminute") is True


def test_what_was_perhaps_sent_on_one_route_is_not_sent_on_the_other(
    queue: Queue, gateways: tuple[Simulated, Simulated]
) -> None:
    """The first takes each batch and hangs up: nobody knows, so nobody sends these again.

    In doubt are the batches of its two lanes, and the single ones that ask whether its trouble is over.
    """
    gateways[0].control(drop_after_share=1.0)
    open_routes(queue, gateways, query=None)

    queue.dispatch(lambda: set(queue.states()) == {"accepted", "uncertain"})

    assert set(gateways[0].on_air()) == queue.references("st.state = 'uncertain'")
    assert set(gateways[1].on_air()) == queue.references("st.state = 'accepted'")
    assert set(on_air(gateways).values()) == {1}
    assert len(gateways[0].on_air()) < 2 * 500 + 10


def test_a_route_without_weight_takes_nothing_new(
    queue: Queue, gateways: tuple[Simulated, Simulated]
) -> None:
    open_routes(queue, gateways)
    queue.sql.execute("UPDATE notices_route SET weight = 0 WHERE code = 'heavy'")

    queue.dispatch(lambda: set(queue.states()) == {"accepted"})

    assert gateways[1].on_air() == Counter(queue.references())


def test_a_route_that_erred_in_the_last_minute_carries_less(
    queue: Queue, gateways: tuple[Simulated, Simulated]
) -> None:
    """Fifty errors, counted by a dispatcher that is gone: thirty points are twenty, beside ten."""
    open_routes(queue, gateways)
    queue.sql.execute(
        "INSERT INTO notices_routeminute (route_id, minute, texts, errors, slow)"
        " SELECT id, date_trunc('minute', now()) - interval '1 minute', 1000, 50, 0 FROM notices_route"
        " WHERE code = 'heavy'"
    )

    queue.dispatch(lambda: set(queue.states()) == {"accepted"})

    assert 0.61 * PEOPLE < len(gateways[0].on_air()) < 0.72 * PEOPLE


def test_what_was_perhaps_sent_on_a_route_that_is_away_goes_the_other_way_once_near_the_deadline(
    database: Queue, gateways: tuple[Simulated, Simulated]
) -> None:
    """The first took the batches of its lanes and hung up: these are twice on the air, and counted."""
    queue = database.fill(1_500, told_in=timedelta(minutes=20))
    gateways[0].control(drop_after_share=1.0)
    open_routes(queue, gateways, query=None, patience=2)
    gone: list[bool] = []

    def all_sent() -> bool:
        if not gone and queue.states().get("uncertain"):
            gateways[0].process.terminate()
            gateways[0].process.wait(10)
            gone.append(True)
        return set(queue.states()) == {"accepted"}

    queue.dispatch(all_sent, seconds=40)

    assert set(gateways[1].on_air()) == queue.references()
    assert set(gateways[1].on_air().values()) == {1}
    twice = {reference for reference, times in on_air(gateways).items() if times > 1}
    assert twice == set(gateways[0].on_air()) != set()
    assert twice <= queue.references("st.is_possible_duplicate")


@pytest.mark.parametrize("removes_doubles", [True, False])
def test_a_route_that_was_switched_off_with_doubts_leaves_them_to_the_other_near_the_deadline(
    database: Queue, gateways: tuple[Simulated, Simulated], removes_doubles: bool
) -> None:
    queue = database.fill(1_500, told_in=timedelta(hours=6))
    gateways[0].control(drop_after_share=1.0)
    open_routes(queue, gateways, query=None, patience=2)
    queue.sql.execute(
        "UPDATE notices_route SET settings = jsonb_set(settings, '{removes_doubles}', to_jsonb(%s::bool))"
        " WHERE code = 'heavy'",
        [removes_doubles],
    )

    def is_off_and_the_other_is_done() -> bool:
        if perhaps(queue) > 500:
            queue.sql.execute(
                "UPDATE notices_route SET is_on = false, changed_at = now() WHERE code = 'heavy'"
            )
        return not queue.one("SELECT bool_and(is_on) FROM notices_route") and (
            len(gateways[1].on_air()) + perhaps(queue) == 1_500
        )

    queue.dispatch(is_off_and_the_other_is_done)

    assert not set(gateways[0].on_air()) & set(gateways[1].on_air())
    near = "UPDATE notices_outbox SET must_be_told_by = now() + interval '20 minutes', not_before = NULL"
    queue.sql.execute(near)
    queue.dispatch(lambda: set(queue.states()) == {"accepted"})
    assert set(gateways[1].on_air()) == queue.references()
    assert set(gateways[1].on_air().values()) == {1}
    assert set(gateways[0].on_air()) <= queue.references("st.is_possible_duplicate")


def perhaps(queue: Queue) -> int:
    return int(queue.one("SELECT count(*) FROM notices_outbox WHERE is_perhaps_sent AND state <> 'accepted'"))


def test_a_route_whose_account_is_empty_stands_aside_and_the_other_takes_what_is_left(
    queue: Queue, gateways: tuple[Simulated, Simulated]
) -> None:
    gateways[0].control(credit=1_200)
    open_routes(queue, gateways, balance={"url": f"http://127.0.0.1:{gateways[0].port}/balance"})

    queue.dispatch(lambda: set(queue.states()) == {"accepted"})

    assert set(on_air(gateways)) == queue.references()
    assert set(on_air(gateways).values()) == {1}
    assert 500 <= len(gateways[0].on_air()) <= 1_200
    state = "SELECT balance_state FROM notices_route WHERE code = 'heavy'"
    assert queue.one(state) == "empty"


def test_an_account_is_asked_and_a_route_that_was_empty_goes_on_when_it_is_topped_up(
    queue: Queue, gateways: tuple[Simulated, Simulated]
) -> None:
    gateways[0].control(credit=3_000)
    address = f"http://127.0.0.1:{gateways[0].port}/balance"
    queue.route(gateways[0].port, code="heavy", removes_doubles=False, balance={"url": address})
    queue.sql.execute("UPDATE notices_route SET balance_state = 'empty', balance_at = now()")
    known = "SELECT balance, balance_unit, balance_state FROM notices_route"
    seen: list[tuple[object, ...]] = []

    def begins() -> bool:
        seen.append(queue.sql.execute(known).fetchone())
        return queue.states().get("accepted", 0) > 0

    queue.dispatch(begins)

    assert (3_000, "segments", "below_queue") in seen


def test_without_any_credit_nothing_is_sent_and_nothing_is_lost(
    queue: Queue, gateways: tuple[Simulated, Simulated]
) -> None:
    gateways[0].control(credit=0)
    queue.route(gateways[0].port, code="heavy", removes_doubles=False)

    queue.dispatch(lambda: queue.one("SELECT balance_state FROM notices_route") == "empty")

    assert queue.states() == {"queued": PEOPLE}
    assert gateways[0].on_air() == {}

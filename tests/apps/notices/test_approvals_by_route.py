"""A text that is approved on some routes alone is claimed for no other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.apps.notices.dispatching import Queue, queue_of_its_own
from tests.gateways.sms.simulated import Simulated, simulated

PEOPLE = 400
TEXT = """
INSERT INTO notices_template (purpose, language, form, text, names, third_variable_reason, approved_at)
VALUES ('invitation', 'en', %s, 'words', '[]', '', CASE WHEN %s THEN now() END) RETURNING id
"""
APPROVE = """
INSERT INTO notices_textapproval (template_id, route_id, approved_at, approved_by, over_at)
SELECT %s, id, now(), 'test', now() + %s::interval FROM notices_route WHERE code = %s
"""


@pytest.fixture(scope="module")
def database() -> Iterator[Queue]:
    with queue_of_its_own() as made:
        yield made


@pytest.fixture
def gateways(tmp_path: Path) -> Iterator[tuple[Simulated, Simulated]]:
    for name in ("air", "sky"):
        (tmp_path / name).mkdir()
    with simulated(tmp_path / "air") as one, simulated(tmp_path / "sky") as two:
        yield one, two


@pytest.fixture
def queue(database: Queue, gateways: tuple[Simulated, Simulated]) -> Queue:
    """Two routes; a third of the messages each with text 1, with text 2 and with none of ours."""
    queue = database.fill(PEOPLE)
    queue.sql.execute("DELETE FROM notices_template")
    for gateway, code in zip(gateways, ("air", "sky"), strict=True):
        queue.route(gateway.port, code=code)
    return queue


def say(queue: Queue, form: str, remainder: int, *, everywhere: bool) -> int:
    """Give every third message a text of this form."""
    text = queue.one(TEXT, form, everywhere)
    queue.sql.execute("RESET ROLE")  # a message's content never changes: workers may not
    queue.sql.execute("UPDATE notices_message SET template_id = %s WHERE id %% 3 = %s", [text, remainder])
    queue.sql.execute("SET ROLE teeka_worker")
    return int(text)


def with_text(queue: Queue, text: int) -> set[str]:
    return queue.references(f"m.template_id = {text}")


@pytest.mark.parametrize("dispatchers", [1, 2])
def test_what_one_route_may_carry_goes_by_it_and_the_rest_by_both(
    queue: Queue, gateways: tuple[Simulated, Simulated], dispatchers: int
) -> None:
    air, sky = gateways
    everywhere = say(queue, "full", 0, everywhere=True)
    on_sky = say(queue, "short", 1, everywhere=False)
    queue.sql.execute(APPROVE, [on_sky, "1 day", "sky"])

    queue.dispatch(lambda: set(queue.states()) == {"accepted"}, dispatchers=dispatchers)

    assert set(air.on_air()) | set(sky.on_air()) == queue.references()
    assert with_text(queue, on_sky) <= set(sky.on_air())
    assert not with_text(queue, on_sky) & set(air.on_air())
    assert with_text(queue, everywhere) & set(air.on_air())


def test_a_route_s_approval_that_is_over_carries_nothing_and_a_new_one_is_followed_at_once(
    queue: Queue, gateways: tuple[Simulated, Simulated]
) -> None:
    text = say(queue, "short", 1, everywhere=False)
    queue.sql.execute(APPROVE, [text, "-1 second", "air"])
    others = queue.references("m.template_id IS NULL")

    queue.dispatch(lambda: queue.references("st.state = 'accepted'") == others)
    assert queue.references("st.state = 'queued'") == with_text(queue, text)

    queue.sql.execute(APPROVE, [text, "1 day", "sky"])
    queue.dispatch(lambda: set(queue.states()) == {"accepted"})
    assert with_text(queue, text) <= set(gateways[1].on_air())


def test_a_rehearsal_carries_every_text(queue: Queue) -> None:
    text = say(queue, "short", 1, everywhere=False)
    queue.sql.execute(APPROVE, [text, "1 day", "air"])
    queue.sql.execute("UPDATE notices_route SET is_on = code = 'sky', is_rehearsal = code = 'sky'")

    queue.dispatch(lambda: set(queue.states()) == {"accepted"})

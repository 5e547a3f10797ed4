"""Ten thousand nights of faults in memory, each from its seed: invariants 5 to 8 hold in all of them."""

import pytest

from tests.simulation.history import live_through
from tests.simulation.world import Kept

PARTS, HISTORIES = 5, 2_000


@pytest.mark.parametrize("part", range(PARTS))
def test_nobody_is_lost_and_no_double_goes_uncounted_in_any_history(part: int) -> None:
    seeds = range(part * HISTORIES, (part + 1) * HISTORIES)

    assert {seed: why for seed in seeds if (why := live_through(seed))} == {}


def test_a_seed_always_tells_the_same_history() -> None:
    first, second = Kept(), Kept()
    live_through(7, first)
    live_through(7, second)

    assert first.last_rows == second.last_rows
    assert len(first.log) == len(second.log) > 20

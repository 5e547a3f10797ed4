"""What gateways answered, counted by the minute: the weights of routes follow from it."""

from collections.abc import Iterable

import asyncpg

from teeka.apps.notices.dispatch import statements
from teeka.apps.notices.dispatch.open_route import OpenRoute


async def write_down(pool: asyncpg.Pool, routes: Iterable[OpenRoute]) -> None:
    """Add what was answered since the last time. Who is killed takes a moment's counts along, no more."""
    taken = [(route, route.tally.take_out()) for route in routes]
    told = [(route, tally) for route, tally in taken if tally.texts]
    if not told:
        return
    is_told = False
    try:
        await pool.execute(
            statements.COUNT_ANSWERS, [route.id for route, _ in told], [t.texts for _, t in told],
            [t.errors for _, t in told], [t.slow for _, t in told],
        )  # fmt: skip
        is_told = True
    finally:
        if not is_told:
            for route, tally in told:
                route.tally.put_back(tally)

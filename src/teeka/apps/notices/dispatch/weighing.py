"""What gateways answered, counted by the minute, and the weight of each route that follows from it."""

from collections.abc import Iterable, Sequence
from typing import Any

import asyncpg

from teeka.apps.notices.dispatch import statements
from teeka.apps.notices.dispatch.open_route import OpenRoute
from teeka.rules.messages.routing import LOOKS_BACK, Minute, Way, shares, weight_now


async def write_down(pool: asyncpg.Pool, routes: Iterable[OpenRoute]) -> None:
    """Add what was answered since the last time. Who is killed takes a moment's counts along, no more."""
    taken = [(route, route.tally.take_out()) for route in routes]
    told = [(route, tally) for route, tally in taken if tally.texts]
    if not told:
        return
    try:
        await pool.execute(
            statements.COUNT_ANSWERS, [route.id for route, _ in told], [t.texts for _, t in told],
            [t.errors for _, t in told], [t.slow for _, t in told],
        )  # fmt: skip
    except BaseException:
        for route, tally in told:
            route.tally.put_back(tally)
        raise


async def weigh(pool: asyncpg.Pool, rows: Sequence[Any]) -> dict[int, int]:
    """Route -> its part of what is new, of all routes that are on."""
    minutes: dict[int, list[Minute]] = {row["id"]: [] for row in rows}
    for route_id, *counts in await pool.fetch(statements.MINUTES, LOOKS_BACK.total_seconds()):
        if route_id in minutes:
            minutes[route_id].append(Minute(*counts))
    ways = {
        row["id"]: Way(
            row["weight"],
            weight_now(row["weight"], minutes[row["id"]], since=row["changed_at"], now=row["now"]),
        )
        for row in rows
    }
    return shares(ways)

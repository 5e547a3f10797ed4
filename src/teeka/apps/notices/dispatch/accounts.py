"""What the account behind a route still holds: asked for now and then, kept on the route's row."""

import asyncpg

from teeka.apps.notices.dispatch import statements
from teeka.apps.notices.dispatch.open_route import OpenRoute
from teeka.rules.messages.balance import state_of

ASKED_EVERY = 240.0
ASKED_EVERY_WHEN_CLOSED = 60.0


async def ask_balance(pool: asyncpg.Pool, route: OpenRoute) -> None:
    """Ask when it is time; a provider that does not say leaves what is known as it is."""
    wait = ASKED_EVERY_WHEN_CLOSED if route.is_closed else ASKED_EVERY
    if route.balance_asked_at is not None and route.clock() - route.balance_asked_at < wait:
        return
    route.balance_asked_at = route.clock()
    balance = await route.gateway.balance()
    if balance is None:
        return
    waiting = await pool.fetchval(statements.WAITING_SEGMENTS)
    state = state_of(
        balance, floor=route.balance_floor, waiting_segments=waiting, paise_a_segment=route.paise_a_segment
    )
    await pool.execute(statements.KEEP_BALANCE, route.id, balance.amount, balance.unit.value, state.value)

"""What the command line says of a route: what was changed, and what somebody should do."""

from collections.abc import Iterator, Mapping
from typing import Any

from teeka.apps.readiness.queries.routes import RouteStanding
from teeka.rules.messages.balance import BalanceState
from teeka.rules.messages.canaries import Gate

BALANCE_WORDS = {
    BalanceState.EMPTY: "its account is empty, so nothing goes there: top it up",
    BalanceState.BELOW_QUEUE: "its account holds less than what waits will cost: top it up",
    BalanceState.BELOW_FLOOR: "its account is below the floor that was set: top it up",
}


def change_in_words(changes: Mapping[str, Any]) -> Iterator[str]:
    for name, (before, after) in changes.items():
        yield f"{name}: {_shown(before)} -> {_shown(after)}"


def warnings(row: RouteStanding) -> Iterator[str]:
    """Each on a line of its own, below the route."""
    if not row.is_on:
        return
    if row.last_fault:
        yield f"  fault: {row.last_fault}"
    if words := BALANCE_WORDS.get(BalanceState(row.balance_state)):
        yield f"  {words}"
    if row.gate == Gate.SHUT:
        yield (
            "  its canary did not arrive, so nothing goes there: switch it off, or, when you know it is well,"
            f" `teeka route trust {row.code} --reason …`"
        )
    elif row.gate == Gate.WAITS:
        yield "  waits for its canary to arrive before the bulk begins"
    if not row.canary_number and not row.is_rehearsal:
        yield (
            "  has no number for canaries, so a bulk begins untried:"
            f" `teeka route set {row.code} --canary MOBILE --reason …`"
        )


def _shown(value: Any) -> str:
    return "none" if value in (None, "") else str(value)

"""What an account's balance means for its route: in order, low, too little for what waits, or empty."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# An empty account closes its route for so long after it was last seen empty; then the route may try again.
EMPTY_HOLDS = timedelta(minutes=15)


class BalanceUnit(StrEnum):
    SEGMENTS = "segments"
    RUPEES = "rupees"


class BalanceState(StrEnum):
    IN_ORDER = ""
    BELOW_FLOOR = "below_floor"
    BELOW_QUEUE = "below_queue"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Balance:
    amount: float
    unit: BalanceUnit


def state_of(
    balance: Balance, *, floor: float | None, waiting_segments: int, paise_a_segment: float | None
) -> BalanceState:
    """The gravest that holds. `floor`: in the balance's own unit; None: nobody set one.

    What waits is compared in rupees only where the price of a segment is known.
    """
    if balance.amount <= 0:
        return BalanceState.EMPTY
    if balance.unit is BalanceUnit.SEGMENTS:
        needed: float | None = waiting_segments
    else:
        needed = None if paise_a_segment is None else waiting_segments * paise_a_segment / 100
    if needed is not None and balance.amount < needed:
        return BalanceState.BELOW_QUEUE
    if floor is not None and balance.amount < floor:
        return BalanceState.BELOW_FLOOR
    return BalanceState.IN_ORDER


def is_closed_by(state: BalanceState, seen_at: datetime | None, *, now: datetime) -> bool:
    """Whether the route stands aside: nothing goes there while its account is known to be empty."""
    return state is BalanceState.EMPTY and seen_at is not None and now < seen_at + EMPTY_HOLDS

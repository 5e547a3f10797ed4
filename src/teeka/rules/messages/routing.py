"""How much of the load each route carries now: weight lost and regained by steps, and who stands aside.

A route loses ten points for each minute in which fifty answers were errors, or once 15 % of the texts of the
last five minutes were in trouble: answered by an error, or later than the route's own `slow_seconds`. No text
counts towards two such steps. Fifteen quiet minutes in a row give ten points back.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

STEP = 10
ERRORS_IN_A_MINUTE = 50
TROUBLED_SHARE = 0.15
SHARE_OVER_MINUTES = 5
FEWEST_TEXTS = 10  # of fewer a share says nothing
QUIET_MINUTES = 15
HEAVIEST = 100
# A weight of 100 that fell to nothing is whole again after 150 quiet minutes: what is older says nothing.
LOOKS_BACK = timedelta(hours=6)

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Minute:
    """What a route answered in the minute that begins `at`. A text is an error or slow, never both."""

    at: datetime
    texts: int
    errors: int = 0
    slow: int = 0


@dataclass(frozen=True, slots=True)
class Way:
    """A route as it stands: its weight as set and as it is now, and whether something else closes it."""

    weight: int
    weight_now: int
    stands_aside: bool = False


def weight_now(weight: int, minutes: Iterable[Minute], *, since: datetime, now: datetime) -> int:
    """The weight that holds at `now`, from 0 to `weight`.

    since: when somebody last changed the route by hand; what was before it is forgiven.
    """
    begins, ends = _number(max(since, now - LOOKS_BACK)), _number(now)
    counts = _summed(minutes, begins, ends)
    held, quiet, window = weight, 0, list[tuple[int, int]]()
    for number in range(min(counts, default=ends + 1), ends + 1):
        texts, errors, slow = counts.get(number, (0, 0, 0))
        window = [*window[1 - SHARE_OVER_MINUTES :], (texts, errors + slow)]
        if errors >= ERRORS_IN_A_MINUTE or _is_in_trouble(window):
            held, quiet, window = max(0, held - STEP), 0, []
        elif number < ends:  # one that still runs may cost, and is not quiet yet
            quiet += 1
            if quiet == QUIET_MINUTES:
                held, quiet = min(weight, held + STEP), 0
    return held


def shares(ways: Mapping[Key, Way]) -> dict[Key, int]:
    """What each route takes of what is new, as parts of their sum.

    When every route that is open has lost its weight, all keep what was set: the last way is never closed
    by a count, only by a hand or by an empty account.
    """
    open_ways = {key: way for key, way in ways.items() if not way.stands_aside}
    has_weight = any(way.weight_now > 0 for way in open_ways.values())
    return {
        key: 0 if key not in open_ways else way.weight_now if has_weight else way.weight
        for key, way in ways.items()
    }


def _number(at: datetime) -> int:
    """Minutes since the epoch."""
    return int(at.timestamp() // 60)


def _summed(minutes: Iterable[Minute], begins: int, ends: int) -> dict[int, tuple[int, int, int]]:
    found: dict[int, tuple[int, int, int]] = {}
    for minute in minutes:
        number = _number(minute.at)
        if begins <= number <= ends:
            texts, errors, slow = found.get(number, (0, 0, 0))
            found[number] = (texts + minute.texts, errors + minute.errors, slow + minute.slow)
    return found


def _is_in_trouble(window: list[tuple[int, int]]) -> bool:
    """Of the minutes that are looked at together, the last; one without new trouble costs nothing."""
    texts, troubled = sum(minute[0] for minute in window), sum(minute[1] for minute in window)
    return window[-1][1] > 0 and texts >= FEWEST_TEXTS and troubled >= TROUBLED_SHARE * texts

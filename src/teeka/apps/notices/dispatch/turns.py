"""Whose turn it is to claim: routes get messages in proportion to their weights, not to their haste."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

# How many full claims a route that comes back may be behind: it does not catch up for hours that it missed.
MOST_CLAIMS_BEHIND = 4


class Able(Protocol):
    """What the turns ask of a route."""

    id: int
    slow_seconds: float

    @property
    def is_able(self) -> bool:
        """Whether it could take more at once: no trouble, nothing that holds it, below its rate."""
        ...


@dataclass(slots=True)
class _Place:
    route: Able
    taken: float = 0.0  # messages a point of weight
    seen_at: float = 0.0  # when a lane of it last asked, or came on
    finds: bool = False  # its last claim was not in vain


class Turns:
    """Of one dispatcher. Each keeps the proportion among its own claims, so that all together keep it.

    Nobody waits for a route that cannot take more: in trouble, at its rate, without messages that it may
    send, or busy with a request for longer than its own `slow_seconds`.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._places: dict[int, _Place] = {}
        self._weights: dict[int, int] = {}
        self._moved = asyncio.Event()

    def set_weights(self, weights: Mapping[int, int]) -> None:
        if weights != self._weights:
            self._weights = dict(weights)
            for place in self._places.values():
                place.taken = 0.0
            self._wake()

    def enter(self, route: Able) -> None:
        self._places[route.id] = _Place(route, seen_at=self._clock())

    def leave(self, route: Able) -> None:
        self._places.pop(route.id, None)

    def share(self, route: Able) -> float:
        """How large its claims are beside those of the heaviest; 0: it takes nothing new."""
        heaviest = max(self._weights.values(), default=0)
        return self._weights.get(route.id, 0) / heaviest if heaviest else 0.0

    def has_others(self, route: Able) -> bool:
        """Whether what this route cannot send now may go another way."""
        return any(
            self._weights.get(other.route.id) and other.route.is_able
            for other in self._places.values()
            if other.route.id != route.id
        )

    def is_turn_of(self, route: Able, most: int) -> bool:
        """`most`: the size of a claim of the heaviest route."""
        mine = self._places[route.id]
        mine.seen_at = self._clock()
        if not (self._weights.get(route.id) and route.is_able):
            return True  # for what was perhaps sent on it, or to see whether its trouble is over
        others = [
            place.taken for place in self._places.values() if place is not mine and self._competes(place)
        ]
        if not others:
            return True
        mine.taken = max(mine.taken, max(others) - MOST_CLAIMS_BEHIND * most / max(self._weights.values()))
        return mine.taken <= min(others)

    def begins(self, route: Able, count: int) -> None:
        """It asks for at most `count` new messages: other lanes see that before the answer comes."""
        self._places[route.id].taken += count / self._weights[route.id]

    def found(self, route: Able, asked: int, got: int) -> None:
        place, weight = self._places[route.id], self._weights.get(route.id, 0)
        if weight:
            place.taken = max(0.0, place.taken + (got - asked) / weight)
        wakes = got > 0 or place.finds
        place.finds = got > 0
        if wakes:
            self._wake()

    def comes_on(self, route: Able) -> None:
        """It is not stuck: a request of it has come back."""
        self._places[route.id].seen_at = self._clock()

    async def wait(self, seconds: float) -> None:
        """Until somebody claimed, or so long."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._moved.wait(), seconds)

    def _competes(self, place: _Place) -> bool:
        return bool(
            place.finds
            and self._weights.get(place.route.id)
            and place.route.is_able
            and self._clock() - place.seen_at < place.route.slow_seconds
        )

    def _wake(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()

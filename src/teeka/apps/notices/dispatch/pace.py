"""How fast a route may go: a token bucket, and a pause that grows while its gateway is in trouble."""

import asyncio
from collections.abc import Callable

SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 30.0


class TokenBucket:
    """At most `rate` messages a second, a second's worth at once; 0: no limit."""

    def __init__(self, rate: float, clock: Callable[[], float]) -> None:
        self._rate, self._clock = rate, clock
        self._tokens, self._at = rate, clock()

    @property
    def largest(self) -> int:
        """How many messages may go together without breaking the rate within a second."""
        return max(1, int(self._rate)) if self._rate else 1_000_000

    @property
    def is_spent(self) -> bool:
        """Whether what goes next has to wait for the rate."""
        return bool(self._rate) and self._tokens + (self._clock() - self._at) * self._rate < 0

    def delay_for(self, count: int) -> float:
        """Take `count` tokens; returns how many seconds to wait before sending."""
        if not self._rate:
            return 0.0
        now = self._clock()
        self._tokens = min(self._rate, self._tokens + (now - self._at) * self._rate)
        self._at = now
        self._tokens -= count
        return max(0.0, -self._tokens / self._rate)

    async def take(self, count: int) -> None:
        delay = self.delay_for(count)
        if delay > 0:
            await asyncio.sleep(delay)


class Trouble:
    """Whether a gateway is in trouble, and how long to leave it alone."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._pause = 0.0
        self._until = 0.0

    @property
    def is_on(self) -> bool:
        """While in trouble only single messages probe whether it is over."""
        return self._pause > 0

    @property
    def seconds_left(self) -> float:
        return max(0.0, self._until - self._clock())

    def worsens(self, at_least: float = 0.0) -> None:
        if self.seconds_left > 0:
            return  # many requests fail together: that is one trouble
        self._pause = min(max(self._pause * 2, SHORTEST_PAUSE), LONGEST_PAUSE)
        self._until = self._clock() + max(self._pause, min(at_least, LONGEST_PAUSE))

    def ends(self) -> None:
        self._pause = self._until = 0.0

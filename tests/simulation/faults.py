"""What can go wrong in one history, each with its chance; a seed decides which and how often."""

import asyncio
import random
from dataclasses import dataclass, fields, replace


@dataclass(frozen=True)
class Faults:
    """Shares of 1, of each statement or request, unless it says otherwise."""

    killed: float = 0.0  # a dispatcher dies on the spot, at any statement and any request
    database_gone: float = 0.0  # the statement or its answer is lost
    cut_off: float = 0.0  # a dispatcher reaches no database, perhaps for longer than its lease
    frozen: float = 0.0  # a dispatcher stands still, perhaps for minutes, and then goes on as if nothing were
    waits: float = 0.3  # others come first
    # of a request
    not_connected: float = 0.0
    throttled: float = 0.0
    server_error: float = 0.0  # 503, and nothing taken
    lost: float = 0.0  # hangs up, has taken nothing
    late: float = 0.0  # the request lies around on its way to the gateway
    slow: float = 0.0  # the answer takes long, at times too long
    slow_seconds: tuple[float, ...] = (1.0, 29.0, 30.0)
    dropped: float = 0.0  # takes the messages, then hangs up
    nonsense: float = 0.0  # takes them, answers 200 with something else
    half: float = 0.0  # takes the batch, answers for a part of it
    shuffled: float = 0.0  # answers in another order
    query_fails: float = 0.0
    # of a posting of receipts
    receipts_twice: float = 0.0
    receipts_late: float = 0.0
    receipts_shuffled: float = 0.0
    receipts_forged: float = 0.0
    receipts_contradict: float = 0.0  # delivered, and then not, or the other way round
    # of a round
    away: float = 0.0  # one of two gateways goes away, or comes back
    cancelled: float = 0.0  # somebody loses the seat
    stopped: float = 0.0  # somebody pulls the stop switch


NONE = Faults(waits=0.0)


# A dispatcher that is late meets another who has gone on without it: rare unless these come together.
LATE = ("cut_off", "frozen", "slow", "throttled", "dropped")


def some_faults(chance: random.Random) -> Faults:
    """Some kinds of faults in one history, not all, so that each gets room: nothing hides behind another."""
    names = [each.name for each in fields(Faults) if each.name not in {"waits", "slow_seconds"}]
    shares = {name: chance.choice((0.05, 0.15, 0.4)) for name in chance.sample(names, chance.randint(0, 8))}
    if chance.random() < 0.4:
        shares |= {name: chance.choice((0.15, 0.4)) for name in LATE}
    return replace(Faults(), **shares)


LONGEST_FREEZE = 200.0


class Killed(BaseException):
    """kill -9: not to be caught, like the real one."""


class ProcessFate:
    """One dispatcher process: lives, is cut off from its database, or is dead for good."""

    def __init__(self, name: str, chance: random.Random, faults: Faults, longest_cut: float) -> None:
        self.name, self.faults = name, faults
        self.is_dead = False
        self._chance, self._longest_cut = chance, longest_cut
        self._cut_until = self._frozen_until = 0.0

    async def before(self) -> None:
        await self.thaw()
        await self.may_die()
        loop, chance = asyncio.get_running_loop(), self._chance
        if self.faults.cut_off and chance.random() < self.faults.cut_off / 4:
            self._cut_until = loop.time() + chance.uniform(0, self._longest_cut)
        if loop.time() < self._cut_until:
            await asyncio.sleep(0.5)
            raise ConnectionResetError
        self._may_lose_database()

    async def after(self) -> None:
        await self.may_die()
        if self.happens(self.faults.frozen / 2):
            self._frozen_until = asyncio.get_running_loop().time() + self._chance.uniform(0, LONGEST_FREEZE)
        await self.thaw()
        self._may_lose_database()

    async def thaw(self) -> None:
        """Whoever stands still does nothing, with either hand."""
        left = self._frozen_until - asyncio.get_running_loop().time()
        if left > 0:
            await asyncio.sleep(left)

    def within(self) -> None:
        self._may_be_killed()
        self._may_lose_database()

    async def may_die(self) -> None:
        self._may_be_killed()
        if self._chance.random() < self.faults.waits:
            await asyncio.sleep(self._chance.choice((0.0, 0.0, 0.01, 0.3)))
            if self.is_dead:
                raise Killed

    def happens(self, share: float) -> bool:
        return share > 0 and self._chance.random() < share

    def _may_be_killed(self) -> None:
        if self.is_dead or self.happens(self.faults.killed / 4):
            self.is_dead = True
            raise Killed

    def _may_lose_database(self) -> None:
        if self.happens(self.faults.database_gone / 4):
            raise ConnectionResetError

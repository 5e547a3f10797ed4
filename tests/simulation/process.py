"""One dispatcher process: the product's own lanes, heartbeat and doubts, over memory and a virtual clock."""

import asyncio
import random
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from teeka.apps.notices.dispatch import dispatcher as dispatchers
from teeka.apps.notices.dispatch import lane as lanes
from teeka.apps.notices.dispatch.open_route import Lease, OpenRoute
from teeka.apps.notices.dispatch.pace import TokenBucket, Trouble
from teeka.apps.notices.dispatch.turns import Turns
from teeka.gateways.sms.http import client
from teeka.gateways.sms.http.settings import HttpSettings, read_settings
from teeka.gateways.sms.simulator.settings import rehearsal_settings
from teeka.rules.messages.second_channel import Channel
from tests.simulation.air import Air, Line
from tests.simulation.database import Database, Pool
from tests.simulation.faults import Faults, ProcessFate

BEGAN = datetime(2026, 1, 14, 4, 0, tzinfo=UTC)
ROUTES = ("air", "sky")  # number 1, and in some histories number 2
LANES, WINDOW = 2, 2
LEASE_SECONDS, PATIENCE_SECONDS = 20.0, 90


@dataclass(frozen=True)
class Abilities:
    """What the gateway can do, and its route therefore."""

    removes_doubles: bool
    answers_queries: bool
    receipts_carry_reference: bool
    batch_size: int

    @cache  # noqa: B019  as many as there are abilities
    def read(self) -> HttpSettings:
        return read_settings(self.settings(), {})

    def settings(self) -> dict[str, Any]:
        described = {**rehearsal_settings(1), "batch_size": self.batch_size}
        if self.batch_size == 1:
            described["style"] = "single"
        described["removes_doubles"] = self.removes_doubles
        described["receipts_carry_reference"] = self.receipts_carry_reference
        if not self.answers_queries:
            del described["query"]
        return described


@dataclass(frozen=True)
class Way:
    """A route: its number, what its gateway can do, its part of the load, and the gateway."""

    id: int
    abilities: Abilities
    weight: int
    air: Air

    @property
    def code(self) -> str:
        return ROUTES[self.id - 1]


FAILED: list[str] = []  # of the history that is lived


class Process:
    """What `Dispatcher.run` keeps going by itself is here set going by whoever tells the history."""

    def __init__(
        self,
        database: Database,
        ways: Sequence[Way],
        chance: random.Random,
        faults: Faults,
        share: float,
    ) -> None:
        self.dispatcher = dispatchers.Dispatcher({})
        lease = self.dispatcher._lease = Lease(UUID(int=chance.getrandbits(128)), LEASE_SECONDS)
        self.fate = ProcessFate(str(lease.owner), chance, faults, longest_cut=LEASE_SECONDS * 2)
        self._pool = Pool(database, self.fate)
        turns = self.dispatcher._turns[Channel.SMS] = Turns(asyncio.get_running_loop().time)
        weights = {way.id: way.weight for way in ways}
        others = round(max(weights.values()) / share)  # a route that is another dispatcher's
        turns.set_weights({**weights, 0: others})
        self._lanes: list[lanes.Lane] = []
        for way in ways:
            route = self._open(way, chance)
            turns.enter(route)
            self.dispatcher._routes[way.id] = route
            in_flight = asyncio.Semaphore(WINDOW)
            self._lanes += [lanes.Lane(self._pool, route, lease, in_flight, turns) for _ in range(LANES)]
        self._claims: dict[int, asyncio.Task[None]] = {}
        self._started: list[asyncio.Task[None]] = []  # a task that nobody holds may vanish
        self._hearts: dict[lanes.Lane, asyncio.TimerHandle] = {}

    def _open(self, way: Way, chance: random.Random) -> OpenRoute:
        clock = asyncio.get_running_loop().time
        line = Line(way.air, self.fate, chance)
        return OpenRoute(
            id=way.id, code=way.code, gateway=client.HttpGateway(way.abilities.read(), line), clock=clock,
            changed_at=BEGAN, read_at=BEGAN, window=WINDOW, patience_seconds=PATIENCE_SECONDS,
            bucket=TokenBucket(0, clock), trouble=Trouble(clock),
        )  # fmt: skip

    def go_on(self) -> None:
        """Each lane claims again when it is done with what it claimed before."""
        for place, lane in enumerate(self._lanes):
            if not self.fate.is_dead and (place not in self._claims or self._claims[place].done()):
                self._claims[place] = asyncio.create_task(self._claim(lane))

    def settle_doubts(self) -> None:
        if not self.fate.is_dead:
            self._start(self.dispatcher._settle_doubts(self._pool))

    def _start(self, work: Coroutine[Any, Any, Any]) -> None:
        self._started.append(asyncio.create_task(_unless_gone(work)))

    async def run(self) -> None:
        """Everything at the dispatcher's own pace, until it is stopped."""
        every = self.dispatcher._every
        await asyncio.gather(
            every(LEASE_SECONDS / 3, lambda: self.dispatcher._renew_leases(self._pool)),
            every(dispatchers.DOUBTS_EVERY, lambda: self.dispatcher._settle_doubts(self._pool)),
            *(lane.run(self.dispatcher.stop) for lane in self._lanes),
        )

    async def _claim(self, lane: lanes.Lane) -> None:
        self._hearts[lane] = asyncio.get_running_loop().call_later(LEASE_SECONDS / 3, self._beat, lane)
        try:
            await _unless_gone(self._claim_while_busy(lane))
        finally:
            self._hearts.pop(lane).cancel()

    async def _claim_while_busy(self, lane: lanes.Lane) -> None:
        while await lane._one_claim(self.dispatcher.stop):
            pass

    def _beat(self, lane: lanes.Lane) -> None:
        """The heartbeat of a lane that has something in hand; a dead process has none."""
        if not self.fate.is_dead:
            self._start(self.dispatcher._renew_leases(self._pool))
            self._hearts[lane] = asyncio.get_running_loop().call_later(LEASE_SECONDS / 3, self._beat, lane)


async def _unless_gone(work: Coroutine[Any, Any, Any]) -> None:
    """What fails otherwise is a fault of the code, or of this world: the history tells it at its end."""
    try:
        await work
    except lanes.DATABASE_GONE:
        return
    except Exception as error:
        FAILED.append(f"{type(error).__name__}: {error}")
        raise

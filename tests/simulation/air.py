"""The gateway of one history: the product's own exchange behind a line that loses, delays and lies."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from teeka.gateways.sms.simulator.exchange import Exchange
from teeka.gateways.sms.simulator.settings import Behaviour
from tests.simulation.faults import ProcessFate

LONGEST_ON_ITS_WAY = (
    25.0  # seconds until the gateway has a request, though its sender may have died meanwhile
)


class Air:
    """What the gateway knows to be true, and nobody else: what went on the air, and how often."""

    def __init__(self, behaviour: Behaviour, handed_over: Callable[[str], None]) -> None:
        self.exchange = Exchange(behaviour)
        self.on_air: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._handed_over = handed_over
        self.reference_of: dict[str, str] = {}
        self.is_away = False  # nobody gets a connection

    def take(self, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for message in messages:
            self._handed_over(message["reference"])
        results = self.exchange.take(messages)
        for result in results:
            if "id" not in result:
                self.refused[result["reference"]] += 1
            elif result["id"] not in self.reference_of:
                self.reference_of[result["id"]] = result["reference"]
                self.on_air[result["reference"]] += 1
        return results


class Reply:
    """An HTTP answer, as far as the adapter reads it."""

    def __init__(self, status: int, body: str, **headers: str) -> None:
        self.status, self._body, self.headers = status, body, headers

    async def read(self) -> bytes:
        return self._body.encode()

    async def json(self, *, content_type: str | None) -> Any:
        return json.loads(self._body)


class Line:
    """Stands for aiohttp's session: one process's way to the gateway."""

    def __init__(self, air: Air, fate: ProcessFate, chance: random.Random) -> None:
        self._air, self._fate, self._chance = air, fate, chance

    @asynccontextmanager
    async def request(
        self, method: str, url: str, *, timeout: aiohttp.ClientTimeout, data: bytes, headers: Any
    ) -> Any:
        assert method.upper() == "POST"
        yield await self._post(json.loads(data), timeout.total or 0.0)

    @asynccontextmanager
    async def get(self, url: str, *, params: dict[str, str], headers: Any, timeout: Any) -> Any:
        fate = self._fate
        await fate.may_die()
        if fate.happens(fate.faults.query_fails):
            raise TimeoutError
        is_known = self._air.exchange.knows(params["reference"])
        await fate.may_die()
        yield Reply(200, json.dumps({"status": "known" if is_known else "none"}))

    async def _post(self, body: dict[str, Any], timeout: float) -> Reply:
        fate, faults = self._fate, self._fate.faults
        await fate.may_die()
        if self._air.is_away or fate.happens(faults.not_connected):
            await asyncio.sleep(self._chance.choice((0.0, 10.0)))
            raise aiohttp.ConnectionTimeoutError
        if fate.happens(faults.throttled):
            return Reply(429, "", **{"Retry-After": str(self._chance.choice((0.3, 5, 90)))})
        if fate.happens(faults.server_error):
            return Reply(503, "")
        if fate.happens(faults.lost):
            await asyncio.sleep(self._chance.choice((0.0, timeout)))
            raise aiohttp.ServerDisconnectedError
        results = await self._taken(body.get("messages", [body]))
        await fate.may_die()
        if fate.happens(faults.slow):
            seconds = self._chance.choice(faults.slow_seconds)
            await asyncio.sleep(min(seconds, timeout))
            if seconds >= timeout:
                raise TimeoutError
        if fate.happens(faults.dropped):
            raise aiohttp.ServerDisconnectedError
        await fate.thaw()
        return self._reply(results, is_batch="messages" in body)

    async def _taken(self, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The bytes are out: they arrive whatever becomes of the sender."""
        if not self._fate.happens(self._fate.faults.late):
            return self._air.take(messages)
        loop = asyncio.get_running_loop()
        arrived: asyncio.Future[list[dict[str, Any]]] = loop.create_future()
        delay = self._chance.uniform(0, LONGEST_ON_ITS_WAY)
        loop.call_later(delay, lambda: arrived.set_result(self._air.take(messages)))
        return await arrived

    def _reply(self, results: list[dict[str, Any]], *, is_batch: bool) -> Reply:
        fate, faults = self._fate, self._fate.faults
        if fate.happens(faults.nonsense):
            return Reply(200, self._chance.choice(("<html>OK</html>", '"OK"', '{"results": {"id": "S1"}}')))
        if fate.happens(faults.shuffled):
            self._chance.shuffle(results)
        if fate.happens(faults.half) and is_batch:
            del results[len(results) // 2 :]
        return Reply(200, json.dumps({"results": results} if is_batch else results[0]))

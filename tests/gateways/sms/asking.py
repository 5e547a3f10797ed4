"""Opens an adapter as the dispatcher does, asks it something, and closes it again."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import aiohttp

from teeka.gateways.sms.gateway import Gateway, Surroundings
from teeka.gateways.sms.registry import open_gateway
from teeka.rules.messages.answers import Inbound, Receipt

T = TypeVar("T")


@dataclass
class Kept:
    """A sink that keeps what comes. `keeps`: whether it says that it could."""

    receipts: list[Receipt] = field(default_factory=list)
    inbound: list[Inbound] = field(default_factory=list)
    keeps: bool = True

    async def __call__(self, receipts: Sequence[Receipt], inbound: Sequence[Inbound]) -> bool:
        if self.keeps:
            self.receipts += receipts
            self.inbound += inbound
        return self.keeps


def ask(
    adapter: str,
    settings: Mapping[str, Any],
    question: Callable[[Gateway], Awaitable[T]],
    *,
    sink: Kept | None = None,
    window: int = 10,
    secrets: Mapping[str, str] | None = None,
) -> T:
    async def asked() -> T:
        async with aiohttp.ClientSession() as session:
            surroundings = Surroundings(secrets or {}, session, window, sink or Kept())
            gateway = open_gateway(adapter, settings, surroundings)
            try:
                return await question(gateway)
            finally:
                await gateway.close()

    return asyncio.run(asked())

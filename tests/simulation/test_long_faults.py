"""Faults that last longer than a test may: an hour without the gateway, half a minute for each answer."""

import asyncio
import random

from teeka.gateways.sms.simulator.settings import Behaviour
from tests.simulation import faults as what_fails
from tests.simulation import loop
from tests.simulation.faults import Faults
from tests.simulation.process import Abilities, Process
from tests.simulation.steward import works_on
from tests.simulation.world import World

HOUR = 3600.0
PEOPLE = 12
PLAIN = Abilities(removes_doubles=False, answers_queries=False, receipts_carry_reference=True, batch_size=1)


def test_a_gateway_that_is_down_for_an_hour_is_left_alone_and_then_sent_everything_once() -> None:
    async def live() -> tuple[World, int, float]:
        world = World(
            random.Random(1), Faults(not_connected=1.0, waits=0.0), [(PLAIN, Behaviour(), 1)], PEOPLE
        )
        process = world.make_process()
        running = asyncio.create_task(process.run())
        await asyncio.sleep(HOUR)
        tries = len(world.database.tables.stored["notices_attempt"])
        assert states(world) <= {"queued", "submitting"}
        process.fate.faults = what_fails.NONE
        while len(world.ways[0].air.on_air) < PEOPLE:
            await asyncio.sleep(1.0)
        took = asyncio.get_running_loop().time() - HOUR
        await stop(world, process, running)
        return world, tries, took

    world, tries, took = loop.run(live())

    assert set(world.ways[0].air.on_air.values()) == {1}
    assert 0 < tries < HOUR / 10  # now and then a single message probes
    assert took < 60


def test_a_gateway_that_takes_half_a_minute_is_sent_nothing_twice() -> None:
    """Its answers come a second before we give up; the leases are over before that, but for the heartbeat."""

    async def live() -> World:
        slow = Faults(slow=1.0, slow_seconds=(29.0,), waits=0.0)
        world = World(random.Random(2), slow, [(PLAIN, Behaviour(silent_share=1.0), 1)], PEOPLE)
        process = world.make_process()
        running = asyncio.create_task(process.run())
        with works_on(world.connection):
            while states(world) & {"queued", "claimed", "submitting"}:
                await asyncio.sleep(5.0)
                world.steward_passes()
        await stop(world, process, running)
        return world

    world = loop.run(live())

    assert set(world.ways[0].air.on_air.values()) == {1}
    assert len(world.ways[0].air.on_air) == PEOPLE
    assert {row["answer"] for row in world.database.tables.rows("notices_attempt")} == {"accepted"}


def states(world: World) -> set[str]:
    return {row["state"] for row in world.database.tables.rows("notices_outbox")}


async def stop(world: World, process: Process, running: "asyncio.Task[None]") -> None:
    process.dispatcher.stop.set()
    await running
    world.watch.check()

"""One history: a few messages, two dispatchers, and all that goes wrong with them, from one seed."""

import asyncio
import random

from teeka.gateways.sms.simulator.settings import Behaviour
from tests.simulation import faults as what_fails
from tests.simulation import loop
from tests.simulation.checks import Broken
from tests.simulation.faults import some_faults
from tests.simulation.process import FAILED, Abilities, Process
from tests.simulation.steward import works_on
from tests.simulation.world import Gateway, Kept, World

TWO_ROUTES = 0.35  # of the histories
STEPS = (0.02, 0.3, 3.0, 8.0, 8.0, 15.0, 25.0, 65.0)
# After the faults: through the ladder's waits, past the deadline, past the beginning of the session.
LEAPS = (1.0, 35.0, 62.0, 62.0, 62.0, 95.0, 1500.0, 95.0, 95.0, 1800.0, 3600.0, 3600.0, 95.0)


def live_through(seed: int, kept: Kept | None = None) -> str:
    """Live one history; returns which invariant it broke and how, or nothing."""
    return str(loop.run(_live_through(random.Random(seed), kept)))


async def _live_through(chance: random.Random, kept: Kept | None) -> str:
    FAILED.clear()
    gateways = [_gateway(chance) for _ in range(2 if chance.random() < TWO_ROUTES else 1)]
    world = World(chance, some_faults(chance), gateways, chance.randint(1, 4))
    if kept:
        world.keep(kept)
    with works_on(world.connection):
        try:
            await _live(world)
        except Broken as broken:
            return str(broken)
    if FAILED:
        return FAILED[0]
    if kept:
        kept.last_rows = world.database.tables.copy()
    return ""


async def _live(world: World) -> None:
    processes = [world.make_process() for _ in range(2)]
    for _ in range(world.chance.randint(4, 14)):
        _round(world, processes)
        await asyncio.sleep(world.chance.choice(STEPS))
        world.steward_passes()
        world.watch.check()
    world.faults = world.steward.faults = what_fails.NONE
    world.all_gateways_are_there()
    for process in processes:
        process.fate.faults = what_fails.NONE
    last = world.make_process()
    for leap in LEAPS:
        if world.is_over():
            break
        last.go_on()
        last.settle_doubts()
        await asyncio.sleep(leap)
        world.steward_passes()
        world.watch.check()
    # Of two routes one may be away, and the other takes over at a risk that is counted.
    world.watch.at_the_end(
        removes_doubles=len(world.ways) == 1 and world.ways[0].abilities.removes_doubles,
    )


def _round(world: World, processes: list[Process]) -> None:
    chance = world.chance
    for place, process in enumerate(processes):
        if process.fate.is_dead and chance.random() < 0.5:
            processes[place] = world.make_process()
        if world.has("queued"):
            process.go_on()
        if chance.random() < 0.5 and world.has("uncertain"):
            process.settle_doubts()
    if chance.random() < world.faults.away:
        world.a_gateway_goes_or_comes()
    if chance.random() < world.faults.cancelled:
        world.cancel_a_seat()
    if chance.random() < world.faults.stopped / 2:
        world.steward.stop(world.now())


def _gateway(chance: random.Random) -> Gateway:
    abilities = Abilities(
        removes_doubles=chance.random() < 0.3,
        answers_queries=chance.random() < 0.4,
        receipts_carry_reference=chance.random() < 0.7,
        batch_size=chance.choice((1, 2, 4)),
    )
    return abilities, _behaviour(chance, abilities), chance.choice((1, 3))


def _behaviour(chance: random.Random, abilities: Abilities) -> Behaviour:
    return Behaviour(
        seed=chance.getrandbits(32), removes_doubles=abilities.removes_doubles,
        receipts_carry_reference=abilities.receipts_carry_reference,
        refused_share=chance.choice((0, 0, 0.2)), undelivered_share=chance.choice((0, 0.3)),
        expired_share=chance.choice((0, 0.2)), silent_share=chance.choice((0, 0.3)),
        receipt_seconds_from=0.0, receipt_seconds_to=chance.choice((0.1, 30.0, 300.0)),
        doubled_receipt_share=0.2, reordered_receipt_share=0.2,
    )  # fmt: skip

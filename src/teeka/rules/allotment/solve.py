"""How many of each pool go from which door to which session: the best flow, wish after wish."""

from dataclasses import dataclass

import numpy as np

from teeka.rules.allotment.flow import Arcs, FlowFailed, cheapest_flow, most_flow, prices, saving
from teeka.rules.allotment.ground import Ground
from teeka.rules.allotment.network import Network, joined
from teeka.rules.allotment.request import Bools, Ints
from teeka.rules.allotment.start import first_ways
from teeka.rules.allotment.wishes import Stage, stages, wishes

CREWS_AT_ONCE = 400  # rows of crew × session looked at together: bounds the memory
MORE_A_DOOR = 3  # ways added for one door in one round


@dataclass(frozen=True, slots=True)
class Flows:
    placed: Ints  # [tier, pool] how many get a place
    pool_day: Ints  # [pool, day] how many of the pool come on the day
    crew: Ints  # one entry a way in use: crew, session, how many
    session: Ints
    many: Ints


def solve(ground: Ground, *, all_ways_below: int = 60_000) -> Flows:
    """The best flow. Small grounds are solved with all ways at once, large ones grow theirs."""
    may = ground.crew_days()[:, ground.session_day]
    open_ = ground.reach & ground.fits & may & (ground.seats > 0)[None, :]
    open_ &= ground.spare[:, ground.session_day] > 0
    if not open_.any():
        nothing = np.zeros(0, dtype=np.int64)
        none_come = np.zeros((len(ground.pool_crew), ground.days), dtype=np.int64)
        return Flows(np.zeros_like(ground.sizes), none_come, nothing, nothing, nothing)
    network = Network(ground, open_, open_.copy())
    plan = stages(wishes(ground), sessions=len(ground.seats), nodes=network.nodes)
    if open_.sum() > all_ways_below:
        network.used = first_ways(ground, open_, plan[0])
    supply = _most_placed(network, plan[0])
    return _cheapest(network, plan, supply)


def _most_placed(network: Network, stage: Stage) -> Ints:
    """How many of each tier get a place: higher tiers first, then as many as can.

    Who can be placed together is a matroid (a gammoid), so filling tier by tier loses nobody: the
    most that tiers 1 to t can place is also placed when lower tiers come after them.
    """
    sizes: Ints = network.ground.sizes.sum(axis=1)
    tiers = len(sizes)
    total = _most(network, stage, sizes)
    if total == sizes.sum():
        return sizes
    reached = [
        _most(network, stage, np.where(np.arange(tiers) <= tier, sizes, 0)) for tier in range(tiers - 1)
    ]
    totals = np.array([0, *reached, total], dtype=np.int64)
    return totals[1:] - totals[:-1]


def _most(network: Network, stage: Stage, supply: Ints) -> int:
    """The most of the supply that fits over all open ways, adding those that a smallest cut asks for."""
    source = network.nodes - 1
    tiers = np.arange(len(supply))
    feed = Arcs(np.full(len(supply), source), tiers, supply)
    while True:
        _, _, ways = network.ways()
        arcs = joined(feed, joined(network.base, ways))
        total, near = most_flow(arcs, source=source, sink=network.sink, nodes=network.nodes)
        if total == supply.sum():
            return total
        doors = near[network.door_at : network.session_at].reshape(-1, network.ground.days)
        here = doors[:, network.ground.session_day] & ~near[network.session_at : network.sink][None, :]
        lacking = network.open & ~network.used & here
        if not _widen(network, lacking, stage, None):
            return total


def _widen(network: Network, lacking: Bools, stage: Stage, price: Ints | None) -> int:
    """Add the best of the lacking ways a door; with prices, only those that save. How many were added."""
    added, days = 0, network.ground.days
    for at in range(0, len(lacking), CREWS_AT_ONCE):
        crew, session = np.nonzero(lacking[at : at + CREWS_AT_ONCE])
        crew += at
        cost = stage.cost(network.ground, crew, session)
        door = crew * days + network.ground.session_day[session]
        if price is not None:
            cost += price[network.door_at + door] - price[network.session_at + session]
            saves = cost < 0
            crew, session, door, cost = crew[saves], session[saves], door[saves], cost[saves]
        order = np.lexsort((session, cost, door))
        place = np.arange(len(order)) - np.searchsorted(door[order], door[order], side="left")
        best = order[place < MORE_A_DOOR]
        network.used[crew[best], session[best]] = True
        added += len(best)
    return added


def _cheapest(network: Network, plan: list[Stage], supply: Ints) -> Flows:
    """Stage after stage, each among the flows that the stages before it left equal."""
    need = np.zeros(network.nodes, dtype=np.int64)
    need[: len(supply)] = supply
    need[network.sink] = -supply.sum()
    settled: Ints = np.zeros(network.open.shape, dtype=np.int64)  # sure by earlier stages
    base_settled = np.zeros(len(network.base), dtype=np.int64)
    price = np.zeros(network.nodes, dtype=np.int64)
    for number, stage in enumerate(plan):
        flow, crew, session, arcs, price = _stage(network, stage, need, price * 0)
        if number == len(plan) - 1:
            break
        cost = np.concatenate(
            [np.zeros(len(network.base), dtype=np.int64), stage.cost(network.ground, crew, session)]
        )
        over = saving(arcs, cost, price)
        sure = np.where(over < 0, flow, 0)
        np.subtract.at(need, arcs.tail, sure)
        np.add.at(need, arcs.head, sure)
        split = len(network.base)
        base_settled += sure[:split]
        network.base.capacity[over[:split] != 0] = 0
        settled[crew, session] += sure[split:]
        _keep_equal(network, stage, price)
    split = len(network.base)
    base = base_settled + flow[:split]
    settled[crew, session] += flow[split:]
    return _flows(network, base, settled)


def _stage(network: Network, stage: Stage, need: Ints, price: Ints) -> tuple[Ints, Ints, Ints, Arcs, Ints]:
    """The cheapest flow over all open ways, and the prices that prove it."""
    zero = np.zeros(len(network.base), dtype=np.int64)
    while True:
        crew, session, ways = network.ways()
        arcs = joined(network.base, ways)
        cost = np.concatenate([zero, stage.cost(network.ground, crew, session)])
        flow = cheapest_flow(arcs, cost, need)
        price = prices(arcs, cost, flow, price)
        if not _widen(network, network.open & ~network.used, stage, price):
            return flow, crew, session, arcs, price


def _keep_equal(network: Network, stage: Stage, price: Ints) -> None:
    """Close every way that is not on some best flow of the stage, and those now sure; bring in the rest."""
    for at in range(0, len(network.open), CREWS_AT_ONCE):
        crew, session = np.nonzero(network.open[at : at + CREWS_AT_ONCE])
        crew += at
        door = network.door_at + crew * network.ground.days + network.ground.session_day[session]
        cost = stage.cost(network.ground, crew, session)
        equal = cost + price[door] - price[network.session_at + session] == 0
        network.open[crew[~equal], session[~equal]] = False
    network.used &= network.open


def _flows(network: Network, base: Ints, ways: Ints) -> Flows:
    ground = network.ground
    tier, pool, _ = network.tier_pool
    placed = np.zeros_like(ground.sizes)
    placed[tier, pool] = base[network.sections["pools"]]
    pool_day = np.zeros((len(ground.pool_crew), ground.days), dtype=np.int64)
    pool_day[np.nonzero(ground.pool_days())] = base[network.sections["days"]]
    crew, session = np.nonzero(ways)
    many = ways[crew, session]
    if many.sum() != placed.sum():
        raise FlowFailed("people were lost between the doors and the sessions")
    return Flows(placed, pool_day, crew, session, many)

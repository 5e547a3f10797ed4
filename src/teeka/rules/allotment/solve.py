"""How many of each pool go from which door to which session: the best flow, wish after wish."""

from dataclasses import dataclass

import numpy as np

from teeka.rules.allotment.flow import Arcs, FlowFailed, cheapest_flow, most_flow, prices, saving
from teeka.rules.allotment.ground import Ground
from teeka.rules.allotment.network import Network, joined
from teeka.rules.allotment.request import Bools, Ints
from teeka.rules.allotment.undated import dated_prices, undated
from teeka.rules.allotment.wishes import ROOM, Stage, stages, wishes

CREWS_AT_ONCE = 400  # rows of crew × session looked at together: bounds the memory
FIRST_WAYS = 8  # ways that a door begins with in a large network
MORE_WAYS = 3  # ways added for one door in one round


@dataclass(frozen=True, slots=True)
class Effort:
    """How the solver goes about it. Any effort ends in an equally good plan."""

    all_ways_below: int = 60_000  # networks with fewer ways are solved at once, others grow theirs by proof
    room: int = ROOM  # what costs times nodes may reach in one stage


@dataclass(frozen=True, slots=True)
class Flows:
    placed: Ints  # [tier, pool] how many get a place
    pool_day: Ints  # [pool, day] how many of the pool come on the day
    crew: Ints  # one entry a way in use: crew, session, how many
    session: Ints
    many: Ints


def solve(ground: Ground, effort: Effort) -> Flows:
    """The best flow by all wishes in their order."""
    may = ground.crew_days()[:, ground.session_day]
    open_ = ground.reach & ground.fits & may & (ground.seats > 0)[None, :]
    open_ &= ground.spare[:, ground.session_day] > 0
    if not open_.any():
        nothing = np.zeros(0, dtype=np.int64)
        none_come = np.zeros((len(ground.pool_crew), ground.days), dtype=np.int64)
        return Flows(np.zeros_like(ground.sizes), none_come, nothing, nothing, nothing)
    network = Network(ground, open_, open_.copy())
    plan = stages(wishes(ground), sessions=len(ground.seats), nodes=network.nodes, room=effort.room)
    is_large = bool(open_.sum() > effort.all_ways_below)
    if is_large:
        network.used = np.zeros_like(open_)
        _widen(network, open_, plan[0], None, FIRST_WAYS)
    need = np.zeros(network.nodes, dtype=np.int64)
    supply = _most_placed(network, plan[0])
    need[: len(supply)], need[network.sink] = supply, -supply.sum()
    return _cheapest(network, plan, need, is_large=is_large)


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
        if not _widen(network, network.open & ~network.used & here, stage, None, MORE_WAYS):
            return total


def _widen(network: Network, lacking: Bools, stage: Stage, price: Ints | None, few: int) -> int:
    """Add the best few of the lacking ways a door; with prices, only those that save. How many were added."""
    added = 0
    for at in range(0, len(lacking), CREWS_AT_ONCE):
        crew, session = np.nonzero(lacking[at : at + CREWS_AT_ONCE])
        crew += at
        door = network.doors(crew, session)
        cost = stage.cost(network.ground, crew, session)
        if price is not None:
            cost += price[door] - price[network.session_at + session]
            saves = cost < 0
            crew, session, door, cost = crew[saves], session[saves], door[saves], cost[saves]
        order = np.lexsort((session, cost, door))
        place = np.arange(len(order)) - np.searchsorted(door[order], door[order], side="left")
        best = order[place < few]
        network.used[crew[best], session[best]] = True
        added += len(best)
    return added


def _cheapest(network: Network, plan: list[Stage], need: Ints, *, is_large: bool) -> Flows:
    """Stage after stage, each among the flows that the stages before it left equal."""
    settled = np.zeros(len(network.base), dtype=np.int64)  # flow that earlier stages made sure of
    for number, stage in enumerate(plan[:-1]):
        price = None
        if is_large and number == 0 and not stage.looks_at_days:
            price = _proven_without_days(network, stage, need)
        if price is None:
            _, price = _stage(network, stage, need)
        settled += _keep_equal(network, stage, price, need)
    flow, _ = _stage(network, plan[-1], need)
    split = len(network.base)
    return _flows(network, settled + flow[:split], flow[split:])


def _stage(network: Network, stage: Stage, need: Ints) -> tuple[Ints, Ints]:
    """The cheapest flow over all open ways (base arcs first), and the prices that prove it."""
    zero = np.zeros(len(network.base), dtype=np.int64)
    price = np.zeros(network.nodes, dtype=np.int64)
    while True:
        crew, session, ways = network.ways()
        arcs = joined(network.base, ways)
        cost = np.concatenate([zero, stage.cost(network.ground, crew, session)])
        flow = cheapest_flow(arcs, cost, need)
        price = prices(arcs, cost, flow, price)
        if not _widen(network, network.open & ~network.used, stage, price, MORE_WAYS):
            return flow, price


def _proven_without_days(network: Network, stage: Stage, need: Ints) -> Ints | None:
    """Prices of the plan without days, if a flow of the dated network keeps to them; else None."""
    small, site = undated(network)
    small_need = np.zeros(small.nodes, dtype=np.int64)
    tiers = network.ground.tiers
    small_need[:tiers], small_need[small.sink] = need[:tiers], need[network.sink]
    _, small_price = _stage(small, stage, small_need)
    price = dated_prices(network, small, site, small_price)
    trial = Network(network.ground, network.open.copy(), network.used)
    left = need.copy()
    _keep_equal(trial, stage, price, left)
    return price if _can_flow(trial, left) else None


def _can_flow(network: Network, need: Ints) -> bool:
    """Can all that is needed flow over the open ways?"""
    source, sink, nodes = network.nodes, network.nodes + 1, network.nodes + 2
    out, into = np.flatnonzero(need > 0), np.flatnonzero(need < 0)
    ends = Arcs(
        np.concatenate([np.full(len(out), source), into]),
        np.concatenate([out, np.full(len(into), sink)]),
        np.concatenate([need[out], -need[into]]),
    )
    _, _, ways = network.ways()
    arcs = joined(ends, joined(network.base, ways))
    total, _ = most_flow(arcs, source=source, sink=sink, nodes=nodes)
    return bool(total == need[out].sum())


def _keep_equal(network: Network, stage: Stage, price: Ints, need: Ints) -> Ints:
    """Leave open only what a best flow of the stage may use; returns the flow that is now sure.

    A base arc that still saves is full in every best flow: its flow is settled and taken off `need`.
    One that costs, and a way that costs, is empty in all of them. No way can save: nothing bounds it.
    """
    base = network.base
    over = saving(base, np.zeros(len(base), dtype=np.int64), price)
    sure = np.where(over < 0, base.capacity, 0)
    np.subtract.at(need, base.tail, sure)
    np.add.at(need, base.head, sure)
    base.capacity[over != 0] = 0
    for at in range(0, len(network.open), CREWS_AT_ONCE):
        crew, session = np.nonzero(network.open[at : at + CREWS_AT_ONCE])
        crew += at
        cost = stage.cost(network.ground, crew, session)
        cost += price[network.doors(crew, session)] - price[network.session_at + session]
        network.open[crew[cost != 0], session[cost != 0]] = False
    network.used = network.open.copy()
    return sure


def _flows(network: Network, base: Ints, ways: Ints) -> Flows:
    ground = network.ground
    tier, pool, _ = network.tier_pool
    placed = np.zeros_like(ground.sizes)
    placed[tier, pool] = base[network.sections["pools"]]
    pool_day = np.zeros((len(ground.pool_crew), ground.days), dtype=np.int64)
    pool_day[np.nonzero(ground.pool_days())] = base[network.sections["days"]]
    crew, session, _ = network.ways()
    used = ways > 0
    if ways.sum() != placed.sum():
        raise FlowFailed("people were lost between the doors and the sessions")
    return Flows(placed, pool_day, crew[used], session[used], ways[used])

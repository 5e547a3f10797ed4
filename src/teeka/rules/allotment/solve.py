"""How many of each pool go from which door to which session: the best flow, wish after wish."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from teeka.rules.allotment.flow import Arcs, FlowFailed, cheapest_flow, most_flow, prices, saving
from teeka.rules.allotment.ground import Ground
from teeka.rules.allotment.network import Network, joined
from teeka.rules.allotment.request import Bools, Ints
from teeka.rules.allotment.undated import dated_prices, undated
from teeka.rules.allotment.ways import Cut, free_ways, widen
from teeka.rules.allotment.wishes import ROOM, Stage, before_days, stages, wishes

Equal: TypeAlias = tuple[
    Network, Ints, Ints
]  # what a stage left open, the flow now sure, and what is left to flow

PART_A_ROUND = 8  # a few doors may try many sites at once, up to this part of the ways there are


@dataclass(frozen=True, slots=True)
class Effort:
    """How the solver goes about it. Any effort ends in an equally good plan."""

    all_ways_below: int = 60_000  # networks with fewer ways are solved at once, others grow theirs by proof
    few: int = 8  # a growing network begins with so many sites a crew; each round adds so many ways a door
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
    open_ = open_ways(ground)
    if not open_.any():
        nothing = np.zeros(0, dtype=np.int64)
        none_come = np.zeros((len(ground.pool_crew), ground.days), dtype=np.int64)
        return Flows(np.zeros_like(ground.sizes), none_come, nothing, nothing, nothing)
    network = Network(ground, open_, open_.copy())
    is_large = bool(open_.sum() > effort.all_ways_below)
    plan = _stages(network, effort, is_large=is_large)
    small = _begin(network, plan[0], effort.few) if is_large else None
    need = np.zeros(network.nodes, dtype=np.int64)
    supply = _most_placed(network, plan[0], effort.few)
    need[: len(supply)], need[network.sink] = supply, -supply.sum()
    return _cheapest(network, small, plan, need, effort.few)


def open_ways(ground: Ground) -> Bools:
    """[crew, session]: may anybody of the crew get a seat there by all hard rules?"""
    comes = ground.crew_days() & (ground.spare > 0)
    open_ = np.empty((len(ground.crew_facility), len(ground.seats)), dtype=np.bool_)
    for day in range(ground.days):
        on = ground.sessions_on(day)
        open_[:, on] = ground.reach[:, ground.session_site[on]] & ground.allowed[:, ground.session_kind[on]]
        open_[:, on] &= comes[:, day, None] & (ground.seats[on] > 0)
    return open_


def _stages(network: Network, effort: Effort, *, is_large: bool) -> list[Stage]:
    """In a large network the wishes that look at days come in stages of their own, after the others."""
    wanted = wishes(network.ground)
    split = before_days(wanted) if is_large else 0
    sessions = len(network.ground.seats)
    return [
        stage
        for part in (wanted[:split], wanted[split:])
        for stage in stages(part, sessions=sessions, nodes=network.nodes, room=effort.room)
    ]


def _begin(network: Network, stage: Stage, few: int) -> Network:
    """Let the network begin with the ways that the most people need when days do not count.

    Returns that small network: a site in it stands for its sessions, a crew for its doors.
    """
    small = undated(network)
    widen(small, stage, few)
    _most(small, stage, small.ground.sizes.sum(axis=1), few)
    network.used = small.used[:, network.ground.session_site] & network.open
    return small


def _most_placed(network: Network, stage: Stage, few: int) -> Ints:
    """How many of each tier get a place: higher tiers first, then as many as can.

    Who can be placed together is a matroid (a gammoid), so filling tier by tier loses nobody: the
    most that tiers 1 to t can place is also placed when lower tiers come after them.
    """
    sizes: Ints = network.ground.sizes.sum(axis=1)
    tiers = len(sizes)
    total = _most(network, stage, sizes, few)
    if total == sizes.sum():
        return sizes
    reached = [
        _most(network, stage, np.where(np.arange(tiers) <= tier, sizes, 0), few) for tier in range(tiers - 1)
    ]
    totals = np.array([0, *reached, total], dtype=np.int64)
    return totals[1:] - totals[:-1]


def _most(network: Network, stage: Stage, supply: Ints, few: int) -> int:
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
        cut = Cut(doors, ~near[network.session_at : network.sink])
        many = max(few, len(ways) // (PART_A_ROUND * max(int(doors.sum()), 1)))
        if not widen(network, stage, many, cut=cut):
            return total


def _cheapest(network: Network, small: Network | None, plan: list[Stage], need: Ints, few: int) -> Flows:
    """Stage after stage, each among the flows that the stages before it left equal."""
    settled = np.zeros(len(network.base), dtype=np.int64)  # flow that earlier stages made sure of
    for number, stage in enumerate(plan[:-1]):
        equal = None if small is None or number else _proven_without_days(network, small, stage, need, few)
        if equal is None:
            _, price = _stage(network, stage, need, few)
            equal = _keep_equal(network, stage, price, need)
        network, sure, need = equal
        settled += sure
    flow, _ = _stage(network, plan[-1], need, few)
    split = len(network.base)
    return _flows(network, settled + flow[:split], flow[split:])


def _stage(network: Network, stage: Stage, need: Ints, few: int) -> tuple[Ints, Ints]:
    """The cheapest flow over all open ways (base arcs first), and the prices that prove it."""
    zero = np.zeros(len(network.base), dtype=np.int64)
    price = np.zeros(network.nodes, dtype=np.int64)
    while True:
        crew, session, ways = network.ways()
        arcs = joined(network.base, ways)
        cost = np.concatenate([zero, stage.cost(network.ground, crew, session)])
        flow = cheapest_flow(arcs, cost, need)
        price = prices(arcs, cost, flow, price)
        if not widen(network, stage, few, price=price):
            return flow, price


def _proven_without_days(
    network: Network, small: Network, stage: Stage, need: Ints, few: int
) -> Equal | None:
    """What the prices of the plan without days leave equal, if a dated flow keeps to them; else None."""
    small_need = np.zeros(small.nodes, dtype=np.int64)
    tiers = network.ground.tiers
    small_need[:tiers], small_need[small.sink] = need[:tiers], need[network.sink]
    _, small_price = _stage(small, stage, small_need, few)
    equal = _keep_equal(network, stage, dated_prices(network, small, small_price), need)
    return equal if _can_flow(equal[0], equal[2]) else None


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


def _keep_equal(network: Network, stage: Stage, price: Ints, need: Ints) -> Equal:
    """Leave open only what a best flow of the stage may use.

    A base arc that still saves is full in every best flow: its flow is sure and taken off the need.
    One that costs, and a way that costs, is empty in all of them. No way can save: nothing bounds it.
    """
    base = network.base
    over = saving(base, np.zeros(len(base), dtype=np.int64), price)
    sure = np.where(over < 0, base.capacity, 0)
    left = need.copy()
    np.subtract.at(left, base.tail, sure)
    np.add.at(left, base.head, sure)
    without_cost = free_ways(network, stage, price)
    equal = Network(network.ground, without_cost, without_cost.copy())
    equal.base = Arcs(base.tail, base.head, np.where(over == 0, base.capacity, 0))
    return equal, sure, left


def _flows(network: Network, base: Ints, ways: Ints) -> Flows:
    ground = network.ground
    tier, pool, _ = network.tier_pool
    placed = np.zeros_like(ground.sizes)
    placed[tier, pool] = base[network.sections["pools"]]
    pool_day = np.zeros((len(ground.pool_crew), ground.days), dtype=np.int64)
    pool_day[np.nonzero(ground.pool_days)] = base[network.sections["days"]]
    crew, session, _ = network.ways()
    used = ways > 0
    if ways.sum() != placed.sum():
        raise FlowFailed("people were lost between the doors and the sessions")
    return Flows(placed, pool_day, crew[used], session[used], ways[used])

"""Exact flows on arrays: the most that can flow, the cheapest way, and the prices that prove it.

Amounts and costs are integers; OR-Tools solves, and refuses costs that could overflow.
"""

from dataclasses import dataclass

import numpy as np

from teeka.rules.allotment.request import Bools, Ints


class FlowFailed(Exception):
    """The solver gave no optimum: a mistake in how the network was made, never in the input."""


@dataclass(frozen=True, slots=True)
class Arcs:
    tail: Ints
    head: Ints
    capacity: Ints

    def __len__(self) -> int:
        return len(self.tail)


def most_flow(arcs: Arcs, *, source: int, sink: int, nodes: int) -> tuple[int, Bools]:
    """How much can flow, and which nodes lie on the source's side of a smallest cut."""
    from ortools.graph.python.max_flow import SimpleMaxFlow  # noqa: PLC0415  (for who plans only)

    solver = SimpleMaxFlow()
    solver.add_arcs_with_capacity(arcs.tail.astype(np.int32), arcs.head.astype(np.int32), arcs.capacity)
    status = solver.solve(source, sink)
    if status != SimpleMaxFlow.OPTIMAL:
        raise FlowFailed(status.name)
    side = np.zeros(nodes, dtype=np.bool_)
    side[solver.get_source_side_min_cut()] = True
    return solver.optimal_flow(), side


def cheapest_flow(arcs: Arcs, cost: Ints, supply: Ints) -> Ints:
    """The flow of least cost that carries all supply (negative: demand), an amount an arc."""
    if not len(arcs) or not supply.any():
        return np.zeros(len(arcs), dtype=np.int64)
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # noqa: PLC0415

    solver = SimpleMinCostFlow()
    numbers = solver.add_arcs_with_capacity_and_unit_cost(
        arcs.tail.astype(np.int32), arcs.head.astype(np.int32), arcs.capacity, cost
    )
    solver.set_nodes_supplies(np.arange(len(supply), dtype=np.int32), supply)
    status = solver.solve()
    if status != SimpleMinCostFlow.OPTIMAL:
        raise FlowFailed(status.name)
    return np.asarray(solver.flows(numbers), dtype=np.int64)


def prices(arcs: Arcs, cost: Ints, flow: Ints, start: Ints) -> Ints:
    """A price a node, such that no arc with room saves anything and no used arc could be cheaper.

    Bellman and Ford's rounds over the residual network, all arcs at once. `start` may hold the
    prices of an earlier, similar flow: any start ends in valid prices, a near one sooner. A flow
    that is not of least cost has a cycle that saves, on which the rounds would never end: refused.
    """
    room, used = flow < arcs.capacity, flow > 0
    tail = np.concatenate([arcs.tail[room], arcs.head[used]])
    head = np.concatenate([arcs.head[room], arcs.tail[used]])
    step = np.concatenate([cost[room], -cost[used]])
    order = np.argsort(head, kind="stable")
    tail, head, step = tail[order], head[order], step[order]
    first = np.flatnonzero(np.diff(head, prepend=-1))
    price, into = start.copy(), head[first]
    for _ in range(len(start) + 1):
        if not len(into):
            return price
        best = np.minimum.reduceat(price[tail] + step, first)
        better = best < price[into]
        if not better.any():
            return price
        price[into[better]] = best[better]
    raise FlowFailed("a cycle still saves")


def saving(arcs: Arcs, cost: Ints, price: Ints) -> Ints:
    """What one more unit on each arc would cost at these prices; negative: it would save."""
    return cost + price[arcs.tail] - price[arcs.head]

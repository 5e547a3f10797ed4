"""Which ways a large network begins with: those that a plan without days would use, or nearly.

Only speed depends on this choice; what is lacking is found and added by proof.
"""

import numpy as np

from teeka.rules.allotment.flow import Arcs, cheapest_flow, prices
from teeka.rules.allotment.ground import Ground
from teeka.rules.allotment.request import Bools, Ints
from teeka.rules.allotment.wishes import Stage

NEAREST = 40  # sites that a crew may use in the plan without days
KEPT = 6  # sites that a crew begins with


def first_ways(ground: Ground, open_: Bools, stage: Stage) -> Bools:
    """The ways to the sites that cost a crew least at the prices of a plan that forgets days."""
    sites, first, site = np.unique(ground.session_site, return_index=True, return_inverse=True)
    by_site = np.argsort(site, kind="stable")
    start = np.flatnonzero(np.diff(site[by_site], prepend=-1))
    may = np.logical_or.reduceat(open_[:, by_site], start, axis=1)
    crew, to = np.nonzero(np.ones_like(may))
    cost = stage.cost(ground, crew, first[to]).reshape(may.shape)
    far = int(cost.max(initial=0)) + 1
    cost[~may] = far
    room = np.bincount(site, weights=ground.seats, minlength=len(sites)).astype(np.int64)
    price = _site_prices(ground, cost, room, far)
    kept = np.zeros_like(may)
    best = _cheapest_few(cost - price[None, :], KEPT)
    kept[np.arange(len(may))[:, None], best] = True
    return open_ & kept[:, site]


def _cheapest_few(cost: Ints, few: int) -> Ints:
    few = min(few, cost.shape[1])
    return np.argpartition(cost, few - 1, axis=1)[:, :few]


def _site_prices(ground: Ground, cost: Ints, room: Ints, far: int) -> Ints:
    """What a seat at each site is worth to the others (0 or less), from the plan without days."""
    crews, sites = cost.shape
    size = np.bincount(ground.pool_crew, weights=ground.sizes.sum(axis=0)).astype(np.int64)
    near = _cheapest_few(cost, NEAREST)
    crew = np.repeat(np.arange(crews), near.shape[1])
    to = near.ravel()
    usable = cost[crew, to] < far
    crew, to = crew[usable], to[usable]
    nowhere, sink = crews + sites, crews + sites + 1
    arcs = Arcs(
        np.concatenate([crew, np.arange(crews), crews + np.arange(sites), [nowhere]]),
        np.concatenate([crews + to, np.full(crews, nowhere), np.full(sites, sink), [sink]]),
        np.concatenate([size[crew], size, room, [size.sum()]]),
    )
    costs = np.zeros(len(arcs), dtype=np.int64)
    costs[: len(crew)] = cost[crew, to]
    costs[len(crew) : len(crew) + crews] = far
    supply = np.zeros(sink + 1, dtype=np.int64)
    supply[:crews], supply[sink] = size, -size.sum()
    price = prices(arcs, costs, cheapest_flow(arcs, costs, supply), np.zeros(sink + 1, dtype=np.int64))
    return price[crews:nowhere]

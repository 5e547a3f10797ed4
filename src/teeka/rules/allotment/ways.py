"""Which ways from doors to sessions are in the network: the likely first, others when a proof asks for them.

Crews and sessions are looked at a day and a bounded number of crews at a time, as small tables; the best
few of a row are found without sorting the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from teeka.rules.allotment.network import Network
from teeka.rules.allotment.request import Bools, Ints
from teeka.rules.allotment.wishes import Stage

CREWS_AT_ONCE = 400
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Cut:
    """A smallest cut: only a way from its near side to its far side could let one more person through."""

    near: Bools  # [crew, day] doors on the source's side
    far: Bools  # sessions on the sink's side


def widen(
    network: Network, stage: Stage, few: int, *, price: Ints | None = None, cut: Cut | None = None
) -> int:
    """Add the best few of a door's missing ways, and say how many: none means that none could help.

    With prices only those that save at them could, with a cut only those that cross it.
    """
    added = 0
    for rows, on in _tables(network, cut):
        lacking = network.open[rows, on] & ~network.used[rows, on]
        if cut is not None:
            lacking &= cut.far[on]
        some = lacking.any(axis=1)
        if not some.any():
            continue
        crews, lacking = rows[some], lacking[some]
        cost = _cost(network, stage, price, crews, on)
        if price is not None:
            lacking &= cost < 0
        cost[~lacking] = NEVER
        best = _least(cost, few)
        row, place = np.nonzero(np.take_along_axis(cost, best, axis=1) < NEVER)
        network.used[crews[row], on.start + best[row, place]] = True
        added += len(row)
    return added


def free_ways(network: Network, stage: Stage, price: Ints) -> Bools:
    """[crew, session]: the open ways that cost nothing at the prices."""
    free = np.zeros_like(network.open)
    for crews, on in _tables(network, None):
        free[crews, on] = network.open[crews, on] & (_cost(network, stage, price, crews, on) == 0)
    return free


def _tables(network: Network, cut: Cut | None) -> Iterator[tuple[Ints, slice]]:
    """Crews and the sessions of one day; with a cut, only crews whose door is near that day."""
    for day in range(network.ground.days):
        on = network.ground.sessions_on(day)
        if on.start == on.stop:
            continue
        crews = np.arange(len(network.open)) if cut is None else np.flatnonzero(cut.near[:, day])
        for at in range(0, len(crews), CREWS_AT_ONCE):
            yield crews[at : at + CREWS_AT_ONCE], on


def _cost(network: Network, stage: Stage, price: Ints | None, crews: Ints, on: slice) -> Ints:
    """[crew, session of the day]: what a person costs there, at the prices where there are any."""
    sessions = np.arange(on.start, on.stop)
    cost = stage.cost(network.ground, crews[:, None], sessions[None, :])
    if price is not None:
        door = network.doors(crews, sessions[:1])
        cost += price[door][:, None] - price[network.session_at + sessions][None, :]
    return cost


def _least(cost: Ints, few: int) -> Ints:
    """[row, place]: the columns of each row's least costs, in no order."""
    if few >= cost.shape[1]:
        return np.broadcast_to(np.arange(cost.shape[1]), cost.shape)
    return np.argpartition(cost, few - 1, axis=1)[:, :few]

"""The same ground without days: a small problem whose prices often prove the best flow of the large one.

Where a wish does not look at days, prices of the undated plan hold for every day alike. If some flow
of the dated network keeps to them (no dear way used, no cheap one left with room), that flow is as
good as any: complementary slackness. If none does, the dated network is solved itself.
"""

from dataclasses import replace

import numpy as np

from teeka.rules.allotment.ground import Ground
from teeka.rules.allotment.network import Network
from teeka.rules.allotment.request import Ints


def undated(network: Network) -> tuple[Network, Ints]:
    """One session a site with all its seats, one day with all who can be spared; each session's site."""
    ground = network.ground
    _, first, site = np.unique(ground.session_site, return_index=True, return_inverse=True)
    order = np.argsort(site, kind="stable")
    start = np.flatnonzero(np.diff(site[order], prepend=-1))
    pools = len(ground.pool_crew)
    whole: Ground = replace(
        ground,
        days=1,
        pool_first=np.zeros(pools, dtype=np.int64),
        pool_after=np.ones(pools, dtype=np.int64),
        spare=ground.spare.sum(axis=1)[:, None],
        seats=np.bincount(site, weights=ground.seats).astype(np.int64),
        session_day=np.zeros(len(first), dtype=np.int64),
        session_row=first,
        session_site=ground.session_site[first],
        reach=ground.reach[:, first],
        fits=ground.fits[:, first],
        rank=ground.rank[:, first],
        metres=ground.metres[:, first],
    )
    open_ = np.logical_or.reduceat(network.open[:, order], start, axis=1)
    used = np.logical_or.reduceat(network.used[:, order], start, axis=1)
    return Network(whole, open_, used), site


def dated_prices(network: Network, small: Network, site: Ints, price: Ints) -> Ints:
    """The undated network's prices for each node of the dated one."""
    days = network.ground.days
    halls = price[small.hall_at : small.door_at]
    doors = price[small.door_at : small.session_at]
    return np.concatenate(
        [
            price[: small.hall_at],  # tiers and pools are the same in both
            np.repeat(halls, days),
            np.repeat(doors, days),
            price[small.session_at + site],
            price[small.sink :],
        ]
    )

"""The same ground without days: a small problem whose prices often prove the best flow of the large one.

Where a wish does not look at days, prices of the undated plan hold for every day alike. If some flow
of the dated network keeps to them (no dear way used, no cheap one left with room), that flow is as
good as any: complementary slackness. If none does, the dated network is solved itself.
"""

from dataclasses import replace

import numpy as np

from teeka.rules.allotment.ground import Ground
from teeka.rules.allotment.network import Network
from teeka.rules.allotment.request import Bools, Ints
from teeka.rules.allotment.ways import CREWS_AT_ONCE


def undated(network: Network) -> Network:
    """One session a site with all its seats, one day with all who can be spared; no way in it yet."""
    ground, pools = network.ground, len(network.ground.pool_crew)
    sites, first = np.unique(ground.session_site, return_index=True)
    whole: Ground = replace(
        ground,
        days=1,
        pool_days=np.ones((pools, 1), dtype=np.bool_),
        spare=ground.spare.sum(axis=1)[:, None],
        seats=np.bincount(ground.session_site, weights=ground.seats).astype(np.int64),
        session_day=np.zeros(len(sites), dtype=np.int64),
        session_row=ground.session_row[first],
        session_kind=ground.session_kind[first],
        session_site=sites,
    )
    open_ = _by_site(network.open, ground.session_site)
    return Network(whole, open_, np.zeros_like(open_))


def _by_site(open_: Bools, site: Ints) -> Bools:
    """[crew, site]: is any session of the site open to the crew?"""
    order = np.argsort(site, kind="stable")
    start = np.flatnonzero(np.diff(site[order], prepend=-1))
    parts = [
        np.logical_or.reduceat(open_[at : at + CREWS_AT_ONCE][:, order], start, axis=1)
        for at in range(0, len(open_), CREWS_AT_ONCE)
    ]
    return np.concatenate(parts)


def dated_prices(network: Network, small: Network, price: Ints) -> Ints:
    """The undated network's prices for each node of the dated one."""
    days = network.ground.days
    halls = price[small.hall_at : small.door_at]
    doors = price[small.door_at : small.session_at]
    return np.concatenate(
        [
            price[: small.hall_at],  # tiers and pools are the same in both
            np.repeat(halls, days),
            np.repeat(doors, days),
            price[small.session_at + network.ground.session_site],
            price[small.sink :],
        ]
    )

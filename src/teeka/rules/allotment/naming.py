"""Which persons of a pool get which of the pool's seats: by tier, then in the drawn order."""

import numpy as np

from teeka.rules.allotment.ground import Ground
from teeka.rules.allotment.request import NONE, Ints
from teeka.rules.allotment.solve import Flows


def named(ground: Ground, flows: Flows) -> Ints:
    """The session of each waiting person, or NONE.

    A pool's first persons fill its days from the earliest; on each day those of all the crew's
    pools, again by tier and drawn order, fill the sessions from the best.
    """
    pool, tier = ground.person_pool, ground.person_tier
    run = pool * ground.tiers + tier  # people stand by pool and tier, then as drawn
    place = np.arange(len(pool)) - np.searchsorted(run, run, side="left")
    lucky = np.flatnonzero(place < flows.placed[tier, pool])
    on_pool, on_day = np.nonzero(flows.pool_day)
    day = np.repeat(on_day, flows.pool_day[on_pool, on_day])
    door = ground.pool_crew[pool[lucky]] * ground.days + day
    order = np.lexsort((ground.drawn[lucky], tier[lucky], door))
    crew, session = flows.crew, flows.session
    site = ground.session_site[session]
    best = np.lexsort(
        (
            session,
            ground.metres[crew, site],
            ground.rank[crew, site],
            crew * ground.days + ground.session_day[session],
        )
    )
    places = np.full(len(pool), NONE, dtype=np.int64)
    places[lucky[order]] = np.repeat(session[best], flows.many[best])
    return places

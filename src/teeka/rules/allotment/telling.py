"""Why each placed person has this place, and why each other has none."""

import numpy as np

from teeka.rules.allotment.due import not_due
from teeka.rules.allotment.ground import Ground
from teeka.rules.allotment.reasons import BIT, REASONS, Reason, Why
from teeka.rules.allotment.request import NONE, Bools, Ints, Located, Request

FAR = np.iinfo(np.int32).max  # metres are kept in 32 bits
POOLS_AT_ONCE = 400


def why_placed(request: Request, ground: Ground, pool: Ints, places: Ints, left: Ints) -> Ints:
    """Bits over Why for persons of the pools who got the places (sessions); `left`: seats still free."""
    crew = ground.pool_crew[pool]
    at_site = ground.session_site[places]
    rank, metres = ground.rank[crew, at_site], ground.metres[crew, at_site]
    nearest, nearest_free, has_own = _nearest(ground, left)
    far = metres > nearest[pool]
    held_back = metres > nearest_free[pool]
    why = np.where(rank == 0, BIT[Why.OWN_SITE], np.where(rank == 1, BIT[Why.PARENT_SITE], 0))
    elsewhere = rank == 2
    why |= np.where(elsewhere & ~far, BIT[Why.NEAREST], 0)
    why |= np.where(elsewhere & far & held_back, BIT[Why.NEARER_STAFF_SHARE], 0)
    why |= np.where(elsewhere & far & ~held_back, BIT[Why.NEARER_FULL], 0)
    why |= np.where((rank > 0) & has_own[pool], BIT[Why.OWN_SITE_FULL], 0)
    facility = ground.crew_facility[crew]
    other = request.facilities.district[facility] != request.sites.district[ground.site_row[at_site]]
    why |= np.where(other, BIT[Why.OTHER_DISTRICT], 0)
    located = np.where(rank > 0, request.facilities.located[facility], Located.ITSELF)
    why |= np.where(located == Located.PIN_CODE, BIT[Why.LOCATED_BY_PIN_CODE], 0)
    why |= np.where(located == Located.DISTRICT, BIT[Why.LOCATED_BY_DISTRICT], 0)
    return why.astype(np.int64)


def _nearest(ground: Ground, left: Ints) -> tuple[Ints, Ints, Bools]:
    """For each pool: metres to the nearest session it may use, to the nearest with a free seat,
    and whether one is at the own site."""
    pools = len(ground.pool_crew)
    nearest, free = np.full(pools, FAR), np.full(pools, FAR)
    own = np.zeros(pools, dtype=np.bool_)
    days = ground.pool_days
    for at in range(0, pools, POOLS_AT_ONCE):
        part = slice(at, at + POOLS_AT_ONCE)
        crew = ground.pool_crew[part]
        may = ground.reach[crew][:, ground.session_site] & ground.allowed[crew][:, ground.session_kind]
        may &= days[part][:, ground.session_day]
        metres = np.where(may, ground.metres[crew][:, ground.session_site], FAR)
        nearest[part] = metres.min(axis=1, initial=FAR)
        free[part] = np.where(left > 0, metres, FAR).min(axis=1, initial=FAR)
        own[part] = (may & (ground.rank[crew] == 0)[:, ground.session_site]).any(axis=1)
    return nearest, free, own


def why_each_not_placed(request: Request, ground: Ground, left: Ints, who: Ints) -> Ints:
    """The reason for each of these who got no place: `who` are places among the ground's waiting people."""
    reason = why_not_placed(request, ground, left)[ground.person_pool[who]]
    some = np.flatnonzero(reason == REASONS.index(Reason.OUTSIDE_WINDOW))
    reason[some[not_due(request, ground, who[some])]] = REASONS.index(Reason.DOSE_NOT_DUE)
    return reason


def why_not_placed(request: Request, ground: Ground, left: Ints) -> Ints:
    """The reason for those of each pool who got no place: the first hard rule that stands in the way."""
    days = ground.pool_days
    none_near = Reason.NO_SESSION_IN_REACH if request.terms.crosses_borders else Reason.NO_SESSION_IN_DISTRICT
    answer = np.full(len(ground.pool_crew), NONE, dtype=np.int64)
    for at in range(0, len(answer), POOLS_AT_ONCE):
        part = slice(at, at + POOLS_AT_ONCE)
        crew = ground.pool_crew[part]
        near = ground.reach[crew][:, ground.session_site]
        right = near & ground.allowed[crew][:, ground.session_kind]
        timely = right & days[part][:, ground.session_day]
        free = timely & (left > 0)
        answer[part] = np.select(
            [~near.any(axis=1), ~right.any(axis=1), ~timely.any(axis=1), free.any(axis=1)],
            [
                REASONS.index(none_near),
                REASONS.index(Reason.NO_SESSION_FOR_DOSE),
                REASONS.index(Reason.OUTSIDE_WINDOW),
                REASONS.index(Reason.STAFF_SHARE),
            ],
            REASONS.index(Reason.SESSIONS_FULL),
        )
    return answer

"""The network of one plan: tiers → pools of like people → their facility's day → sessions → out.

A crew is the people of one facility who may use the same sessions; a pool is the part of a crew
with the same dates; a door is a crew's day, as wide as the facility can spare people on it.
Only the arcs from doors to sessions cost anything. `open` says which may be used, `used` which
are in the network now: the rest wait until it is proven that they are needed or not.
"""

from dataclasses import dataclass, field

import numpy as np

from teeka.rules.allotment.flow import Arcs
from teeka.rules.allotment.ground import Ground
from teeka.rules.allotment.request import Bools, Ints


@dataclass(slots=True)
class Network:
    ground: Ground
    open: Bools  # [crew, session]
    used: Bools  # [crew, session]
    tier_pool: tuple[Ints, Ints, Ints] = field(init=False)  # tier, pool, how many
    base: Arcs = field(init=False)
    sections: dict[str, slice] = field(init=False)
    hall_at: int = field(init=False)
    door_at: int = field(init=False)
    session_at: int = field(init=False)
    sink: int = field(init=False)
    nodes: int = field(init=False)

    def __post_init__(self) -> None:
        ground = self.ground
        tiers, pools, days = ground.tiers, len(ground.pool_crew), ground.days
        crews, sessions = self.open.shape
        shared = np.bincount(ground.pool_crew, minlength=crews) > 1
        hall = np.where(shared, np.cumsum(shared) - 1, 0)  # crews of several pools queue before the door
        pool_at, self.hall_at = tiers, tiers + pools
        self.door_at = self.hall_at + int(shared.sum()) * days
        self.session_at = self.door_at + crews * days
        self.sink = self.session_at + sessions
        self.nodes = self.sink + 2  # the last is the source, needed only to count the most that fit
        tier, pool = np.nonzero(ground.sizes)
        size = ground.sizes[tier, pool]
        self.tier_pool = (tier, pool, size)
        may = ground.pool_days
        from_pool, day = np.nonzero(may)
        crew = ground.pool_crew[from_pool]
        wide = ground.spare[crew, day]
        into_hall = shared[crew]
        many, on = np.nonzero(np.broadcast_to(shared[:, None], (crews, days)))
        parts = {
            "pools": (tier, pool_at + pool, size),
            "days": (
                pool_at + from_pool,
                np.where(into_hall, self.hall_at + hall[crew] * days, self.door_at + crew * days) + day,
                wide,
            ),
            "halls": (
                self.hall_at + hall[many] * days + on,
                self.door_at + many * days + on,
                ground.spare[many, on],
            ),
            "seats": (
                self.session_at + np.arange(sessions),
                np.full(sessions, self.sink),
                ground.seats,
            ),
        }
        self.sections, at = {}, 0
        for name, (tail, _, _) in parts.items():
            self.sections[name] = slice(at, at + len(tail))
            at += len(tail)
        columns = zip(*parts.values(), strict=True)
        self.base = Arcs(*(np.concatenate(column).astype(np.int64) for column in columns))

    def doors(self, crew: Ints, session: Ints) -> Ints:
        """The node of the crew's door on the session's day."""
        return self.door_at + crew * self.ground.days + self.ground.session_day[session]

    def ways(self) -> tuple[Ints, Ints, Arcs]:
        """Crew, session and arc of each way now in the network, in order."""
        crew, session = np.nonzero(self.used)
        wide = np.full(len(crew), self.ground.sizes.sum() + 1)  # doors and seats bound a way
        return crew, session, Arcs(self.doors(crew, session), self.session_at + session, wide)


def joined(one: Arcs, other: Arcs) -> Arcs:
    return Arcs(
        np.concatenate([one.tail, other.tail]),
        np.concatenate([one.head, other.head]),
        np.concatenate([one.capacity, other.capacity]),
    )

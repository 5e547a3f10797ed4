"""The wishes below "everyone has a place", in strict order, as costs that cannot outvote each other.

Wishes, each stronger than all below it together: the own posting's site, its parent's site, the
nearest (whole kilometres), the earliest date, the last metres.

Why the weights are exact. Two flows that place the same people differ by cycles. A simple cycle
passes a session at most once, so it holds at most `sessions` arcs that add a cost and as many that
take one away: a wish whose cost an arc is at most m changes by at most sessions·m on a cycle. A
weight above that lets no sum of lower wishes outvote one unit of a higher. Where the weights would
grow past what the solver's 64 bits hold, a new stage begins; it is solved only among the flows that
the stages before it left equal.
"""

from dataclasses import dataclass

import numpy as np

from teeka.rules.allotment.ground import Ground
from teeka.rules.allotment.request import Ints

ROOM = 2**60  # cost times nodes stays below this: the solver scales costs by the number of nodes


@dataclass(frozen=True, slots=True)
class Wish:
    name: str
    most: int  # what one person can cost at most


@dataclass(frozen=True, slots=True)
class Stage:
    weights: dict[str, int]

    @property
    def looks_at_days(self) -> bool:
        return "days" in self.weights

    def cost(self, ground: Ground, crew: Ints, session: Ints) -> Ints:
        """What it costs to send one of the crew to the session, by this stage's wishes."""
        site = ground.session_site[session]
        rank, metres = ground.rank[crew, site], ground.metres[crew, site].astype(np.int64)
        total = np.zeros(rank.shape, dtype=np.int64)
        known = np.maximum(metres, 0)  # an unknown way counts as none: the wish cannot be judged
        for name, weight in self.weights.items():
            match name:
                case "own":
                    total += weight * (rank > 0)
                case "parent":
                    total += weight * (rank > 1)
                case "kilometres":
                    total += weight * (known // 1000)
                case "days":
                    total += weight * ground.session_day[session]
                case _:
                    total += weight * (known % 1000)
        return total


def wishes(ground: Ground) -> list[Wish]:
    return [
        Wish("own", 1),
        Wish("parent", 1),
        Wish("kilometres", int(ground.metres.max(initial=0)) // 1000),
        Wish("days", max(ground.days - 1, 0)),
        Wish("metres", 999),
    ]


def before_days(wanted: list[Wish]) -> int:
    """How many of the strongest wishes do not look at days."""
    return [wish.name for wish in wanted].index("days")


def stages(wanted: list[Wish], *, sessions: int, nodes: int, room: int) -> list[Stage]:
    """As few stages as the room allows, the strongest wishes first."""
    result: list[Stage] = []
    at = 0
    while at < len(wanted):
        upto = at + 1
        while upto < len(wanted) and _span(wanted[at : upto + 1], sessions) * nodes < room:
            upto += 1
        result.append(Stage(_weights(wanted[at:upto], sessions)))
        at = upto
    return result


def _weights(together: list[Wish], sessions: int) -> dict[str, int]:
    weights: dict[str, int] = {}
    span = 0  # the most that the wishes below cost one person
    for wish in reversed(together):
        weights[wish.name] = sessions * span + 1
        span += weights[wish.name] * wish.most
    return dict(reversed(weights.items()))


def _span(together: list[Wish], sessions: int) -> int:
    weights = _weights(together, sessions)
    return sum(weights[wish.name] * wish.most for wish in together)

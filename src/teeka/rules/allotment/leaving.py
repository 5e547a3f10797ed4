"""Who must leave a session that lost seats: those whose claim to the place is the weakest."""

import numpy as np

from teeka.rules.allotment.ground import drawn
from teeka.rules.allotment.request import Bools, Ints


def who_must_leave(
    *, keys: Ints, tier: Ints, is_listed: Bools, is_pinned: Bools, seed: str, seats: int
) -> Ints:
    """Indices of those who leave so that `seats` stay, the weakest claim first; nobody when all fit.

    Who was told (their list is published) stays before who was not, a pinned place before others, then the
    higher tier, then who was drawn first: the order of wishes in which the places were given.
    """
    strength = np.lexsort((drawn(keys, seed), tier, ~is_listed, ~is_pinned))
    weakest_first: Ints = strength[seats:][::-1]
    return weakest_first

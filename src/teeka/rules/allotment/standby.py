"""How many may stand by for a full session: as many as will stay away, and no more than its vials serve."""

import numpy as np

from teeka.rules.allotment.request import Ints


def may_stand_by(*, capacity: Ints, reserve: Ints, taken: Ints, doses_per_vial: Ints, no_show: float) -> Ints:
    """For each session that is full but for its reserve: what is left of that, and as many as will not come.

    no_show: the part of those with a place that will not come. The vials are those that the capacity needs:
    whoever comes of the placed, and all who stand by, can be served from them.
    """
    given = np.maximum(capacity - reserve, taken)
    stay_away = np.rint(given * no_show).astype(np.int64)
    doses = -(-capacity // doses_per_vial) * doses_per_vial
    wanted = np.maximum(capacity - given, 0) + stay_away
    most: Ints = np.clip(wanted, 0, np.maximum(doses - (given - stay_away), 0))
    return most

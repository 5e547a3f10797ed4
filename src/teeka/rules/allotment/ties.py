"""What hangs together by ties, however long the chain."""

import numpy as np

from teeka.rules.allotment.request import Ints


def tied_together(one: Ints, other: Ints, count: int) -> Ints:
    """The group of each of `count` things, of which `one[i]` and `other[i]` are tied."""
    from scipy.sparse import coo_array  # noqa: PLC0415  (for who plans only)
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    ties = coo_array((np.ones(len(one)), (one, other)), shape=(count, count))
    group: Ints = connected_components(ties, directed=False)[1].astype(np.int64)
    return group

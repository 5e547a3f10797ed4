"""Who leaves a session that lost seats never has a stronger claim than anybody who stays."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from teeka.rules.allotment import who_must_leave
from teeka.rules.allotment.ground import drawn

claims = st.lists(st.tuples(st.integers(1, 3), st.booleans(), st.booleans()), max_size=12)


def leaving(keys, rows, seats):
    return who_must_leave(
        keys=keys,
        tier=np.array([row[0] for row in rows], dtype=np.int64),
        is_listed=np.array([row[1] for row in rows], dtype=bool),
        is_pinned=np.array([row[2] for row in rows], dtype=bool),
        seed="a published seed",
        seats=seats,
    ).tolist()


@settings(max_examples=200, deadline=None)
@given(claims, st.integers(0, 12))
def test_as_many_leave_as_must_and_none_with_a_stronger_claim(rows, seats) -> None:
    keys = 10**13 + np.arange(len(rows))
    order = drawn(keys, "a published seed").tolist()

    def weakness(at):
        tier, is_listed, is_pinned = rows[at]
        return (not is_pinned, not is_listed, tier, order[at])

    gone = leaving(keys, rows, seats)

    stay = set(range(len(rows))) - set(gone)
    assert len(stay) == min(seats, len(rows))
    assert all(weakness(one) < weakness(other) for one in stay for other in gone)
    assert [weakness(at) for at in gone] == sorted((weakness(at) for at in gone), reverse=True)


@settings(max_examples=100, deadline=None)
@given(claims, st.integers(0, 12), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, seats, chance) -> None:
    keys = 10**13 + np.arange(len(rows))
    order = chance.sample(range(len(rows)), len(rows))
    other = leaving(keys[order], [rows[at] for at in order], seats)
    assert [order[at] for at in other] == leaving(keys, rows, seats)

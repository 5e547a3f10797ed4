"""Nobody stands by whom the vials could not serve; those who stay away are made up for."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from teeka.rules.allotment.standby import may_stand_by


def size(capacity, reserve=0, taken=0, doses_per_vial=10, no_show=0.3):
    columns = {
        name: np.array([value], dtype=np.int64)
        for name, value in {
            "capacity": capacity, "reserve": reserve, "taken": taken, "doses_per_vial": doses_per_vial,
        }.items()
    }  # fmt: skip
    return int(may_stand_by(**columns, no_show=no_show)[0])


def test_three_in_ten_stand_by_at_first_and_the_reserve_with_them():
    assert size(100) == 30
    assert size(100, reserve=10) == 37  # 90 placed, of whom 63 come
    assert size(100, reserve=10, taken=95) == 33  # five of the reserve were given by hand


def test_where_everybody_comes_only_the_reserve_is_left():
    assert size(100, no_show=0.0) == 0
    assert size(100, reserve=10, no_show=0.0) == 10


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 300), st.integers(0, 100), st.integers(0, 300), st.sampled_from([1, 5, 10, 20]),
    st.floats(0, 1),
)  # fmt: skip
def test_whoever_comes_and_all_who_stand_by_can_be_served(capacity, percent, taken, vial, no_show):
    reserve, taken = capacity * percent // 100, min(taken, capacity)
    many = size(capacity, reserve, taken, vial, no_show)
    given_seats = max(capacity - reserve, taken)
    come = given_seats - round(given_seats * no_show)
    assert many >= 0
    assert come + many <= -(-capacity // vial) * vial

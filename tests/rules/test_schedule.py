from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teeka.rules.schedule import AT_ONCE, Hours, arrival_times

NINE, FIVE = 9 * 3600, 17 * 3600
NOBODY = (np.array([], dtype=np.int64), np.array([], dtype=np.int64))


def ints(*values):
    return np.array(values, dtype=np.int64)


def one_session(capacity=100):
    return Hours(ints(NINE), ints(FIVE), ints(capacity))


def times(count, *, facility=None, capacity=100, seated=NOBODY):
    session = np.zeros(count, dtype=np.int64)
    colleagues = np.zeros(count, dtype=np.int64) if facility is None else np.array(facility)
    return arrival_times(one_session(capacity), session, colleagues, np.arange(count), seated=seated)


def test_a_hundred_people_come_by_tens_over_the_whole_day():
    assert Counter(times(100).tolist()) == {NINE + w * 2700: 10 for w in range(10)}


def test_a_short_list_fills_the_first_windows_so_that_few_vials_are_opened():
    assert Counter(times(25).tolist()) == {NINE: 10, NINE + 2700: 10, NINE + 5400: 5}


def test_colleagues_come_in_different_windows():
    facility = [0] * 3 + [1] * 27
    assert len(set(times(30, facility=facility)[:3].tolist())) == 3


def test_who_has_a_time_keeps_it_and_newcomers_fill_the_gaps():
    seated = (np.zeros(14, dtype=np.int64), np.array([NINE] * 4 + [NINE + 2700] * 10))
    assert Counter(times(8, seated=seated).tolist()) == {NINE: 6, NINE + 5400: 2}


def test_hours_too_short_for_five_minutes_a_window_still_give_different_times():
    hours = Hours(ints(NINE), ints(NINE + 600), ints(100))
    zero = np.zeros(100, dtype=np.int64)
    assert len(set(arrival_times(hours, zero, zero, np.arange(100), seated=NOBODY).tolist())) == 10


def test_more_people_than_places_is_refused():
    with pytest.raises(ValueError, match="more newcomers"):
        times(11, capacity=10)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 45), st.integers(0, 45)), min_size=1, max_size=4), st.data())
def test_nobody_comes_outside_the_hours_and_no_window_is_overfull(sessions, data):
    capacity = np.array([c for c, _ in sessions])
    hours = Hours(np.full(len(capacity), NINE), np.full(len(capacity), FIVE), capacity)
    count = np.minimum(capacity, [n for _, n in sessions])
    session = np.repeat(np.arange(len(capacity)), count)
    facility = np.array(data.draw(st.lists(st.integers(0, 3), min_size=len(session), max_size=len(session))))
    half = np.arange(len(session)) % 2 == 0
    everyone = np.arange(len(session))
    colleagues = facility.astype(np.int64)
    first = arrival_times(hours, session[half], colleagues[half], everyone[half], seated=NOBODY)
    rest = arrival_times(
        hours, session[~half], colleagues[~half], everyone[~half], seated=(session[half], first)
    )
    at = np.concatenate([first, rest])
    assert ((at >= NINE) & (at < FIVE)).all()
    both = Counter(zip([*session[half], *session[~half]], at.tolist(), strict=True))
    assert all(many <= AT_ONCE for many in both.values())

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.dose_intervals import Due
from teeka.rules.messages.dose_due import DAYS_BEFORE, DoseDue, dose_to_tell

DAY = timedelta(days=1)
FIRST = date(2026, 3, 10)
RANGE = (FIRST, FIRST + 14 * DAY)


def test_it_is_told_from_three_days_before_until_the_last_day() -> None:
    due = Due("COVISHIELD", (RANGE,))

    assert dose_to_tell(due, today=FIRST - 4 * DAY) is None
    assert dose_to_tell(due, today=FIRST - 3 * DAY) == DoseDue("COVISHIELD", *RANGE)
    assert dose_to_tell(due, today=RANGE[1]) == DoseDue("COVISHIELD", *RANGE)
    assert dose_to_tell(due, today=RANGE[1] + DAY) is None
    assert dose_to_tell(Due("COVISHIELD", ()), today=FIRST) is None


lengths = st.lists(st.tuples(st.integers(2, 20), st.integers(0, 20)), max_size=4)


@given(lengths, st.integers(-10, 120))
def test_of_several_ranges_the_first_that_is_not_over_is_told_and_none_too_early(
    lengths: list[tuple[int, int]], offset: int
) -> None:
    ranges, at = [], FIRST
    for gap, length in lengths:
        first = at + gap * DAY
        at = first + length * DAY
        ranges.append((first, at))
    today = FIRST + offset * DAY

    told = dose_to_tell(Due("X", tuple(ranges)), today=today)

    left = [one for one in ranges if one[1] >= today]
    if told is None:
        assert not left or today < left[0][0] - DAYS_BEFORE * DAY
    else:
        assert (told.first_on, told.last_on) == left[0]
        assert today >= told.first_on - DAYS_BEFORE * DAY

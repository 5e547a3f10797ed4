"""Numbers as they are written in India."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.shared.numbers import in_lakhs


@pytest.mark.parametrize(
    ("number", "written"),
    [(0, "0"), (999, "999"), (1_000, "1,000"), (469_000, "4,69,000"), (-12_345_678, "-1,23,45,678")],
)
def test_the_last_three_digits_then_by_twos(number: int, written: str) -> None:
    assert in_lakhs(number) == written


@given(st.integers())
def test_no_digit_is_lost(number: int) -> None:
    assert int(in_lakhs(number).replace(",", "")) == number

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.shared.ids import SPACE, beneficiary_reference, is_beneficiary_reference, number_in_block

numbers = st.integers(0, SPACE - 1)


@given(numbers)
def test_a_reference_is_fourteen_digits_with_a_right_check_digit(number: int) -> None:
    reference = beneficiary_reference(number)

    assert len(str(reference)) == 14
    assert is_beneficiary_reference(str(reference))


@given(st.lists(numbers, unique=True, max_size=50))
def test_different_numbers_never_share_a_reference(many: list[int]) -> None:
    assert len({beneficiary_reference(number) for number in many}) == len(many)


@given(numbers, st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(number: int, place: int, off_by: int) -> None:
    digits = list(str(beneficiary_reference(number)))
    digits[place] = str((int(digits[place]) + off_by) % 10)

    assert not is_beneficiary_reference("".join(digits))


def test_neighbours_in_a_file_do_not_get_neighbouring_references() -> None:
    first, second = (beneficiary_reference(number_in_block(1, row)) for row in (1, 2))

    assert abs(first - second) > 1_000_000


def test_a_row_beyond_the_range_is_refused() -> None:
    with pytest.raises(ValueError, match="range"):
        number_in_block(1, 10_000_000)

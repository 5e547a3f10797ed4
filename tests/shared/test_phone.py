import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.shared.phone import MobileState, read_mobile
from teeka.shared.pin_code import read_pin_code

mobiles = st.from_regex(r"[6-9][0-9]{9}", fullmatch=True)
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")


@given(
    mobiles,
    st.sampled_from(["{}", "+91 {}", "91{}", "0{}", "0091{}", "'{}", "{}.0", " {} ", "{} / 9812345670"]),
    st.booleans(),
)
def test_a_mobile_is_found_however_it_is_dressed(mobile: str, dress: str, in_devanagari: bool) -> None:
    typed = dress.format(mobile)

    assert read_mobile(typed.translate(DEVANAGARI) if in_devanagari else typed)[0] == mobile


@pytest.mark.parametrize(
    "typed", ["5812345670", "981234567", "98123456701", "9.81235E+09", "none", "+1 9812345670"]
)
def test_what_would_reach_a_stranger_or_nobody_is_malformed(typed: str) -> None:
    assert read_mobile(typed) == ("", MobileState.MALFORMED)


@pytest.mark.parametrize("typed", ["9999999999", "6666666666", "9000000000"])
def test_a_number_typed_to_fill_the_box_is_a_filler(typed: str) -> None:
    assert read_mobile(typed) == (typed, MobileState.FILLER)


@pytest.mark.parametrize("typed", [None, "", "   "])
def test_dev_has_none(typed: str | None) -> None:
    assert read_mobile(typed) == ("", MobileState.MISSING)


@given(st.text(max_size=30))
def test_no_text_breaks_the_readers(text: str) -> None:
    mobile, state = read_mobile(text)

    assert (mobile == "") == (state in {MobileState.MISSING, MobileState.MALFORMED})
    assert read_pin_code(text) is None or len(text) >= 6


@pytest.mark.parametrize("typed", ["800001", "800 001", "800001.0", "८००००१"])
def test_a_pin_code_is_six_digits(typed: str) -> None:
    assert read_pin_code(typed) == "800001"


@pytest.mark.parametrize("typed", ["080001", "80001", "8000011", "PATNA"])
def test_what_is_no_pin_code_is_none(typed: str) -> None:
    assert read_pin_code(typed) is None

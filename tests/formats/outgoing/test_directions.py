import pytest
from bidi import get_display
from hypothesis import example, given
from hypothesis import strategies as st

from teeka.formats.outgoing.paper.directions import parts_as_seen


def as_seen(line: str) -> str:
    """The signs from left to right; the shaper mirrors brackets, this other library does not."""
    return "".join(text[::-1] if is_reversed else text for text, is_reversed in parts_as_seen(line))


@given(st.text(st.sampled_from("abxy کمنر 0123 ·,-()[/."), max_size=24))
@example("شگفتہ پروین 98765 (نصرت)")
@example("Mohammad محمد 12-3 عبد")
def test_the_eye_meets_the_signs_in_the_order_of_unicodes_rules(line: str) -> None:
    assert as_seen(line) == get_display(line, base_dir="L")


@pytest.mark.parametrize("line", ["Asha Kumari", "आशा 12", ""])
def test_a_line_without_such_a_script_is_left_as_it_is(line: str) -> None:
    assert list(parts_as_seen(line)) == ([(line, False)] if line else [])

import segno
from hypothesis import given
from hypothesis import strategies as st

from teeka.formats.outgoing.qr import MASK, REFERENCE_MODULES, identity_picture, reference_pictures

references = st.integers(0, 10**14 - 1).map(lambda number: f"{number:014d}")


@given(st.lists(references, max_size=20))
def test_every_picture_is_the_code_that_segno_draws(numbers: list[str]) -> None:
    for number, picture in zip(numbers, reference_pictures(numbers), strict=True):
        drawn = segno.make_qr(number, error="h", mask=MASK, version=1, boost_error=False).matrix
        assert picture is not None
        assert picture.side == REFERENCE_MODULES
        assert picture.luma == tuple(0 if module else 255 for line in drawn for module in line)


def test_what_is_no_reference_has_no_picture() -> None:
    assert reference_pictures(["", "123", "१२३४५६७८९०१२३४", "1234567890123x"]) == [None] * 4


def test_the_identity_of_a_list_fits_a_small_code() -> None:
    assert identity_picture("TEEKA1/DUE-LIST/BR-PAT-0117/3/" + "AB" * 32).side <= 41

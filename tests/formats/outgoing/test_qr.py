import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from teeka.formats.outgoing.paper.qr import (
    MASK,
    Picture,
    identity_picture,
    number_pictures,
    reference_pictures,
)

references = st.integers(0, 10**14 - 1).map(lambda number: f"{number:014d}")


def modules_of(picture: Picture) -> list[bool]:
    return [bool(module) for line in picture.modules for module in line]


@given(st.lists(references, max_size=20))
def test_every_picture_is_the_code_that_segno_draws(numbers: list[str]) -> None:
    for number, picture in zip(numbers, reference_pictures(numbers), strict=True):
        drawn = segno.make_qr(number, error="h", mask=MASK, version=1, boost_error=False).matrix
        assert picture is not None
        assert picture.side == 21
        assert modules_of(picture) == [bool(module) for line in drawn for module in line]


@settings(deadline=None)  # the first of a length draws what determines all others
@given(st.integers(1, 46), st.data())
def test_every_number_of_a_form_is_the_code_that_segno_draws(length: int, data: st.DataObject) -> None:
    texts = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-*", min_size=length, max_size=length)
    numbers = data.draw(st.lists(texts, max_size=9))
    for number, picture in zip(numbers, number_pictures(numbers), strict=True):
        drawn = segno.make_qr(number, error="m", mask=MASK, mode="alphanumeric", boost_error=False).matrix
        assert picture is not None
        assert modules_of(picture) == [bool(module) for line in drawn for module in line]


def test_what_is_no_reference_has_no_picture() -> None:
    assert reference_pictures(["", "123", "१२३४५६७८९०१२३४", "1234567890123x"]) == [None] * 4


def test_the_identity_of_a_list_is_the_code_that_segno_draws_and_is_small() -> None:
    text = "TEEKA1/DUE-LIST/BR-PAT-0117/3/" + "AB" * 32

    picture = identity_picture(text)

    drawn = segno.make_qr(text, error="m", mask=MASK, boost_error=False).matrix
    assert modules_of(picture) == [bool(module) for line in drawn for module in line]
    assert picture.side <= 41

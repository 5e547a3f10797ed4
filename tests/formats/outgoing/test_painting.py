import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import ContentStream, DecodedStreamObject

from teeka.formats.outgoing.paper.drawing import Align, Page, Pen, Style
from teeka.formats.outgoing.paper.painting import TO_POINTS, Ink, painted
from teeka.formats.outgoing.paper.shaping import width_of

HEIGHT = 210_000
signs = st.text(st.sampled_from("AVTo. 12यक्षिुर्ंर्क़हृद्धَشگفمٰ"), min_size=1, max_size=25)


def commands_of(page: Page, ink: Ink) -> list[tuple[list, bytes]]:
    stream = DecodedStreamObject()
    stream.set_data(painted(page, HEIGHT, ink))
    return ContentStream(stream, PdfWriter()).operations


def moved(page: Page, ink: Ink) -> float:
    """By how many thousandths of the size one line moves the pen, as a reader of the file reckons it."""
    faces = {face.key: face for face in ink.glyphs()}
    face, far = None, 0.0
    for operands, operator in commands_of(page, ink):
        if operator == b"Tf":
            face = faces[operands[0][1:]]
        if operator == b"TJ":
            for piece in operands[0]:
                if isinstance(piece, (bytes, str)):
                    raw = piece if isinstance(piece, bytes) else piece.original_bytes
                    numbers = [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]
                    far += sum(face.advance(number) for number in numbers)
                else:
                    far -= float(piece)
    return far


@given(signs, st.sampled_from([400, 700]))
@example("हस्ताक्षर की कुंजी 356S", 400)
def test_a_line_is_drawn_as_wide_as_it_was_reckoned(text: str, weight: int) -> None:
    page, ink = Page(), Ink()
    page.text(Style(9, weight), 0, 0, text)
    painted(page, HEIGHT, ink)

    assert moved(page, ink) == width_of(text, weight)


@given(signs)
def test_raised_marks_leave_the_line_where_it_was(text: str) -> None:
    page = Page()
    page.text(Style(9), 0, 0, text)

    raised = [float(operands[0]) for operands, operator in commands_of(page, Ink()) if operator == b"Ts"]

    assert not raised or raised[-1] == 0


@pytest.mark.parametrize(("align", "share"), [(Align.LEFT, 0), (Align.CENTRE, 0.5), (Align.RIGHT, 1)])
def test_a_line_stands_by_its_left_its_middle_or_its_right(align: Align, share: float) -> None:
    page, style = Page(), Style(10, 700, align)
    page.text(style, 100_000, 50_000, "Asha Kumari")

    ((*_, x, y),) = [operands for operands, operator in commands_of(page, Ink()) if operator == b"Tm"]

    width = width_of("Asha Kumari", 700) / 100  # points
    assert float(x) == pytest.approx(100_000 * TO_POINTS - share * width, abs=0.02)
    assert float(y) == pytest.approx((HEIGHT - 50_000 - style.height) * TO_POINTS, abs=0.02)


def test_a_box_has_four_whole_corners() -> None:
    page = Page()
    page.box(Pen.TICK, 10_000, 10_000, 5_000, 5_000)

    assert [operator for _, operator in commands_of(page, Ink())] == [
        *(b"q", b"w", b"G", b"m", b"l", b"l", b"l", b"h", b"S", b"Q"),
    ]


def test_what_many_pages_share_is_put_down_once() -> None:
    shared, ink = Page(), Ink()
    pages = [Page(stencil=shared), Page(stencil=shared)]

    drawn = [commands_of(page, ink) for page in pages]

    assert drawn[0] == drawn[1]
    assert list(ink.stencils) == [shared]

from hypothesis import given
from hypothesis import strategies as st

from teeka.formats.outgoing.paper.drawing import LTR_MARK, Page, Style, equal_steps


@given(st.lists(st.integers(1, 4), max_size=30))
def test_stretches_of_equal_steps_hold_every_line_where_it_was(steps: list[int]) -> None:
    placed, y = [], 0
    for number, step in enumerate(steps):
        placed.append((y, str(number)))
        y += step

    drawn = [
        (start + at * step, words)
        for start, step, lines in equal_steps(placed)
        for at, words in enumerate(lines)
    ]

    assert drawn == placed


def test_a_column_of_equal_rows_is_one_paragraph_and_a_taller_row_begins_another() -> None:
    placed = [(0, "a"), (10, "b"), (20, "c"), (35, "d"), (45, "e")]

    assert equal_steps(placed) == [(0, 10, ["a", "b", "c"]), (35, 10, ["d", "e"])]


def test_lines_of_other_slots_are_paragraphs_of_their_own() -> None:
    page = Page()
    for row in (0, 100, 200):
        page.text(Style(9), 5, row, "first", slot=0)
        page.text(Style(9), 5, row + 30, "second", slot=1)

    assert [(y, step, lines) for _, _, y, step, lines in page.stacks()] == [
        (0, 100, ["first"] * 3),
        (30, 100, ["second"] * 3),
    ]


def test_lines_beside_a_name_from_right_to_left_keep_the_order_of_their_digits() -> None:
    page = Page()
    for y, words in ((0, "محمد"), (10, "98765 43210")):
        page.text(Style(9), 5, y, words)

    ((*_, lines),) = page.stacks()

    assert lines == [LTR_MARK + "محمد", LTR_MARK + "98765 43210"]

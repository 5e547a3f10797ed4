from collections import Counter

import pytest

from teeka.apps.lists.documents.forms import FORMS
from teeka.formats.outgoing.document import Blank, BlankKind, FormLayout
from teeka.formats.outgoing.paper import sizes
from teeka.formats.outgoing.paper.blank_forms import FORM_WIDTH, FORMS_HEIGHT, INSET, blank_page
from teeka.formats.outgoing.paper.drawing import Align, Page, Pen
from teeka.formats.outgoing.paper.fitting import room_of
from teeka.formats.outgoing.paper.frame import both
from teeka.rules.form_numbers import FORMS_A_PAGE, FormKind


def page_of(kind: FormKind) -> tuple[Page, list[Blank], int]:
    _, title, lines = FORMS[kind]
    a_page = FORMS_A_PAGE[kind]
    page = blank_page(title, FormLayout("form_number", a_page, lines))
    return page, [blank for line in lines for blank in line], a_page


@pytest.mark.parametrize("kind", FormKind)
def test_every_form_says_what_belongs_where_and_has_a_box_for_each_sign_and_choice(kind: FormKind) -> None:
    page, blanks, a_page = page_of(kind)

    said = Counter(words for *_, words in page.texts)
    expected = Counter([both(FORMS[kind][1])] + [both(blank.words) for blank in blanks])
    expected.update(choice for blank in blanks for choice in blank.choices)
    assert said == {words: count * a_page for words, count in expected.items()}
    drawn = {pen: len(lines) for pen, lines in page.lines.items()}
    lines_and_boxes = sum(blank.places for blank in blanks)
    lines_and_boxes += sum(blank.kind is BlankKind.LINE for blank in blanks)
    assert drawn[Pen.WRITE] == lines_and_boxes * a_page
    assert drawn[Pen.CHOICE] == sum(len(blank.choices) for blank in blanks) * a_page


@pytest.mark.parametrize("kind", FormKind)
def test_nothing_of_a_form_runs_over_the_edge_along_which_it_is_cut(kind: FormKind) -> None:
    page, _, a_page = page_of(kind)
    height = 2 * FORMS_HEIGHT // a_page

    def form_of(x: int, y: int) -> tuple[int, int]:
        return (x - sizes.SIDE_MARGIN) // FORM_WIDTH, (y - sizes.TOP_MARGIN) // height

    forms = {(column, row) for column in (0, 1) for row in range(a_page // 2)}
    for style, x, y, words in page.texts:
        assert style.align is Align.LEFT
        end = x + room_of(words, style) + INSET // 2
        assert form_of(x, y) == form_of(end, y + style.height), words
        assert form_of(x, y) in forms, words
    for pen in (Pen.WRITE, Pen.CHOICE):
        for line in page.lines[pen]:
            assert len({form_of(x, y) for x, y in line}) == 1
            assert form_of(*line[0]) in forms

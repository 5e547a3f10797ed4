from hypothesis import given
from hypothesis import strategies as st

from teeka.formats.outgoing.document import Document
from teeka.formats.outgoing.paper import sizes
from teeka.formats.outgoing.paper.frame import Sheet, open_sheet
from teeka.formats.outgoing.paper.rows import MODULE, ROW_HEIGHT_WITH_CODE
from teeka.formats.outgoing.paper.table import write_table
from tests.formats.outgoing import documents

LANDSCAPE = (sizes.LONG_SIDE, sizes.SHORT_SIDE)
names = st.text(st.sampled_from("abcdeकखगािW "), max_size=120)


def laid_out(document: Document) -> Sheet:
    sheet = Sheet(document, LANDSCAPE)
    open_sheet(sheet)
    write_table(sheet, documents.LAYOUT)
    return sheet


def words_on(sheet: Sheet) -> list[tuple[int, str]]:
    """Where each line's upper edge is, and what it says."""
    return [(y, words) for page in sheet.pages for _, _, y, words in page.texts]


@given(st.lists(st.tuples(names, names, names), min_size=1, max_size=40))
def test_each_row_is_printed_once_and_within_its_page(rows: list[tuple[str, str, str]]) -> None:
    sheet = laid_out(
        documents.document(
            tuple(
                documents.row(n, (full, hindi), posting) for n, (full, hindi, posting) in enumerate(rows, 1)
            )
        )
    )

    words = words_on(sheet)

    printed = [text for _, text in words if text.startswith("••••••")]
    assert sorted(printed) == [f"••••••{number:04d}" for number in range(1, len(rows) + 1)]
    assert max(y for y, _ in words) < sheet.bottom
    assert sheet.y <= sheet.bottom


def test_ordinary_rows_are_all_of_one_height_and_a_long_name_makes_its_own_row_higher() -> None:
    def heights(document: Document) -> list[int]:
        return [box[3] // MODULE for page in laid_out(document).pages for box, _ in page.pictures[-1:]]

    side = 21  # modules
    rows = ROW_HEIGHT_WITH_CODE // MODULE
    ordinary = documents.people(3).rows
    long = documents.row(4, ("Chaudhary Rajendra " * 5, ""))

    assert heights(documents.document(ordinary)) == [2 * rows + side]
    assert heights(documents.document((*ordinary, long, *ordinary[:1])))[0] > 4 * rows + side

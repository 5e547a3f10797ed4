import io

import pytest
from pypdf import PdfReader

from teeka.formats.outgoing.document import Document
from teeka.formats.outgoing.pdf import write_pdf
from tests.formats.outgoing import documents
from tests.formats.outgoing.printed_text import boxes_on, text_of

CONJUNCTS = ("क्षेत्र", "श्री", "प्रसाद", "स्वास्थ्य", "ज्ञानेश्वर", "विश्वकर्मा")


def pages_of(document: Document) -> list[str]:
    reader = PdfReader(io.BytesIO(write_pdf(document)))
    return [text_of(page, reader) for page in reader.pages]


def test_the_same_list_gives_the_same_bytes() -> None:
    assert write_pdf(documents.people(30)) == write_pdf(documents.people(30))


def test_five_hundred_names_fit_in_300_kilobytes_on_landscape_pages() -> None:
    made = write_pdf(documents.people(500))

    assert len(made) <= 300_000
    reader = PdfReader(io.BytesIO(made))
    assert {
        (round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in reader.pages
    } == {(842, 595)}


def test_every_name_is_printed_whole_in_both_scripts() -> None:
    text = "".join(pages_of(documents.people(20)))

    for full_name, name_hi in documents.NAMES:
        assert full_name in text
        assert name_hi in text


@pytest.mark.parametrize("word", CONJUNCTS)
def test_hindi_conjuncts_can_be_copied_out_of_the_page(word: str) -> None:
    assert word in "".join(pages_of(documents.document((documents.row(1, ("", word)),))))


def test_every_page_repeats_the_headings_the_site_and_its_number() -> None:
    pages = pages_of(documents.people(100))

    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert "Reference" in page
        assert "संदर्भ संख्या" in page
        assert "PHC Phulwari" in page
        assert f"{number} / {len(pages)}" in page
        assert "Version 1" in page


@pytest.mark.parametrize("count", [0, 1, 500])
def test_nobody_is_lost_between_pages(count: int) -> None:
    text = "".join(pages_of(documents.people(count)))

    for number in range(1, count + 1):
        assert f"••••••{number:04d}" in text
    if not count:
        assert "Nobody is on this list." in text


def test_empty_fields_and_very_long_names_keep_the_page() -> None:
    long = "Mohammad Abdul Rahman " * 12
    rows = (
        documents.row(1, ("", "")),
        documents.row(2, (long, "क्षेत्रपालज्ञानेश्वर" * 8), posting="W" * 150),
        documents.row(3),
    )

    pages = pages_of(documents.document(rows))

    assert len(pages) == 1
    assert "••••••0003" in pages[0]
    assert "…" in pages[0]


def test_a_name_cannot_become_markup() -> None:
    name = '#panic("x") *bold* $x$ <label> @ref \\ // /* `raw` #{1+1}'

    printed = "".join(pages_of(documents.document((documents.row(1, (name, "")),))))

    assert "".join(name.split()) in "".join(printed.split())  # it takes more than one line


def test_the_fonts_hold_every_sign_of_both_scripts() -> None:
    marks = "•–—…·“”’ क्ष ज्ञ त्र श्र द्ध ॐ ०१२३४५६७८९ । ॥ ज़ फ़ ड़ ढ़ रु र्क क्र"
    made = write_pdf(documents.document((*documents.people(14).rows, documents.row(15, ("Dev", marks)))))
    reader = PdfReader(io.BytesIO(made))

    assert [boxes_on(page, reader) for page in reader.pages] == [0] * len(reader.pages)


@pytest.mark.parametrize(
    ("name", "is_held"), [("محمد عبد الرحمن", True), ("شگفتہ پروین", True), ("田中", False)]
)
def test_an_urdu_name_is_drawn_and_a_script_without_a_font_is_boxes(name: str, *, is_held: bool) -> None:
    reader = PdfReader(io.BytesIO(write_pdf(documents.document((documents.row(1, (name, "")),)))))

    assert (boxes_on(reader.pages[0], reader) == 0) is is_held  # docs/how-to/lists.md


def test_only_the_packaged_fonts_are_used() -> None:
    reader = PdfReader(io.BytesIO(write_pdf(documents.people(3))))

    fonts = {str(font["/BaseFont"]) for page in reader.pages for font in _fonts(page)}

    assert fonts
    assert all("+NotoSans" in font for font in fonts)


def test_the_file_is_dated_by_the_freeze() -> None:
    reader = PdfReader(io.BytesIO(write_pdf(documents.people(1))))

    assert reader.metadata is not None
    assert reader.metadata.creation_date == documents.MADE_AT


def _fonts(page):
    return [font.get_object() for font in page["/Resources"]["/Font"].values()]

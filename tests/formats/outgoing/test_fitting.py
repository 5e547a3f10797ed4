import json
import random

import pytest
import typst

from teeka.formats.outgoing import pdf
from teeka.formats.outgoing.document import PrintedStyle
from teeka.formats.outgoing.fitting import SIZE, SIZES, is_short, width_of
from tests.formats.outgoing import documents

LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
HINDI = "श्री क्षेत्रपाल ज्ञानेश्वर औषधालय ओम आशा खगौल स्वास्थ्य कुमारी प्रसाद विश्वकर्मा डॉ राजेन्द्र चौधरी सिंह मिश्र"
MEASURE = """
#let words = json(bytes(sys.inputs.words))
#set text(font: ("Noto Sans", "Noto Sans Devanagari"))
#set text(size: eval(sys.inputs.size), weight: int(sys.inputs.weight))
#context [#metadata(words.map(word => measure(word).width.pt())) <widths>]
"""


def measured(words: list[str], *, size: float, weight: int) -> list[float]:
    """The true widths in points, as typst draws them."""
    compiler = typst.Compiler(
        MEASURE.encode(),
        font_paths=pdf.packaged_fonts(),
        sys_inputs={
            "words": json.dumps(words, ensure_ascii=False),
            "size": f"{size}pt",
            "weight": str(weight),
        },
    )
    return json.loads(compiler.query("<widths>", field="value", one=True))


@pytest.mark.parametrize(("style", "weight", "size"), [("plain", 400, 10.0), ("strong", 700, 12.0)])
def test_no_word_is_wider_than_it_is_held_to_be(style: str, weight: int, size: float) -> None:
    chance = random.Random(11)
    words = ["".join(chance.choices(LATIN, k=chance.randint(2, 14))) for _ in range(300)]
    words += ["".join(chance.choices("0123456789 ", k=12)) for _ in range(20)] + HINDI.split()
    held = SIZES.get(PrintedStyle(style), SIZE)

    for word, true_width in zip(words, measured(words, size=size, weight=weight), strict=True):
        assert width_of(word) * held >= true_width, word


def test_a_hundred_ordinary_names_are_short_and_a_long_one_is_not() -> None:
    rows = pdf.printed_rows(documents.people(100), documents.LAYOUT)
    long = pdf.printed_rows(
        documents.document((documents.row(1, ("Chaudhary Rajendra " * 5, "")),)), documents.LAYOUT
    )

    assert all(row["short"] for row in rows)
    assert not long[0]["short"]


def test_a_word_wider_than_its_column_is_never_short() -> None:
    column = documents.LAYOUT.columns[4]

    assert is_short([column], [["PHC Phulwari"]], is_landscape=True)
    assert not is_short([column], [["W" * 100]], is_landscape=True)

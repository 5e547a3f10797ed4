import json
import random

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from teeka.formats.outgoing.paper.drawing import POINT, Style
from teeka.formats.outgoing.paper.fitting import broken, width_of
from teeka.formats.outgoing.paper.typesetting import packaged_fonts

LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
HINDI = (
    "श्री क्षेत्रपाल ज्ञानेश्वर औषधालय ओम आशा खगौल स्वास्थ्य कुमारी प्रसाद विश्वकर्मा डॉ राजेन्द्र चौधरी सिंह मिश्र "
    "द्रौपदी त्रिपाठी श्रृंगार कर्क रुपये हृदय ब्राह्मण कार्यकर्ता प्राथमिक केन्द्र फुलवारी शरीफ़ ज़िला"
)
URDU = "محمد عبد الرحمن شگفتہ پروین خورشید نصرت مصطفیٰ فاطمہ عائشہ شمس الضحیٰ سلیم پاشا مسیح الدین"
PLAIN, BOLD = Style(10), Style(12, 700)
MEASURE = """
#let words = json(bytes(sys.inputs.words))
#set text(font: ("Noto Sans", "Noto Sans Devanagari", "Noto Sans Arabic"), fallback: false)
#set text(size: eval(sys.inputs.size), weight: int(sys.inputs.weight))
#context [#metadata(words.map(word => measure(word).width.pt())) <widths>]
"""
texts = st.lists(
    st.text(st.sampled_from(LATIN + "अकखमसरयवािीुे् ंW0123456789·(),-"), min_size=1, max_size=30), max_size=8
).map(lambda words: " ".join(" ".join(words).split()))


def measured(words: list[str], style: Style) -> list[float]:
    """The true widths in points, as typst draws them."""
    compiler = typst.Compiler(
        MEASURE.encode(),
        font_paths=packaged_fonts(),
        sys_inputs={
            "words": json.dumps(words, ensure_ascii=False),
            "size": f"{style.size}pt",
            "weight": str(style.weight),
        },
    )
    return json.loads(compiler.query("<widths>", field="value", one=True))


@pytest.mark.parametrize("style", [PLAIN, BOLD])
def test_no_word_is_wider_than_it_is_held_to_be(style: Style) -> None:
    chance = random.Random(11)
    words = ["".join(chance.choices(LATIN, k=chance.randint(2, 14))) for _ in range(300)]
    words += ["".join(chance.choices("0123456789", k=12)) for _ in range(20)]
    words += [*HINDI.split(), *URDU.split(), HINDI, "F · म · 1980", "••••••0001"]

    for word, true_width in zip(words, measured(words, style), strict=True):
        assert width_of(word, style.weight) * style.size >= true_width, word


@pytest.mark.parametrize("style", [PLAIN, BOLD])
def test_names_are_held_to_be_hardly_wider_than_they_are(style: Style) -> None:
    words = ["Mohammad Iftekhar Alam", "Draupadi Vishwakarma", "Primary Health Centre", "2000 0000 0000 01"]

    for word, true_width in zip(words, measured(words, style), strict=True):
        assert width_of(word, style.weight) * style.size <= 1.05 * true_width, word


@given(texts, st.integers(8_000, 90_000))
def test_lines_hold_every_sign_in_order_and_stay_within_their_room(text: str, room: int) -> None:
    lines = broken(text, BOLD, room)

    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width_of(line, 700) * BOLD.size * POINT <= room for line in lines)


@given(texts)
def test_words_stay_whole_where_there_is_room_for_each(text: str) -> None:
    room = max((width_of(word, 400) * PLAIN.size * POINT for word in text.split()), default=0) + 1

    assert " ".join(broken(text, PLAIN, round(room) + 1)) == text


def test_a_sign_of_many_letters_is_divided() -> None:
    lines = broken("क" + "्क" * 200, PLAIN, 20_000)

    assert len(lines) > 5
    assert "".join(lines) == "क" + "्क" * 200

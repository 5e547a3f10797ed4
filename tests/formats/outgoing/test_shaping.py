import json
import random
from importlib.resources import files

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from teeka.formats.outgoing.paper import shaping
from teeka.formats.outgoing.paper.fonts import UNITS, Family, by_family, face
from teeka.formats.outgoing.paper.shaping import width_of, words_of

LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
HINDI = (
    "श्री क्षेत्रपाल ज्ञानेश्वर औषधालय ओम आशा खगौल स्वास्थ्य कुमारी प्रसाद विश्वकर्मा डॉ राजेन्द्र चौधरी सिंह मिश्र "
    "द्रौपदी त्रिपाठी श्रृंगार कर्क रुपये हृदय ब्राह्मण कार्यकर्ता प्राथमिक केन्द्र फुलवारी शरीफ़ ज़िला"
)
URDU = "محمد عبد الرحمن شگفتہ پروین خورشید نصرت مصطفیٰ فاطمہ عائشہ شمس الضحیٰ سلیم پاشا مسیح الدین"
# Another shaper, with other code, on the same fonts.
MEASURE = """
#set text(fallback: false, size: 100pt, weight: int(sys.inputs.weight), lang: "en")
#let wide((font, word)) = measure(text(font: font, word)).width.pt()
#context [#metadata(json(bytes(sys.inputs.words)).map(wide)) <widths>]
"""
NAMES = {
    Family.LATIN: "Noto Sans", Family.DEVANAGARI: "Noto Sans Devanagari", Family.ARABIC: "Noto Sans Arabic",
}  # fmt: skip
numbers = st.text(st.sampled_from("0123456789\u00a0"), min_size=1, max_size=20)


def measured(words: list[str], weight: int) -> list[float]:
    """Widths in thousandths of the size, as typst draws them; each word is of one family."""
    folders = [str(files(family.package) / "files") for family in Family]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    asked = [(NAMES[next(by_family(word))[0]], word) for word in words]
    compiler = typst.Compiler(
        MEASURE.encode(), font_paths=fonts, sys_inputs={"words": json.dumps(asked), "weight": str(weight)}
    )
    widths = json.loads(compiler.query("<widths>", field="value", one=True))
    return [width * UNITS / 100 for width in widths]


@pytest.mark.parametrize("weight", [400, 700])
def test_every_word_is_as_wide_as_another_shaper_draws_it(weight: int) -> None:
    chance = random.Random(11)
    words = ["".join(chance.choices(LATIN, k=chance.randint(2, 14))) for _ in range(300)]
    words += ["".join(chance.choices("0123456789", k=12)) for _ in range(20)]
    words += [*HINDI.split(), *URDU.split(), "••••••0001", "2000\u00a00000\u00a00000\u00a001"]

    for word, width in zip(words, measured(words, weight), strict=True):
        assert width_of(word, weight) == pytest.approx(width, abs=3), word  # each glyph's is rounded


@given(numbers, st.sampled_from([400, 700]))
def test_digits_stand_as_the_shaper_would_set_them(text: str, weight: int) -> None:
    of = face(Family.LATIN, weight)

    assert tuple(of.digits[sign] for sign in text) == tuple(shaping._glyphs(of, text, "ltr"))


@given(st.text(st.sampled_from("aW 1.·कखिुर्ं़शعمر\u200d\u200cé́"), max_size=30))
def test_a_line_is_cut_into_families_without_losing_a_sign(text: str) -> None:
    parts = list(by_family(text))

    assert "".join(part for _, part in parts) == text
    assert all(part for _, part in parts) or not text


@given(st.text(st.sampled_from("ab १ क्षि رشم12(),"), max_size=30))
def test_a_lines_words_hold_all_its_signs(text: str) -> None:
    words = words_of(text, 400)

    assert sorted("".join(word.text for word in words)) == sorted(text)
    assert sum(word.width for word in words) == width_of(text, 400)


def test_a_face_that_two_threads_cut_at_once_is_one_face() -> None:
    first = face.__wrapped__(Family.LATIN, 400)

    assert {first, face(Family.LATIN, 400)} == {first}

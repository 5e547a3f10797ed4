from hypothesis import given
from hypothesis import strategies as st

from teeka.formats.outgoing.paper.drawing import POINT, Style
from teeka.formats.outgoing.paper.fitting import broken
from teeka.formats.outgoing.paper.fonts import UNITS
from teeka.formats.outgoing.paper.shaping import width_of

LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
PLAIN, BOLD = Style(10), Style(12, 700)
texts = st.lists(
    st.text(st.sampled_from(LATIN + "अकखमसरयवािीुे् ंW0123456789·(),-"), min_size=1, max_size=30), max_size=8
).map(lambda words: " ".join(" ".join(words).split()))


@given(texts, st.integers(8_000, 90_000))
def test_lines_hold_every_sign_in_order_and_stay_within_their_room(text: str, room: int) -> None:
    lines = broken(text, BOLD, room)

    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width_of(line, 700) * BOLD.size * POINT <= room * UNITS for line in lines)


@given(texts)
def test_words_stay_whole_where_there_is_room_for_each(text: str) -> None:
    room = max((width_of(word, 400) * PLAIN.size * POINT / UNITS for word in text.split()), default=0) + 1

    assert " ".join(broken(text, PLAIN, round(room) + 1)) == text


def test_a_sign_of_many_letters_is_divided() -> None:
    lines = broken("क" + "्क" * 200, PLAIN, 20_000)

    assert len(lines) > 5
    assert "".join(lines) == "क" + "्क" * 200

import unicodedata

import smsutil
from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.messages.text import GSM_BASIC, GSM_ESCAPED, Encoding, normalise, size, trim

gsm_texts = st.text(st.sampled_from(sorted(GSM_BASIC | GSM_ESCAPED)), min_size=1, max_size=400)
hindi_texts = st.text(st.sampled_from("कखगघचछजटतदनपबमयरलवशसह ािीुूेैोौंः़्।0123456789"), min_size=1, max_size=300)
any_texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x1b"), min_size=1, max_size=300
)


@given(gsm_texts | hindi_texts | any_texts)
def test_segments_agree_with_smsutil(text: str) -> None:
    ours, theirs = size(text), smsutil.split(text)

    assert (ours.encoding is Encoding.GSM7) == (theirs.encoding == "gsm0338")
    assert ours.segments == len(theirs.parts)


def test_one_curly_quote_turns_an_english_text_into_ucs2_and_normalising_turns_it_back() -> None:
    text = "Don’t forget – bring “photo” ID…"

    assert size(text).encoding is Encoding.UCS2
    assert normalise(text) == 'Don\'t forget - bring "photo" ID...'
    assert size(normalise(text)).encoding is Encoding.GSM7


@given(any_texts)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_joiners_that_shape_hindi_are_kept() -> None:
    assert normalise("क्‍ष श्‌य") == "क्‍ष श्‌य"


@given(hindi_texts, st.integers(1, 60))
def test_a_cut_text_never_ends_inside_a_devanagari_cluster(text: str, limit: int) -> None:
    cut = trim(text, limit)

    assert len(cut) <= limit
    assert text.startswith(cut)
    rest = text[len(cut) :]
    if cut and rest and not rest[0].isspace():
        assert unicodedata.category(rest[0]) not in {"Mn", "Mc"}
        assert not (unicodedata.combining(cut[-1]) == 9 and unicodedata.category(rest[0]) == "Lo")

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.sms_name import LONGEST, make_sms_name
from teeka.shared.text import graphemes, neutral_cell, shorten, squash


@given(st.text(alphabet="कखगतनमयरलवश्ाािीेोंः aAb", max_size=80), st.integers(1, 40))
def test_a_shortened_text_is_the_start_of_the_text_and_cuts_no_sign(text: str, limit: int) -> None:
    short = shorten(text, limit)

    assert len(short) <= limit
    assert squash(text).startswith(short)
    assert "".join(graphemes(squash(text))).startswith("".join(graphemes(short)))


def test_a_conjunct_is_kept_whole_or_left_out() -> None:
    assert graphemes("स्वास्थ्य") == ["स्वा", "स्थ्य"]
    assert shorten("स्वास्थ्य", 5) == "स्वा"


@given(st.text(max_size=200))
def test_a_name_for_messages_is_never_longer_than_thirty_characters(name: str) -> None:
    assert len(make_sms_name(name)) <= LONGEST


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("PHC Phulwari", "PHC Phulwari"),
        ("Phulwari Sharif Primary Health Centre", "Phulwari Sharif PHC"),
        ("Indira Gandhi Institute of Medical Sciences (IGIMS)", "Indira Gandhi Institute of"),
    ],
)
def test_a_name_for_messages_is_what_people_say(name: str, short: str) -> None:
    assert make_sms_name(name) == short


@pytest.mark.parametrize("cell", ["=1+1", "+91", "-5", "@SUM(A1)", "\t=1", " =1"])
def test_what_a_spreadsheet_would_run_is_shown_instead(cell: str) -> None:
    assert neutral_cell(cell) == "'" + cell


def test_an_ordinary_cell_stays_as_it_is() -> None:
    assert neutral_cell("Asha = F") == "Asha = F"

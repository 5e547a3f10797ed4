"""What people answer, as they write it: read surely or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.messages.replies import Meaning, Reading, Seat, code_of, read_reply, seat_meant

YES = [
    "YES",
    "yes.",
    "Y",
    "haan",
    "Ha",
    "हाँ",
    "हां",
    "जी हाँ",
    "haan ji",
    "1",
    "१",
    "Yes!!",
    "yes yes",
    " हाँ। ",
]
NO = ["NO", "n", "nahi", "Nahin", "नहीं", "नही", "जी नहीं", "2", "२", "no sir", "No."]
UNCLEAR = [
    "", "   ", "?", "will come tomorrow", "yes no", "हाँ नहीं", "who is this", "3", "12", "kal aaunga",
    "STOP", "ok", "yes but not on the 18th", "4821", "yes 4821 9377", "\x00", "0" * 5000, "no problem",
    "نہیں", "👍",
]  # fmt: skip


@pytest.mark.parametrize("text", YES)
def test_yes(text: str) -> None:
    assert read_reply(text) == Reading(Meaning.YES)


@pytest.mark.parametrize("text", NO)
def test_no(text: str) -> None:
    assert read_reply(text) == Reading(Meaning.NO)


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_only_a_person_can_read(text: str) -> None:
    assert read_reply(text).meaning is Meaning.UNCLEAR


@given(st.sampled_from([*YES, *NO]), st.integers(0, 9999), st.booleans(), st.booleans())
def test_digits_say_who_of_a_household_answers(
    said: str, number: int, is_first: bool, in_hindi: bool
) -> None:
    code = f"{number:04d}"
    digits = code.translate({ord("0") + n: chr(0x966 + n) for n in range(10)}) if in_hindi else code
    text = f"{digits} {said}" if is_first else f"{said} {digits}"
    assert read_reply(text) == Reading(read_reply(said).meaning, code)


@given(st.sampled_from([*YES, *NO]), st.sampled_from(["", "TIKA", "टीका", "vac1"]))
def test_a_keyword_before_the_answer_is_passed_over(said: str, keyword: str) -> None:
    assert read_reply(f"{keyword.lower()} {said}", keyword) == read_reply(said)


@given(st.text(max_size=60))
def test_nothing_that_is_written_raises_and_yes_and_no_are_never_read_from_other_words(text: str) -> None:
    reading = read_reply(text)
    if reading.meaning is not Meaning.UNCLEAR:
        assert read_reply(f"{text} kyon").meaning is Meaning.UNCLEAR


@given(st.lists(st.integers(0, 10**14), min_size=1, max_size=6, unique=True), st.data())
def test_an_answer_is_about_one_seat_or_none(references: list[int], data: st.DataObject) -> None:
    seats = [Seat(at, code_of(reference)) for at, reference in enumerate(references)]
    asked = data.draw(st.sampled_from([*(seat.code for seat in seats), "", "12345"]))
    meant = seat_meant(seats, asked)
    fits = [seat for seat in seats if asked in {"", seat.code}]
    assert meant == (fits[0] if len(fits) == 1 else None)

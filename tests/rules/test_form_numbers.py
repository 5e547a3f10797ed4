from hypothesis import assume, given
from hypothesis import strategies as st

from teeka.rules.form_numbers import (
    FORM_REFUSAL_WORDS,
    SIGNS,
    FormCounts,
    FormKind,
    FormNumber,
    FormRefusal,
    check_sign,
    form_number,
    form_numbers,
    forms_for,
    read_form_number,
)

PRINTED = FormCounts(walk_in=999, dose=999)
plain_codes = st.from_regex(r"[A-Z0-9]{1,6}(-[A-Z0-9]{1,6}){0,3}", fullmatch=True)
codes = plain_codes | st.text(min_size=1, max_size=40)
numbers = st.builds(FormNumber, st.sampled_from(FormKind), st.integers(1, 999))


def read(typed: str, code: str) -> FormNumber | FormRefusal:
    return read_form_number(typed, session_code=code, printed=PRINTED)


def test_the_check_sign_is_that_of_the_standard() -> None:
    assert check_sign("G123498654321") == "H"  # the example of ISBT 128


def test_a_number_says_session_kind_and_place() -> None:
    assert form_number("BR-PAT-0117", FormNumber(FormKind.WALK_IN, 14)).startswith("BR-PAT-0117-W014")


@given(codes, numbers)
def test_what_was_printed_is_read_whole_or_by_its_end_in_either_case(code: str, number: FormNumber) -> None:
    printed = form_number(code, number)

    assert read(printed, code) == number
    assert read(f" {printed.lower()} ", code) == number
    assert read(printed.rpartition("-")[2], code) == number


@given(plain_codes, numbers, st.data())
def test_any_one_wrong_sign_is_noticed(code: str, number: FormNumber, data: st.DataObject) -> None:
    printed = form_number(code, number)
    place = data.draw(st.sampled_from([at for at, sign in enumerate(printed) if sign != "-"]))
    wrong = data.draw(st.sampled_from([sign for sign in SIGNS if sign != printed[place]]))

    said = read(printed[:place] + wrong + printed[place + 1 :], code)
    assert said in {FormRefusal.WRONG_CHECK, FormRefusal.NOT_A_NUMBER}


@given(plain_codes, numbers)
def test_two_neighbours_that_changed_places_are_noticed(code: str, number: FormNumber) -> None:
    printed = form_number(code, number)
    for at in range(len(printed) - 1):
        swapped = printed[:at] + printed[at + 1] + printed[at] + printed[at + 2 :]
        if swapped != printed:
            assert isinstance(read(swapped, code), FormRefusal), swapped


@given(plain_codes, numbers, st.data())
def test_one_wrong_sign_of_the_short_end_is_noticed(
    code: str, number: FormNumber, data: st.DataObject
) -> None:
    printed = form_number(code, number).rpartition("-")[2]
    place = data.draw(st.integers(0, len(printed) - 1))
    wrong = data.draw(st.sampled_from([sign for sign in SIGNS if sign != printed[place]]))

    assert isinstance(read(printed[:place] + wrong + printed[place + 1 :], code), FormRefusal)


@given(codes, codes, numbers)
def test_a_form_of_one_session_is_not_read_as_that_of_another(
    one: str, other: str, number: FormNumber
) -> None:
    assume(one != other)

    assert read(form_number(one, number), other) is FormRefusal.OTHER_SESSION


@given(codes, st.sampled_from(FormKind), st.integers(0, 300))
def test_numbers_of_a_session_differ_and_stay_the_same(code: str, kind: FormKind, count: int) -> None:
    made = list(form_numbers(code, kind, count))

    assert len(set(made)) == count
    assert made == list(form_numbers(code, kind, count + 7))[:count]


@given(st.integers(0, 2000), st.integers(0, 100), st.integers(0, 2000))
def test_forms_cover_the_reserve_the_free_seats_and_every_dose(
    capacity: int, reserve: int, listed: int
) -> None:
    counts = forms_for(capacity=capacity, reserve_percent=reserve, listed=listed)

    assert 100 * counts.walk_in >= max(100, capacity * reserve, 100 * (capacity - listed))
    assert 10 * counts.dose >= 11 * max(capacity, listed)
    assert counts.walk_in % 6 == counts.dose % 8 == 0  # whole pages


def test_a_number_beyond_those_printed_is_refused() -> None:
    counts = FormCounts(walk_in=8, dose=16)
    ninth = form_number("S1", FormNumber(FormKind.WALK_IN, 9))

    assert read_form_number(ninth, session_code="S1", printed=counts) is FormRefusal.NOT_PRINTED
    assert read_form_number("hello", session_code="S1", printed=counts) is FormRefusal.NOT_A_NUMBER
    nought = form_number("S1", FormNumber(FormKind.DOSE, 0))
    assert read_form_number(nought, session_code="S1", printed=counts) is FormRefusal.NOT_PRINTED


def test_every_refusal_has_a_sentence_in_both_languages() -> None:
    assert set(FORM_REFUSAL_WORDS) == set(FormRefusal)
    assert all(english and hindi for english, hindi in FORM_REFUSAL_WORDS.values())

"""What is owed after a dose, for whatever was said and whatever is on record."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.messages.after_dose import NOT_READ, ON_THE_WIRE, UNSENT, Given, Owed, Said, owed
from teeka.rules.messages.states import NEVER_SENT, State

DAY, OTHER = date(2026, 1, 15), date(2026, 1, 16)
NAME = "Covishield (dose 1)"
said = st.builds(
    Said,
    day=st.sampled_from([DAY, OTHER]),
    text=st.sampled_from([f"You were given {NAME} on", "You were given Covaxin (dose 1) on"]),
    state=st.sampled_from(list(State)),
    is_perhaps_sent=st.booleans(),
    is_taken_back=st.booleans(),
)
doses = st.one_of(st.none(), st.builds(Given, day=st.sampled_from([DAY, OTHER]), given=st.just(NAME)))


def is_true(one: Said, dose: Given | None) -> bool:
    return dose is not None and dose.day == one.day and dose.given in one.text


def test_who_was_given_a_dose_is_told() -> None:
    assert owed(None, Given(DAY, NAME)) is Owed.TELL
    assert owed(None, None) is Owed.NOTHING


@given(said, doses)
def test_nothing_is_said_twice_while_it_is_true(one: Said, dose: Given | None) -> None:
    if owed(one, dose) is Owed.TELL and is_true(one, dose):
        assert one.is_taken_back or (one.state in NEVER_SENT and not one.is_perhaps_sent)


@given(said, doses)
def test_what_may_have_been_read_and_is_not_true_is_always_taken_back(one: Said, dose: Given | None) -> None:
    unread = one.state in UNSENT | ON_THE_WIRE | NOT_READ or (
        one.state in NEVER_SENT and not one.is_perhaps_sent
    )
    if not is_true(one, dose) and not one.is_taken_back and not unread:
        assert owed(one, dose) is Owed.TAKE_BACK


@given(said, doses)
def test_nothing_untrue_is_left_to_be_sent(one: Said, dose: Given | None) -> None:
    if one.state in UNSENT and not one.is_taken_back and not is_true(one, dose):
        assert owed(one, dose) is Owed.WITHDRAW


@given(said, doses)
def test_only_what_went_out_is_taken_back(one: Said, dose: Given | None) -> None:
    if owed(one, dose) is Owed.TAKE_BACK:
        assert one.state not in UNSENT | ON_THE_WIRE | NOT_READ
        assert not one.is_taken_back

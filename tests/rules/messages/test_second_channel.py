"""When an e-mail is opened besides: for any end of a message."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.messages.reasons import CallReason
from teeka.rules.messages.second_channel import LEAST_LEFT, Ended, opens_email
from teeka.rules.messages.states import SETTLED, State

NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
NO_NUMBER = {CallReason.NO_MOBILE, CallReason.MALFORMED_MOBILE, CallReason.FILLER_MOBILE}


@given(
    st.sampled_from(sorted(SETTLED)),
    st.sampled_from(["", "appointment cancelled", *CallReason]),
    st.integers(-600, 3000),
    st.booleans(),
)
def test_it_is_opened_for_whom_no_sms_reaches_and_only_with_time_left(
    state: State, reason: str, minutes: int, has_address: bool
) -> None:
    starts_at = NOW + timedelta(minutes=minutes)

    is_opened = opens_email(Ended(state, reason, starts_at, has_address), now=NOW)

    not_reached = state in {State.UNDELIVERED, State.EXPIRED, State.REJECTED} or (
        state == State.SUPPRESSED and reason in NO_NUMBER
    )
    assert is_opened == (has_address and not_reached and starts_at >= NOW + LEAST_LEFT)


@given(st.sampled_from([State.DELIVERED, State.UNCONFIRMED, State.CANCELLED, State.SUPERSEDED]))
def test_never_besides_a_message_that_perhaps_arrived_or_was_taken_back(state: State) -> None:
    assert not opens_email(Ended(state, "", NOW + timedelta(days=2), has_address=True), now=NOW)

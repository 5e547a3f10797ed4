"""How an answer is said at the gate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.messages.gate import NONE_YET, answer_at_gate
from teeka.rules.messages.reasons import CallOutcomeKind


@pytest.mark.parametrize(
    ("outcome", "channel", "said"),
    [
        ("will_come", "sms", ("YES by message", "हाँ संदेश से")),
        ("will_come", "missed_call", ("YES by a missed call", "हाँ मिस्ड कॉल से")),
        ("will_come", "voice", ("YES by voice", "हाँ फ़ोन पर")),
        ("will_not_come", "sms", ("NO by message", "नहीं संदेश से")),
        ("will_come", "pigeon", ("YES", "हाँ")),
        (None, None, NONE_YET),
    ],
)
def test_it_says_what_was_answered_and_how(
    outcome: str | None, channel: str | None, said: tuple[str, str]
) -> None:
    assert answer_at_gate(outcome, channel) == said


@given(st.sampled_from(list(CallOutcomeKind)), st.sampled_from(["sms", "voice", "missed_call"]))
def test_only_a_yes_and_a_no_are_answers(outcome: CallOutcomeKind, channel: str) -> None:
    is_answer = outcome in {CallOutcomeKind.WILL_COME, CallOutcomeKind.WILL_NOT_COME}
    assert (answer_at_gate(outcome, channel) != NONE_YET) == is_answer

"""Every state and every outcome stands in exactly one group, so that the ledger's figures add up."""

from collections import Counter

from teeka.rules.messages.answers import AnswerKind
from teeka.rules.messages.invitation import Purpose
from teeka.rules.messages.ledger import (
    ANSWER_WORDS,
    BECAME_WORDS,
    OUTCOMES_OF,
    PURPOSE_WORDS,
    STATES_OF,
    WAY_WORDS,
    Became,
    Way,
    said_in,
)
from teeka.rules.messages.reasons import CallOutcomeKind
from teeka.rules.messages.states import State


def test_each_state_and_each_outcome_stands_in_one_group() -> None:
    assert Counter(state for states in STATES_OF.values() for state in states) == Counter(State)
    assert Counter(kind for kinds in OUTCOMES_OF.values() for kind in kinds) == Counter(CallOutcomeKind)


def test_a_group_is_of_states_or_of_outcomes_and_is_never_empty() -> None:
    assert all(said_in(became) for became in Became)
    assert STATES_OF.keys() | OUTCOMES_OF.keys() == set(Became)
    assert not STATES_OF.keys() & OUTCOMES_OF.keys()


def test_everything_the_ledger_names_has_words() -> None:
    assert set(BECAME_WORDS) == set(Became)
    assert set(WAY_WORDS) == set(Way)
    assert set(PURPOSE_WORDS) == set(Purpose)
    assert set(AnswerKind) <= set(ANSWER_WORDS)

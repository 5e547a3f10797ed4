import itertools

from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.messages.answers import EVENT_OF_ANSWER, AnswerKind
from teeka.rules.messages.states import (
    NEXT,
    OPEN,
    RANK,
    SETTLED,
    Event,
    Standing,
    State,
    follow,
    states_before,
)

histories = st.lists(st.sampled_from(Event), max_size=40)


def standings(events: list[Event]) -> list[Standing]:
    seen = [Standing()]
    for event in events:
        seen.append(follow(seen[-1], event))
    return seen


@given(histories)
def test_a_message_only_rises_by_attempt_and_rank(events: list[Event]) -> None:
    seen = standings(events)
    for before, after in itertools.pairwise(seen):
        assert after == before or after.height > before.height


@given(histories)
def test_what_may_be_on_the_wire_is_queued_again_only_when_somebody_knows(events: list[Event]) -> None:
    seen = standings(events)
    for before, event, after in zip(seen, events, seen[1:], strict=False):
        if before.state in {State.SUBMITTING, State.UNCERTAIN} and after.state is State.QUEUED:
            assert event in {Event.NOT_TAKEN, Event.SEND_AGAIN}


@given(histories)
def test_a_delivered_message_stays_delivered(events: list[Event]) -> None:
    seen = standings(events)
    if any(standing.state is State.DELIVERED for standing in seen):
        assert seen[-1].state is State.DELIVERED


@given(histories)
def test_a_message_that_was_perhaps_sent_is_never_called_unsent(events: list[Event]) -> None:
    last = standings(events)[-1]
    if last.is_perhaps_sent:
        assert last.state not in {State.CANCELLED, State.SUPERSEDED, State.SUPPRESSED, State.PLANNED}


@given(histories)
def test_an_attempt_number_rises_only_on_the_way_back_to_queued(events: list[Event]) -> None:
    seen = standings(events)
    for before, after in itertools.pairwise(seen):
        rises = after.attempt - before.attempt
        assert rises == (after.state is State.QUEUED and before.state not in {State.PLANNED, State.QUEUED})


def test_a_lapsed_lease_of_a_message_in_mid_send_makes_it_uncertain_and_never_queued() -> None:
    after = follow(Standing(State.SUBMITTING), Event.LEASE_OVER)

    assert after == Standing(State.UNCERTAIN, 1, is_perhaps_sent=True)


def test_a_receipt_for_a_message_that_never_left_changes_nothing() -> None:
    for state in (State.PLANNED, State.QUEUED, State.CLAIMED, State.SUPPRESSED, State.CANCELLED):
        standing = Standing(state)
        assert follow(standing, Event.RECEIPT_DELIVERED) == standing


def test_a_late_receipt_lifts_undelivered_to_delivered_but_not_back() -> None:
    undelivered = follow(Standing(State.ACCEPTED), Event.RECEIPT_UNDELIVERED)
    delivered = follow(undelivered, Event.RECEIPT_DELIVERED)

    assert (undelivered.state, delivered.state) == (State.UNDELIVERED, State.DELIVERED)
    assert follow(delivered, Event.RECEIPT_UNDELIVERED) == delivered


def test_every_state_is_open_or_settled_and_every_open_one_has_a_way_on() -> None:
    assert set(State) == OPEN | SETTLED
    assert set(RANK) == set(State)
    assert {state for state, _ in NEXT} >= OPEN


def test_only_answers_that_prove_that_nothing_was_taken_lead_back_to_queued() -> None:
    back = {
        kind
        for kind in AnswerKind
        if follow(Standing(State.SUBMITTING), EVENT_OF_ANSWER[kind]).state is State.QUEUED
    }

    assert back == {AnswerKind.NOT_SENT, AnswerKind.THROTTLED, AnswerKind.REFUSED_RETRY}


def test_a_statement_can_ask_in_which_states_an_event_means_something() -> None:
    assert states_before(Event.CLAIM) == ["queued"]
    assert states_before(Event.SUPERSEDE) == ["claimed", "planned", "queued", "suppressed", "uncertain"]

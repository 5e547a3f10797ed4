from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.messages.balance import Balance, BalanceState, BalanceUnit, is_closed_by, state_of
from teeka.rules.messages.canaries import Gate, LastCanary, canary_text, gate, may_send
from teeka.rules.messages.invitation import TEXTS
from teeka.rules.messages.templates import TemplateText

NOON = datetime(2026, 1, 14, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
YESTERDAY = NOON - timedelta(days=1)


def gate_at(last: LastCanary | None, *used: int, bulk_at: datetime | None = NOON, **given) -> Gate:
    minutes = [NOON - ago * MINUTE for ago in used]
    return gate(last, **{"has_number": True, "changed_at": YESTERDAY, **given}, bulk_at=bulk_at, used=minutes)


def canary(state: str, ago: int, lost: int = 0) -> LastCanary:
    at = NOON - ago * MINUTE
    return LastCanary(state, at, None if state in {"sending", "sent"} else at, lost)


def test_without_a_number_or_a_bulk_a_route_is_open() -> None:
    assert gate_at(None, has_number=False) is Gate.OPEN
    assert gate_at(None, bulk_at=None) is Gate.OPEN
    assert gate_at(None) is Gate.NEEDS_CANARY


@pytest.mark.parametrize("state", ["delivered", "trusted"])
def test_one_that_arrived_holds_for_half_an_hour_and_while_the_route_is_in_use(state: str) -> None:
    assert gate_at(canary(state, 30)) is Gate.OPEN
    assert gate_at(canary(state, 31)) is Gate.NEEDS_CANARY
    assert gate_at(canary(state, 80), 60, 35, 10) is Gate.OPEN
    assert gate_at(canary(state, 80), 60, 10) is Gate.NEEDS_CANARY


def test_one_that_arrived_after_the_bulk_fell_due_opens_it_for_good() -> None:
    assert gate_at(canary("delivered", 0), bulk_at=NOON - 90 * MINUTE) is Gate.OPEN


def test_one_from_before_a_hand_changed_the_route_proves_nothing() -> None:
    assert gate_at(canary("delivered", 5), changed_at=NOON - MINUTE) is Gate.NEEDS_CANARY
    assert gate_at(canary("failed", 5), changed_at=NOON - MINUTE) is Gate.NEEDS_CANARY


def test_one_under_way_is_waited_for_and_one_that_failed_shuts() -> None:
    assert gate_at(canary("sending", 1)) is Gate.WAITS
    assert gate_at(canary("sent", 1)) is Gate.WAITS
    assert gate_at(canary("not_sent", 1)) is Gate.WAITS
    assert gate_at(canary("failed", 1)) is Gate.SHUT


def test_one_lost_is_followed_by_another_but_not_for_ever() -> None:
    last = canary("lost", 3, lost=1)
    assert may_send(last, gate=gate_at(last), now=NOON)
    assert gate_at(canary("lost", 3, lost=3)) is Gate.SHUT


def test_what_was_surely_not_sent_is_tried_again_after_a_minute() -> None:
    assert not may_send(canary("not_sent", 0), gate=Gate.WAITS, now=NOON + 0.9 * MINUTE)
    assert may_send(canary("not_sent", 0), gate=Gate.WAITS, now=NOON + MINUTE)


states = st.sampled_from(["sending", "sent", "not_sent", "lost", "failed", "delivered", "trusted"])


@given(states, st.integers(0, 3000), st.integers(0, 5), st.lists(st.integers(0, 3000)))
def test_a_bulk_begins_only_after_one_arrived_or_is_trusted_and_one_goes_at_a_time(
    state: str, ago: int, lost: int, used: list[int]
) -> None:
    last = canary(state, ago, lost)
    found = gate_at(last, *used)

    assert found is not Gate.OPEN or state in {"delivered", "trusted"}
    if state in {"sending", "sent"} and last.began_at >= YESTERDAY:
        assert not may_send(last, gate=found, now=NOON)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: f"{text[0]} {text[1]} {text[2]}")
def test_the_text_of_a_canary_is_its_registered_text(text) -> None:
    *_, words, names = text
    template = TemplateText(words, tuple(names), "a reason")

    assert template.allows(canary_text(template, now=NOON))


def test_a_balance_is_judged_by_what_waits_and_by_the_floor() -> None:
    def state(amount: float, unit: BalanceUnit = BalanceUnit.SEGMENTS, **given) -> BalanceState:
        known = {"floor": 500.0, "waiting_segments": 1_000, "paise_a_segment": 12.5, **given}
        return state_of(Balance(amount, unit), **known)

    assert state(0) is BalanceState.EMPTY
    assert state(-3) is BalanceState.EMPTY
    assert state(999) is BalanceState.BELOW_QUEUE
    assert state(1_000) is BalanceState.IN_ORDER
    assert state(400, waiting_segments=10) is BalanceState.BELOW_FLOOR
    assert state(124.9, BalanceUnit.RUPEES) is BalanceState.BELOW_QUEUE  # 1,000 segments cost ₹125
    assert state(400, BalanceUnit.RUPEES, paise_a_segment=None) is BalanceState.BELOW_FLOOR
    assert state(1, BalanceUnit.RUPEES, paise_a_segment=None, floor=None) is BalanceState.IN_ORDER


def test_an_empty_account_closes_its_route_for_a_quarter_of_an_hour_after_it_was_last_seen_empty() -> None:
    assert is_closed_by(BalanceState.EMPTY, NOON, now=NOON + 14 * MINUTE)
    assert not is_closed_by(BalanceState.EMPTY, NOON, now=NOON + 15 * MINUTE)
    assert not is_closed_by(BalanceState.BELOW_QUEUE, NOON, now=NOON)

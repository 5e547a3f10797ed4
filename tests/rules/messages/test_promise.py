"""Who is at risk at a pace, and when an alarm rings: for any numbers."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.messages.promise import ALARM_BEFORE, Cause, Queue, Untold, at_risk, pace, ringing

NOW = datetime(2026, 1, 14, 15, 0, tzinfo=UTC)
counts = st.integers(0, 2000)
minutes = st.integers(-600, 3000)
queues = st.lists(st.tuples(minutes, counts), max_size=8).map(
    lambda given: [
        Queue(UUID(int=number), NOW + timedelta(minutes=at), messages)
        for number, (at, messages) in enumerate(given)
    ]
)
paces = st.floats(0, 500, allow_nan=False)


@given(queues, paces)
def test_nobody_is_at_risk_who_does_not_wait(given: list[Queue], a_second: float) -> None:
    risks = at_risk(given, a_second=a_second, now=NOW)

    assert risks.keys() == {queue.session_id for queue in given}
    assert all(0 <= risks[queue.session_id] <= queue.messages for queue in given)


@given(queues, paces, paces)
def test_a_faster_pace_puts_nobody_more_at_risk(given: list[Queue], one: float, other: float) -> None:
    slow = at_risk(given, a_second=min(one, other), now=NOW)
    fast = at_risk(given, a_second=max(one, other), now=NOW)

    assert all(fast[session] <= slow[session] for session in slow)


@given(queues, paces)
def test_what_arrives_by_an_hour_is_no_more_than_the_pace_allows(given: list[Queue], a_second: float) -> None:
    risks = at_risk(given, a_second=a_second, now=NOW)

    for until in given:
        due = [queue for queue in given if queue.told_by <= until.told_by]
        in_time = sum(queue.messages - risks[queue.session_id] for queue in due)
        assert in_time <= max((until.told_by - NOW).total_seconds(), 0) * a_second


@given(queues)
def test_at_a_standstill_and_past_the_hour_everybody_waiting_is_at_risk(given: list[Queue]) -> None:
    assert at_risk(given, a_second=0, now=NOW) == {queue.session_id: queue.messages for queue in given}
    late = at_risk(given, a_second=500, now=NOW + timedelta(minutes=3001))
    assert late == {queue.session_id: queue.messages for queue in given}


def test_a_session_waits_for_the_messages_of_earlier_hours() -> None:
    first = Queue(UUID(int=2), NOW + timedelta(seconds=100), 80)
    second = Queue(UUID(int=1), NOW + timedelta(seconds=150), 80)

    assert at_risk([second, first], a_second=1, now=NOW) == {UUID(int=2): 0, UUID(int=1): 10}


def test_the_pace_is_what_arrived_since_the_first_was_handed_over() -> None:
    assert pace(600, timedelta(minutes=2)) == 5
    assert pace(0, None) == 0
    assert pace(7, timedelta()) == 7  # within the first second


@given(counts, counts, counts, minutes, st.integers(1, 48))
def test_it_rings_in_its_hours_alone_and_for_those_not_told(
    waiting: int, at_gateway: int, not_called: int, before: int, hours: int
) -> None:
    told_by = NOW + timedelta(minutes=before)
    untold = Untold(told_by, told_by + timedelta(hours=hours), waiting, at_gateway, not_called)

    causes = ringing(untold, now=NOW)

    is_hour = told_by - ALARM_BEFORE <= NOW < untold.starts_at
    left = {Cause.WAITING: waiting, Cause.AT_GATEWAY: at_gateway, Cause.NOT_CALLED: not_called}
    assert causes == ({cause: count for cause, count in left.items() if count} if is_hour else {})

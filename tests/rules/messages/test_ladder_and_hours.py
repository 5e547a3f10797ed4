from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.messages.answers import Capabilities
from teeka.rules.messages.hours import SendingHours, must_be_told_by
from teeka.rules.messages.ladder import LAST_CHANCE_BEFORE_DEADLINE, Doubt, Step, next_step

NOW = datetime(2021, 1, 14, 12, tzinfo=UTC)
PATIENCE = timedelta(minutes=10)
DEADLINE = NOW + timedelta(hours=6)
moments = st.datetimes(datetime(2021, 1, 1), datetime(2021, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def test_a_gateway_that_removes_doubles_gets_the_same_reference_again_at_once() -> None:
    step, _ = next_step(Doubt(NOW, DEADLINE), Capabilities(removes_doubles=True), now=NOW, patience=PATIENCE)

    assert step is Step.SEND_SAME_REFERENCE


def test_a_gateway_that_answers_queries_is_asked_twice_a_minute_apart() -> None:
    route = Capabilities(answers_queries=True)
    first = next_step(Doubt(NOW, DEADLINE), route, now=NOW, patience=PATIENCE)
    third, _ = next_step(Doubt(NOW, DEADLINE, times_asked=2), route, now=NOW, patience=PATIENCE)

    assert first == (Step.ASK, NOW + timedelta(minutes=1))
    assert third is Step.WAIT


def test_any_other_gateway_is_tried_once_more_near_the_deadline_and_then_the_person_is_rung() -> None:
    route = Capabilities(receipts_carry_reference=True)
    near = DEADLINE - LAST_CHANCE_BEFORE_DEADLINE

    assert next_step(Doubt(NOW, DEADLINE), route, now=NOW, patience=PATIENCE) == (Step.WAIT, near)
    assert next_step(Doubt(NOW, DEADLINE), route, now=near, patience=PATIENCE)[0] is Step.SEND_AT_RISK
    again = Doubt(near, DEADLINE, is_possible_duplicate=True)
    assert next_step(again, route, now=near, patience=PATIENCE) == (Step.WAIT, DEADLINE)
    assert next_step(again, route, now=DEADLINE, patience=PATIENCE)[0] is Step.GIVE_UP


@given(moments, moments, moments, st.booleans(), st.integers(0, 3))
def test_nothing_is_sent_at_risk_twice_and_a_wait_always_ends(
    since: datetime, deadline: datetime, now: datetime, is_double: bool, asked: int
) -> None:
    doubt = Doubt(since, deadline, asked, is_double)
    step, look_at = next_step(doubt, Capabilities(), now=now, patience=PATIENCE)

    assert not (is_double and step is Step.SEND_AT_RISK)
    assert look_at >= now
    if step is Step.WAIT:
        assert next_step(doubt, Capabilities(), now=look_at, patience=PATIENCE)[0] is not Step.WAIT


def test_sending_hours_are_those_of_the_indian_wall_clock() -> None:
    hours = SendingHours(time(8), time(20), ZoneInfo("Asia/Kolkata"))
    late = datetime(2021, 1, 14, 15, tzinfo=UTC)  # 20:30 in India

    assert hours.are_open(datetime(2021, 1, 14, 14, 29, tzinfo=UTC))
    assert not hours.are_open(late)
    assert hours.next_opening(late) == datetime(2021, 1, 15, 2, 30, tzinfo=UTC)


@given(moments, st.times(), st.times())
def test_the_next_opening_is_open_and_not_in_the_past(at: datetime, start: time, end: time) -> None:
    hours = SendingHours(start.replace(second=0, microsecond=0), end.replace(second=0, microsecond=0), UTC)
    opening = hours.next_opening(at)

    assert opening >= at
    assert hours.are_open(opening)


def test_a_session_at_nine_must_be_told_by_nine_the_day_before() -> None:
    assert must_be_told_by(NOW, 24) == NOW - timedelta(days=1)


@given(moments, moments, moments, st.booleans(), st.booleans(), st.booleans(), st.integers(0, 3))
def test_of_a_route_that_is_away_nothing_is_asked_and_the_sending_at_risk_comes_as_of_any(
    since: datetime,
    deadline: datetime,
    now: datetime,
    is_double: bool,
    removes: bool,
    answers: bool,
    asked: int,
) -> None:
    doubt = Doubt(since, deadline, asked, is_double)
    able = Capabilities(removes_doubles=removes, answers_queries=answers)

    away = next_step(doubt, able, now=now, patience=PATIENCE, is_away=True)

    assert away == next_step(doubt, Capabilities(), now=now, patience=PATIENCE)

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.messages.hours import SendingHours
from teeka.rules.messages.invitation import REMINDERS, Purpose
from teeka.rules.messages.reasons import CallOutcomeKind
from teeka.rules.messages.reminders import (
    ARRIVES_BEFORE,
    QUIET,
    REMINDED_AFTER,
    Announced,
    is_reminded,
    leaves_at,
    window,
)
from teeka.rules.messages.states import State
from teeka.shared.clock import INDIA

HOURS = SendingHours(time(8), time(20), INDIA)
NINE = datetime(2026, 1, 16, 9, tzinfo=INDIA)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(INDIA))  # noqa: DTZ001
hours = st.builds(SendingHours, st.times(), st.times(), st.just(INDIA)).map(
    lambda h: SendingHours(
        h.start.replace(second=0, microsecond=0), h.end.replace(second=0, microsecond=0), INDIA
    )
)
kinds = st.sampled_from(REMINDERS)


def test_the_day_before_begins_at_four_and_ends_with_the_sending_hours() -> None:
    found = window(Purpose.REMINDER_DAY_BEFORE, NINE, HOURS)

    assert found is not None
    assert found.opens_at == datetime(2026, 1, 15, 16, tzinfo=INDIA)
    assert found.closes_at == datetime(2026, 1, 15, 20, tzinfo=INDIA)


def test_a_reminder_on_the_morning_is_there_half_an_hour_before_the_arrival() -> None:
    found = window(Purpose.REMINDER_MORNING, NINE, HOURS)

    assert found is not None
    assert found.opens_at == datetime(2026, 1, 16, 8, tzinfo=INDIA)
    assert found.closes_at == datetime(2026, 1, 16, 8, 30, tzinfo=INDIA)


def test_who_arrives_as_sending_begins_has_no_reminder_on_the_morning() -> None:
    assert window(Purpose.REMINDER_MORNING, NINE.replace(hour=8, minute=30), HOURS) is None
    assert window(Purpose.REMINDER_MORNING, NINE.replace(hour=8, minute=31), HOURS) is not None


@given(kinds, moments, hours, moments)
def test_a_window_lies_inside_the_hours_on_its_day_and_before_the_arrival(
    kind: Purpose, slot_at: datetime, hours: SendingHours, at: datetime
) -> None:
    found = window(kind, slot_at, hours)
    if found is None:
        return
    assert found.opens_at < found.closes_at <= slot_at
    day = slot_at.date() - timedelta(days=kind is Purpose.REMINDER_DAY_BEFORE)
    last = found.closes_at - timedelta(microseconds=1)
    assert found.opens_at.date() == last.date() == day
    assert hours.are_open(found.opens_at)
    assert hours.are_open(last)
    middle = found.opens_at + (found.closes_at - found.opens_at) / 2
    assert hours.are_open(middle)
    if kind is Purpose.REMINDER_MORNING:
        assert found.closes_at <= slot_at - ARRIVES_BEFORE
    assert window(kind, slot_at.astimezone(UTC), hours) == found


@given(kinds, moments, st.timedeltas(timedelta(days=-9), timedelta(days=9)))
def test_nobody_is_reminded_within_six_hours_of_the_announcement(
    kind: Purpose, slot_at: datetime, before: timedelta
) -> None:
    found = window(kind, slot_at, HOURS)
    if found is None:
        return
    went_out_at = found.opens_at - before
    at = leaves_at(found, went_out_at)
    if at is None:
        assert went_out_at + QUIET >= found.closes_at
    else:
        assert found.holds(at)
        assert at - went_out_at >= QUIET
        assert at == found.opens_at or at - went_out_at == QUIET  # and no later than need be


@given(st.sampled_from(State), st.booleans(), st.booleans(), st.sampled_from(["", *CallOutcomeKind]))
def test_only_what_went_out_still_holds_and_is_not_refused_is_repeated(
    state: State, still_holds: bool, is_known: bool, call: str
) -> None:
    went_out_at = NINE if is_known else None
    reminded = is_reminded(Announced(state, went_out_at, still_holds, call))

    refused = {"will_not_come", "dead_or_transferred", "wrong_number"}
    assert reminded == (state in REMINDED_AFTER and still_holds and is_known and call not in refused)
    if state in {State.REJECTED, State.SUPPRESSED, State.CANCELLED, State.QUEUED, State.SUPERSEDED}:
        assert not reminded

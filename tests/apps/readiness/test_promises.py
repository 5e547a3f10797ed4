"""The promise clock by a set clock: it rings once, an hour before a session would break the promise."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teeka.apps.notices.models import Outbox, PromiseAlarm, PromiseOutlook, Settled, Submission
from teeka.apps.notices.services.calls import record_answer
from teeka.apps.planning.models import Session
from teeka.apps.readiness.queries.people import PeopleWanted, Where, people
from teeka.apps.readiness.queries.promises import RingingSession, promised_hours, ringing_sessions
from teeka.apps.readiness.queries.sessions import sessions
from teeka.apps.readiness.queries.whole_state import whole_state
from teeka.apps.readiness.services.watching import watch_promises
from teeka.rules.messages.promise import Cause
from teeka.rules.messages.reasons import CallOutcomeKind
from tests.apps.readiness.published import STARTS, in_outbox
from tests.apps.readiness.state import Told, everybody_told

pytestmark = pytest.mark.django_db
TOLD_BY = STARTS - timedelta(hours=24)
RINGS_AT = TOLD_BY - timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def told() -> Told:
    return everybody_told()


def _ringing(now: datetime) -> list[RingingSession]:
    days = promised_hours(whole_state(), now=now).days_near
    return ringing_sessions(whole_state(), days, now=now)


def _names(where: Where, now: datetime, code: str = "S1") -> set[str]:
    rows, total = people(whole_state(), PeopleWanted(where, session_code=code), now=now)
    assert total == len(rows)
    return {row.full_name for row in rows}


def _ring(told: Told, now: datetime) -> None:
    record_answer(appointment_id=told.dev_place.pk, outcome=CallOutcomeKind.NO_ANSWER, by="rekha", now=now)


def test_it_rings_from_an_hour_before_until_all_are_told(told: Told) -> None:
    assert _ringing(RINGS_AT - MINUTE) == []

    (one,) = _ringing(RINGS_AT)
    assert (one.session.code, one.causes) == ("S1", {Cause.NOT_CALLED: 1})  # Dev has no mobile

    record_answer(
        appointment_id=told.dev_place.pk, outcome=CallOutcomeKind.TOLD, by="rekha", now=RINGS_AT + MINUTE
    )
    assert _ringing(RINGS_AT + MINUTE) == []


def test_who_was_rung_and_not_reached_is_counted_apart(told: Told) -> None:
    _ring(told, RINGS_AT)

    (session,) = sessions(whole_state(), now=RINGS_AT)

    assert (session.listed, session.told, session.to_call, session.called) == (2, 1, 1, 1)
    assert _ringing(RINGS_AT) == []
    assert _names(Where.CALLED, RINGS_AT) == {"Dev"}
    assert _names(Where.NOT_CALLED, RINGS_AT) == set()


@pytest.mark.parametrize(
    ("state", "cause", "where"),
    [
        ("planned", Cause.WAITING, Where.WAITING),
        ("queued", Cause.WAITING, Where.WAITING),
        ("uncertain", Cause.AT_GATEWAY, Where.AT_GATEWAY),
        ("accepted", Cause.AT_GATEWAY, Where.AT_GATEWAY),
    ],
)
def test_what_waits_and_what_is_at_the_gateway_ring_and_open_their_names(
    told: Told, state: str, cause: Cause, where: Where
) -> None:
    _ring(told, RINGS_AT)
    in_outbox(told.asha_message, state)

    (one,) = _ringing(RINGS_AT)

    assert one.causes == {cause: 1}
    assert _names(where, RINGS_AT) == {"Asha"}


def test_each_person_of_the_list_stands_in_exactly_one_of_the_counts(told: Told) -> None:
    for state in ("planned", "queued", "claimed", "submitting", "uncertain", "accepted"):
        in_outbox(told.asha_message, state)
        for now in (RINGS_AT, TOLD_BY + MINUTE):
            (s,) = sessions(whole_state(), now=now)
            assert s.listed == s.told + s.waiting + s.at_gateway + s.to_call, (state, now)
        Outbox.objects.all().delete()


def test_an_alarm_is_kept_once_with_when_it_began_and_ended(told: Told) -> None:
    for minute in range(-3, 4):
        watch_promises(now=RINGS_AT + minute * MINUTE)

    (alarm,) = PromiseAlarm.objects.all()
    assert (alarm.session, alarm.cause, alarm.people) == (told.session, "not_called", 1)
    assert (alarm.began_at, alarm.ended_at) == (RINGS_AT, None)
    assert alarm.district_code == told.session.district_code

    _ring(told, RINGS_AT + 4 * MINUTE)
    for minute in range(5, 8):
        watch_promises(now=RINGS_AT + minute * MINUTE)

    (alarm,) = PromiseAlarm.objects.all()
    assert alarm.ended_at == RINGS_AT + 5 * MINUTE


def test_an_alarm_that_comes_back_is_another_row(told: Told) -> None:
    _ring(told, RINGS_AT)
    in_outbox(told.asha_message, "queued")
    watch_promises(now=RINGS_AT)
    Outbox.objects.update(state="submitting")
    watch_promises(now=RINGS_AT + MINUTE)
    Outbox.objects.update(state="queued")

    watch_promises(now=RINGS_AT + 2 * MINUTE)

    waiting = PromiseAlarm.objects.filter(cause="waiting").order_by("id")
    assert list(waiting.values_list("began_at", "ended_at")) == [
        (RINGS_AT, RINGS_AT + MINUTE),
        (RINGS_AT + 2 * MINUTE, None),
    ]


def test_when_the_session_begins_it_ends(told: Told) -> None:
    watch_promises(now=STARTS - MINUTE)
    assert PromiseAlarm.objects.get().ended_at is None

    watch_promises(now=STARTS)

    assert PromiseAlarm.objects.get().ended_at == STARTS


def test_nobody_is_at_risk_before_the_sending_has_begun(told: Told) -> None:
    in_outbox(told.asha_message, "planned")

    watch_promises(now=RINGS_AT)

    assert not PromiseOutlook.objects.exists()


def test_at_a_standstill_who_waits_is_at_risk_by_name_until_the_message_is_told(told: Told) -> None:
    in_outbox(told.asha_message, "queued")
    watch_promises(now=RINGS_AT)

    (session,) = sessions(whole_state(), now=RINGS_AT)
    assert session.at_risk == 1
    assert _names(Where.AT_RISK, RINGS_AT) == {"Asha"}

    Outbox.objects.all().delete()
    watch_promises(now=RINGS_AT + MINUTE)
    assert not PromiseOutlook.objects.exists()


def test_at_the_pace_seen_one_more_arrives_in_an_hour(told: Told) -> None:
    """Asha's was delivered within the quarter of an hour; Dev's waits, with an hour left."""
    Settled.objects.filter(message=told.asha_message).update(state_at=RINGS_AT - MINUTE)
    Submission.objects.create(
        route_id=Settled.objects.get(message=told.asha_message).route_id,
        owner="00000000-0000-0000-0000-000000000001",
        claimed_at=RINGS_AT - 10 * MINUTE,
        lease_until=RINGS_AT,
        message_count=1,
    )
    in_outbox(told.dev_message, "queued")

    watch_promises(now=RINGS_AT)
    assert PromiseOutlook.objects.get().at_risk == 0

    watch_promises(now=TOLD_BY - 9 * MINUTE)  # nothing arrived for 50 minutes
    assert PromiseOutlook.objects.get().at_risk == 1


def test_an_hour_without_sessions_costs_one_statement(told: Told) -> None:
    Session.objects.update(starts_at=STARTS + timedelta(days=3), ends_at=STARTS + timedelta(days=4))
    everywhere = whole_state()
    with CaptureQueriesContext(connection) as asked:
        assert promised_hours(everywhere, now=RINGS_AT).days_near == []
    assert len(asked) == 1

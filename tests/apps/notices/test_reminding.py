"""Reminders, made when they are due of what was announced and still holds; they count as no telling."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from teeka.apps.allotment.models import Appointment
from teeka.apps.notices import queries
from teeka.apps.notices.models import Attempt, Message, Outbox, Settled
from teeka.apps.notices.services.calls import record_answer
from teeka.apps.notices.services.kinds import KindRefused, switch_kind
from teeka.apps.notices.services.owing import plan_messages
from teeka.apps.notices.services.reminding import Reminding
from teeka.apps.notices.services.sending import make_due
from teeka.apps.notices.services.stopping import lift_stop, stop_session
from teeka.apps.notices.services.withdrawing import settle_useless, withdraw_cancelled
from teeka.apps.planning.models import Session
from teeka.apps.readiness.queries.invariants.notices import (
    each_listed_person_has_a_notice,
    each_message_is_handed_over_once,
    each_message_is_in_one_state,
    nobody_else_has_a_notice,
)
from teeka.rules.messages.invitation import Purpose
from teeka.rules.messages.reasons import CallOutcomeKind
from tests.apps.notices.people import World, put, settle, standings

pytestmark = pytest.mark.django_db
DAY, MORNING = Purpose.REMINDER_DAY_BEFORE, Purpose.REMINDER_MORNING
RULES = (
    each_listed_person_has_a_notice,
    nobody_else_has_a_notice,
    each_message_is_in_one_state,
    each_message_is_handed_over_once,
)


@pytest.fixture
def world(now: datetime) -> World:
    """Asha and Binod, invited two days before their session at 11:00, and Dev without a number."""
    world = World(now)
    world.starts_at = (now + timedelta(days=2)).replace(hour=5, minute=30)  # 11:00 in India
    Session.objects.update(starts_at=world.starts_at, ends_at=world.starts_at + timedelta(hours=6), taken=3)
    for name in ("Asha", "Binod", "Dev"):
        world.seat(name)
    plan_messages([world.freeze()], now=now)
    for kind in (DAY, MORNING):
        switch_kind(kind, is_on=True, reason="many stayed away last week", by="Asha", now=now)
    return world


def day_before(world: World, hour: int = 17) -> datetime:
    """So many hours on the clock of India, on the day before."""
    return (world.starts_at - timedelta(days=1)).replace(hour=0, minute=0) + timedelta(hours=hour - 5.5)


def morning(world: World) -> datetime:
    return day_before(world, 24 + 8)


def went_out(world: World, name: str, state: str = "delivered", *, at: datetime | None = None) -> Message:
    message = settle(name, state, now=at or world.now)
    Attempt.objects.create(
        message_id=message.pk, district_code=world.district, attempt=1, answer="accepted",
        send_started_at=at or world.now, answered_at=at or world.now,
    )  # fmt: skip
    return message


def remind(now: datetime) -> int:
    return Reminding().make_due(now=now)


def reminders() -> list[tuple[str, str, str]]:
    return [row for row in standings() if row[1].startswith("reminder")]


def broken() -> list[str]:
    return [offence.why for rule in RULES for offence in rule().offences]


def test_who_was_told_is_reminded_on_the_day_before_and_on_the_morning_once_each(world: World) -> None:
    went_out(world, "Asha")
    assert remind(day_before(world, 15)) == 0
    assert remind(day_before(world)) == 1
    assert remind(day_before(world)) == 0
    assert reminders() == [("Asha", DAY, "queued")]
    assert Message.objects.latest("id").text.startswith("याद रखें: आशा देवी")
    settle("Asha", "delivered", now=day_before(world))

    assert remind(day_before(world, 22)) == 0
    assert remind(morning(world)) == 1
    assert remind(morning(world) + timedelta(hours=1)) == 0
    assert reminders() == [("Asha", DAY, "delivered"), ("Asha", MORNING, "queued")]
    assert Outbox.objects.latest("pk").useless_from == world.starts_at - timedelta(minutes=30)
    assert broken() == []


def test_what_is_not_switched_on_is_not_sent(world: World) -> None:
    went_out(world, "Asha")
    switch_kind(DAY, is_on=False, reason="too dear", by="Asha", now=world.now)

    assert remind(day_before(world)) == 0


def test_switching_off_withdraws_what_is_not_on_the_wire(world: World) -> None:
    went_out(world, "Asha")
    remind(day_before(world))

    assert switch_kind(DAY, is_on=False, reason="too dear", by="Asha", now=world.now).withdrawn == 1
    assert reminders() == [("Asha", DAY, "cancelled")]
    assert broken() == []


def test_a_kind_is_switched_with_a_reason_and_never_one_that_all_send(world: World) -> None:
    with pytest.raises(KindRefused, match="reason_missing"):
        switch_kind(DAY, is_on=True, reason=" ", by="Asha", now=world.now)
    with pytest.raises(KindRefused, match="always_sent"):
        switch_kind(Purpose.INVITATION, is_on=False, reason="why", by="Asha", now=world.now)


def test_nobody_is_reminded_of_what_they_were_told_less_than_six_hours_ago(world: World) -> None:
    went_out(world, "Asha", at=day_before(world, 13))
    went_out(world, "Binod", at=day_before(world, 15))

    assert remind(day_before(world, 17)) == 0
    assert remind(day_before(world, 19)) == 1
    assert reminders() == [("Asha", DAY, "queued")]


@pytest.mark.parametrize("state", ["queued", "submitting", "uncertain"])
def test_who_has_not_been_told_yet_is_not_reminded(world: World, state: str) -> None:
    put("Asha", state, state_at=world.now)

    assert remind(day_before(world)) == 0


def test_without_a_number_or_refused_there_is_no_reminder_and_no_second_call(world: World) -> None:
    settle("Asha", "rejected", now=world.now)
    assert remind(day_before(world)) == 0
    assert sorted(row.full_name for row in queries.call_sheet(now=world.now)) == ["Asha Kumar", "Dev Kumar"]


def test_a_reminder_that_fails_calls_nobody_to_the_telephone(world: World) -> None:
    went_out(world, "Asha")
    remind(day_before(world))
    settle("Asha", "undelivered", now=day_before(world))

    assert "Asha Kumar" not in {row.full_name for row in queries.call_sheet(now=day_before(world))}
    assert broken() == []


@pytest.mark.parametrize("state", ["unconfirmed", "undelivered", "expired"])
def test_a_delivered_reminder_proves_that_the_person_knows(world: World, state: str) -> None:
    went_out(world, "Asha", state)
    at = day_before(world)
    remind(at)
    assert "Asha Kumar" in {row.full_name for row in queries.call_sheet(now=at)}

    settle("Asha", "delivered", now=at)

    assert "Asha Kumar" not in {row.full_name for row in queries.call_sheet(now=at)}
    assert broken() == []


@pytest.mark.parametrize("state", ["undelivered", "expired", "unconfirmed", "rejected"])
def test_a_reminder_that_is_not_delivered_proves_nothing(world: World, state: str) -> None:
    went_out(world, "Asha", "unconfirmed")
    at = day_before(world)
    remind(at)
    settle("Asha", state, now=at)

    assert [row.reason for row in queries.call_sheet(now=at) if row.full_name == "Asha Kumar"] == [
        "unconfirmed"
    ]


def test_an_email_beside_the_message_keeps_nobody_from_being_reminded(world: World) -> None:
    message = went_out(world, "Asha", "undelivered")
    message.pk, message.reference, message.channel = None, uuid4(), "email"
    message.to_number, message.to_email = "", "asha@example.org"
    message.save()
    Settled.objects.create(
        message=message, district_code=world.district, session_id=message.session_id, state="unconfirmed",
        state_at=world.now, must_be_told_by=message.must_be_told_by, attempt=1,
    )  # fmt: skip

    assert remind(day_before(world)) == 1


def test_a_reminder_counts_as_no_notice(world: World) -> None:
    """Invariant 5 asks for the invitation, whatever reminders there are."""
    invitation = went_out(world, "Asha")
    remind(day_before(world))
    Settled.objects.filter(pk=invitation.pk).update(state="superseded")

    assert any("without a live notice" in line for line in broken())


@pytest.mark.parametrize(
    "outcome",
    [CallOutcomeKind.WILL_NOT_COME, CallOutcomeKind.DEAD_OR_TRANSFERRED, CallOutcomeKind.WRONG_NUMBER],
)
def test_who_does_not_come_or_cannot_be_meant_is_not_reminded(world: World, outcome: CallOutcomeKind) -> None:
    message = went_out(world, "Asha")
    record_answer(appointment_id=message.appointment_id, outcome=outcome, by="Binod", now=world.now)

    assert remind(day_before(world)) == 0


def test_whose_session_or_seat_is_gone_is_not_reminded(world: World) -> None:
    went_out(world, "Asha")
    went_out(world, "Binod")
    Appointment.objects.filter(beneficiary__full_name__startswith="Asha").update(cancelled_at=world.now)
    assert remind(day_before(world)) == 1

    Session.objects.update(cancelled_at=world.now)
    assert remind(morning(world)) == 0


def test_a_seat_that_goes_takes_its_reminder_with_it(world: World) -> None:
    went_out(world, "Asha")
    remind(day_before(world))
    Appointment.objects.update(cancelled_at=world.now)

    assert any("though appointment" in line for line in broken())
    assert withdraw_cancelled(now=world.now) >= 1
    assert reminders() == [("Asha", DAY, "cancelled")]


def test_another_hour_takes_back_the_reminder_and_the_change_is_reminded_of_in_its_turn(world: World) -> None:
    went_out(world, "Asha")
    remind(day_before(world))
    later = world.starts_at + timedelta(hours=2)
    Appointment.objects.update(slot_at=later)
    assert remind(day_before(world, 18)) == 0

    plan_messages([world.freeze()], now=day_before(world, 18))
    assert [row for row in standings() if row[0] == "Asha"] == [
        ("Asha", "invitation", "delivered"),
        ("Asha", DAY, "superseded"),
        ("Asha", "change", "planned"),
    ]
    went_out(world, "Asha", at=day_before(world, 19))
    assert remind(day_before(world, 19)) == 0
    assert remind(morning(world)) == 1
    newest = Message.objects.latest("id")
    assert (newest.purpose, newest.slot_at, newest.revision) == (MORNING, later, 2)
    assert broken() == []


def test_another_hour_after_a_reminder_alone_was_read_is_a_change(world: World) -> None:
    went_out(world, "Asha", "undelivered")
    remind(day_before(world))
    settle("Asha", "delivered", now=day_before(world))
    Appointment.objects.update(slot_at=world.starts_at + timedelta(hours=2))

    plan_messages([world.freeze()], now=day_before(world))

    assert [row for row in standings() if row[0] == "Asha"][-1] == ("Asha", "change", "planned")


def test_a_new_version_for_somebody_else_reminds_nobody_twice(world: World) -> None:
    went_out(world, "Asha")
    remind(day_before(world))
    world.seat("Chitra")
    plan_messages([world.freeze()], now=day_before(world))

    assert remind(day_before(world, 18)) == 0


def test_another_number_is_not_reminded_before_it_is_told(world: World) -> None:
    went_out(world, "Asha")
    person = world.people["Asha"]
    person.mobile = "9876500000"
    person.save()

    assert remind(day_before(world)) == 0


def test_a_stop_withdraws_reminders_and_makes_none_and_a_lift_tells_first(world: World) -> None:
    went_out(world, "Asha")
    at = day_before(world)
    remind(at)
    stop_session(session_id=world.session.pk, reason="wrong site", corrects=True, by="Asha", now=at)

    assert reminders() == [("Asha", DAY, "cancelled")]
    assert remind(day_before(world, 18)) == 0
    stop = queries.stops()[0]
    lift_stop(stop.id, by="Asha", now=at)
    assert remind(day_before(world, 18)) == 0  # the correction was the last word
    make_due(now=at, at_any_hour=True)
    went_out(world, "Asha", at=at)
    assert remind(morning(world)) == 1


def test_while_a_stop_holds_nobody_is_reminded(world: World) -> None:
    went_out(world, "Asha")
    stop_session(session_id=world.session.pk, reason="leak", corrects=False, by="Asha", now=world.now)
    assert remind(day_before(world)) == 0
    lift_stop(queries.stops()[0].id, by="Asha", now=world.now)
    assert remind(day_before(world)) == 1


def test_what_has_not_left_in_time_is_not_sent(world: World) -> None:
    went_out(world, "Asha")
    remind(morning(world))

    assert settle_useless(now=world.starts_at - timedelta(minutes=31)) == 0
    assert settle_useless(now=world.starts_at - timedelta(minutes=30)) == 1
    assert "Asha Kumar" not in {row.full_name for row in queries.call_sheet(now=morning(world))}


def test_the_database_itself_keeps_a_second_reminder_out(world: World) -> None:
    went_out(world, "Asha")
    remind(day_before(world))
    reminder = Message.objects.latest("id")
    reminder.pk, reminder.reference = None, "7c8b1e9a-0000-4000-8000-000000000001"

    with pytest.raises(IntegrityError), transaction.atomic():
        reminder.save(force_insert=True)

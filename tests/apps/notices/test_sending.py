import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from teeka.apps.notices import queries
from teeka.apps.notices.models import Message, Outbox, Route, Submission
from teeka.apps.notices.services.calls import CallRefused, record_answer
from teeka.apps.notices.services.owing import plan_messages
from teeka.apps.notices.services.route_changes import RouteChangeRefused, RouteRefused, change_route
from teeka.apps.notices.services.routes import end_rehearsal, rehearse, set_route
from teeka.apps.notices.services.sending import make_due, reap_lapsed_leases, settle_unconfirmed
from teeka.apps.notices.services.withdrawing import settle_useless, withdraw_cancelled
from teeka.rules.messages.reasons import CallOutcomeKind
from tests.apps.notices.people import World, put, settle, standings

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(now: datetime) -> World:
    world = World(now)
    for name in ("Asha", "Binod"):
        world.seat(name)
    with transaction.atomic():
        plan_messages([world.freeze()], now=now)
    rehearse(port=1, now=now)
    return world


def states() -> list[str]:
    return [state for _, _, state in standings()]


def test_nothing_becomes_due_at_night_unless_a_person_sends_it(world: World) -> None:
    assert make_due(now=world.now) == 0  # 20:30 in India
    assert make_due(now=world.now, at_any_hour=True) == 2


@pytest.mark.django_db(transaction=True)
def test_who_makes_due_beside_another_waits_before_it_holds_a_row(world: World) -> None:
    """Each would hold rows that the other waits for: seen as a deadlock at 469,000 messages."""
    made: list[int] = []

    def beside() -> None:
        made.append(make_due(now=world.now, at_any_hour=True))
        connection.close()

    other = threading.Thread(target=beside)
    with transaction.atomic():
        assert make_due(now=world.now, at_any_hour=True) == 2
        other.start()
        assert waited_for() == "advisory"
    other.join(30)

    assert made == [0]


def waited_for() -> str:
    """What another session comes to wait for."""
    with connection.cursor() as cursor:
        for _ in range(500):
            cursor.execute("SELECT locktype FROM pg_locks WHERE NOT granted")
            if row := cursor.fetchone():
                return str(row[0])
            cursor.execute("SELECT pg_sleep(0.02)")
    raise AssertionError("nobody waits")


def test_messages_become_due_in_the_morning(world: World) -> None:
    assert make_due(now=datetime(2026, 1, 15, 3, tzinfo=UTC)) == 2  # 08:30 in India


def test_what_falls_due_at_night_because_of_a_late_change_leaves_at_night(world: World) -> None:
    Outbox.objects.filter(message=Message.objects.earliest("id")).update(must_be_told_by=world.now)

    assert make_due(now=world.now) == 1


def test_a_lapsed_lease_gives_back_what_was_claimed_and_doubts_what_was_being_sent(world: World) -> None:
    def batch(until: timedelta) -> Submission:
        at = datetime.now(UTC)  # leases are judged by the clock of the database
        return Submission.objects.create(
            route=Route.objects.get(), owner="0" * 32, claimed_at=at, lease_until=at + until, message_count=1
        )

    put("Asha", "claimed", submission=batch(timedelta(seconds=-1)))
    put("Binod", "submitting", submission=batch(timedelta(seconds=-1)))
    assert reap_lapsed_leases(now=world.now) == (1, 1)
    assert states() == ["queued", "uncertain"]
    assert list(Outbox.objects.order_by("pk").values_list("attempt", "is_perhaps_sent")) == [
        (2, False),
        (1, True),
    ]

    put("Asha", "claimed", submission=batch(timedelta(minutes=1)))
    assert reap_lapsed_leases(now=world.now) == (0, 0)


def test_accepted_without_a_receipt_in_time_goes_to_the_call_sheet(world: World) -> None:
    patience = timedelta(seconds=Route.objects.get().receipt_patience_seconds)
    put("Asha", "accepted", state_at=world.now, route=Route.objects.get())

    assert settle_unconfirmed(now=world.now + patience - timedelta(seconds=1)) == 0
    assert settle_unconfirmed(now=world.now + patience) == 1
    assert [row.reason for row in queries.call_sheet(now=world.now + patience)] == ["unconfirmed"]


def test_what_is_unsent_when_the_session_begins_is_never_sent(world: World) -> None:
    put("Asha", "queued")
    put("Binod", "submitting")

    assert settle_useless(now=world.starts_at) == 1
    assert states() == ["cancelled", "submitting"]


def test_after_the_deadline_everybody_untold_is_on_the_call_sheet_with_the_reason(world: World) -> None:
    late = world.starts_at - timedelta(hours=23)
    put("Asha", "uncertain")
    put("Binod", "queued")

    assert queries.call_sheet(now=world.now) == []
    rows = {row.full_name: row.reason for row in queries.call_sheet(now=late)}
    assert rows == {"Asha Kumar": "uncertain", "Binod Kumar": "not_sent_in_time"}


def test_who_lost_the_seat_is_invited_no_more(world: World) -> None:
    seat = Message.objects.earliest("id").appointment
    seat.cancelled_at = world.now
    seat.save()

    assert withdraw_cancelled(now=world.now) == 1
    assert states() == ["cancelled", "planned"]


def test_a_person_told_by_voice_leaves_the_call_sheet_and_no_answer_does_not(world: World) -> None:
    message = settle("Asha", "undelivered", now=world.now)

    def call(outcome: CallOutcomeKind) -> int:
        record_answer(appointment_id=message.appointment_id, outcome=outcome, by="Binod", now=world.now)
        return len(queries.call_sheet(now=world.now))

    assert call(CallOutcomeKind.NO_ANSWER) == 1
    assert call(CallOutcomeKind.WILL_COME) == 0
    assert queries.told_by_voice_count() == 1
    with pytest.raises(CallRefused, match="no_such_appointment"):
        record_answer(appointment_id=0, outcome=CallOutcomeKind.TOLD, by="Binod", now=world.now)


def test_the_reasons_of_the_call_sheet_add_up_to_its_rows(world: World) -> None:
    settle("Asha", "expired", now=world.now)
    settle("Binod", "rejected", now=world.now)

    counts = queries.call_sheet_counts(now=world.now)
    assert sum(counts.values()) == len(queries.call_sheet(now=world.now)) == 2


def test_a_real_route_ends_the_rehearsal(world: World) -> None:
    settings = {"url": "https://gateway.example/send"}
    assert queries.is_rehearsal()
    with pytest.raises(RouteRefused, match="'url' must be"):
        set_route(code="air", adapter="http", settings={"url": "x"}, by="Asha", now=world.now)

    set_route(code="air", adapter="http", settings=settings, by="Asha", now=world.now)

    assert not queries.is_rehearsal()
    assert end_rehearsal(now=world.now) == 1
    off = {"is_on": False}
    assert change_route(code="air", given=off, by="Asha", reason="too dear", now=world.now) == {
        "is_on": [True, False]
    }
    with pytest.raises(RouteChangeRefused, match="no such route"):
        change_route(code="nobody", given=off, by="Asha", reason="too dear", now=world.now)
    assert [row.code for row in queries.routes()] == ["air", "rehearsal"]

"""E-mail besides: opened for whom no SMS reaches, sent over its own route, and never closing the promise."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from teeka.apps.notices import queries
from teeka.apps.notices.models import Message, Outbox, Route, Settled
from teeka.apps.notices.services.owing import plan_corrections, plan_messages
from teeka.apps.notices.services.routes import RouteRefused, set_route
from teeka.apps.notices.services.second_channel import open_emails
from teeka.apps.notices.services.sending import settle_unconfirmed
from teeka.apps.people.models import Beneficiary
from teeka.apps.readiness.queries.invariants.notices import (
    each_listed_person_has_a_notice,
    nobody_else_has_a_notice,
)
from teeka.gateways.sms.simulator.settings import rehearsal_settings
from tests.apps.notices.dispatching import Queue, queue_of_its_own
from tests.apps.notices.people import World, settle
from tests.gateways.mail.serving import Mailbox, mail_server

MAIL = {"host": "127.0.0.1", "port": 25, "security": "none", "sender": "teeka@health.example"}


@pytest.fixture
def ground(db: None, now: datetime) -> World:
    ground = World(now)
    _route("sms", "http", rehearsal_settings(1), ground.now)
    _route("mail", "smtp", MAIL, ground.now)
    return ground


def _route(code: str, adapter: str, settings: dict[str, object], now: datetime) -> None:
    set_route(code=code, adapter=adapter, settings=settings, by="test", now=now)


def _emails() -> list[tuple[str, str, str]]:
    """(to, purpose, where it stands), oldest first."""
    found = []
    for email in Message.objects.filter(channel="email").order_by("id"):
        row = Outbox.objects.filter(pk=email.pk).first() or Settled.objects.get(pk=email.pk)
        found.append((email.to_email, email.purpose, row.state))
    return found


def _address(name: str, address: str = "") -> None:
    Beneficiary.objects.filter(full_name__startswith=name).update(email=address or f"{name.lower()}@x.org")


def _to_call(now: datetime) -> dict[str, str]:
    return {row.full_name.split()[0]: row.reason for row in queries.call_sheet(now=now)}


def test_whoever_has_no_number_but_an_address_is_written_to_and_stays_on_the_call_sheet(
    ground: World,
) -> None:
    ground.seat("Asha")
    ground.seat("Dev")
    _address("Dev")
    plan_messages([ground.freeze()], now=ground.now)

    assert open_emails(now=ground.now) == 1
    assert open_emails(now=ground.now) == 0  # once

    assert _emails() == [("dev@x.org", "invitation", "queued")]
    email = Message.objects.get(channel="email")
    said = Message.objects.get(channel="sms", beneficiary=email.beneficiary)
    assert (email.text, email.to_number, email.segments) == (said.text, "", 0)
    assert Outbox.objects.get(pk=email.pk).channel == "email"
    assert _to_call(ground.now) == {"Dev": "no_mobile"}

    Outbox.objects.filter(pk=email.pk).update(state="accepted", route=Route.objects.get(code="mail"))
    settle_unconfirmed(now=ground.now + timedelta(hours=1))
    assert _emails() == [("dev@x.org", "invitation", "unconfirmed")]
    assert _to_call(ground.now + timedelta(hours=1)) == {"Dev": "no_mobile"}
    assert _findings(6) == _findings(5) == []


@pytest.mark.parametrize("state", ["undelivered", "expired", "rejected"])
def test_an_sms_that_did_not_arrive_opens_one_with_time_left(ground: World, state: str) -> None:
    ground.seat("Asha")
    _address("Asha")
    plan_messages([ground.freeze()], now=ground.now)
    assert open_emails(now=ground.now) == 0  # it is on its way
    settle("Asha", state, now=ground.now, reason=state)

    assert open_emails(now=ground.starts_at - timedelta(hours=1)) == 0
    assert open_emails(now=ground.starts_at - timedelta(hours=3)) == 1
    assert _to_call(ground.now) == {"Asha": state}


@pytest.mark.parametrize("state", ["delivered", "unconfirmed"])
def test_what_perhaps_arrived_opens_none(ground: World, state: str) -> None:
    ground.seat("Asha")
    _address("Asha")
    plan_messages([ground.freeze()], now=ground.now)
    settle("Asha", state, now=ground.now)

    assert open_emails(now=ground.now) == 0


def test_without_a_route_for_e_mail_or_in_a_rehearsal_none_is_opened(ground: World) -> None:
    ground.seat("Dev")
    _address("Dev")
    plan_messages([ground.freeze()], now=ground.now)

    Route.objects.filter(code="mail").update(is_on=False)
    assert open_emails(now=ground.now) == 0
    Route.objects.filter(code="mail").update(is_on=True)
    Route.objects.filter(code="sms").update(is_on=False)
    assert queries.is_rehearsal()  # a route for e-mail alone reaches no phone
    assert open_emails(now=ground.now) == 0


def test_a_new_hour_takes_back_the_e_mail_of_the_old_one(ground: World) -> None:
    seat = ground.seat("Dev")
    _address("Dev")
    plan_messages([ground.freeze()], now=ground.now)
    open_emails(now=ground.now)
    type(seat).objects.filter(pk=seat.pk).update(slot_at=ground.starts_at + timedelta(hours=1))

    plan_messages([ground.freeze()], now=ground.now)
    open_emails(now=ground.now)

    assert _emails() == [("dev@x.org", "invitation", "superseded"), ("dev@x.org", "invitation", "queued")]
    assert _findings(6) == []


def test_who_was_written_to_is_told_of_a_change_a_cancellation_and_a_correction(ground: World) -> None:
    seat = ground.seat("Dev")
    ground.seat("Asha")
    _address("Dev")
    plan_messages([ground.freeze()], now=ground.now)
    open_emails(now=ground.now)
    _sent(ground)

    type(seat).objects.filter(pk=seat.pk).update(slot_at=ground.starts_at + timedelta(hours=1))
    plan_messages([frozen := ground.freeze()], now=ground.now)
    open_emails(now=ground.now)
    assert _emails()[-1] == ("dev@x.org", "change", "queued")
    _sent(ground)

    assert plan_corrections([frozen], now=ground.now) == 1
    open_emails(now=ground.now)
    assert _emails()[-1] == ("dev@x.org", "correction", "queued")
    _sent(ground)

    type(seat).objects.filter(pk=seat.pk).update(
        cancelled_at=ground.now, cancelled_by="x", cancelled_for="TAKEN_BACK", cancel_reason="x"
    )
    plan_messages([ground.freeze()], now=ground.now)
    open_emails(now=ground.now)
    assert _emails()[-1] == ("dev@x.org", "cancellation", "queued")
    assert not Outbox.objects.filter(channel="sms", message__to_number="").exists()


def _sent(ground: World) -> None:
    Outbox.objects.filter(channel="email").update(
        state="accepted", route=Route.objects.get(code="mail"), state_at=ground.now
    )


def _findings(number: int) -> list[str]:
    check = {5: each_listed_person_has_a_notice, 6: nobody_else_has_a_notice}[number]
    return [f"{offence.row} {offence.why}" for offence in check().offences]


def test_verify_names_an_e_mail_that_counts_as_delivered_or_repeats_nothing(ground: World) -> None:
    ground.seat("Dev")
    _address("Dev")
    plan_messages([ground.freeze()], now=ground.now)
    open_emails(now=ground.now)
    email = Message.objects.get(channel="email")
    row = Outbox.objects.get(pk=email.pk)
    row.delete()
    Settled.objects.create(
        message=email, district_code=row.district_code, session_id=row.session_id, state="delivered",
        state_at=ground.now, must_be_told_by=row.must_be_told_by, attempt=1,
    )  # fmt: skip

    assert any("counts as delivered" in said for said in _findings(6))


def test_a_route_is_of_the_channel_of_its_adapter_and_bad_settings_are_refused(ground: World) -> None:
    assert dict(Route.objects.values_list("code", "channel")) == {"sms": "sms", "mail": "email"}
    with pytest.raises(RouteRefused):
        _route("mail", "smtp", {"host": "x"}, ground.now)


@pytest.fixture(scope="module")
def queue() -> Iterator[Queue]:
    with queue_of_its_own() as queue:
        yield queue


def test_a_dispatcher_takes_e_mails_over_their_route_alone(queue: Queue) -> None:
    """No route for SMS is on: the messages wait, and the letters arrive."""
    queue.fill(6)
    queue.sql.execute("RESET ROLE")
    queue.sql.execute(
        "UPDATE notices_message SET channel = 'email', to_number = '', to_email = 'p' || id || '@x.org'"
        " WHERE id % 2 = 0"
    )
    queue.sql.execute(
        "UPDATE notices_outbox o SET channel = m.channel FROM notices_message m WHERE m.id = o.message_id"
    )
    queue.sql.execute("SET ROLE teeka_worker")
    mailbox = Mailbox()

    async def work() -> None:
        async with mail_server(mailbox) as port:
            queue.provider_route("smtp", {**MAIL, "port": port}, window=4, patience=300)
            queue.sql.execute("UPDATE notices_route SET channel = 'email'")
            await queue._dispatch(lambda: queue.states().get("accepted", 0) == 3, 1, 20, {})

    asyncio.run(work())

    assert queue.states() == {"accepted": 3, "queued": 3}
    recipients = {raw.decode().split("To: ")[1].split("\r\n")[0] for raw in mailbox.letters}
    found = queue.sql.execute("SELECT to_email FROM notices_message WHERE channel = 'email'").fetchall()
    assert recipients == {row[0] for row in found}
    assert mailbox.connections == 1

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from teeka.apps.accounts.row_security import scope
from teeka.apps.allotment.models import Appointment
from teeka.apps.notices import queries
from teeka.apps.notices.models import Message, Outbox
from teeka.apps.notices.services.owing import plan_messages, plan_missing
from teeka.apps.notices.services.texts import TextRefused, approve_text, unapproved_texts
from teeka.rules.messages.reasons import CallReason
from tests.apps.notices.people import GAYA, PATNA, World, put, settle, standings
from tests.conftest import web_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(now: datetime) -> World:
    return World(now)


def test_asha_is_owed_an_invitation_in_hindi_and_dev_a_call(world: World) -> None:
    world.seat("Asha")
    world.seat("Dev")

    owed = plan_messages([world.freeze()], now=world.now)

    assert (owed.planned, owed.suppressed) == (2, 1)
    assert standings() == [("Asha", "invitation", "planned"), ("Dev", "invitation", "suppressed")]
    asha = Message.objects.get(language="hi")
    assert asha.text.startswith("आशा देवी, आपका टीका")
    assert "प्रा. स्वा. केंद्र बिहटा" in asha.text
    assert asha.must_be_told_by == world.starts_at - timedelta(hours=24)
    assert [(row.full_name, row.reason) for row in queries.call_sheet(now=world.now)] == [
        ("Dev Kumar", "no_mobile")
    ]
    assert queries.call_sheet_counts(now=world.now) == {CallReason.NO_MOBILE: 1}


def test_planning_a_version_twice_owes_nothing_more(world: World) -> None:
    world.seat("Asha")
    frozen = world.freeze()
    plan_messages([frozen], now=world.now)

    again = plan_messages([frozen], now=world.now)
    unchanged = plan_messages([world.freeze()], now=world.now)

    assert (again.planned, again.kept) == (0, 1)
    assert (unchanged.planned, unchanged.kept) == (0, 1)
    assert Message.objects.count() == 1


def test_what_nobody_planned_is_found_and_planned_once(world: World) -> None:
    world.seat("Asha")
    world.freeze()

    assert plan_missing(now=world.now).planned == 1
    assert plan_missing(now=world.now).planned == 0


def test_another_hour_before_anything_was_sent_replaces_the_invitation(world: World) -> None:
    seat = world.seat("Asha")
    plan_messages([world.freeze()], now=world.now)
    seat.slot_at += timedelta(hours=1)
    seat.save()

    owed = plan_messages([world.freeze()], now=world.now)

    assert (owed.planned, owed.superseded) == (1, 1)
    assert standings() == [("Asha", "invitation", "superseded"), ("Asha", "invitation", "planned")]


@pytest.mark.parametrize("state", ["submitting", "uncertain", "accepted"])
def test_another_hour_after_the_first_was_perhaps_read_is_a_change(world: World, state: str) -> None:
    seat = world.seat("Asha")
    plan_messages([world.freeze()], now=world.now)
    put("Asha", state)
    seat.slot_at += timedelta(hours=1)
    seat.save()

    plan_messages([world.freeze()], now=world.now)

    first, second = standings()
    assert second == ("Asha", "change", "planned")
    assert first[2] == {"uncertain": "unconfirmed"}.get(state, state)


def test_a_lost_seat_takes_back_an_unsent_invitation_and_cancels_a_read_one(world: World) -> None:
    for name in ("Asha", "Binod"):
        world.seat(name)
    plan_messages([world.freeze()], now=world.now)
    settle("Binod", "delivered", now=world.now)
    Appointment.objects.update(cancelled_at=world.now)

    owed = plan_messages([world.freeze()], now=world.now)
    again = plan_messages([world.freeze()], now=world.now)

    assert (owed.withdrawn, owed.planned, again.planned) == (1, 1, 0)
    assert standings() == [
        ("Asha", "invitation", "cancelled"),
        ("Binod", "invitation", "delivered"),
        ("Binod", "cancellation", "planned"),
    ]
    assert Message.objects.latest("id").text.startswith("CANCELLED")


def test_a_corrected_number_gets_dev_a_message_and_off_the_call_sheet(world: World) -> None:
    world.seat("Dev")
    plan_messages([world.freeze()], now=world.now)
    world.people["Dev"].mobile, world.people["Dev"].mobile_state = "9876500000", "ok"
    world.people["Dev"].save()

    plan_messages([world.freeze()], now=world.now)

    assert standings() == [("Dev", "invitation", "superseded"), ("Dev", "invitation", "planned")]
    assert queries.call_sheet(now=world.now) == []


def test_a_message_on_a_shared_number_is_sent_all_the_same(world: World) -> None:
    world.seat("Binod", mobile_state="shared")

    assert plan_messages([world.freeze()], now=world.now).suppressed == 0


def test_the_content_of_a_message_can_be_changed_by_nobody(world: World) -> None:
    world.seat("Asha")
    plan_messages([world.freeze()], now=world.now)

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Message.objects.update(text="Stay at home")


def test_chitras_messages_are_seen_in_her_district_only(world: World) -> None:
    other = World(world.now, district=GAYA)
    other.seat("Chitra")
    plan_messages([other.freeze()], now=world.now)
    world.seat("Asha")
    plan_messages([world.freeze()], now=world.now)

    with web_role(), scope([PATNA]):
        assert set(Outbox.objects.values_list("district_code", flat=True)) == {PATNA}
        assert queries.state_counts() == {"planned": 1}
        assert queries.state_counts(session_id=other.session.pk) == {}


def test_an_approved_text_takes_the_place_of_ours_and_a_bad_one_is_refused(world: World) -> None:
    names = {"purpose": "invitation", "language": "en", "form": "short", "by": "Asha", "now": timezone.now()}
    text = "Vaccination on #alphanumeric# at #alphanumeric#. Please bring your photo ID. Health Department"

    with pytest.raises(TextRefused):
        approve_text(**names, text="Come at {#var#} to #alphanumeric#", dlt=("1", "HLTHBR", "2"))
    approve_text(**names, text=text, dlt=("1101", "HLTHBR", "1107"))

    assert "invitation en short" not in unapproved_texts()
    assert "invitation hi short" in unapproved_texts()
    world.seat("Binod", full_name="B" * 60)
    plan_messages([world.freeze()], now=world.now)
    message = Message.objects.get()
    assert message.text.startswith("Vaccination on")
    assert message.template.dlt_template_id == "1107"


def test_other_words_are_refused_while_messages_with_the_former_ones_wait(world: World) -> None:
    given = {"purpose": "invitation", "language": "en", "form": "full", "by": "Asha", "now": timezone.now()}
    world.seat("Binod")
    plan_messages([world.freeze()], now=world.now)
    words = "#alphanumeric#: vaccination on #alphanumeric# at #alphanumeric#. Bring your photo ID. Health"

    with pytest.raises(TextRefused, match="still_in_use"):
        approve_text(**given, text=words, dlt=("1", "HLTHBR", "2"))
    approve_text(**given, text="", dlt=("1", "HLTHBR", "2"))

    assert Message.objects.get().template.dlt_header == "HLTHBR"

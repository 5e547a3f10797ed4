"""Answers that only a person can read: who sees them, and what one press does."""

from typing import Any

import pytest

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.allotment.models import Appointment, FrozenList
from teeka.apps.notices.models import CallOutcome, Reply
from teeka.apps.notices.services.replies import read_replies, store_replies
from teeka.apps.notices.services.texts import add_missing_texts
from teeka.rules.messages.answers import Inbound
from teeka.rules.permissions import Role
from tests.doors.console.conftest import Visit
from tests.doors.console.world import World


@pytest.fixture
def reply(world: World) -> Reply:
    """Asha has a delivered message and writes something that nobody but a person can read."""
    add_missing_texts()  # as the worker does
    sender = world.people["Asha"].mobile
    store_replies(route_code="air", inbound=[Inbound(sender, "56161", "kal <b>aaunga</b>")], now=world.now)
    read_replies(now=world.now)
    return Reply.objects.get()


def press(visit: Visit, reply: Reply, role: Role = Role.DISTRICT, **data: Any) -> str:
    page: str = visit(role, f"/answers/{reply.pk}/", data, follow=True).content.decode()
    return page


def place_of(world: World) -> int:
    return Appointment.objects.get(beneficiary=world.people["Asha"], cancelled_at=None).pk


def test_the_call_sheet_leads_to_it_and_it_shows_words_and_whom_they_may_be_about(
    reply: Reply, visit: Visit
) -> None:
    assert reply.state == "unclear"
    assert "1 answer waits to be read" in visit(Role.DISTRICT, "/calls/").content.decode()

    page = visit(Role.DISTRICT, "/answers/").content.decode()

    assert "kal &lt;b&gt;aaunga&lt;/b&gt;" in page
    assert "Asha" in page
    assert AuditEvent.objects.filter(action="answers.seen").count() == 1


def test_one_press_keeps_what_it_means(reply: Reply, visit: Visit, world: World) -> None:
    page = press(visit, reply, meaning="yes", place=place_of(world))

    assert "The answer is settled." in page
    assert CallOutcome.objects.get().outcome == "will_come"
    assert "Somebody has settled this answer already." in press(visit, reply, meaning="no", place=1)


def test_a_no_frees_the_seat_and_publishes_the_list_as_the_web_may(
    reply: Reply, visit: Visit, world: World
) -> None:
    place = place_of(world)

    assert "The answer is settled." in press(visit, reply, meaning="no", place=place)

    gone = Appointment.objects.get(pk=place)
    assert (gone.cancelled_for, gone.cancel_reason) == ("DECLINED", "answered no by message")
    newest = FrozenList.objects.filter(session=gone.session).latest("version")
    assert not newest.rows.filter(appointment=place).exists()


def test_without_saying_of_whom_nothing_is_settled(reply: Reply, visit: Visit) -> None:
    for wrong in ({"meaning": "yes"}, {"meaning": "no", "place": "999"}, {"meaning": "perhaps"}, {}):
        assert "Choose of whom it is" in press(visit, reply, **wrong)
    assert not CallOutcome.objects.exists()


def test_what_answers_nothing_is_set_aside(reply: Reply, visit: Visit) -> None:
    assert "The answer is settled." in press(visit, reply, meaning="unclear")
    assert "No answer waits" in visit(Role.DISTRICT, "/answers/").content.decode()


def test_it_can_be_downloaded(reply: Reply, visit: Visit) -> None:
    file = visit(Role.DISTRICT, "/answers/?as=csv")
    assert "kal <b>aaunga</b>" in file.content.decode()


def test_only_who_calls_in_the_whole_district_sees_it(reply: Reply, visit: Visit) -> None:
    assert visit(Role.STATE, "/answers/").status_code == 403
    for role in (Role.BLOCK, Role.FACILITY):
        assert "No answer waits" in visit(role, "/answers/").content.decode()
        assert "Somebody has settled" in press(visit, reply, role, meaning="unclear")

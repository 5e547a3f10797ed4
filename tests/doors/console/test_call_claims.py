"""Claiming a call on the page: the most pressing first, one press, and others see that it is taken."""

from datetime import timedelta

import pytest

from teeka.apps.notices.models import CallClaim, CallOutcome, Settled
from teeka.apps.notices.services.claims import claim_call
from teeka.rules.permissions import Role
from tests.doors.console.conftest import Visit
from tests.doors.console.world import GAYA, PATNA, World


@pytest.fixture
def two_to_call(world: World) -> World:
    """Asha's message was not delivered, Dev has no mobile, Chitra of another district neither."""
    Settled.objects.filter(message__beneficiary=world.people["Asha"]).update(state="undelivered")
    Settled.objects.filter(message__beneficiary=world.people["Chitra"]).update(state="undelivered")
    return world


def claimed(world: World) -> dict[str, str]:
    names = {place.pk: name for name, place in world.appointments.items()}
    rows = CallClaim.objects.values_list("appointment_id", "claimed_by")
    return {names[place]: who for place, who in rows}


def test_one_press_takes_a_call_and_shows_it_on_top(two_to_call: World, visit: Visit) -> None:
    answer = visit(Role.CALL_CENTRE, "/calls/next/", {})
    assert answer.status_code == 302
    page = visit(Role.CALL_CENTRE, "/calls/").content.decode()
    assert len(claimed(two_to_call)) == 1
    assert "Give it back" in page
    visit(Role.CALL_CENTRE, "/calls/next/", {})
    assert len(claimed(two_to_call)) == 1  # who has a call gets no second one


def test_the_next_one_gets_another_call_and_then_none(two_to_call: World, visit: Visit) -> None:
    for role in (Role.CALL_CENTRE, Role.DISTRICT, Role.BLOCK):
        visit(role, "/calls/next/", {})
    assert sorted(claimed(two_to_call)) == ["Asha", "Dev"]
    assert set(claimed(two_to_call).values()) == {"call_centre-of-patna", "district-of-patna"}
    assert "call_centre-of-patna is calling, until" in visit(Role.DISTRICT, "/calls/").content.decode()


def test_who_did_not_answer_just_now_comes_last(two_to_call: World, visit: Visit) -> None:
    for name in ("Asha", "Dev"):
        CallOutcome.objects.create(
            district_code=PATNA, appointment=two_to_call.appointments[name],
            session_id=two_to_call.sessions[PATNA].pk, outcome="no_answer", made_by="rekha",
            made_at=two_to_call.now - timedelta(minutes=10 if name == "Asha" else 40),
        )  # fmt: skip
    visit(Role.CALL_CENTRE, "/calls/next/", {})
    assert claimed(two_to_call) == {"Dev": "call_centre-of-patna"}


def test_a_call_is_given_back_and_only_by_its_holder(two_to_call: World, visit: Visit) -> None:
    place = two_to_call.appointments["Dev"].pk
    visit(Role.CALL_CENTRE, f"/calls/{place}/claim/", {})
    visit(Role.DISTRICT, f"/calls/{place}/claim/", {"give_back": "1"})
    assert claimed(two_to_call) == {"Dev": "call_centre-of-patna"}
    visit(Role.CALL_CENTRE, f"/calls/{place}/claim/", {"give_back": "1"})
    assert claimed(two_to_call) == {}


def test_nobody_claims_a_call_of_another_district_nor_sees_who_does(two_to_call: World, visit: Visit) -> None:
    place = two_to_call.appointments["Chitra"]
    visit(Role.CALL_CENTRE, f"/calls/{place.pk}/claim/", {})
    assert claimed(two_to_call) == {}
    assert claim_call(place.pk, by="gaya-caller")
    assert place.district_code == GAYA
    assert "gaya-caller" not in visit(Role.DISTRICT, "/calls/").content.decode()

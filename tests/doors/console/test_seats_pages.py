"""The seats of a session on its page: changed, asked for, and cut after it was shown who must leave."""

import re

import pytest

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.allotment.models import Appointment, AskedSeat, Unplaced
from teeka.rules.permissions import Role
from tests import make
from tests.doors.console.conftest import Visit
from tests.doors.console.test_posting_pages import words_of
from tests.doors.console.world import GAYA, PATNA, World

WHERE = "/sessions/PATNA-1/seats/"


def seats_of(world: World) -> tuple[int, int, int]:
    session = world.sessions[PATNA]
    session.refresh_from_db()
    return session.capacity, session.taken, session.seats_agreed


def test_seats_are_closed_and_opened_up_to_the_plan(world: World, visit: Visit) -> None:
    planned = seats_of(world)[2]
    assert f"Planned or agreed on {planned}" in words_of(visit(Role.BLOCK, WHERE))
    for seats in (planned - 1, planned):
        assert visit(Role.BLOCK, WHERE, {"seats": str(seats), "reason": "vials"}).status_code == 302
        assert seats_of(world)[0] == seats


def test_seats_above_the_plan_are_asked_for_and_another_officer_gives_them(
    world: World, visit: Visit
) -> None:
    planned = seats_of(world)[2]
    sent = {"seats": str(planned + 10), "reason": "more vials came"}
    refused = visit(Role.BLOCK, WHERE, sent)
    assert f"Seats planned or agreed on: {planned}. More than that needs two" in words_of(refused)
    assert "Ask for the seats" in words_of(refused)
    assert seats_of(world)[0] == planned
    assert visit(Role.BLOCK, WHERE, {**sent, "ask": "1"}).status_code == 302
    asked = AskedSeat.objects.get()
    page = words_of(visit(Role.DISTRICT, "/sessions/PATNA-1/"))
    assert f"{planned + 10} seats instead of {planned}" in page
    assert "You asked for it; another officer decides" in words_of(visit(Role.BLOCK, "/sessions/PATNA-1/"))
    decided = {"decision": "approve", "reason": "seen"}
    visit(Role.BLOCK, f"/sessions/PATNA-1/asked/{asked.pk}/", decided)
    assert seats_of(world)[0] == planned
    visit(Role.DISTRICT, f"/sessions/PATNA-1/asked/{asked.pk}/", decided)
    assert (seats_of(world)[0], seats_of(world)[2]) == (planned + 10, planned + 10)


def leaving_in(page: str) -> str:
    (found,) = re.findall(r'name="leaving" value="([^"]*)"', page)
    return found


def test_who_must_leave_is_shown_before_seats_are_cut(world: World, visit: Visit) -> None:
    placed = seats_of(world)[1]
    sent = {"seats": "1", "reason": "one vial broke"}
    shown = visit(Role.DISTRICT, WHERE, sent)
    page = shown.content.decode()
    assert (shown.status_code, seats_of(world)[1]) == (200, placed)
    assert f"Cut the seats and take {placed - 1} place" in page
    names = {who.full_name for who in world.people.values() if who.full_name in page}
    assert len(names) == placed - 1
    assert AuditEvent.objects.get(action="leaving.seen").detail == {"people": placed - 1, "seats": 1}
    done = visit(Role.DISTRICT, WHERE, {**sent, "leaving": leaving_in(page)})
    assert done.status_code == 302
    assert seats_of(world)[:2] == (1, 1)
    gone = {row.beneficiary.full_name for row in Unplaced.objects.filter(reason="SEATS_CUT")}
    assert gone == names


def test_a_cut_that_would_send_others_away_than_were_shown_is_asked_again(world: World, visit: Visit) -> None:
    sent = {"seats": "1", "reason": "one vial broke"}
    page = visit(Role.DISTRICT, WHERE, sent).content.decode()
    before = leaving_in(page)
    Appointment.objects.filter(pk__in=before.split(",")).update(is_pinned=True)
    taken = seats_of(world)[1]
    again = visit(Role.DISTRICT, WHERE, {**sent, "leaving": before})
    assert "Places changed since you looked" in words_of(again)
    assert leaving_in(again.content.decode()) != before
    assert seats_of(world)[1] == taken


def test_somebody_of_another_district_is_counted_and_not_named(world: World, visit: Visit) -> None:
    chitra, session = world.people["Chitra"], world.sessions[PATNA]
    Appointment.objects.filter(beneficiary=chitra).update(cancelled_at=make.NOW)
    Appointment.objects.filter(session=session).update(is_pinned=True)
    session.refresh_from_db()
    make.seat(chitra, session)
    page = visit(Role.DISTRICT, WHERE, {"seats": str(session.taken - 1), "reason": "x"}).content.decode()
    assert "somebody of another district" in page
    assert chitra.full_name not in page


@pytest.mark.parametrize("seats", ["0", "-3", "x", "", "5001"])
def test_what_is_no_number_of_seats_is_refused(seats: str, world: World, visit: Visit) -> None:
    before = seats_of(world)
    refused = visit(Role.DISTRICT, WHERE, {"seats": seats, "reason": "x"})
    assert (refused.status_code, seats_of(world)) == (400, before)
    assert "A session has from 1 to 5000 seats" in words_of(refused)


def test_another_districts_officer_neither_sees_nor_cuts(world: World, visit: Visit) -> None:
    officer = world.staff[Role.DISTRICT]
    officer.district_code = GAYA
    officer.save()
    before = seats_of(world)
    for sent in ({"seats": "1", "reason": "x"}, {"seats": "1", "reason": "x", "leaving": "1,2"}):
        assert visit(Role.DISTRICT, WHERE, sent).status_code == 404
    assert seats_of(world) == before

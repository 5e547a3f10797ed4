"""An officer hands out a link, two let notices leave without a pack, and a page says what lies where."""

import re
from datetime import timedelta

import pytest

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.lists.models import PackLink, Place, SeenList
from teeka.apps.lists.services.places import switch_place
from teeka.apps.notices.models import AskedLaunch
from teeka.apps.readiness.queries import kept_board
from teeka.rules.permissions import Role
from teeka.shared import clock
from tests.doors.console.conftest import Visit
from tests.doors.console.world import GAYA, PATNA, World


def words(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_a_link_is_shown_when_asked_for_and_looking_is_recorded(world: World, visit: Visit) -> None:
    address = f"/sessions/{world.sessions[PATNA].code}/link/"
    assert "/pack/" not in words(visit(Role.DISTRICT, address))
    assert not PackLink.objects.exists()
    shown = words(visit(Role.DISTRICT, address, {"do": "show"}))
    found = re.search(r"http://testserver(/pack/\w{32}/)", shown)
    assert found is not None
    assert AuditEvent.objects.filter(action="pack_link.shown").count() == 1
    assert visit(None, found[1]).status_code == 200
    refused = visit(Role.DISTRICT, address, {"do": "withdraw", "reason": " "})
    assert refused.status_code == 400
    assert visit(Role.BLOCK, address, {"do": "withdraw", "reason": "to the wrong person"}).status_code == 302
    assert visit(None, found[1]).status_code == 404
    visit(Role.DISTRICT, address, {"do": "show"})
    assert PackLink.objects.filter(withdrawn_at=None).count() == 1
    elsewhere = f"/sessions/{world.sessions[GAYA].code}/link/"
    assert visit(Role.DISTRICT, elsewhere, {"do": "show"}).status_code == 404
    assert visit(Role.STATE, address, {"do": "show"}).status_code == 403


def test_board_and_session_say_who_has_seen_the_list_and_who_must_be_asked(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = world.sessions[PATNA]
    newest = session.frozen_lists.latest("version")
    late = session.starts_at - timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: late)
    day = session.held_on.isoformat()
    board = words(visit(Role.DISTRICT, f"/?day={day}"))
    assert "0 of 1 lists of this day seen" in board
    assert "At 1 session nobody in charge has said" in board
    assert "not seen yet" in words(visit(Role.DISTRICT, f"/sessions/{session.code}/"))
    visit(Role.DISTRICT, f"/sessions/{session.code}/link/", {"do": "show"})
    SeenList.objects.create(
        frozen_list=newest, district_code=PATNA, link=PackLink.objects.get(), seen_by="Rekha", seen_at=late
    )
    kept_board.forget()
    board = words(visit(Role.DISTRICT, f"/?day={day}"))
    assert "1 of 1 lists of this day seen" in board
    assert "nobody in charge has said" not in board
    assert "was seen by Rekha" in words(visit(Role.DISTRICT, f"/sessions/{session.code}/"))


def test_one_officer_asks_and_another_lets_the_notices_leave(world: World, visit: Visit) -> None:
    code = world.sessions[PATNA].code
    assert visit(Role.DISTRICT, "/launches/", {"session": code, "reason": ""}).status_code == 400
    assert visit(Role.DISTRICT, "/launches/", {"session": code, "reason": "no power"}).status_code == 302
    foreign = {"session": world.sessions[GAYA].code, "reason": "x"}
    assert visit(Role.DISTRICT, "/launches/", foreign).status_code == 404
    asked = AskedLaunch.objects.get()
    decided = f"/launches/{asked.pk}/"
    assert "another officer decides" in words(visit(Role.DISTRICT, "/launches/"))
    visit(Role.DISTRICT, decided, {"decision": "approve", "reason": "it is I"})
    asked.refresh_from_db()
    assert asked.decision == "waits"
    assert visit(Role.BLOCK, decided, {"decision": "approve", "reason": "x"}).status_code == 403
    visit(Role.STATE, decided, {"decision": "approve", "reason": "I looked"})
    asked.refresh_from_db()
    assert (asked.decision, asked.decision_reason) == ("approved", "I looked")
    assert "let go without its pack" in words(visit(Role.STATE, "/launches/"))


def test_the_page_of_places_says_what_lies_where_what_fails_and_what_was_changed(
    world: World, visit: Visit
) -> None:
    Place.objects.create(
        code="vault", kind="folder", settings={"path": "vault"}, set_by="rekha", set_at=world.now,
        fault="away", failing_since=world.now, worked_at=world.now - timedelta(days=1),
    )  # fmt: skip
    switch_place("vault", is_on=True, reason="the disk is back", by="rekha", now=world.now)
    page = words(visit(Role.STATE, "/copies/"))
    assert "vault" in page
    assert "cannot be reached" in page
    assert "the disk is back" in page
    assert "Lists that wait" in page
    assert visit(Role.DISTRICT, "/copies/").status_code == 200
    assert visit(Role.BLOCK, "/copies/").status_code == 403

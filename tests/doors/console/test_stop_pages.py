"""The stop switch in the console: who may press it, what it says, and how it is lifted."""

from teeka.apps.notices.models import Stop
from teeka.apps.notices.services.texts import add_missing_texts
from teeka.rules.permissions import Role
from tests.doors.console.conftest import Visit
from tests.doors.console.world import GAYA, PATNA, World


def test_a_session_is_stopped_from_its_page_and_lifted_again(visit: Visit, world: World) -> None:
    add_missing_texts()  # as the worker does
    code = world.sessions[PATNA].code
    assert f"/stops/?session={code}" in visit(Role.DISTRICT, f"/sessions/{code}/").content.decode()
    assert "Stop the messages of" in visit(Role.DISTRICT, f"/stops/?session={code}").content.decode()

    said = visit(
        Role.DISTRICT, f"/stops/?session={code}", {"reason": "wrong site", "corrects": "1"}, follow=True
    ).content.decode()

    assert "Stopped: " in said
    assert "told to ignore what they were told" in said
    assert "wrong site" in said
    stop = Stop.objects.get()
    assert (stop.session, stop.made_by != "") == (world.sessions[PATNA], True)
    lifted = visit(Role.DISTRICT, f"/stops/{stop.pk}/lift/", {}, follow=True).content.decode()
    assert "Messages go out again" in lifted
    assert "Nothing is stopped." in lifted


def test_without_a_reason_it_says_what_is_missing(visit: Visit, world: World) -> None:
    page = visit(Role.DISTRICT, "/stops/", {"reason": " "})

    assert page.status_code == 400
    assert "Say why the messages are stopped" in page.content.decode()
    assert not Stop.objects.exists()


def test_the_state_stops_everything_and_a_district_its_own(visit: Visit, world: World) -> None:
    visit(Role.DISTRICT, "/stops/", {"reason": "leak"})
    assert set(Stop.objects.values_list("district_code", flat=True)) == {PATNA}

    visit(Role.STATE, "/stops/", {"reason": "leak"})
    assert {PATNA, GAYA} <= set(Stop.objects.values_list("district_code", flat=True))
    elsewhere = Stop.objects.get(district_code=GAYA)
    assert visit(Role.DISTRICT, f"/stops/{elsewhere.pk}/lift/", {}).status_code == 404
    assert "Gaya" not in visit(Role.DISTRICT, "/stops/").content.decode()


def test_nobody_else_may(visit: Visit, world: World) -> None:
    for role in set(Role) - {Role.DISTRICT, Role.STATE}:
        assert visit(role, "/stops/").status_code == 403, role
        assert visit(role, "/stops/1/lift/", {}).status_code == 403, role
    assert visit(Role.DISTRICT, f"/stops/?session={world.sessions[GAYA].code}").status_code == 404

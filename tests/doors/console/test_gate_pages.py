"""A YES is shown at the gate: on the session's page, in its downloads, and on the person's page."""

from datetime import timedelta

from teeka.apps.notices.models import CallOutcome
from teeka.rules.permissions import Role
from tests.doors.console.conftest import Visit
from tests.doors.console.world import PATNA, World


def _say_yes(world: World) -> None:
    seat = world.appointments["Asha"]
    CallOutcome.objects.create(
        district_code=PATNA, appointment=seat, session_id=seat.session_id, outcome="will_come",
        channel="sms", made_by="their own", made_at=world.now - timedelta(hours=2),
    )  # fmt: skip


def test_a_yes_stands_on_the_sessions_page_and_its_files(world: World, visit: Visit) -> None:
    _say_yes(world)

    for role in (Role.DISTRICT, Role.SESSION_SITE):
        page = visit(role, "/sessions/PATNA-1/").content.decode()
        assert (
            '<span class="tag tag-good">YES by message</span> <span class="soft">14 Jan, 18:30</span>' in page
        )
        assert '<span class="soft">none yet</span>' in page  # Dev
    csv = visit(Role.DISTRICT, "/sessions/PATNA-1/?as=csv").content.decode()
    assert "YES by message, 2026-01-14 18:30" in csv
    assert visit(Role.DISTRICT, "/sessions/PATNA-1/?as=xlsx").content.startswith(b"PK")


def test_the_gate_list_is_downloaded_and_that_is_recorded(world: World, visit: Visit) -> None:
    _say_yes(world)

    sheet = visit(Role.DISTRICT, "/sessions/PATNA-1/gate.csv")

    assert "YES by message · हाँ संदेश से" in sheet.content.decode("utf-8-sig")
    assert visit(Role.DISTRICT, "/sessions/GAYA-1/gate.csv").status_code == 404
    assert visit(Role.DISTRICT, "/sessions/PATNA-1/gate.exe").status_code == 404


def test_a_yes_stands_on_the_persons_page_in_both_languages(world: World, visit: Visit) -> None:
    _say_yes(world)
    address = f"/people/{world.reference('Asha')}/"

    assert "YES by message" in visit(Role.DISTRICT, address).content.decode()
    world.staff[Role.DISTRICT.value].language = "hi"
    world.staff[Role.DISTRICT.value].save()
    assert "हाँ संदेश से" in visit(Role.DISTRICT, address).content.decode()

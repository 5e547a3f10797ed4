"""An absence is noted on a person's page, takes back the place on its days, and can be taken back."""

from datetime import timedelta

import pytest

from teeka.apps.allotment.models import Absence, Appointment
from teeka.rules.permissions import Role
from tests.doors.console.conftest import Visit
from tests.doors.console.world import PATNA, World


def address(world: World, name: str, rest: str = "") -> str:
    return f"/people/{world.reference(name)}/{rest}"


def note(world: World, visit: Visit, name: str = "Asha", role: Role = Role.DISTRICT, **more: str):
    day = world.sessions[PATNA].held_on.isoformat()
    sent = {"first_on": day, "last_on": day, "kind": "leave", "note": "maternity", **more}
    return visit(role, address(world, name, "absence/"), sent)


def places(world: World, name: str) -> int:
    return Appointment.objects.filter(beneficiary=world.people[name], cancelled_at=None).count()


def test_it_is_noted_shown_and_taken_back(world: World, visit: Visit) -> None:
    assert note(world, visit).status_code == 302
    assert places(world, "Asha") == 0
    page = visit(Role.DISTRICT, address(world, "Asha")).content.decode()
    assert "on leave, maternity" in page
    assert "This person cannot come on the day of the session" in page

    number = Absence.objects.get().pk
    assert visit(Role.DISTRICT, address(world, "Asha", f"absence/{number}/"), {}).status_code == 302
    assert not Absence.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"first_on": "soon"}, "Give the first and the last day"),
        ({"kind": "holiday"}, "Give the first and the last day"),
        ({"last_on": "2020-01-01"}, "The last day lies before the first"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_changed(
    sent: dict[str, str], said: str, world: World, visit: Visit
) -> None:
    response = note(world, visit, **sent)
    assert response.status_code == 400
    assert said in response.content.decode()
    assert (Absence.objects.count(), places(world, "Asha")) == (0, 1)


def test_only_officers_of_the_persons_district_note_one(world: World, visit: Visit) -> None:
    assert note(world, visit, "Chitra").status_code == 404
    assert note(world, visit, role=Role.FACILITY).status_code == 403
    assert not Absence.objects.exists()


def test_an_absence_of_somebody_else_is_not_taken_back_here(world: World, visit: Visit) -> None:
    note(world, visit, "Dev", first_on=(world.now.date() + timedelta(9)).isoformat(),
         last_on=(world.now.date() + timedelta(9)).isoformat())  # fmt: skip
    number = Absence.objects.get().pk
    assert visit(Role.DISTRICT, address(world, "Asha", f"absence/{number}/"), {}).status_code == 404
    assert Absence.objects.exists()

"""`teeka staff`: the place by its name, the password once, and a sentence when it cannot be."""

import json

import pytest
from click.testing import CliRunner, Result

from teeka.apps.accounts.models import Staff
from teeka.doors.commands.staff import staff
from tests.doors.console.world import PATNA, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(now: object) -> World:
    return make_world(now)  # type: ignore[arg-type]


def run(*words: str) -> Result:
    return CliRunner().invoke(staff, list(words))


def test_a_login_for_a_facility_learns_its_district(world: World) -> None:
    done = run(
        "add", "anil", "--role", "facility", "--state", "Testland", "--facility", "PATNA-PHC", "--json"
    )

    assert done.exit_code == 0, done.output
    made = Staff.objects.get(username="anil")
    assert (made.facility_id, made.district_code, made.state_code) == (world.facilities[PATNA].pk, PATNA, 91)
    assert made.check_password(json.loads(done.stdout)["password"])


def test_a_gate_learns_its_site_from_a_session(world: World) -> None:
    done = run("add", "gate", "--role", "verifier", "--state", "Testland", "--site", "PATNA-1")

    assert done.exit_code == 0, done.output
    assert Staff.objects.get(username="gate").session_site_id == world.sessions[PATNA].site_id
    assert "shown this once" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--role", "facility", "--facility", "NOWHERE"), "There is no facility 'NOWHERE' here"),
        (("--role", "district", "--district", "99999999"), "There is no district '99999999' here"),
        (("--role", "block", "--block", "Atlantis"), "There is no block 'Atlantis' here"),
        (("--role", "verifier", "--site", "S-0"), "There is no session 'S-0' here"),
        (
            (
                "--role",
                "district",
            ),
            "The role district needs its place",
        ),
    ],
)
def test_what_cannot_be_made_is_said_in_a_sentence(world: World, words: tuple[str, ...], said: str) -> None:
    before = Staff.objects.count()
    done = run("add", "anil", "--state", "Testland", *words)

    assert done.exit_code == 2
    assert said in done.output
    assert Staff.objects.count() == before


def test_a_new_password_for_nobody_is_refused(world: World) -> None:
    assert run("new-password", "nobody").exit_code == 2
    assert run("new-password", "district-of-patna").exit_code == 0

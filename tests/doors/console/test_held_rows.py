"""A row that was held waits on its upload's page; one press of an officer decides, once."""

import json

import pytest
from django.db import connection

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.intake.models import UploadRow
from teeka.apps.people.models import Beneficiary
from teeka.rules.permissions import Role
from tests.doors.console.conftest import Visit
from tests.doors.console.world import GAYA, PATNA, World

ROW = 3


def hold(world: World, district: int, name: str) -> str:
    """Hold a row that gives this person another designation; the address where it is decided."""
    person = world.people[name]
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(b) FROM people_beneficiary b WHERE id = %s", [person.pk])
        raw = cursor.fetchone()[0]
    upload = world.uploads[district]
    UploadRow.objects.create(
        upload=upload, row_number=ROW, district_code=district, fate="held", subject_id=person.pk,
        problems=[{"reason": "differs_within_file", "facts": {"other_row": 1}}],
        raw={**(json.loads(raw) if isinstance(raw, str) else raw), "designation": "Matron"},
    )  # fmt: skip
    return f"/uploads/{upload.pk}/rows/{ROW}/decide/"


def designation(world: World, name: str) -> str:
    return Beneficiary.objects.get(pk=world.people[name].pk).designation


def fate(world: World, district: int) -> str:
    return UploadRow.objects.get(upload=world.uploads[district], row_number=ROW).fate


@pytest.mark.parametrize(
    ("decision", "becomes", "stands"), [("take", "updated", "Matron"), ("leave", "rejected", "ANM")]
)
def test_one_press_decides_and_is_recorded(
    decision: str, becomes: str, stands: str, world: World, visit: Visit
) -> None:
    Beneficiary.objects.filter(pk=world.people["Asha"].pk).update(designation="ANM")
    address = hold(world, PATNA, "Asha")
    page = visit(Role.DISTRICT, f"/uploads/{world.uploads[PATNA].pk}/").content.decode()
    assert address in page

    visit(Role.DISTRICT, address, {"decision": decision})

    assert (fate(world, PATNA), designation(world, "Asha")) == (becomes, stands)
    assert AuditEvent.objects.filter(action=f"upload_row.{decision}").count() == 1


def test_the_second_who_decides_is_told_so(world: World, visit: Visit) -> None:
    address = hold(world, PATNA, "Asha")
    visit(Role.DISTRICT, address, {"decision": "leave"})

    page = visit(Role.DISTRICT, address, {"decision": "take"}, follow=True).content.decode()

    assert "Somebody has already decided on this row." in page
    assert fate(world, PATNA) == "rejected"


def test_a_press_without_a_choice_changes_nothing(world: World, visit: Visit) -> None:
    visit(Role.DISTRICT, hold(world, PATNA, "Asha"), {"decision": "perhaps"})

    assert fate(world, PATNA) == "held"


def test_another_districts_row_cannot_be_decided(world: World, visit: Visit) -> None:
    assert visit(Role.DISTRICT, hold(world, GAYA, "Chitra"), {"decision": "take"}).status_code == 404
    assert fate(world, GAYA) == "held"


def test_who_may_only_look_sees_no_button_and_may_not_press(world: World, visit: Visit) -> None:
    address = hold(world, PATNA, "Asha")

    assert address not in visit(Role.AUDITOR, f"/uploads/{world.uploads[PATNA].pk}/").content.decode()
    assert visit(Role.AUDITOR, address, {"decision": "take"}).status_code == 403
    assert fate(world, PATNA) == "held"

"""An officer takes an upload back from its page, while nothing depends on it and all of it is in sight."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.accounts.row_security import scope
from teeka.apps.intake.models import Upload
from teeka.apps.intake.services.undoing import UndoRefusal, UndoRefused
from teeka.apps.people.models import Beneficiary, DuplicateLink
from teeka.apps.people.services.duplicates import link_duplicates
from teeka.apps.places.models import DistrictSpelling
from teeka.apps.planning.services.uploads import import_uploads, undo_import
from teeka.rules.districts import fold_place
from teeka.rules.permissions import Role
from teeka.rules.row_checks.roster import SHARED_MOBILE_LIMIT
from tests.conftest import web_role
from tests.doors.console.conftest import Visit
from tests.doors.console.world import GAYA, PATNA, World
from tests.formats.incoming.files import csv_bytes, put

NUMBER = "9812345670"
Take = Callable[..., int]


@pytest.fixture
def take(world: World, tmp_path: Path) -> Take:
    """Import a roster of these people; the upload's number."""
    for code, name in ((PATNA, "Patna"), (GAYA, "Gaya")):
        DistrictSpelling.objects.create(district_id=code, folded=fold_place(name))

    def run(*people: Sequence[str], name: str = "new.csv") -> int:
        path = put(tmp_path, csv_bytes(*people), name)
        (outcome,) = import_uploads("roster", [path], by="clerk", now=world.now + timedelta(minutes=1))
        assert outcome.upload_id is not None
        return outcome.upload_id

    return run


def person(name: str, mobile: str, district: str = "Patna") -> list[str]:
    return [name, "F", "1985", mobile, "Nurse", "PHC Phulwari", district]


def press(visit: Visit, upload: int, role: Role = Role.DISTRICT) -> str:
    page: str = visit(role, f"/uploads/{upload}/undo/", {}, follow=True).content.decode()
    return page


def test_the_upload_goes_with_its_people_and_leaves_a_trace(take: Take, visit: Visit) -> None:
    upload = take(person("Nila Devi", NUMBER), person("", NUMBER))
    assert f"/uploads/{upload}/undo/" in visit(Role.DISTRICT, f"/uploads/{upload}/").content.decode()

    page = press(visit, upload)

    assert "1 rows were taken back" in page
    assert f"/uploads/{upload}/undo/" not in page
    assert Upload.objects.get(pk=upload).state == "undone"
    assert not Beneficiary.objects.filter(full_name="Nila Devi").exists()
    assert AuditEvent.objects.filter(action="upload.undone", subject_id=str(upload)).count() == 1


def test_what_somebody_depends_on_is_not_taken_back(take: Take, visit: Visit, world: World) -> None:
    upload = take(person("Nila Devi", NUMBER))
    Beneficiary.objects.filter(full_name="Nila Devi").update(stands_for=world.people["Asha"])

    assert "cannot be undone: 1 of its rows" in press(visit, upload)
    assert Beneficiary.objects.filter(full_name="Nila Devi").exists()


@pytest.mark.parametrize("undone", ["older", "later"])
def test_what_only_the_rule_linked_is_parted_and_goes(
    undone: str, take: Take, visit: Visit, world: World
) -> None:
    uploads = {
        "older": take(person("Nila Kumari Devi", NUMBER), name="a.csv"),
        "later": take(person("Neela Kumari Devi", NUMBER), name="b.csv"),
    }
    link_duplicates(now=world.now)
    assert Beneficiary.objects.filter(mobile=NUMBER).exclude(stands_for=None).count() == 1

    assert "rows were taken back" in press(visit, uploads[undone])

    (left,) = Beneficiary.objects.filter(mobile=NUMBER)
    assert left.stands_for is None
    assert left.upload_id != uploads[undone]


def test_what_a_person_said_of_a_pair_keeps_it(take: Take, visit: Visit, world: World) -> None:
    take(person("Nila Kumari Devi", NUMBER), name="a.csv")
    later = take(person("Neela Kumari Devi", NUMBER), name="b.csv")
    link_duplicates(now=world.now)
    DuplicateLink.objects.filter(duplicate__mobile=NUMBER).update(decided_by="officer")

    assert "cannot be undone: 1 of its rows" in press(visit, later)
    assert Beneficiary.objects.filter(mobile=NUMBER).count() == 2


def test_an_upload_that_reaches_into_another_district_stays(take: Take, visit: Visit) -> None:
    upload = take(person("Nila Devi", NUMBER), person("Uma Devi", "9812345671", "Gaya"))

    assert f"/uploads/{upload}/undo/" not in visit(Role.DISTRICT, f"/uploads/{upload}/").content.decode()
    assert visit(Role.DISTRICT, f"/uploads/{upload}/undo/", {}).status_code == 404
    assert Beneficiary.objects.filter(full_name__in=["Nila Devi", "Uma Devi"]).count() == 2


def test_the_service_itself_undoes_no_half_of_an_upload(take: Take, world: World) -> None:
    """Guard: the rows in sight are counted; else a district would undo its own half and call it done."""
    upload = take(person("Nila Devi", NUMBER), person("Uma Devi", "9812345671", "Gaya"))

    with web_role(), scope({PATNA, 0}), pytest.raises(UndoRefused) as refused:
        undo_import(upload, by="officer", now=world.now)

    assert refused.value.refusal is UndoRefusal.OF_OTHERS
    assert Beneficiary.objects.filter(full_name="Nila Devi").exists()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.FACILITY, Role.CALL_CENTRE])
def test_who_may_not_is_refused(role: Role, take: Take, visit: Visit) -> None:
    upload = take(person("Nila Devi", NUMBER))

    assert visit(role, f"/uploads/{upload}/undo/", {}).status_code == 403
    assert Upload.objects.get(pk=upload).state == "committed"


def test_a_number_that_many_gave_is_counted_anew_over_all_districts(
    take: Take, visit: Visit, world: World
) -> None:
    """The officer of Patna does not see Gaya's people, and their marks are right all the same."""
    in_gaya = [person("Uma " + "I" * n, NUMBER, "Gaya") for n in range(1, SHARED_MOBILE_LIMIT + 1)]
    take(*in_gaya, name="gaya.csv")
    upload = take(person("Nila Devi", NUMBER), name="patna.csv")
    given = Beneficiary.objects.filter(mobile=NUMBER)
    assert set(given.values_list("mobile_state", flat=True)) == {"shared"}

    press(visit, upload)

    assert given.count() == SHARED_MOBILE_LIMIT
    assert set(given.values_list("mobile_state", flat=True)) == {"ok"}

"""A registry that lists a facility many times becomes one row a facility, and a person's word on it stays."""

import pytest
from django.db import connection, transaction

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.accounts.row_security import scope
from teeka.apps.allotment.queries.wanted import wanted
from teeka.apps.intake.services.undoing import UndoRefusal, UndoRefused
from teeka.apps.lists.queries.facilities import facilities_with_staff, staff_rows
from teeka.apps.lists.queries.registers import facility_counts
from teeka.apps.places.models import Facility
from teeka.apps.places.services.collapsing import (
    CollapseRefusal,
    CollapseRefused,
    join_facility,
    part_facility,
)
from teeka.apps.planning.services.uploads import undo_import
from teeka.apps.readiness.queries.alarms import silent_facilities
from teeka.rules.permissions import Jurisdiction
from tests import make
from tests.apps.intake.conftest import Upload as Run
from tests.conftest import web_role

pytestmark = pytest.mark.django_db
HEADER = ["facility_code", "name", "type", "district"]
DANAPUR = ["F1", "PHC Danapur", "PHC", "Patna"]
COVAXIN = ["F2", "PHC Danapur Covaxin", "PHC", "Patna"]
TEAM = ["F3", "Danapur PHC team 2", "PHC", "Patna"]
PALIGANJ = ["F4", "PHC Paliganj", "PHC", "Patna"]
BY_HAND = {"by": "officer", "now": make.NOW}


def register(run: Run, *rows: list[str]):
    return run(*rows, kind="facilities", header=HEADER, name="registry.csv")


def mains() -> dict[str, str]:
    joined = Facility.objects.exclude(one_with=None).values_list("code", "one_with__code")
    return dict(joined)


def test_an_import_joins_the_rows_of_one_facility_and_keeps_the_evidence(upload: Run) -> None:
    outcome = register(upload, COVAXIN, DANAPUR, PALIGANJ, TEAM)

    assert outcome.counts["created"] == 4
    assert mains() == {"F2": "F1", "F3": "F1"}
    again = Facility.objects.get(code="F2")
    assert (again.one_with_by, again.one_with_at) == ("teeka", make.NOW)
    assert again.one_with_evidence == [["SESSION_MARK", ["Covaxin"]]]


def test_a_later_row_joins_and_a_plainer_one_stands_for_all(upload: Run) -> None:
    register(upload, COVAXIN, TEAM)
    assert mains() == {"F3": "F2"}

    register(upload, DANAPUR)

    assert mains() == {"F2": "F1", "F3": "F1"}


def test_a_row_that_gets_another_name_or_district_stands_by_itself(upload: Run) -> None:
    register(upload, DANAPUR, COVAXIN, TEAM)

    register(upload, ["F2", "PHC Danapur Covaxin", "PHC", "Gaya"], ["F3", "PHC Bihta", "PHC", "Patna"])

    assert mains() == {}
    assert Facility.objects.get(code="F3").one_with_by == ""


def test_what_a_person_parted_or_joined_is_not_changed_by_a_later_import(upload: Run) -> None:
    register(upload, DANAPUR, COVAXIN, TEAM, PALIGANJ)
    part_facility("F2", **BY_HAND)
    join_facility("F4", main_code="F3", **BY_HAND)

    register(upload, DANAPUR, COVAXIN, TEAM, PALIGANJ, ["F5", "PHC DANAPUR FLW", "PHC", "Patna"])

    assert mains() == {"F3": "F1", "F4": "F1", "F5": "F1"}
    assert Facility.objects.get(code="F2").one_with_by == "officer"
    assert set(AuditEvent.objects.values_list("action", "by", "district_code")) == {
        ("facility.parted", "officer", make.PATNA),
        ("facility.joined", "officer", make.PATNA),
    }


def test_a_row_that_stood_for_others_takes_them_along(upload: Run) -> None:
    register(upload, DANAPUR, COVAXIN, PALIGANJ)

    join_facility("F1", main_code="F4", **BY_HAND)

    assert mains() == {"F1": "F4", "F2": "F4"}


@pytest.mark.parametrize(
    ("code", "main", "refusal"),
    [
        ("F1", "F2", CollapseRefusal.ITSELF),
        ("F2", "F1", CollapseRefusal.ITSELF),
        ("F1", "F9", CollapseRefusal.OTHER_DISTRICT),
        ("F8", "F1", CollapseRefusal.NO_SUCH_FACILITY),
        ("F4", None, CollapseRefusal.NOT_JOINED),
    ],
)
def test_what_cannot_be_joined_or_parted_is_refused(upload: Run, code, main, refusal) -> None:
    register(upload, DANAPUR, COVAXIN, PALIGANJ, ["F9", "PHC Danapur", "PHC", "Gaya"])
    before = mains()

    with pytest.raises(CollapseRefused) as refused:
        join_facility(code, main_code=main, **BY_HAND) if main else part_facility(code, **BY_HAND)

    assert refused.value.refusal is refusal
    assert refused.value.sentence() != refused.value.sentence("hi")
    assert mains() == before


def test_undoing_an_import_undoes_what_it_joined(upload: Run) -> None:
    register(upload, COVAXIN, TEAM)
    second = register(upload, DANAPUR)
    assert mains() == {"F2": "F1", "F3": "F1"}

    undo_import(second.upload_id, by="clerk", now=make.NOW)

    assert mains() == {"F3": "F2"}


def test_an_import_to_which_a_person_joined_a_row_is_not_undone(upload: Run) -> None:
    register(upload, PALIGANJ)
    second = register(upload, DANAPUR)
    join_facility("F4", main_code="F1", **BY_HAND)

    with pytest.raises(UndoRefused) as refused:
        undo_import(second.upload_id, by="clerk", now=make.NOW)

    assert refused.value.refusal is UndoRefusal.IN_USE
    assert mains() == {"F4": "F1"}


def test_an_officer_parts_rows_of_the_own_district_only(upload: Run) -> None:
    register(upload, DANAPUR, COVAXIN)

    with web_role(), scope([make.GAYA]), pytest.raises(CollapseRefused):
        part_facility("F2", **BY_HAND)
    with web_role(), scope([make.PATNA, 0]):
        part_facility("F2", **BY_HAND)

    assert mains() == {}


@pytest.fixture
def staffed(upload: Run) -> dict[str, Facility]:
    """Asha is posted to PHC Danapur, Dev to its Covaxin row, where the session is held."""
    register(upload, DANAPUR, COVAXIN, PALIGANJ)
    known = {facility.code: facility for facility in Facility.objects.all()}
    make.asha(make.posting(known["F1"]))
    make.dev(make.posting(known["F2"]))
    make.session(known["F2"])
    return known


def test_a_session_at_any_row_is_the_own_site_of_everybody_posted_to_the_facility(staffed) -> None:
    request = wanted(make.campaign(), now=make.NOW).request

    place = request.sites.facility[0]
    assert set(request.people.facility) == {place}
    assert request.facilities.staff[place] == 2


def test_lists_and_coverage_count_a_facility_once(staffed) -> None:
    Facility.objects.filter(code="F2").update(expected_workers=7)
    Facility.objects.filter(code="F4").update(expected_workers=5)

    counts = {row.code: (row.people, row.expected) for row in facility_counts()}
    assert counts == {"F1": (2, 7), "F4": (0, 5)}
    assert [key.code for key in facilities_with_staff()] == ["F1"]
    assert len(staff_rows([staffed["F1"].pk])) == 2
    assert [row.code for row in silent_facilities(Jurisdiction(frozenset({make.PATNA})))] == ["F4"]


def test_parting_gives_each_row_its_own_people_back(staffed) -> None:
    part_facility("F2", **BY_HAND)

    assert {row.code: row.people for row in facility_counts()} == {"F1": 1, "F2": 1, "F4": 0}


def test_no_row_can_stand_for_itself(upload: Run) -> None:
    register(upload, DANAPUR)
    with pytest.raises(Exception, match="no_facility_listed_for_itself"), transaction.atomic():
        Facility.objects.update(one_with=Facility.objects.get())
    assert connection.is_usable()

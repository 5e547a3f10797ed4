from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.people.models import Beneficiary, Posting
from teeka.apps.people.services import postings
from teeka.apps.people.services.postings import resolve_all
from teeka.apps.people.services.settling import settle_posting
from teeka.apps.people.services.taking_back import NothingToUndo, undo_settlement
from teeka.apps.places.models import Facility, FacilityAlias
from tests.apps.people.world import BHOJPUR, NOW, PATNA, person, posting, registry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def facilities():
    return registry()


def test_a_posting_is_resolved_once_for_everybody_who_wrote_it(facilities) -> None:
    where = posting("फुलवारी प्रा.स्वा.केन्द्र")
    person("Asha Kumari", where)
    person("Dev Paswan", where)

    done = resolve_all(now=NOW)

    where.refresh_from_db()
    assert (where.decision, where.facility) == ("accept", facilities["F1"])
    assert where.reasons[:1] == ["FOLDED"]
    assert where.candidates[0] == facilities["F1"].pk
    assert (done.texts["accept"], done.people["accept"], done.needs_a_person) == (1, 2, False)


def test_each_candidates_probability_is_kept_beside_it() -> None:
    where = posting("Sadar Hospitl Aara", district=PATNA)

    resolve_all(now=NOW)

    where.refresh_from_db()
    assert where.candidates
    assert len(where.probabilities) == len(where.candidates)
    assert where.probabilities[0] == where.confidence


def test_people_go_with_their_facility_to_its_district() -> None:
    where = posting("", code="f3", district=PATNA)
    asha = person("Asha Kumari", where)

    assert resolve_all(now=NOW).moved_people == 1

    asha.refresh_from_db()
    where.refresh_from_db()
    assert (asha.district_code, where.district_code, where.stated_district_code) == (BHOJPUR, BHOJPUR, PATNA)


def test_what_is_not_safe_names_no_facility_and_needs_a_person() -> None:
    where = posting("Sadar Hospitl Aara", district=PATNA)

    done = resolve_all(now=NOW)

    where.refresh_from_db()
    assert (where.decision, where.facility) == ("confirm", None)
    assert where.candidates
    assert done.needs_a_person


def test_resolving_again_changes_nothing() -> None:
    posting("PHC Fulwari")
    posting("no such place")
    resolve_all(now=NOW)
    before = list(
        Posting.objects.order_by("pk").values("decision", "facility", "confidence", "district_code")
    )

    resolve_all(now=NOW + timedelta(hours=1))

    assert (
        list(Posting.objects.order_by("pk").values("decision", "facility", "confidence", "district_code"))
        == before
    )


def test_what_is_open_is_looked_at_anew_only_when_something_could_be_decided_otherwise(
    facilities, monkeypatch
) -> None:
    where = posting("Some Camp")
    assert decided_by_a_run() == 1
    assert decided_by_a_run() == 0

    Facility.objects.filter(pk=facilities["F2"].pk).update(name="PHC Someplace Else")
    assert decided_by_a_run() == 1
    FacilityAlias.objects.create(
        facility=facilities["F2"],
        district_code=PATNA,
        text="A camp",
        folded="a camp",
        made_by="x",
        made_at=NOW,
    )
    assert decided_by_a_run() == 1
    monkeypatch.setattr(postings, "rule_print", lambda: "the rule of the next release")
    assert decided_by_a_run() == 1

    where.refresh_from_db()
    assert (where.decision, decided_by_a_run()) == ("review", 0)


def decided_by_a_run() -> int:
    return sum(resolve_all(now=NOW).decided_now.values())


def test_a_persons_decision_is_never_overruled(facilities) -> None:
    where = posting("Old camp by the river")
    resolve_all(now=NOW)
    settle_posting(posting_id=where.pk, facility_id=facilities["F2"].pk, by="officer", now=NOW)

    resolve_all(now=NOW)

    where.refresh_from_db()
    assert (where.decision, where.facility, where.decided_by) == ("accept", facilities["F2"], "officer")


def test_what_a_person_left_open_stays_open() -> None:
    where = posting("PHC Phulwari")
    Posting.objects.update(decision="review", decided_by="officer", decided_at=NOW)

    resolve_all(now=NOW)

    where.refresh_from_db()
    assert (where.decision, where.decided_by) == ("review", "officer")


def test_a_decision_settles_the_same_text_of_the_next_roster(facilities) -> None:
    where = posting("Old camp by the river")
    resolve_all(now=NOW)
    settle_posting(posting_id=where.pk, facility_id=facilities["F2"].pk, by="officer", now=NOW)
    again = posting("OLD CAMP, by the river")

    resolve_all(now=NOW)

    again.refresh_from_db()
    assert (again.decision, again.facility) == ("accept", facilities["F2"])
    assert again.reasons[0] == "ALIAS"


def test_a_decision_taken_back_is_decided_anew_for_everybody_with_that_text(facilities) -> None:
    where = posting("Old camp by the river")
    asha = person("Asha Kumari", where)
    resolve_all(now=NOW)
    settle_posting(posting_id=where.pk, facility_id=facilities["F3"].pk, by="officer", now=NOW)
    again = posting("OLD CAMP by the river")
    resolve_all(now=NOW)

    undo_settlement(posting_id=where.pk, by="officer", now=NOW)

    for changed in (where, again, asha):
        changed.refresh_from_db()
    assert {where.decision, again.decision} == {"review"}
    assert (where.facility, where.decided_by, asha.district_code) == (None, "", PATNA)
    assert AuditEvent.objects.filter(action="posting.unsettled").count() == 1
    with pytest.raises(NothingToUndo):
        undo_settlement(posting_id=where.pk, by="officer", now=NOW)


def test_a_run_killed_before_its_end_leaves_nothing(monkeypatch) -> None:
    where = posting("PHC Phulwari")
    monkeypatch.setattr(postings, "MOVE_PEOPLE", "SELECT 1/0")

    with pytest.raises(Exception, match="division by zero"):
        resolve_all(now=NOW)

    where.refresh_from_db()
    assert where.decision == "unresolved"


def test_the_number_of_statements_does_not_grow_with_people_or_texts() -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            resolve_all(now=NOW)
        return len(captured)

    person("Asha Kumari", posting("PHC Phulwari"))
    few = statements()
    for number in range(12):
        person("Dev Paswan", posting(f"APHC Laree {number}"))

    assert statements() <= few
    assert Beneficiary.objects.count() == 13

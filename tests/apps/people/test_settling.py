"""What one person's decision does: to those who wrote the same, to the next roster, to a new facility."""

from datetime import timedelta
from pathlib import Path

import pytest

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.accounts.row_security import scope
from teeka.apps.people.models import Beneficiary, Posting
from teeka.apps.people.services import settling
from teeka.apps.people.services.postings import resolve_all
from teeka.apps.people.services.settling import PostingGone, settle_on_new, settle_posting
from teeka.apps.people.services.taking_back import NothingToUndo, undo_settlement
from teeka.apps.places.models import Block, DistrictSpelling, Facility, FacilityAlias
from teeka.apps.places.services.proposing import ProposalRefused
from teeka.apps.planning.services.uploads import import_uploads
from teeka.rules.districts import fold_place
from teeka.rules.proposed_facility import Proposal, ProposalProblem
from tests.apps.people.world import BHOJPUR, NOW, PATNA, person, posting, registry
from tests.conftest import web_role
from tests.formats.incoming.files import csv_bytes, put

pytestmark = pytest.mark.django_db
CAMP = "Old camp by the river"
NEW_PLACE = Proposal("PHC Nawada", "PHC", "", "800001")


@pytest.fixture(autouse=True)
def facilities():
    return registry()


def live_aliases() -> list[tuple[int, str, str]]:
    rows = FacilityAlias.objects.filter(undone_at=None).order_by("pk")
    return list(rows.values_list("district_code", "text", "facility__code"))


def settle(where: Posting, facility: Facility):
    return settle_posting(posting_id=where.pk, facility_id=facility.pk, by="rekha", now=NOW)


def test_a_decision_says_what_it_did_and_counts_nobody_twice(facilities) -> None:
    first, alike = posting(CAMP), posting("OLD CAMP, by the river.")
    asha = person("Asha Kumari", first)
    person("Binod Paswan", alike, stands_for=asha)
    person("Dev Paswan", alike)

    settled = settle(first, facilities["F2"])

    assert (settled.texts, settled.people, settled.facility_code) == (2, 2, "F2")
    assert AuditEvent.objects.get(action="posting.settled").detail == {
        "facility": facilities["F2"].pk, "texts": 2, "people": 2,
    }  # fmt: skip


def test_a_decision_outlives_the_next_roster_and_the_next_resolve(facilities, tmp_path: Path) -> None:
    for code, name in ((PATNA, "Patna"), (BHOJPUR, "Bhojpur")):
        DistrictSpelling.objects.create(district_id=code, folded=fold_place(name))
    one = ["Asha Devi", "F", "1985", "9812345670", "Nurse", CAMP, "Patna"]
    other = ["Dev Prasad", "M", "1990", "9812345671", "Doctor", "old camp by the RIVER!", "Patna"]
    list(import_uploads("roster", [put(tmp_path, csv_bytes(one), "a.csv")], by="clerk", now=NOW))
    resolve_all(now=NOW)
    settle(Posting.objects.get(), facilities["F2"])

    list(import_uploads("roster", [put(tmp_path, csv_bytes(one, other), "b.csv")], by="clerk", now=NOW))
    resolve_all(now=NOW + timedelta(days=1))

    assert {p.posting.facility for p in Beneficiary.objects.all()} == {facilities["F2"]}
    assert set(Posting.objects.values_list("decision", "decided_by")) == {("accept", "rekha"), ("accept", "")}


def test_the_same_words_in_another_district_are_another_text(facilities) -> None:
    here, there = posting(CAMP), posting(CAMP, district=BHOJPUR)

    settle(here, facilities["F2"])

    there.refresh_from_db()
    assert there.decision == "unresolved"
    assert live_aliases() == [(PATNA, CAMP, "F2")]


def test_a_new_decision_ends_an_alias_that_leads_nowhere_any_more(facilities) -> None:
    """Guard: the alias of a closed facility would else stand in the way of the new one."""
    where = posting(CAMP)
    settle(where, facilities["F1"])
    Facility.objects.filter(pk=facilities["F1"].pk).update(is_active=False)
    Posting.objects.update(decision="review", facility=None, decided_by="")

    settle(where, facilities["F2"])

    assert live_aliases() == [(PATNA, CAMP, "F2")]


def test_a_text_without_letters_is_settled_alone_and_becomes_no_alias(facilities) -> None:
    where, other, coded = posting("???"), posting("!!"), posting("", code="X1")

    settle(where, facilities["F1"])
    resolve_all(now=NOW)

    for left in (other, coded):
        left.refresh_from_db()
        assert left.decision == "review"
    assert live_aliases() == []


def test_who_comes_second_or_chooses_a_closed_facility_changes_nothing(facilities) -> None:
    where = posting(CAMP)
    Facility.objects.filter(pk=facilities["F1"].pk).update(is_active=False)
    with pytest.raises(PostingGone):
        settle(where, facilities["F1"])
    settle(where, facilities["F2"])
    with pytest.raises(PostingGone):
        settle(where, facilities["F2"])
    assert AuditEvent.objects.filter(action="posting.settled").count() == 1


# A facility that is missing


def test_a_proposed_facility_is_there_at_once_marked_and_the_text_settled_on_it() -> None:
    where = posting(CAMP)
    asha = person("Asha Kumari", where)

    settled = settle_on_new(posting_id=where.pk, proposal=NEW_PLACE, by="rekha", now=NOW)

    made = Facility.objects.get(code=f"P{PATNA}-0001")
    assert (made.name, made.type, made.pin_code, made.district_code) == ("PHC Nawada", "PHC", "800001", PATNA)
    assert (made.proposed_by, made.proposed_at, made.is_active) == ("rekha", NOW, True)
    asha.refresh_from_db()
    assert asha.posting.facility == made
    assert (settled.facility_code, settled.people) == (made.code, 1)
    assert AuditEvent.objects.get(action="facility.proposed").detail == {"code": made.code}
    assert AuditEvent.objects.get(action="facility.proposed").district_code == PATNA


def test_each_proposal_gets_a_code_of_its_own() -> None:
    for number in (1, 2, 3):
        proposal = Proposal(f"PHC Nawada {'I' * number}", "PHC", "", "800001")
        settle_on_new(posting_id=posting(f"{CAMP} {number}").pk, proposal=proposal, by="r", now=NOW)

    codes = Facility.objects.exclude(proposed_by="").order_by("pk").values_list("code", flat=True)
    assert list(codes) == [f"P{PATNA}-000{number}" for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("proposal", "problem"),
    [
        (Proposal("phc  LARI", "PHC", "Barh", "800001"), ProposalProblem.NAME_TAKEN),
        (Proposal("PHC Nawada", "PHC", "Nowhere", "800001"), ProposalProblem.BLOCK_UNKNOWN),
        (Proposal("PHC Nawada", "PHC", "", "800001"), ProposalProblem.BLOCK_MISSING),
    ],
)
def test_what_the_district_contradicts_is_refused_and_the_text_stays_open(proposal, problem) -> None:
    Block.objects.create(code=1, district_id=PATNA, name="Barh")
    Facility.objects.filter(code="F2").update(name="PHC Lari")
    where = posting(CAMP)

    with pytest.raises(ProposalRefused) as refused:
        settle_on_new(posting_id=where.pk, proposal=proposal, by="rekha", now=NOW)

    assert refused.value.problems == (problem,)
    where.refresh_from_db()
    assert where.decision == "unresolved"
    assert not Facility.objects.exclude(proposed_by="").exists()


def test_a_facility_and_its_decision_are_stored_both_or_neither(monkeypatch) -> None:
    monkeypatch.setattr(settling, "HELD", "SELECT 1/0")
    where = posting(CAMP)

    with pytest.raises(Exception, match="division by zero"):
        settle_on_new(posting_id=where.pk, proposal=NEW_PLACE, by="rekha", now=NOW)

    assert not Facility.objects.exclude(proposed_by="").exists()


# Taken back, as the web sees it


def test_taken_back_by_the_web_only_in_its_own_district(facilities) -> None:
    here, there = posting(CAMP), posting(CAMP, district=BHOJPUR)
    asha = person("Asha Kumari", here)
    settle(here, facilities["F2"])
    settle(there, facilities["F3"])

    with web_role(), scope({PATNA, 0}):
        back = undo_settlement(posting_id=here.pk, by="rekha", now=NOW)
    with web_role(), scope({PATNA, 0}), pytest.raises(NothingToUndo):
        undo_settlement(posting_id=there.pk, by="rekha", now=NOW)

    assert (back.texts, back.people) == (1, 1)
    assert live_aliases() == [(BHOJPUR, CAMP, "F3")]
    for changed in (here, there, asha):
        changed.refresh_from_db()
    assert (here.decision, here.decided_by, there.facility) == ("review", "", facilities["F3"])
    ended = FacilityAlias.objects.get(district_code=PATNA)
    assert (ended.undone_by, ended.undone_at) == ("rekha", NOW)


def test_where_a_state_officer_sent_a_text_its_new_district_cannot_take_it_back(facilities) -> None:
    """Guard: Bhojpur sees the posting, which is looked after there now, but not Patna's alias."""
    here = posting(CAMP)
    settle(here, facilities["F3"])

    with web_role(), scope({BHOJPUR, 0}), pytest.raises(NothingToUndo):
        undo_settlement(posting_id=here.pk, by="officer", now=NOW)

    here.refresh_from_db()
    assert (here.decision, here.facility) == ("accept", facilities["F3"])
    with web_role(), scope({PATNA, BHOJPUR, 0}):
        undo_settlement(posting_id=here.pk, by="state", now=NOW)
    here.refresh_from_db()
    assert (here.decision, here.district_code) == ("review", PATNA)


def test_what_was_taken_back_waits_for_a_person_however_well_a_part_of_the_registry_fits(facilities) -> None:
    """Guard: the web sees one district's facilities, and would find no rival of a name elsewhere."""
    where = posting("PHC Phulwari")
    settle(where, facilities["F2"])

    with web_role(), scope({PATNA, 0}):
        undo_settlement(posting_id=where.pk, by="rekha", now=NOW)

    where.refresh_from_db()
    assert (where.decision, where.facility) == ("confirm", None)
    assert where.candidates[0] == facilities["F1"].pk


def test_taking_a_text_without_letters_back_ends_nobody_elses_alias(facilities) -> None:
    coded, worded = posting("", code="X1"), posting(CAMP)
    settle(coded, facilities["F1"])
    settle(worded, facilities["F2"])

    undo_settlement(posting_id=coded.pk, by="rekha", now=NOW)

    assert live_aliases() == [(PATNA, CAMP, "F2")]
    worded.refresh_from_db()
    assert worded.facility == facilities["F2"]

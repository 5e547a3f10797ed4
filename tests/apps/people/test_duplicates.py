import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.accounts.row_security import scope
from teeka.apps.people.models import Beneficiary, ComparedRegistration, DuplicateLink, Posting
from teeka.apps.people.services import duplicates
from teeka.apps.people.services.duplicates import (
    LinkGone,
    link_duplicates,
    oldest_of,
    settle_link,
    undo_link,
)
from teeka.apps.places.models import Facility
from teeka.rules.duplicates import waterfall
from tests.apps.people.world import BHOJPUR, NOW, PATNA, person, posting, registry
from tests.conftest import web_role

pytestmark = pytest.mark.django_db
PHONE = "9812345601"


@pytest.fixture
def asha() -> Beneficiary:
    registry()
    return person("Asha Kumari", posting("PHC Phulwari"), mobile=PHONE)


@pytest.fixture
def binod(asha: Beneficiary) -> Beneficiary:
    """Asha's second registration."""
    return person("KUMARI AASHA", posting("APHC Lari"), mobile=PHONE)


def stands_for(somebody: Beneficiary) -> int | None:
    somebody.refresh_from_db()
    return somebody.stands_for_id


def test_the_younger_registration_stands_for_the_older_and_loses_nothing(asha, binod) -> None:
    before = Beneficiary.objects.filter(pk=binod.pk).values().get()

    found = link_duplicates(now=NOW)

    assert (found.linked, found.linked_now) == (1, 1)
    assert stands_for(binod) == asha.pk
    assert stands_for(asha) is None
    assert {**Beneficiary.objects.filter(pk=binod.pk).values().get(), "stands_for_id": None} == before
    link = DuplicateLink.objects.get()
    assert (link.survivor, link.duplicate, link.decision) == (asha, binod, "link")
    assert link.probability > 0.98
    assert "SAME_MOBILE" in link.reasons
    assert AuditEvent.objects.filter(action="duplicates.found").count() == 1


def test_finding_again_adds_nothing(asha, binod) -> None:
    link_duplicates(now=NOW)

    found = link_duplicates(now=NOW)

    assert (found.linked, found.linked_now, found.held_now) == (1, 0, 0)
    assert AuditEvent.objects.count() == 1


def test_only_who_came_or_changed_is_compared_anew(asha, binod) -> None:
    link_duplicates(now=NOW)
    DuplicateLink.objects.all().delete()

    assert link_duplicates(now=NOW).linked_now == 0
    Beneficiary.objects.filter(pk=asha.pk).update(home_pin_code="801505")
    assert link_duplicates(now=NOW).linked_now == 1


def test_in_full_everybody_is_compared_anew(asha, binod) -> None:
    link_duplicates(now=NOW)
    DuplicateLink.objects.all().delete()

    assert link_duplicates(now=NOW, is_full=True).linked_now == 1


def test_a_posting_resolved_since_makes_its_people_new(asha, binod) -> None:
    link_duplicates(now=NOW)
    assert "POSTING_DIFFERS" in DuplicateLink.objects.get().reasons

    Posting.objects.filter(pk=binod.posting_id).update(facility=Facility.objects.get(code="F1"))
    link_duplicates(now=NOW)

    assert "POSTING_DIFFERS" not in DuplicateLink.objects.get().reasons


def test_what_the_rule_linked_it_takes_back_when_a_row_was_corrected(asha, binod) -> None:
    link_duplicates(now=NOW)
    Beneficiary.objects.filter(pk=binod.pk).update(full_name="Chitra Devi", birth_year=1971)

    found = link_duplicates(now=NOW)

    assert (found.linked, stands_for(binod)) == (0, None)
    assert DuplicateLink.objects.get().undone_by == "teeka"
    Beneficiary.objects.filter(pk=binod.pk).update(full_name="Asha Kumari", birth_year=1986)
    link_duplicates(now=NOW)
    assert stands_for(binod) == asha.pk


def test_what_a_person_settled_no_run_takes_back(asha) -> None:
    dev = person("Dev Paswan", asha.posting, mobile=PHONE)
    DuplicateLink.objects.create(
        district_code=PATNA, survivor=asha, duplicate=dev, probability=0.7, decision="link", found_at=NOW,
        decided_by="officer", decided_at=NOW,
    )  # fmt: skip

    assert link_duplicates(now=NOW, is_full=True).linked == 1
    assert stands_for(dev) == asha.pk


def test_a_killed_run_leaves_nothing_and_the_next_one_finds_it_all(asha, binod, monkeypatch) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(duplicates, "_let_them_stand", killed)
        with pytest.raises(KeyboardInterrupt):
            link_duplicates(now=NOW)

    assert not DuplicateLink.objects.exists()
    assert not ComparedRegistration.objects.exists()
    assert link_duplicates(now=NOW).linked_now == 1


@pytest.mark.parametrize("is_full", [True, False])
def test_a_registration_that_an_import_took_back_is_forgotten(asha, binod, is_full: bool) -> None:
    gone = person("Chitra Devi", asha.posting)
    link_duplicates(now=NOW)

    Beneficiary.objects.filter(pk=gone.pk).delete()
    link_duplicates(now=NOW, is_full=is_full)

    assert set(ComparedRegistration.objects.values_list("pk", flat=True)) == {asha.pk, binod.pk}


def test_a_pair_keeps_what_each_of_its_reasons_weighs(asha, binod) -> None:
    link_duplicates(now=NOW)

    link = DuplicateLink.objects.get()
    steps = waterfall(link.reasons, link.bits)
    assert len(steps) == len(link.reasons) > 3
    assert steps[-1].probability == pytest.approx(link.probability, abs=0.01)


def test_any_split_into_imports_ends_in_the_links_of_one_run(asha) -> None:
    lari = posting("APHC Lari")
    rosters = (
        [("Asha Kumari", PHONE), ("Sunita Devi", "6111111123"), ("Anita Singh", "6111111124")],
        [("Aasha Kri.", PHONE), ("Suneeta Devi", "6111111123"), ("Rekha Devi", PHONE)],
        [("Anita Singh", "6111111124"), ("Kumari Asha", PHONE)],
    )
    for roster in rosters:
        for name, mobile in roster:
            person(name, lari, mobile=mobile)
        link_duplicates(now=NOW)
    in_parts = list(live_pairs())

    DuplicateLink.objects.all().delete()
    ComparedRegistration.objects.all().delete()
    link_duplicates(now=NOW)

    assert in_parts == list(live_pairs())
    assert {decision for _, _, decision, _ in in_parts} == {"link"}


def live_pairs():
    pairs = DuplicateLink.objects.filter(undone_at=None).order_by("survivor", "duplicate")
    return pairs.values_list("survivor", "duplicate", "decision", "probability")


def test_a_third_registration_stands_for_the_oldest_of_all(asha, binod) -> None:
    third = person("Asha Kri.", binod.posting, mobile="6000000001", alt_mobile=PHONE)

    link_duplicates(now=NOW)

    assert stands_for(third) == stands_for(binod) == asha.pk


def test_a_link_is_undone_and_never_made_again(asha, binod) -> None:
    link_duplicates(now=NOW)
    link = DuplicateLink.objects.get()

    undo_link(link_id=link.pk, by="officer", now=NOW)
    link_duplicates(now=NOW, is_full=True)

    assert stands_for(binod) is None
    assert DuplicateLink.objects.count() == 1
    assert AuditEvent.objects.filter(action="duplicate.parted", by="officer").count() == 1
    with pytest.raises(LinkGone):
        undo_link(link_id=link.pk, by="officer", now=NOW)


@pytest.mark.parametrize(("is_same", "linked"), [(True, 1), (False, 0)])
def test_a_held_pair_waits_for_a_person_and_then_is_settled(asha, is_same: bool, linked: int) -> None:
    twin = person("Usha Kumari", asha.posting, mobile=PHONE)
    DuplicateLink.objects.create(
        district_code=PATNA, survivor=asha, duplicate=twin, probability=0.8, decision="hold", found_at=NOW
    )

    settle_link(link_id=DuplicateLink.objects.get().pk, is_same=is_same, by="officer", now=NOW)

    assert (stands_for(twin) is not None) == is_same
    assert link_duplicates(now=NOW).linked == linked
    assert not DuplicateLink.objects.filter(decision="hold").exists()
    with pytest.raises(LinkGone):
        settle_link(link_id=DuplicateLink.objects.get().pk, is_same=True, by="officer", now=NOW)


def test_a_twin_on_the_same_phone_is_not_linked(asha) -> None:
    twin = person("Nisha Kumari", asha.posting, mobile=PHONE)

    link_duplicates(now=NOW)

    assert stands_for(twin) is None


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)).filter(lambda pair: pair[0] != pair[1])))
def test_everybody_linked_stands_for_the_oldest_and_the_oldest_for_nobody(
    links: list[tuple[int, int]],
) -> None:
    meant = oldest_of(links)

    assert all(oldest < one and oldest not in meant for one, oldest in meant.items())
    assert all(meant.get(one, one) == meant.get(other, other) for one, other in links)
    assert meant == oldest_of([(other, one) for one, other in reversed(links)])


@pytest.fixture
def four(asha: Beneficiary) -> list[Beneficiary]:
    """Asha in Patna, two more registrations of her there, and one in Bhojpur."""
    ara = posting("Sadar Hospital Ara", district=BHOJPUR)
    return [asha, *(person("Asha Kumari", asha.posting) for _ in range(2)), person("Asha Kumari", ara)]


def linked(survivor: Beneficiary, duplicate: Beneficiary, decision: str = "link") -> DuplicateLink:
    if decision == "link":
        Beneficiary.objects.filter(pk=duplicate.pk).update(stands_for=survivor)
    return DuplicateLink.objects.create(
        district_code=survivor.district_code, survivor=survivor, duplicate=duplicate, probability=0.9,
        decision=decision, found_at=NOW,
    )  # fmt: skip


def test_a_page_settles_the_pairs_own_group_and_nobody_elses_link(four) -> None:
    asha, second, third, in_ara = four
    held = linked(second, third, "hold")
    moved = person("Asha Kumari", asha.posting)
    linked(in_ara, moved)  # of Bhojpur, and reaches into Patna

    with web_role(), scope([PATNA, 0]):
        settle_link(link_id=held.pk, is_same=True, by="officer", now=NOW)

    assert [stands_for(one) for one in (second, third, in_ara, moved)] == [None, second.pk, None, in_ara.pk]


def test_undoing_a_link_as_the_web_parts_what_hung_on_it_in_other_districts_too(four) -> None:
    asha, second, third, in_ara = four
    link = linked(asha, second)
    linked(second, in_ara)
    Beneficiary.objects.filter(pk=in_ara.pk).update(stands_for=asha)

    with web_role(), scope([PATNA, 0]):
        undo_link(link_id=link.pk, by="officer", now=NOW)

    assert [stands_for(one) for one in (asha, second, third, in_ara)] == [None, None, None, second.pk]


@pytest.mark.parametrize("districts", [[PATNA, 0], [BHOJPUR, 0]])
def test_a_pair_of_two_districts_is_settled_by_who_sees_both(four, districts) -> None:
    asha, *_, in_ara = four
    held = linked(asha, in_ara, "hold")

    with web_role(), scope(districts), pytest.raises(LinkGone):
        settle_link(link_id=held.pk, is_same=True, by="officer", now=NOW)
    with web_role(), scope([PATNA, BHOJPUR, 0]):
        settle_link(link_id=held.pk, is_same=True, by="officer", now=NOW)

    assert stands_for(in_ara) == asha.pk

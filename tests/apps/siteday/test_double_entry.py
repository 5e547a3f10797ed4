"""Where doses are keyed twice, one counts when two different people keyed the same batch of it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.apps.accounts.row_security import scope
from teeka.apps.planning.services.campaigns import key_doses_twice
from teeka.apps.readiness.queries.invariants.site_day import each_dose_has_its_session
from teeka.apps.siteday.models import Batch, CheckIn, Dose, DoseEntry
from teeka.apps.siteday.queries.entries import differing_doses, open_doses
from teeka.apps.siteday.services.closing import StaysOpenFor, close_session
from teeka.apps.siteday.services.recording import record_visits
from teeka.apps.siteday.services.refusing import RecordRefused
from teeka.apps.siteday.services.settling import settle_dose
from teeka.rules.double_entry import Entry, weigh
from teeka.rules.session_closing import StaysOpen
from teeka.rules.site_day import Becomes, NotGiven, Refusal, Visit
from teeka.rules.visit_lines import VisitLine
from tests.apps.allotment.test_races import together
from tests.apps.allotment.world import NOW, PATNA
from tests.apps.siteday.paper import EVENING, listed_day
from tests.conftest import web_role

AT = EVENING - timedelta(hours=8)


@pytest.fixture
def asha(db):
    _day, (asha, _dev) = listed_day("Asha", "Dev")
    key_doses_twice(is_on=True, by="officer", now=NOW)
    return asha


def key(who, by, batch="AB12", **more):
    visit = Visit(who.reference, arrived_at=AT, batch=batch, **more)
    return record_visits("S-1", [visit], by=by, now=EVENING)[0].became


def settle(who, by, **cells):
    settle_dose("S-1", VisitLine(0, str(who.reference), **cells), by=by, now=EVENING)


def broken():
    return [offence.why for offence in each_dose_has_its_session().offences]


def test_a_dose_counts_when_a_second_person_keyed_the_same_batch(asha):
    assert key(asha, "rekha") is Becomes.KEYED_ONCE
    assert CheckIn.objects.get().arrived_at == AT
    assert not Dose.objects.exists()
    assert not Batch.objects.exists()
    assert key(asha, "rekha") is Becomes.KEYED_ONCE  # the same person twice is one entry
    assert DoseEntry.objects.count() == 1

    assert key(asha, "mohan", "ab 12") is Becomes.MORE

    assert Dose.objects.get().recorded_by == "mohan"
    assert open_doses("S-1") == []
    assert key(asha, "rekha") is Becomes.SAME
    assert broken() == []


def test_two_that_differ_stand_side_by_side_and_a_third_settles_it(asha):
    key(asha, "rekha", "AB12")
    assert key(asha, "mohan", "AB21") is Becomes.KEYED_DIFFERENTLY
    [differing] = differing_doses("S-1")
    assert [(one.keyed_by, one.batch) for one in differing.entries] == [("rekha", "AB12"), ("mohan", "AB21")]
    with pytest.raises(RecordRefused, match="a third person"):
        settle(asha, "mohan", batch="AB12")
    with pytest.raises(RecordRefused, match="as the paper has it"):
        settle(asha, "sita")

    settle(asha, "sita", batch="AB12")

    assert (Dose.objects.get().batch.number, Dose.objects.get().recorded_by) == ("AB12", "sita")
    assert set(DoseEntry.objects.values_list("ended_by", flat=True)) == {"sita"}
    with pytest.raises(RecordRefused, match="differently"):
        settle(asha, "sita", batch="AB12")
    assert broken() == []


def test_the_third_look_may_find_that_no_dose_was_given(asha):
    key(asha, "rekha", "AB12")
    assert record_visits(
        "S-1", [Visit(asha.reference, not_given_for=NotGiven.LEFT)], by="mohan", now=EVENING
    )[0].became is Refusal.KEYED_AS_DOSE  # fmt: skip
    key(asha, "mohan", "AB21")
    settle(asha, "sita", reason="left")
    assert CheckIn.objects.get().not_given_for == "left"
    assert not Dose.objects.exists()
    assert broken() == []


def test_who_keyed_wrongly_corrects_the_own_entry(asha):
    key(asha, "rekha", "AB12")
    key(asha, "mohan", "AB21")
    assert key(asha, "mohan", "AB12") is Becomes.MORE
    assert Dose.objects.get().batch.number == "AB12"


def test_a_session_does_not_close_while_a_dose_is_keyed_once(asha):
    key(asha, "rekha")
    with pytest.raises(StaysOpenFor) as refused:
        close_session("S-1", by="clerk", now=EVENING)
    found = {one.why: one.which for one in refused.value.obstacles}
    assert found[StaysOpen.DOSES_HALF_ENTERED] == (str(asha.reference),)
    assert StaysOpen.VISITS_WITHOUT_END not in found


def test_as_the_web_two_clerks_key_twice(asha):
    with web_role(), scope([PATNA]):
        assert [key(asha, "rekha"), key(asha, "mohan")] == [Becomes.KEYED_ONCE, Becomes.MORE]


def test_an_entry_that_waits_though_its_dose_is_recorded_is_named(asha):
    key(asha, "rekha")
    key(asha, "mohan")
    DoseEntry.objects.update(ended_at=None)
    assert any("waits for a second person" in why for why in broken())


@pytest.mark.django_db(transaction=True)
def test_two_clerks_who_key_one_line_at_once_make_one_dose():
    """Guard: both hold the session; else each is the first, and the dose waits for a third person."""
    _day, people = listed_day(*["Asha"] * 5, capacity=5)
    key_doses_twice(is_on=True, by="officer", now=NOW)
    for one in people:
        outcomes = together(lambda one=one: key(one, "rekha"), lambda one=one: key(one, "mohan"))
        assert sorted(outcomes) == sorted([Becomes.KEYED_ONCE, Becomes.MORE])
    assert Dose.objects.count() == 5


entries = st.builds(Entry, by=st.sampled_from("abc"), batch=st.sampled_from(["AB12", "CD34", "EF56"]))


@given(entries, st.lists(entries, max_size=4))
def test_a_dose_counts_exactly_when_somebody_else_keyed_the_same_batch(new, before):
    agreed = any(one.by != new.by and one.batch == new.batch for one in before)
    assert (weigh(new, before) is Becomes.MORE) == agreed

"""Forms are accounted for, a session closes when its paper is complete, and then records nothing."""

import threading
from datetime import timedelta

import pytest

from teeka.apps.accounts.row_security import scope
from teeka.apps.readiness.queries.board import board
from teeka.apps.readiness.queries.invariants.site_day import each_dose_has_its_session
from teeka.apps.readiness.queries.people import PeopleWanted, Where, people
from teeka.apps.readiness.queries.person_turnout import turnout_of
from teeka.apps.siteday.models import CheckIn, Closing, Form
from teeka.apps.siteday.services import closing, forms
from teeka.apps.siteday.services.closing import StaysOpenFor, close_session, reopen_session
from teeka.apps.siteday.services.forms import (
    declare_blank,
    declare_void,
    forms_of_session,
    issue_forms,
    take_back_fate,
)
from teeka.apps.siteday.services.recording import record_visits
from teeka.apps.siteday.services.refusing import RecordRefused
from teeka.apps.siteday.services.undoing import undo_dose
from teeka.rules.form_numbers import FormKind, FormNumber, form_number
from teeka.rules.permissions import Jurisdiction
from teeka.rules.session_closing import StaysOpen
from teeka.rules.site_day import Becomes, NotGiven, Refusal, Visit
from tests.apps.allotment.test_races import together
from tests.apps.allotment.world import GAYA, PATNA, facility, person
from tests.apps.siteday.paper import EVENING, freeze, listed_day
from tests.conftest import web_role

AT = EVENING - timedelta(hours=8)
BY = {"by": "clerk", "now": EVENING}


def walk_in(running):
    return form_number("S-1", FormNumber(FormKind.WALK_IN, running))


def dosed(who, **more):
    return Visit(who.reference, arrived_at=AT, batch="AB12", **more)


def record(*visits):
    return [one.became for one in record_visits("S-1", visits, **BY)]


def why_open():
    with pytest.raises(StaysOpenFor) as refused:
        close_session("S-1", **BY)
    return {one.why: one.which for one in refused.value.obstacles}


def broken():
    return [offence.why for offence in each_dose_has_its_session().offences]


@pytest.fixture
def day(db):
    return listed_day("Asha", "Asha", "Dev", capacity=4)


def test_the_same_numbers_are_issued_however_often_and_by_whichever_version(day):
    session, (asha, *_) = day
    counts = issue_forms(session)
    numbers = set(Form.objects.values_list("number", flat=True))
    issue_forms(session)
    asha.full_name = "Asha Devi"
    asha.save()
    freeze(session, reason="a name corrected")
    assert issue_forms(session) == counts
    assert set(Form.objects.values_list("number", flat=True)) == numbers
    assert len(numbers) == counts.walk_in + counts.dose


def test_a_session_closes_when_each_form_is_used_void_or_blank_and_each_visit_has_its_end(day):
    _session, (asha, other, dev) = day
    total = len(forms_of_session("S-1"))
    record(dosed(asha, form_number=walk_in(1)), Visit(other.reference, arrived_at=AT))
    assert why_open().keys() == {StaysOpen.FORMS_OPEN, StaysOpen.VISITS_WITHOUT_END}
    declare_void("S-1", ["W0021"[:4] + walk_in(2)[-1]], reason="torn", **BY)
    with pytest.raises(RecordRefused, match=f"{total - 2} forms have no fate"):
        declare_blank("S-1", counted=total, **BY)
    declare_blank("S-1", counted=total - 2, **BY)
    assert why_open() == {StaysOpen.VISITS_WITHOUT_END: (str(other.reference),)}
    record(Visit(other.reference, not_given_for=NotGiven.UNWELL))

    closed = close_session("S-1", **BY)

    assert (closed.listed, closed.came, closed.absent) == (3, 2, 1)
    assert broken() == []
    assert [one.is_absent for one in turnout_of(dev.pk)] == [True]
    with pytest.raises(StaysOpenFor, match="closed already"):
        close_session("S-1", **BY)


def test_a_closed_session_records_nothing_until_it_is_reopened_with_a_reason(day):
    _session, (asha, _other, dev) = day
    record(dosed(asha))
    close_session("S-1", counted_blank=len(forms_of_session("S-1")), **BY)

    assert record(dosed(dev), dosed(asha)) == [Refusal.SESSION_CLOSED, Becomes.SAME]
    with pytest.raises(RecordRefused, match="closed"):
        undo_dose("S-1", asha.reference, reason="wrong", **BY)
    with pytest.raises(RecordRefused, match="closed"):
        declare_void("S-1", [walk_in(1)], reason="torn", **BY)
    with pytest.raises(RecordRefused, match="Say why"):
        reopen_session("S-1", reason=" ", **BY)
    reopen_session("S-1", reason="a form was found", **BY)
    assert record(dosed(dev, form_number=walk_in(1))) == [Becomes.NEW]  # it was said to be blank

    assert close_session("S-1", **BY).absent == 1
    assert Closing.objects.count() == 2
    assert broken() == []


def test_a_wrong_count_of_blank_forms_closes_nothing_and_changes_nothing(day):
    _session, _people = day
    with pytest.raises(RecordRefused, match="2 blank forms were counted"):
        close_session("S-1", counted_blank=2, **BY)
    assert not Form.objects.exclude(state="issued").exists()
    assert not Closing.objects.exists()


def test_a_session_closes_after_its_last_hour_and_not_when_it_was_cancelled(day):
    session, _people = day
    with pytest.raises(StaysOpenFor, match="not over yet"):
        close_session("S-1", by="clerk", now=session.ends_at - timedelta(minutes=1))


def test_a_used_form_is_not_void_and_a_void_one_is_not_used(day):
    _session, (asha, _other, dev) = day
    record(dosed(asha, form_number=walk_in(1)))
    with pytest.raises(RecordRefused, match="is used"):
        declare_void("S-1", [walk_in(1)], reason="torn", **BY)
    declare_void("S-1", [walk_in(2)], reason="torn", **BY)
    assert record(dosed(dev, form_number=walk_in(2))) == [Refusal.FORM_VOID]
    take_back_fate("S-1", walk_in(2), **BY)
    assert record(dosed(dev, form_number=walk_in(2))) == [Becomes.NEW]
    with pytest.raises(RecordRefused, match="another session"):
        declare_void("S-1", [form_number("S-9", FormNumber(FormKind.DOSE, 1))], reason="torn", **BY)


def test_the_road_counts_who_came_and_who_did_not_with_the_names_behind(day):
    _session, (asha, other, dev) = day
    eve = person("Eve", facility("PHC Danapur"))
    record(dosed(asha), dosed(eve), Visit(other.reference, arrived_at=AT, not_given_for=NotGiven.LEFT))
    patna = Jurisdiction(frozenset({PATNA}))
    before = board(patna, now=EVENING, on=None).total
    assert (before.arrived, before.vaccinated, before.not_given) == (3, 2, 1)
    assert (before.absent, before.to_close) == (0, 1)
    close_session("S-1", counted_blank=len(forms_of_session("S-1")), **BY)
    after = board(patna, now=EVENING, on=None).total
    assert (after.absent, after.to_close) == (1, 0)

    def names(where):
        rows, total = people(patna, PeopleWanted(where=where), now=EVENING)
        assert len(rows) == total
        return {row.reference for row in rows}

    assert names(Where.ARRIVED) == {asha.reference, other.reference, eve.reference}
    assert names(Where.VACCINATED) == {asha.reference, eve.reference}
    assert names(Where.NOT_GIVEN) == {other.reference}
    assert names(Where.ABSENT) == {dev.reference}


def test_as_the_web_a_session_of_another_district_can_neither_be_closed_nor_its_forms_seen(day):
    session, _people = day
    issue_forms(session)
    with web_role(), scope([GAYA]):
        assert not Form.objects.exists()
        with pytest.raises(RecordRefused, match="no such session"):
            close_session("S-1", **BY)
    with web_role(), scope([PATNA]):
        close_session("S-1", counted_blank=len(forms_of_session("S-1")), **BY)
        reopen_session("S-1", reason="again", **BY)


def test_a_form_that_is_used_and_void_and_a_closed_session_with_open_forms_are_named(day):
    session, (asha, *_) = day
    record(dosed(asha, form_number=walk_in(1)))
    Form.objects.filter(number=walk_in(1)).update(state="void", reason="x")
    assert ["said to be void" in why for why in broken()] == [True]
    Form.objects.filter(number=walk_in(1)).update(state="issued", reason="")
    Closing.objects.create(
        district_code=PATNA, session=session, absent=0, closed_by="x", closed_at=EVENING - timedelta(days=1)
    )
    assert any("without a fate" in why for why in broken())
    assert any("recorded after that" in why for why in broken())


@pytest.mark.django_db(transaction=True)
def test_who_records_while_another_closes_waits_and_is_refused(monkeypatch):
    """Guard: closing holds the session's row; else a visit is stored of which the closing knows nothing."""
    _session, (asha, _dev) = listed_day("Asha", "Dev")
    left = len(forms_of_session("S-1"))
    paper_of, became = closing.paper_of, []
    clerk = threading.Thread(target=lambda: became.extend(together(lambda: record(dosed(asha))[0])))

    def looked_at_then_somebody_records(session):
        found = paper_of(session)
        clerk.start()
        clerk.join(1)  # without the guard it is done by then
        return found

    monkeypatch.setattr(closing, "paper_of", looked_at_then_somebody_records)
    assert close_session("S-1", counted_blank=left, **BY).absent == 2
    clerk.join(20)
    assert became == [Refusal.SESSION_CLOSED]
    assert not CheckIn.objects.exists()
    assert broken() == []


@pytest.mark.django_db(transaction=True)
def test_a_form_that_is_declared_void_is_not_used_meanwhile(monkeypatch):
    """Guard: declaring holds the session's row; else the form is used and void."""
    session, (asha,) = listed_day("Asha")
    issue_forms(session)
    issued_forms, became = forms.issued_forms, []
    visit = dosed(asha, form_number=walk_in(1))
    clerk = threading.Thread(target=lambda: became.extend(together(lambda: record(visit)[0])))

    def looked_at_then_somebody_records(session):
        found = issued_forms(session)
        clerk.start()
        clerk.join(1)  # without the guard it is done by then
        return found

    monkeypatch.setattr(forms, "issued_forms", looked_at_then_somebody_records)
    declare_void("S-1", [walk_in(1)], reason="torn", **BY)
    clerk.join(20)
    assert became == [Refusal.FORM_VOID]
    assert broken() == []

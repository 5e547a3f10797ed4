"""An arrival that was recorded wrongly is taken back: with a reason, once, and never from under a dose."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

from teeka.apps.allotment.services import exclude_person
from teeka.apps.planning.services.campaigns import key_doses_twice
from teeka.apps.readiness.queries.invariants.people import each_person_has_one_answer
from teeka.apps.readiness.queries.invariants.site_day import each_dose_has_its_session
from teeka.apps.readiness.queries.people import PeopleWanted, Where, people
from teeka.apps.readiness.queries.person_turnout import turnout_of
from teeka.apps.readiness.queries.sessions import sessions
from teeka.apps.siteday.models import CheckIn, Dose, DoseEntry
from teeka.apps.siteday.queries.paper import LISTED, WALKED_IN, paper_page
from teeka.apps.siteday.services import undoing
from teeka.apps.siteday.services.closing import close_session
from teeka.apps.siteday.services.forms import forms_of_session
from teeka.apps.siteday.services.recording import record_visits
from teeka.apps.siteday.services.refusing import RecordRefused
from teeka.apps.siteday.services.undoing import undo_arrival, undo_dose
from teeka.rules.form_numbers import FormKind, FormNumber, form_number
from teeka.rules.permissions import Jurisdiction
from teeka.rules.site_day import Becomes, NotGiven, Visit
from teeka.rules.undoing import Undoing
from tests.apps.allotment.test_races import together
from tests.apps.allotment.world import NOW, PATNA, person
from tests.apps.siteday.paper import EVENING, listed_day

AT = EVENING - timedelta(hours=8)
BY = {"by": "clerk", "now": EVENING}
FORM = form_number("S-1", FormNumber(FormKind.WALK_IN, 1))
HERE = Jurisdiction(frozenset({PATNA}))


def came(who, **more):
    return Visit(who.reference, arrived_at=AT, **more)


def dosed(who, **more):
    return came(who, batch="AB12", given_at=AT, **more)


def record(*visits, by="clerk"):
    return [one.became for one in record_visits("S-1", visits, by=by, now=EVENING)]


def undo(who, reason="the line of somebody else"):
    return undo_arrival("S-1", who.reference, reason=reason, **BY)


def broken():
    checks = (each_dose_has_its_session, each_person_has_one_answer)
    return [offence.why for check in checks for offence in check().offences]


@pytest.fixture
def day(db):
    return listed_day("Asha", "Dev", capacity=4)


def test_an_arrival_taken_back_stays_on_record_and_counts_nowhere(day):
    session, (asha, _dev) = day
    walked_in = person("Eve", asha.posting.facility)
    exclude_person(
        beneficiary_id=walked_in.pk, campaign_id=session.campaign_id, reason="abroad", by="o", now=NOW
    )
    record(came(asha, not_given_for=NotGiven.UNWELL), came(walked_in, form_number=FORM))
    assert [line.part for line in paper_page("S-1").lines] == [LISTED, LISTED, WALKED_IN]

    assert (undo(asha), undo(walked_in)) == (Undoing.UNDONE, Undoing.UNDONE)

    row = CheckIn.objects.get(beneficiary=asha)
    assert (row.undone_at, row.undone_by, row.undo_reason) == (EVENING, "clerk", "the line of somebody else")
    page = paper_page("S-1")
    assert [(line.part, line.check_in) for line in page.lines] == [(LISTED, None), (LISTED, None)]
    assert FORM in page.open_forms
    [counted] = sessions(HERE, now=EVENING)
    assert (counted.arrived, counted.not_given) == (0, 0)
    for where in (Where.ARRIVED, Where.NOT_GIVEN):
        assert people(HERE, PeopleWanted(where), now=EVENING) == ([], 0)
    [told] = turnout_of(asha.pk)
    assert (told.arrival_undone_by, told.arrival_undo_reason) == ("clerk", "the line of somebody else")
    assert broken() == []


def test_what_really_happened_is_recorded_anew(day):
    _session, (asha, dev) = day
    record(came(asha, not_given_for=NotGiven.LEFT, form_number=FORM))
    undo(asha)
    assert record(dosed(asha), came(dev, form_number=FORM)) == [Becomes.NEW, Becomes.NEW]
    assert CheckIn.objects.count() == 3
    assert [one.arrival_undone_at for one in turnout_of(asha.pk)] == [EVENING, None]
    assert broken() == []


def test_never_from_under_a_dose_which_is_taken_back_first(day):
    _session, (asha, _dev) = day
    record(dosed(asha))
    with pytest.raises(RecordRefused, match="Take the dose back first"):
        undo(asha)
    assert CheckIn.objects.get().undone_at is None
    undo_dose("S-1", asha.reference, reason="wrong line", **BY)
    assert undo(asha) is Undoing.UNDONE
    assert Dose.objects.get().undo_reason == "wrong line"
    assert broken() == []


def test_it_needs_a_reason_and_an_arrival_and_repeating_it_changes_nothing(day):
    _session, (asha, dev) = day
    record(came(asha))
    with pytest.raises(RecordRefused, match="Say why"):
        undo(asha, reason=" ")
    with pytest.raises(RecordRefused, match="No arrival"):
        undo(dev)
    with pytest.raises(RecordRefused, match="No arrival"):
        undo_arrival("S-1", 99, reason="x", **BY)
    with pytest.raises(RecordRefused, match="no such session"):
        undo_arrival("S-9", asha.reference, reason="x", **BY)
    assert [undo(asha), undo(asha, reason="another")] == [Undoing.UNDONE, Undoing.ALREADY]
    assert CheckIn.objects.get().undo_reason == "the line of somebody else"


def test_a_closed_session_keeps_its_arrivals_and_whoever_was_taken_back_is_absent(day):
    _session, (asha, dev) = day
    record(came(asha, not_given_for=NotGiven.LEFT), came(dev, not_given_for=NotGiven.LEFT))
    undo(dev)
    assert close_session("S-1", counted_blank=len(forms_of_session("S-1")), **BY).absent == 1
    assert people(HERE, PeopleWanted(Where.ABSENT), now=EVENING)[1] == 1
    assert [one.is_absent for one in turnout_of(dev.pk)] == [False, True]
    with pytest.raises(RecordRefused, match="closed"):
        undo(asha)
    assert undo(dev) is Undoing.ALREADY
    assert broken() == []


def test_a_dose_keyed_once_is_not_waited_for_any_more(day):
    _session, (asha, _dev) = day
    key_doses_twice(is_on=True, by="officer", now=NOW)
    assert record(dosed(asha), by="rekha") == [Becomes.KEYED_ONCE]
    undo(asha)
    assert DoseEntry.objects.get().ended_by == "clerk"
    assert record(dosed(asha), by="mohan") == [Becomes.KEYED_ONCE]
    assert broken() == []


def test_the_program_that_checks_names_a_dose_without_its_arrival(day):
    _session, (asha, _dev) = day
    record(dosed(asha))
    CheckIn.objects.update(undone_at=EVENING, undo_reason="by hand")
    assert ["taken back" in why for why in broken()] == [True]


@pytest.mark.django_db(transaction=True)
def test_a_dose_recorded_while_its_arrival_is_taken_back_never_loses_it(monkeypatch):
    """Guard: both hold the session's row; else the dose stands with an arrival that was taken back."""
    _day, (asha,) = listed_day("Asha")
    record(came(asha))
    judge, others = undoing.judge_undoing, []

    def while_a_dose_is_recorded(*args, **kwargs):
        recorder = threading.Thread(target=_record_and_leave, args=[dosed(asha)])
        recorder.start()
        others.append(recorder)
        while recorder.is_alive() and not _somebody_waits():
            time.sleep(0.01)  # until the dose is recorded, or waits for what is held here
        return judge(*args, **kwargs)

    monkeypatch.setattr(undoing, "judge_undoing", while_a_dose_is_recorded)
    assert undo(asha) is Undoing.UNDONE
    others[0].join()
    assert Dose.objects.get().check_in.undone_at is None
    assert CheckIn.objects.count() == 2
    with transaction.atomic():
        assert broken() == []


def _record_and_leave(visit):
    try:
        record(visit)
    finally:
        connection.close()


def _somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_two_who_take_one_arrival_back_at_once_do_it_once():
    """Guard: the session's row; else both do it, and the second's reason replaces the first's."""
    _day, people = listed_day(*(f"Asha {number}" for number in range(8)), capacity=8)
    record(*(came(who) for who in people))
    for who in people:
        done = together(*(lambda why=why, who=who: undo(who, why) for why in ("first", "second")))
        assert sorted(done) == [Undoing.ALREADY, Undoing.UNDONE]

"""Who came and who got a dose: recorded once, whoever says it how often, and known to the plan."""

from datetime import time, timedelta

import pytest
from django.db import transaction

from teeka.apps.accounts.row_security import scope
from teeka.apps.allotment.models import Appointment, Done, Unplaced
from teeka.apps.allotment.services import AllotmentRefused, allot_people, allotting, place_by_hand
from teeka.apps.planning.models import Campaign, CohortTier, DoseInterval
from teeka.apps.planning.services.campaigns import running_campaign
from teeka.apps.readiness.queries.invariants.people import each_person_has_one_answer
from teeka.apps.readiness.queries.invariants.seats import no_seat_is_given_twice
from teeka.apps.siteday.models import CheckIn, Dose
from teeka.apps.siteday.services.recording import record_visits
from teeka.apps.siteday.services.refusing import RecordRefused
from teeka.apps.siteday.services.undoing import undo_dose
from teeka.rules.form_numbers import FormKind, FormNumber, form_number
from teeka.rules.site_day import Becomes, NotGiven, Refusal, Visit
from tests import make
from tests.apps.allotment.test_races import together
from tests.apps.allotment.world import GAYA, NOW, PATNA, TOMORROW, facility, person, session
from tests.apps.siteday.listing import put_on_list
from tests.apps.siteday.paper import freeze
from tests.conftest import web_role

EVENING = NOW + timedelta(days=1)  # of the session's day: 20:30 in India
AT = EVENING - timedelta(hours=8)


@pytest.fixture
def phulwari(db):
    return facility()


@pytest.fixture
def day(phulwari):
    return session(phulwari, code="S-1", capacity=4)


def dosed(who, **more):
    return Visit(who.reference, **{"arrived_at": AT, "batch": "AB12", "given_at": AT, **more})


def record(code, *visits, now=EVENING, by="clerk"):
    return [one.became for one in record_visits(code, visits, by=by, now=now)]


def allotted():
    return allot_people(now=NOW, by="officer")


def broken():
    checks = (each_person_has_one_answer, no_seat_is_given_twice)
    return [offence.why for check in checks for offence in check().offences]


def test_a_dose_is_recorded_once_however_often_it_is_said(phulwari, day):
    asha = person("Asha", phulwari)
    allotted()

    assert record("S-1", dosed(asha, batch="ab 12"), dosed(asha)) == [Becomes.NEW, Becomes.SAME]
    assert record("S-1", dosed(asha), by="another") == [Becomes.SAME]

    dose = Dose.objects.get()
    assert (dose.batch.number, dose.dose, dose.recorded_by) == ("AB12", 1, "clerk")
    assert CheckIn.objects.get().came_as == "listed"
    assert Done.objects.get().given_on == TOMORROW
    assert broken() == []


def test_who_got_a_dose_is_never_placed_again(phulwari, day):
    session(phulwari, on=TOMORROW + timedelta(1), code="S-2")
    asha = person("Asha", phulwari)
    record("S-1", dosed(asha))

    dev = person("Dev", phulwari)
    assert allotted().placed == 1
    assert Appointment.objects.get().beneficiary == dev
    later = session(phulwari, on=TOMORROW + timedelta(2), code="S-3")
    with pytest.raises(AllotmentRefused):
        place_by_hand(beneficiary_id=asha.pk, session_id=later.pk, reason="asks", by="officer", now=EVENING)
    assert broken() == []


def test_a_dose_of_a_second_registration_counts_for_the_person(phulwari, day):
    asha = person("Asha", phulwari)
    binod = make.binod(asha.posting, second_of=asha)
    assert record("S-1", dosed(binod)) == [Becomes.NEW]
    assert Dose.objects.get().beneficiary == asha
    assert Done.objects.get().beneficiary == asha


def test_registrations_found_to_be_one_person_after_the_dose_need_no_place(phulwari, day):
    asha, other = person("Asha", phulwari), person("Asha", phulwari)
    record("S-1", dosed(other))
    other.stands_for = asha
    other.save()
    session(phulwari, on=TOMORROW + timedelta(1), code="S-2")
    person("Dev", phulwari)
    assert allotted().placed == 1
    assert not Appointment.objects.filter(beneficiary=asha).exists()
    assert broken() == []


def test_a_walk_in_gives_up_the_place_ahead(phulwari, day):
    ahead = session(phulwari, on=TOMORROW + timedelta(3), code="S-2")
    asha = person("Asha", phulwari)
    place_by_hand(beneficiary_id=asha.pk, session_id=ahead.pk, reason="asks", by="officer", now=NOW)
    place = Appointment.objects.get()

    assert record("S-1", dosed(asha)) == [Becomes.NEW]

    place.refresh_from_db()
    ahead.refresh_from_db()
    assert (place.cancelled_for, ahead.taken) == ("DOSE_GIVEN", 0)
    assert CheckIn.objects.get().came_as == "walk_in"
    assert not Unplaced.objects.exists()
    assert broken() == []


def test_who_stood_by_waits_no_more(phulwari, day):
    people = [person(f"Asha {number}", phulwari) for number in range(5)]
    campaign = running_campaign(NOW)
    campaign.staff_share = 1
    campaign.save()
    allotted()
    waiting = Unplaced.objects.get(standby_session=day).beneficiary
    assert record("S-1", *(dosed(one) for one in people)) == [Becomes.NEW] * 5
    assert CheckIn.objects.get(beneficiary=waiting).came_as == "standby"
    assert not Unplaced.objects.exists()
    assert broken() == []


def test_a_dose_undone_stays_on_record_and_the_person_waits_again(phulwari, day):
    asha = person("Asha", phulwari)
    Unplaced.objects.create(
        district_code=PATNA, campaign=running_campaign(NOW), beneficiary=asha, dose=1, reason="SESSIONS_FULL"
    )
    record("S-1", dosed(asha))
    with pytest.raises(RecordRefused, match="Say why"):
        undo_dose("S-1", asha.reference, reason=" ", by="clerk", now=EVENING)

    undo_dose("S-1", asha.reference, reason="wrong line", by="clerk", now=EVENING)

    assert Dose.objects.get().undo_reason == "wrong line"
    assert Unplaced.objects.get().reason == "DOSE_UNDONE"
    assert not Done.objects.exists()
    assert broken() == []
    with pytest.raises(RecordRefused, match="No dose"):
        undo_dose("S-1", asha.reference, reason="again", by="clerk", now=EVENING)
    assert record("S-1", dosed(asha, batch="CD34")) == [Becomes.MORE]
    assert list(Dose.objects.filter(undone_at=None).values_list("batch__number", flat=True)) == ["CD34"]
    assert broken() == []


def test_who_came_and_got_none_still_waits_for_a_dose(phulwari, day):
    asha = person("Asha", phulwari)
    allotted()
    visit = Visit(asha.reference, arrived_at=AT, not_given_for=NotGiven.UNWELL)
    assert record("S-1", visit) == [Becomes.NEW]
    assert not Done.objects.exists()
    assert record("S-1", dosed(asha)) == [Refusal.RECORDED_OTHERWISE]
    assert CheckIn.objects.get().not_given_for == "unwell"


def test_a_form_number_belongs_to_one_person(phulwari, day):
    asha, dev = person("Asha", phulwari), person("Dev", phulwari)
    allotted()
    freeze(day)
    form = form_number("S-1", FormNumber(FormKind.DOSE, 1))
    first = dosed(asha, form_number=form)
    assert record("S-1", first, dosed(dev, form_number=form)) == [Becomes.NEW, Refusal.FORM_OF_ANOTHER]
    assert record("S-1", dosed(dev, form_number=form)) == [Refusal.FORM_OF_ANOTHER]
    assert record("S-1", dosed(dev, form_number="F-1")) == [Refusal.FORM_NOT_ISSUED]


def test_whoever_nobody_knows_is_named_and_the_others_recorded(phulwari, day):
    asha = person("Asha", phulwari)
    outcomes = record("S-1", Visit(99, batch="AB12"), dosed(asha))
    assert outcomes == [Refusal.NO_SUCH_PERSON, Becomes.NEW]


def test_as_the_web_somebody_of_another_district_is_recorded_by_the_list(phulwari, day):
    """Guard: the functions of the database; row security shows a clerk of Patna nobody of Gaya."""
    gaya = facility("PHC Bodh Gaya", district=GAYA)
    chitra = person("Chitra", gaya)
    ahead = session(gaya, on=TOMORROW + timedelta(3), code="S-2")
    place_by_hand(beneficiary_id=chitra.pk, session_id=ahead.pk, reason="asks", by="officer", now=NOW)
    listed = Appointment.objects.get()
    stranger = person("Eve", gaya)
    put_on_list(day, chitra, listed)
    with web_role(), scope([PATNA]):
        outcomes = record("S-1", dosed(chitra), dosed(stranger))
    assert outcomes == [Becomes.NEW, Refusal.NO_SUCH_PERSON]
    assert Done.objects.get().district_code == GAYA
    listed.refresh_from_db()
    assert listed.cancelled_for == "DOSE_GIVEN"
    with web_role(), scope([GAYA]):
        again = Visit(chitra.reference, batch="AB12")
        assert record("S-2", again, now=EVENING + timedelta(days=3)) == [Refusal.DOSE_ELSEWHERE]


@pytest.mark.django_db(transaction=True)
def test_two_sessions_that_record_one_person_at_once_give_one_dose():
    """Guard: the unique index over live doses, and looking again; else one of them ends with an error."""
    phulwari = facility()
    for number in range(6):
        session(phulwari, code=f"A-{number}"), session(phulwari, code=f"B-{number}")
    asha = person("Asha", phulwari)
    for number in range(6):
        outcomes = together(
            *(lambda code=f"{side}-{number}": record(code, dosed(asha))[0] for side in ("A", "B"))
        )
        assert sorted(outcomes) == sorted([Becomes.NEW, Refusal.DOSE_ELSEWHERE])
        assert Dose.objects.filter(undone_at=None).count() == 1
        where = Dose.objects.get(undone_at=None).check_in.session.code
        undo_dose(where, asha.reference, reason="next round", by="clerk", now=EVENING)


@pytest.mark.django_db(transaction=True)
def test_a_plan_made_while_a_dose_is_recorded_gives_no_place(monkeypatch):
    """Guard: the statement that gives seats passes over who was given the dose; else they get one."""
    phulwari = facility()
    session(phulwari, code="S-1")
    asha = person("Asha", phulwari)
    session(phulwari, on=TOMORROW + timedelta(1), code="S-2")
    make_plan, recorded = allotting.make_plan, []

    def then_a_dose(*args, **kwargs):
        made = make_plan(*args, **kwargs)
        if not recorded:
            recorded.extend(together(lambda: record("S-1", dosed(asha))[0]))
        return made

    monkeypatch.setattr(allotting, "make_plan", then_a_dose)
    with pytest.raises(AllotmentRefused):  # nobody is left to be placed
        allotted()
    assert recorded == [Becomes.NEW]
    assert not Appointment.objects.filter(cancelled_at=None).exists()
    with transaction.atomic():
        assert broken() == []


def test_a_first_dose_given_here_brings_the_second_when_it_is_due(phulwari, day):
    """The campaign of second doses reads it, though no roster told of it; also of a second registration."""
    asha = person("Asha", phulwari)
    other = person("Asha", phulwari)
    record("S-1", dosed(other))
    other.stands_for = asha
    other.save()
    Campaign.objects.update(is_running=False)
    second = Campaign.objects.create(
        code="second", name="Second doses", dose=2, starts_on=TOMORROW, created_at=NOW, is_running=True,
        sending_from=time(8), sending_until=time(20), staff_share=1,
    )  # fmt: skip
    CohortTier.objects.create(campaign=second, category=asha.category, tier=1)
    DoseInterval.objects.all().delete()
    DoseInterval.objects.create(
        vaccine_before="covishield", vaccine="covishield", dose=2, least_days=28, most_days=42,
        from_on=TOMORROW, made_by="test", made_at=NOW,
    )  # fmt: skip
    early = session(phulwari, on=TOMORROW + timedelta(27), code="S-2")
    allotted()
    assert Unplaced.objects.get().reason == "DOSE_NOT_DUE"
    with pytest.raises(AllotmentRefused):
        place_by_hand(beneficiary_id=asha.pk, session_id=early.pk, reason="asks", by="officer", now=NOW)
    session(phulwari, on=TOMORROW + timedelta(28), code="S-3")
    allotted()
    assert Appointment.objects.get(cancelled_at=None).session.code == "S-3"
    assert broken() == []


def test_by_hand_a_second_registration_of_somebody_done_gets_no_place(phulwari, day):
    asha, other = person("Asha", phulwari), person("Asha", phulwari)
    record("S-1", dosed(other))
    other.stands_for = asha
    other.save()
    later = session(phulwari, on=TOMORROW + timedelta(2), code="S-3")
    with pytest.raises(AllotmentRefused):
        place_by_hand(beneficiary_id=asha.pk, session_id=later.pk, reason="asks", by="officer", now=EVENING)

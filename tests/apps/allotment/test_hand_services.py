"""Places changed by hand: what each service does, and what it refuses with everything as it was."""

from datetime import timedelta

import pytest
from django.db import transaction

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.accounts.row_security import scope
from teeka.apps.allotment.models import Appointment, Exclusion, Unplaced
from teeka.apps.allotment.services import (
    AllotmentRefused,
    Refusal,
    allot_people,
    exclude_person,
    move_by_hand,
    pin_place,
    place_by_hand,
    swap_places,
    take_back_exclusion,
    unpin_place,
)
from teeka.apps.planning.services.campaigns import running_campaign
from teeka.rules.allotment.hard_rules import HardRule
from tests.apps.allotment.world import NOW, PATNA, TOMORROW, facility, person, session
from tests.conftest import web_role
from tests.make import GAYA

pytestmark = pytest.mark.django_db
WHY = {"reason": "works the night shift", "by": "officer", "now": NOW}


@pytest.fixture
def phulwari():
    return facility()


@pytest.fixture
def days(phulwari):
    return [
        session(phulwari, on=TOMORROW + timedelta(number), capacity=2, code=f"day-{number}")
        for number in range(3)
    ]


def give(who, day):
    return place_by_hand(beneficiary_id=who.pk, session_id=day.pk, **WHY)


def refused(act, *args, **kwargs):
    with pytest.raises(AllotmentRefused) as refusal, transaction.atomic():
        act(*args, **kwargs)
    assert refusal.value.in_words("hi") != refusal.value.in_words("en")
    return refusal.value


def place_of(who):
    return Appointment.objects.get(beneficiary=who, cancelled_at=None)


def taken(*days):
    for day in days:
        day.refresh_from_db()
    return [day.taken for day in days]


def test_a_place_by_hand_is_pinned_and_knows_its_distance(phulwari, days):
    place = Appointment.objects.get(pk=give(person("Asha", phulwari), days[0]))
    assert (place.is_pinned, place.distance_km) == (True, 0.0)


def test_a_place_of_a_plan_is_not_pinned(phulwari, days):
    person("Asha", phulwari)
    allot_people(now=NOW, by="teeka")
    assert not Appointment.objects.get().is_pinned


def test_whoever_is_moved_has_one_place_and_both_sessions_count_true(phulwari, days):
    asha = person("Asha", phulwari)
    old = give(asha, days[0])
    new = Appointment.objects.get(pk=move_by_hand(old, session_id=days[1].pk, **WHY))
    assert place_of(asha) == new
    assert (new.session_id, new.is_pinned, new.reasons) == (days[1].pk, True, ["BY_HAND"])
    assert taken(*days) == [0, 1, 0]
    assert not Unplaced.objects.exists()
    event = AuditEvent.objects.get(action="place.moved")
    assert event.detail == {"instead_of": old, "session": str(days[1].pk), "reason": WHY["reason"]}


def test_a_move_that_is_refused_leaves_the_old_place(phulwari, days):
    asha, binod, dev = (person(name, phulwari) for name in ("Asha", "Binod", "Dev"))
    days[1].campaign.staff_share = 1
    days[1].campaign.save()
    for who in (binod, dev):
        give(who, days[1])
    old = give(asha, days[0])
    assert refused(move_by_hand, old, session_id=days[1].pk, **WHY).refusal is HardRule.SESSION_FULL
    assert place_of(asha).pk == old
    assert taken(*days) == [1, 2, 0]
    assert refused(move_by_hand, old, session_id=days[0].pk, **WHY).refusal is Refusal.SAME_SESSION
    assert refused(move_by_hand, old + 99, session_id=days[1].pk, **WHY).refusal is Refusal.NO_SUCH_PLACE


def test_every_rule_that_is_broken_is_named_in_the_refusal(phulwari, days):
    days[0].cohort, days[0].dose, days[0].taken, days[0].capacity = "student", 2, 0, 0
    days[0].save()
    asha = person("Asha", phulwari)
    refusal = refused(give, asha, days[0])
    assert {refusal.refusal, *refusal.also} == {
        HardRule.OTHER_DOSE, HardRule.OTHER_COHORT, HardRule.SESSION_FULL,
    }  # fmt: skip
    assert "another dose" in refusal.in_words("en")
    assert "no free seat" in refusal.in_words("en")


def test_a_facility_sends_no_more_colleagues_a_day_than_it_can_spare(phulwari):
    one, other = session(phulwari, code="one"), session(facility("PHC Danapur"), code="other")
    session(phulwari, on=TOMORROW + timedelta(1), code="later")
    staff = [person(f"Asha {number}", phulwari) for number in range(4)]
    give(staff[0], one)
    give(staff[1], other)
    assert refused(give, staff[2], one).refusal is HardRule.STAFF_SHARE


def test_a_colleague_placed_in_another_district_counts_where_the_web_cannot_see(phulwari):
    gaya = session(facility("PHC Bodh Gaya", district=GAYA), code="gaya")
    home = session(phulwari, code="home")
    session(phulwari, on=TOMORROW + timedelta(1), code="later")
    staff = [person(f"Asha {number}", phulwari) for number in range(2)]
    give(staff[0], gaya)
    with web_role(), scope({PATNA}):
        assert refused(give, staff[1], home).refusal is HardRule.STAFF_SHARE
        assert refused(give, staff[0], home).refusal is HardRule.HAS_A_PLACE


def test_the_earlier_doses_vaccine_binds(phulwari, days):
    asha = person("Asha", phulwari)
    first = give(asha, days[0])
    campaign = running_campaign(NOW)
    campaign.dose = 2
    campaign.save()
    days[1].vaccine_id = "covaxin"
    days[1].save()
    assert Appointment.objects.get(pk=first).dose == 1
    assert refused(give, asha, days[1]).refusal is HardRule.OTHER_VACCINE
    give(asha, days[2])


def test_two_who_swap_take_each_others_session_and_time(phulwari, days):
    asha, binod = person("Asha", phulwari), person("Binod", phulwari)
    ashas, binods = (
        Appointment.objects.get(pk=give(asha, days[0])),
        Appointment.objects.get(pk=give(binod, days[1])),
    )
    swap_places(ashas.pk, binods.pk, **WHY)
    assert (place_of(asha).session_id, place_of(asha).slot_at) == (days[1].pk, binods.slot_at)
    assert (place_of(binod).session_id, place_of(binod).slot_at) == (days[0].pk, ashas.slot_at)
    assert taken(*days) == [1, 1, 0]
    assert AuditEvent.objects.filter(action="place.swapped").count() == 2


def test_a_swap_works_in_full_sessions_and_breaks_no_rule(phulwari, days):
    days[0].capacity = days[1].capacity = 1
    days[0].save()
    days[1].save()
    asha, binod = person("Asha", phulwari), person("Binod", phulwari)
    one, other = give(asha, days[0]), give(binod, days[1])
    swapped = swap_places(one, other, **WHY)
    assert taken(*days) == [1, 1, 0]
    days[0].refresh_from_db()
    days[0].cohort = "student"
    days[0].save()
    assert refused(swap_places, *swapped, **WHY).refusal is HardRule.OTHER_COHORT
    assert place_of(asha).session_id == days[1].pk


def test_a_place_is_pinned_once_and_let_go_once(phulwari, days):
    asha = person("Asha", phulwari)
    allot_people(now=NOW, by="teeka")
    place = place_of(asha).pk
    pin_place(place, **WHY)
    assert place_of(asha).is_pinned
    assert refused(pin_place, place, **WHY).refusal is Refusal.PINNED_ALREADY
    unpin_place(place, **WHY)
    assert refused(unpin_place, place, **WHY).refusal is Refusal.NOT_PINNED
    assert refused(unpin_place, 0, **WHY).refusal is Refusal.NO_SUCH_PLACE
    assert refused(pin_place, place, **{**WHY, "reason": ""}).refusal is Refusal.REASON_MISSING


def test_an_exclusion_taken_back_lets_the_person_wait_again(phulwari, days):
    asha, campaign = person("Asha", phulwari), running_campaign(NOW).pk
    give(asha, days[0])
    exclude_person(beneficiary_id=asha.pk, campaign_id=campaign, **WHY)
    take_back_exclusion(beneficiary_id=asha.pk, campaign_id=campaign, **WHY)
    assert not Exclusion.objects.exists()
    assert Unplaced.objects.get().reason == "EXCLUSION_TAKEN_BACK"
    again = refused(take_back_exclusion, beneficiary_id=asha.pk, campaign_id=campaign, **WHY)
    assert again.refusal is Refusal.NOT_EXCLUDED
    assert allot_people(now=NOW, by="teeka").placed == 1

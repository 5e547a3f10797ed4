"""What cannot be planned: said with its reason, and nothing half done."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from teeka.apps.allotment.models import Appointment, Unplaced
from teeka.apps.allotment.services import (
    AllotmentRefused,
    Refusal,
    allot_people,
    cut_seats,
    note_absence,
    place_by_hand,
)
from teeka.apps.planning.models import Campaign, Session
from teeka.rules.allotment import UNPLACED_WORDS, Reason
from teeka.rules.allotment.hard_rules import HardRule
from tests import make
from tests.apps.allotment.world import NOW, TOMORROW, facility, person, session

pytestmark = pytest.mark.django_db
HAND = {"by": "officer", "now": NOW}
WHY = {**HAND, "reason": "test"}


@pytest.fixture
def phulwari():
    Campaign.objects.update(staff_share=1.0)
    return facility()


def refused(act, *args, **kwargs):
    with pytest.raises(AllotmentRefused) as refusal, transaction.atomic():
        act(*args, **kwargs)
    assert refusal.value.in_words("hi") != refusal.value.in_words("en")
    return refusal.value.refusal


def waiting():
    return dict(Unplaced.objects.values_list("beneficiary__full_name", "reason"))


def share(part):
    Campaign.objects.update(staff_share=part)


def test_without_people_and_without_sessions_nothing_is_planned(phulwari):
    assert refused(allot_people, **HAND) is Refusal.NO_PEOPLE
    person("Asha", phulwari)
    assert refused(allot_people, **HAND) is Refusal.NO_SESSIONS


def test_a_session_without_a_seat_gives_none_and_says_that_it_is_full(phulwari):
    day = session(phulwari, capacity=4)
    cut_seats(day.pk, capacity=0, **WHY)
    asha = person("Asha", phulwari)
    assert allot_people(**HAND).unplaced == {"SESSIONS_FULL": 1}
    assert waiting() == {"Asha": "SESSIONS_FULL"}
    assert all(UNPLACED_WORDS[Reason.SESSIONS_FULL])
    assert refused(place_by_hand, beneficiary_id=asha.pk, session_id=day.pk, **WHY) is HardRule.SESSION_FULL


def test_sessions_that_are_full_leave_the_rest_waiting_with_the_reason(phulwari):
    day = session(phulwari, capacity=2)
    Campaign.objects.update(staff_share=1.0)
    people = [person(f"Asha {number}", phulwari) for number in range(3)]
    done = allot_people(**HAND)
    assert (done.placed, done.standby + sum(done.unplaced.values())) == (2, 1)
    (left,) = [who for who in people if not Appointment.objects.filter(beneficiary=who).exists()]
    assert waiting() == {left.full_name: "SESSIONS_FULL"}
    assert refused(place_by_hand, beneficiary_id=left.pk, session_id=day.pk, **WHY) is HardRule.SESSION_FULL


def test_more_are_pinned_on_a_day_than_the_facility_can_spare_and_the_plan_adds_none(phulwari):
    """Pins that contradict the share since it was lowered: they stay, and nobody follows them."""
    first = session(phulwari, code="first")
    session(phulwari, code="second", on=TOMORROW + timedelta(1))
    Campaign.objects.update(staff_share=1.0)
    people = [person(f"Asha {number}", phulwari) for number in range(4)]
    for who in people[:3]:
        place_by_hand(beneficiary_id=who.pk, session_id=first.pk, **WHY)
    share(0.25)
    assert allot_people(**HAND).placed == 1
    live = Appointment.objects.filter(cancelled_at=None)
    assert sorted(live.values_list("session__code", flat=True)) == ["first", "first", "first", "second"]


def test_a_pin_and_an_absence_on_one_day_contradict_and_the_absence_holds(phulwari):
    first = session(phulwari, code="first")
    asha = person("Asha", phulwari)
    place_by_hand(beneficiary_id=asha.pk, session_id=first.pk, **WHY)
    days = {"first_on": TOMORROW, "last_on": TOMORROW}
    note_absence(beneficiary_id=asha.pk, kind="leave", note="", **days, **HAND)
    assert waiting() == {"Asha": "ABSENT"}
    assert refused(place_by_hand, beneficiary_id=asha.pk, session_id=first.pk, **WHY) is HardRule.IS_ABSENT


def test_nobody_is_pinned_into_two_sessions_not_even_by_the_database(phulwari):
    first, second = (session(phulwari, code=code) for code in ("first", "second"))
    asha = person("Asha", phulwari)
    place_by_hand(beneficiary_id=asha.pk, session_id=first.pk, **WHY)
    assert refused(place_by_hand, beneficiary_id=asha.pk, session_id=second.pk, **WHY) is HardRule.HAS_A_PLACE
    with pytest.raises(IntegrityError, match="one_live_appointment"), transaction.atomic():
        make.seat(asha, second)


def test_sessions_outside_the_campaigns_dates_give_no_seat(phulwari):
    late = session(phulwari, on=TOMORROW + timedelta(9))
    asha = person("Asha", phulwari)
    Campaign.objects.update(ends_on=TOMORROW)
    assert allot_people(**HAND).unplaced == {"OUTSIDE_WINDOW": 1}
    assert waiting() == {"Asha": "OUTSIDE_WINDOW"}
    assert refused(place_by_hand, beneficiary_id=asha.pk, session_id=late.pk, **WHY) is HardRule.OUTSIDE_DATES


def test_a_site_whose_sessions_are_called_off_or_over_gives_no_seat(phulwari):
    off, over = session(phulwari, code="off"), session(phulwari, code="over")
    Session.objects.filter(pk=off.pk).update(cancelled_at=NOW)
    Session.objects.filter(pk=over.pk).update(starts_at=NOW)
    asha = person("Asha", phulwari)
    assert allot_people(**HAND).unplaced == {"NO_SESSION_IN_DISTRICT": 1}
    for day in (off, over):
        told = refused(place_by_hand, beneficiary_id=asha.pk, session_id=day.pk, **WHY)
        assert told is HardRule.SESSION_CLOSED

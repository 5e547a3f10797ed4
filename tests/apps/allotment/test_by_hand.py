import pytest

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.allotment.models import Appointment, Exclusion, Unplaced
from teeka.apps.allotment.services import (
    AllotmentRefused,
    Refusal,
    allot_people,
    cancel_appointment,
    cancel_session_and_places,
    exclude_person,
    place_by_hand,
)
from teeka.apps.planning.services.campaigns import running_campaign
from teeka.rules.allotment.hard_rules import HardRule
from tests.apps.allotment.world import NOW, PATNA, facility, person, session

pytestmark = pytest.mark.django_db
HAND = {"by": "officer", "now": NOW}


@pytest.fixture
def phulwari():
    return facility()


def give(who, day, reason="works the night shift"):
    return place_by_hand(beneficiary_id=who.pk, session_id=day.pk, reason=reason, **HAND)


def refusal_of(act, *args, **kwargs):
    with pytest.raises(AllotmentRefused) as refused:
        act(*args, **kwargs)
    assert refused.value.in_words("hi") != refused.value.in_words("en")
    return refused.value.refusal


def taken(day):
    day.refresh_from_db()
    return day.taken


def test_a_place_given_by_hand_takes_a_seat_says_so_and_ends_the_waiting(phulwari):
    day, asha = session(phulwari, capacity=1), person("Asha", phulwari)
    chitra = person("Chitra", phulwari)
    Unplaced.objects.create(
        district_code=PATNA, campaign=running_campaign(NOW), beneficiary=asha, dose=1, reason="SESSIONS_FULL"
    )
    place = Appointment.objects.get(pk=give(asha, day))
    assert (place.origin, place.reasons, place.slot_at) == ("by_hand", ["BY_HAND"], day.starts_at)
    assert taken(day) == 1
    assert not Unplaced.objects.exists()
    assert AuditEvent.objects.get(action="place.given").detail["reason"] == "works the night shift"
    assert refusal_of(give, chitra, day) is HardRule.SESSION_FULL


def test_nobody_gets_a_second_place_and_no_seat_is_lost_by_trying(phulwari):
    day, asha = session(phulwari), person("Asha", phulwari)
    give(asha, day)
    assert refusal_of(give, asha, day) is HardRule.HAS_A_PLACE
    assert taken(day) == 1


def test_a_second_registration_an_excluded_person_and_no_reason_are_refused(phulwari):
    day, asha = session(phulwari), person("Asha", phulwari)
    binod, dev = person("Binod", phulwari, stands_for=asha), person("Dev", phulwari)
    exclude_person(beneficiary_id=dev.pk, campaign_id=running_campaign(NOW).pk, reason="on leave", **HAND)
    assert refusal_of(give, binod, day) is HardRule.IS_A_DUPLICATE
    assert refusal_of(give, dev, day) is HardRule.IS_EXCLUDED
    assert refusal_of(give, asha, day, reason=" ") is Refusal.REASON_MISSING
    assert taken(day) == 0


def test_a_place_taken_back_frees_the_seat_and_the_person_waits_with_the_reason(phulwari):
    day, asha = session(phulwari), person("Asha", phulwari)
    place = give(asha, day)
    cancel_appointment(place, reason="asked for it", **HAND)
    assert taken(day) == 0
    assert Unplaced.objects.get(beneficiary=asha).reason == "TAKEN_BACK"
    again = refusal_of(cancel_appointment, place, reason="twice", **HAND)
    assert again is Refusal.NO_SUCH_PLACE
    assert taken(day) == 0
    gone = Appointment.objects.get(pk=place)
    assert (gone.cancelled_by, gone.cancel_reason) == ("officer", "asked for it")


def test_a_session_called_off_takes_back_all_its_places_and_allotting_gives_others(phulwari):
    day = session(phulwari)
    for name in ("Asha", "Binod", "Dev"):
        person(name, phulwari)
    allot_people(now=NOW, by="officer")
    assert cancel_session_and_places(day.pk, reason="no vaccine", **HAND) == 3
    assert taken(day) == 0
    assert set(Unplaced.objects.values_list("reason", flat=True)) == {"SESSION_CANCELLED"}
    other = session(phulwari, code="other")
    assert allot_people(now=NOW, by="officer").placed == 3
    assert taken(other) == 3
    assert not Unplaced.objects.exists()
    again = refusal_of(cancel_session_and_places, day.pk, reason="twice", **HAND)
    assert again is Refusal.SESSION_OFF_OR_BEGUN


def test_an_excluded_person_loses_the_place_and_is_nowhere_else(phulwari):
    day, asha = session(phulwari), person("Asha", phulwari)
    give(asha, day)
    for _ in range(2):
        exclude_person(
            beneficiary_id=asha.pk, campaign_id=running_campaign(NOW).pk, reason="has left", **HAND
        )
    assert taken(day) == 0
    assert not Unplaced.objects.exists()
    assert Exclusion.objects.get().reason == "has left"

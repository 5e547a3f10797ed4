"""A second dose is given only in the interval since the first, of the same vaccine unless a rule says so."""

from datetime import date, timedelta

import pytest

from teeka.apps.allotment.models import Appointment, Unplaced
from teeka.apps.allotment.services import AllotmentRefused, allot_people, place_by_hand
from teeka.apps.planning.models import Campaign, Vaccine
from teeka.apps.planning.services.campaigns import running_campaign
from teeka.apps.planning.services.intervals import set_interval
from teeka.rules.allotment.hard_rules import HardRule
from teeka.rules.allotment.unplaced_words import unplaced_sentence
from teeka.rules.dose_intervals import Interval
from tests.apps.allotment.world import NOW, TOMORROW, facility, person, session

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def phulwari():
    running_campaign(NOW)
    Campaign.objects.update(dose=2)
    return facility()


def allot():
    return allot_people(now=NOW, by="officer")


def given(name, place, *, days_ago, vaccine="covaxin"):
    """Who had a first dose so many days before tomorrow."""
    return person(name, place, dose1_vaccine=vaccine, dose1_on=TOMORROW - days_ago * DAY)


def at(place, day, *, vaccine="covaxin", **more):
    code = Vaccine.objects.get_or_create(code=vaccine, defaults={"name": vaccine})[0]
    made = session(place, on=day, code=f"{vaccine}-{day:%m%d}", **more)
    made.vaccine = code
    made.save(update_fields=["vaccine"])
    return made


def places():
    live = Appointment.objects.filter(cancelled_at=None)
    return dict(live.values_list("beneficiary__full_name", "session__code"))


def test_each_gets_a_day_of_the_interval_and_the_vaccine_of_the_first_dose(phulwari):
    at(phulwari, TOMORROW)
    at(phulwari, TOMORROW + 5 * DAY)
    at(phulwari, TOMORROW, vaccine="covishield")
    given("Asha", phulwari, days_ago=28)
    given("Binod", phulwari, days_ago=27)
    given("Dev", phulwari, days_ago=90, vaccine="covishield")
    allot()
    assert places() == {"Asha": "covaxin-0115", "Binod": "covaxin-0120", "Dev": "covishield-0115"}


def test_whose_interval_no_session_meets_is_told_the_days(phulwari):
    at(phulwari, TOMORROW)
    given("Asha", phulwari, days_ago=10)
    assert allot().unplaced == {"DOSE_NOT_DUE": 1}
    kept = Unplaced.objects.get()
    assert kept.detail == {
        "vaccine_before": "covaxin", "from": "2026-02-02", "until": "2026-02-16", "before": "2026-01-15",
    }  # fmt: skip
    english, hindi = unplaced_sentence(kept.reason, kept.detail)
    assert "due from 2 February 2026 to 16 February 2026; the last session in reach is on 15" in english
    assert "2 फ़रवरी 2026 से 16 फ़रवरी 2026 तक देय है; पहुँच में अंतिम सत्र 15 जनवरी 2026 को है" in hindi


def test_without_a_rule_for_the_vaccine_nobody_gets_it_and_the_sentence_says_what_to_do(phulwari):
    at(phulwari, TOMORROW, vaccine="sputnik_v")
    given("Asha", phulwari, days_ago=30, vaccine="sputnik_v")
    assert allot().unplaced == {"DOSE_NOT_DUE": 1}
    kept = Unplaced.objects.get()
    assert (
        "No rule says when a second dose may follow sputnik_v"
        in unplaced_sentence(kept.reason, kept.detail)[0]
    )
    set_interval(
        Interval("sputnik_v", "sputnik_v", 21, 90, date(2021, 1, 1), None), dose=2, by="officer", now=NOW
    )
    allot()
    assert places() == {"Asha": "sputnik_v-0115"}


def test_the_rule_in_force_on_the_sessions_day_counts_and_not_that_of_today(phulwari):
    at(phulwari, TOMORROW)
    at(phulwari, TOMORROW + 3 * DAY)
    changes = TOMORROW + 2 * DAY
    set_interval(Interval("covaxin", "covaxin", 10, 20, changes, None), dose=2, by="officer", now=NOW)
    given("Asha", phulwari, days_ago=11)
    given("Binod", phulwari, days_ago=30)
    allot()
    assert places() == {"Asha": "covaxin-0118", "Binod": "covaxin-0115"}


def test_another_vaccine_follows_only_where_a_rule_allows_it(phulwari):
    at(phulwari, TOMORROW, vaccine="covishield")
    given("Asha", phulwari, days_ago=30)
    assert allot().unplaced == {"NO_SESSION_FOR_DOSE": 1}
    set_interval(
        Interval("covaxin", "covishield", 28, 84, date(2021, 1, 1), None), dose=2, by="officer", now=NOW
    )
    allot()
    assert places() == {"Asha": "covishield-0115"}


def test_who_had_the_first_dose_needs_none_and_who_is_not_known_to_have_had_one_is_placed(phulwari):
    at(phulwari, TOMORROW)
    person("Dev", phulwari)
    allot()
    assert places() == {"Dev": "covaxin-0115"}
    Campaign.objects.update(dose=1)
    given("Asha", phulwari, days_ago=30)
    assert allot().unplaced == {"NO_SESSION_FOR_DOSE": 1}


def test_by_hand_the_interval_holds_too(phulwari):
    early, late = at(phulwari, TOMORROW), at(phulwari, TOMORROW + 5 * DAY)
    other = at(phulwari, TOMORROW + 6 * DAY, vaccine="covishield")
    asha = given("Asha", phulwari, days_ago=25)
    for where, rule in ((early, HardRule.DOSE_NOT_DUE), (other, HardRule.OTHER_VACCINE)):
        with pytest.raises(AllotmentRefused) as refused:
            place_by_hand(beneficiary_id=asha.pk, session_id=where.pk, reason="asked", by="officer", now=NOW)
        assert refused.value.refusal is rule
    place_by_hand(beneficiary_id=asha.pk, session_id=late.pk, reason="asked", by="officer", now=NOW)
    assert places() == {"Asha": "covaxin-0120"}


def test_the_second_dose_stands_by_only_within_its_interval(phulwari):
    at(phulwari, TOMORROW, capacity=10)
    at(phulwari, TOMORROW + 5 * DAY, capacity=10)
    for number in range(10):
        given(f"Asha {number}", phulwari, days_ago=30)
        given(f"Binod {number}", phulwari, days_ago=25)
    assert allot().standby_with_a_place == 0
    assert Appointment.objects.filter(cancelled_at=None).count() == 20

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from teeka.apps.allotment.models import Appointment, Exclusion, Plan, Unplaced
from teeka.apps.allotment.services import AllotmentRefused, Refusal, allot_people
from teeka.apps.planning.models import Campaign
from teeka.apps.planning.services.campaigns import running_campaign
from tests.apps.allotment.world import GAYA, NOW, TOMORROW, facility, person, posting, session

pytestmark = pytest.mark.django_db


def allot(**more):
    return allot_people(now=NOW, by="officer", **more)


def places():
    return {
        a.beneficiary.full_name: a
        for a in Appointment.objects.select_related("beneficiary", "session").filter(cancelled_at=None)
    }


def test_asha_gets_a_seat_where_she_works_and_not_where_she_lives():
    phulwari, gaya = facility(), facility("PHC Bodh Gaya", district=GAYA)
    session(gaya)
    at_work = session(phulwari)
    person("Asha", phulwari, home_pin_code="824231")  # a PIN code of Bodh Gaya
    done = allot()
    asha = places()["Asha"]
    assert asha.session == at_work
    assert asha.reasons == ["OWN_SITE"]
    assert asha.distance_km == 0
    assert asha.slot_at == at_work.starts_at
    assert asha.origin == "allotted"
    assert (done.people, done.placed, done.unplaced, done.standby) == (1, 1, {}, 0)
    at_work.refresh_from_db()
    assert at_work.taken == 1


def test_each_person_without_a_place_is_stored_once_with_the_reason():
    phulwari = facility()
    session(phulwari, capacity=1)
    for number in range(3):
        person(f"Asha {number}", phulwari)
    person("Dev", None, posting=posting(None, text="Sadar", decision="confirm"))
    person("Chitra", phulwari, category="unknown_category")
    done = allot()
    assert done.unplaced == {"NOT_IN_COHORT": 1, "POSTING_NOT_RESOLVED": 1, "SESSIONS_FULL": 2}
    assert done.placed == 1
    stored = Unplaced.objects.values_list("reason", "beneficiary__full_name")
    assert sorted(r for r, _ in stored) == [
        "NOT_IN_COHORT",
        "POSTING_NOT_RESOLVED",
        "SESSIONS_FULL",
        "SESSIONS_FULL",
    ]


def test_people_stand_by_for_the_reserve_and_for_those_who_will_not_come():
    phulwari = facility()
    session(phulwari, capacity=10, reserve=20)  # 8 are placed, of whom 6 will come
    for number in range(13):
        person(f"Asha {number}", phulwari)
    done = allot()
    assert (done.placed, done.standby, done.unplaced) == (8, 4, {"SESSIONS_FULL": 1})
    ranks = Unplaced.objects.exclude(standby_session=None).values_list("standby_rank", flat=True)
    assert sorted(ranks) == [1, 2, 3, 4]


def test_colleagues_of_one_designation_are_spread_over_the_windows():
    phulwari = facility()
    session(phulwari, capacity=30)  # three windows of ten
    Campaign.objects.update(staff_share=1.0)
    for number in range(30):
        person(f"Asha {number}", phulwari, designation=("ANM", "Doctor", "Driver")[number % 3])
    allot()
    together = Counter((place.beneficiary.designation, place.slot_at) for place in places().values())
    assert len(together) == 9
    assert set(together.values()) == {3, 4}


def test_allotting_again_moves_nobody_and_places_only_who_is_new():
    phulwari = facility()
    session(phulwari, capacity=5)
    for number in range(4):
        person(f"Asha {number}", phulwari)
    allot()
    before = {(a.beneficiary_id, a.session_id, a.slot_at) for a in Appointment.objects.all()}
    again = allot()
    assert (again.placed, again.kept) == (0, 4)
    person("Late", phulwari)
    person("Later", phulwari)
    third = allot()
    assert (third.placed, third.kept, third.standby, third.unplaced) == (1, 4, 1, {})
    assert before <= {(a.beneficiary_id, a.session_id, a.slot_at) for a in Appointment.objects.all()}


def test_who_was_unplaced_and_gets_a_seat_is_unplaced_no_more():
    phulwari = facility()
    first = session(phulwari, capacity=1)
    person("Asha", phulwari)
    person("Binod", phulwari)
    allot()
    first.capacity = first.seats_agreed = 2
    first.save()
    assert allot().placed == 1
    assert not Unplaced.objects.exists()


def test_second_registrations_and_excluded_people_get_no_seat_and_lose_the_one_they_had():
    phulwari = facility()
    day = session(phulwari)
    asha, binod, chitra = (person(name, phulwari) for name in ("Asha", "Binod", "Chitra"))
    allot()
    binod.stands_for = asha
    binod.save()
    Appointment.objects.filter(beneficiary=chitra).update(cancelled_at=NOW)
    day.taken = 2
    day.save()
    Exclusion.objects.create(
        district_code=chitra.district_code,
        campaign=running_campaign(NOW),
        beneficiary=chitra,
        reason="on leave",
        made_by="officer",
        made_at=NOW,
    )
    done = allot()
    assert set(places()) == {"Asha"}
    assert (done.people, done.kept, done.taken_back) == (1, 1, 1)
    day.refresh_from_db()
    assert day.taken == 1
    assert not Unplaced.objects.exists()


def test_a_dry_run_tells_the_same_and_stores_nothing():
    phulwari = facility()
    session(phulwari, capacity=1)
    person("Asha", phulwari)
    person("Binod", phulwari)
    tried = allot(dry_run=True)
    assert (tried.placed, tried.plan_id) == (1, None)
    assert not Appointment.objects.exists()
    assert not Unplaced.objects.exists()
    assert not Plan.objects.exists()
    done = allot()
    assert (done.placed, done.unplaced, done.input_sha256) == (1, tried.unplaced, tried.input_sha256)


def test_sessions_that_have_begun_or_were_cancelled_take_nobody():
    phulwari = facility()
    session(phulwari, on=TOMORROW - timedelta(days=1))
    session(phulwari, cancelled_at=NOW, cancelled_by="officer")
    person("Asha", phulwari)
    assert allot().unplaced == {"NO_SESSION_IN_DISTRICT": 1}


def test_whose_session_is_over_keeps_that_place_and_is_not_asked_about():
    phulwari = facility()
    day = session(phulwari)
    person("Asha", phulwari)
    allot()
    later = allot_people(now=day.ends_at + timedelta(hours=1), by="officer")
    assert (later.people, later.kept, later.placed, later.unplaced) == (1, 1, 0, {})


def test_a_session_for_another_cohort_or_dose_is_not_used():
    phulwari = facility()
    session(phulwari, code="police", cohort="frontline_worker|60_plus")
    session(phulwari, on=TOMORROW + timedelta(days=1), code="second", dose=2)
    person("Asha", phulwari)
    person("Dev", phulwari, category="60_plus")
    assert allot().unplaced == {"NO_SESSION_FOR_DOSE": 1}
    assert places()["Dev"].session.code == "police"


def test_colleagues_arrive_by_tens_and_in_different_windows():
    phulwari, danapur = facility(), facility("PHC Danapur")
    Campaign.objects.filter(pk=running_campaign(NOW).pk).update(staff_share=1.0)
    session(phulwari, capacity=20)
    for number in range(10):
        person(f"Asha {number}", phulwari)
        person(f"Dev {number}", danapur)
    allot()
    windows = {}
    for appointment in places().values():
        who = appointment.beneficiary.full_name.split()[0]
        windows.setdefault(appointment.slot_at, []).append(who)
    assert [sorted(w).count("Asha") for w in windows.values()] == [5, 5]
    assert [len(w) for w in windows.values()] == [10, 10]


def test_nobody_and_no_session_are_refused():
    phulwari = facility()
    with pytest.raises(AllotmentRefused) as refused:
        allot()
    assert refused.value.refusal is Refusal.NO_PEOPLE
    person("Asha", phulwari)
    with pytest.raises(AllotmentRefused) as refused:
        allot()
    assert refused.value.refusal is Refusal.NO_SESSIONS


def test_the_number_of_statements_does_not_grow_with_the_people(django_assert_max_num_queries):
    phulwari = facility()
    session(phulwari, capacity=50)
    for number in range(40):
        person(f"Asha {number}", phulwari)
    with django_assert_max_num_queries(35):
        allot()


def test_the_plan_remembers_its_seed_its_input_and_its_counts():
    phulwari = facility()
    session(phulwari)
    person("Asha", phulwari)
    done = allot()
    plan = Plan.objects.get(pk=done.plan_id)
    assert plan.seed == plan.campaign.seed
    assert plan.input_sha256 == done.input_sha256
    assert plan.counts["placed"] == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname IN ('new_places', 'new_unplaced')")
        assert cursor.fetchone() == (0,)


def test_the_plan_says_which_sessions_to_open_and_how_many_they_would_place():
    phulwari = facility()
    held = session(phulwari, capacity=2)
    Campaign.objects.update(staff_share=1.0)
    for number in range(3):
        person(f"Asha {number}", phulwari)

    done = allot()

    (lever,) = done.levers
    assert lever == {
        "site_id": held.site_id, "site": held.site.name, "site_hi": held.site.name_hi,
        "district": held.site.district_code, "day": held.held_on.isoformat(),
        "sessions": 1, "seats": 2, "places": 1,
    }  # fmt: skip
    assert Plan.objects.get(pk=done.plan_id).counts["levers"] == [lever]

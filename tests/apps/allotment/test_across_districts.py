"""What an officer of Patna does that reaches into Gaya, as the web does it: bound by row security."""

from datetime import timedelta

import pytest
from django.db import connection

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.accounts.row_security import scope
from teeka.apps.allotment.models import Absence, Appointment, Unplaced
from teeka.apps.allotment.services import allot_people, cancel_appointment, cut_seats, note_absence
from teeka.apps.people.models import Beneficiary
from teeka.apps.planning.services.campaigns import running_campaign
from tests import make
from tests.apps.allotment.world import GAYA, NOW, PATNA, TOMORROW, facility, person, session
from tests.conftest import web_role

pytestmark = pytest.mark.django_db
HAND = {"by": "officer", "now": NOW}
DAYS = {"first_on": TOMORROW, "last_on": TOMORROW, "kind": "leave"}


@pytest.fixture
def patna():
    campaign = running_campaign(NOW)
    campaign.staff_share = 1
    campaign.save()
    return session(facility(), code="patna", capacity=3)


@pytest.fixture
def gaya():
    return session(facility("PHC Bodh Gaya", district=GAYA), code="gaya", capacity=3)


def of(where, name):
    return person(name, where.site.facility)


def place_of(who):
    return Appointment.objects.filter(beneficiary=who, cancelled_at=None).first()


def test_an_absence_frees_the_place_in_another_districts_session(patna, gaya):
    asha, binod = of(patna, "Asha"), of(patna, "Binod")
    seat = make.seat(asha, gaya)
    make.seat(binod, gaya)
    with web_role(), scope({PATNA}):
        assert not Appointment.objects.exists()  # nothing of it is seen
        absence = note_absence(beneficiary_id=asha.pk, note="maternity", **DAYS, **HAND)
    seat.refresh_from_db()
    assert (seat.cancelled_at, seat.cancelled_by) == (NOW, "officer")
    assert (seat.cancelled_for, seat.cancel_reason) == ("ABSENT", "maternity")
    gaya.refresh_from_db()
    assert gaya.taken == 1
    assert place_of(binod) is not None
    waiting = Unplaced.objects.get()
    assert (waiting.beneficiary_id, waiting.reason, waiting.district_code) == (asha.pk, "ABSENT", PATNA)
    event = AuditEvent.objects.get(action="place.taken_back")
    assert (event.district_code, event.by, event.subject_id) == (GAYA, "officer", str(seat.pk))
    assert event.detail == {"absence": absence}


def test_a_place_on_another_day_or_in_a_session_begun_stays(patna, gaya):
    later = session(gaya.site.facility, on=TOMORROW + timedelta(1), code="later")
    asha, binod = of(patna, "Asha"), of(patna, "Binod")
    make.seat(asha, later)
    make.seat(binod, gaya)
    with web_role(), scope({PATNA}):
        note_absence(beneficiary_id=asha.pk, note="", **DAYS, **HAND)
        note_absence(beneficiary_id=binod.pk, note="", **DAYS, by="officer", now=gaya.starts_at)
    assert place_of(asha) is not None
    assert place_of(binod) is not None


def test_an_absence_of_another_district_frees_nothing(patna, gaya):
    """The function is the only way through, and looks whose the absence is."""
    chitra = of(gaya, "Chitra")
    make.seat(chitra, gaya)
    absence = Absence.objects.create(
        district_code=GAYA, beneficiary=chitra, note="", made_by="x", made_at=NOW, **DAYS
    )
    for districts in ({PATNA}, set()):
        with web_role(), scope(districts), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM teeka_free_absent(%s, 'officer', %s)", [absence.pk, NOW])
            assert cursor.fetchone()[0] == 0
    assert place_of(chitra) is not None


def test_whoever_loses_a_place_waits_also_when_another_district_takes_it_back(patna, gaya):
    chitra = of(gaya, "Chitra")
    seat = make.seat(chitra, patna)
    with web_role(), scope({PATNA}):
        assert not Beneficiary.objects.exists()
        cancel_appointment(seat.pk, reason="too far", **HAND)
    waiting = Unplaced.objects.get()
    assert (waiting.beneficiary_id, waiting.district_code) == (chitra.pk, GAYA)
    assert waiting.reason == "TAKEN_BACK"


def test_nobody_who_has_a_place_can_be_made_to_wait(patna):
    old = make.seat(of(patna, "Asha"), patna)
    cancel_appointment(old.pk, reason="test", **HAND)
    allot_people(**HAND)
    with web_role(), scope({PATNA}), connection.cursor() as cursor:
        cursor.execute("SELECT teeka_wait_again(ARRAY[%s]::bigint[])", [old.pk])
    assert not Unplaced.objects.exists()


def test_a_cut_counts_the_people_of_other_districts(patna, gaya):
    people = [of(gaya, "Chitra"), of(patna, "Asha"), of(patna, "Binod")]
    for who in people:
        make.seat(who, patna)
    with web_role(), scope({PATNA}):
        gone = cut_seats(patna.pk, capacity=0, reason="no vaccine", **HAND)
    assert len(gone) == 3
    assert set(Unplaced.objects.values_list("beneficiary_id", "reason")) == {
        (who.pk, "SEATS_CUT") for who in people
    }
    patna.refresh_from_db()
    assert (patna.taken, patna.capacity) == (0, 0)

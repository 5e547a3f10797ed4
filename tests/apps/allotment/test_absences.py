"""Days on which a person cannot come: a place on them goes back, and the next plan gives another day."""

from datetime import timedelta

import pytest

from teeka.apps.accounts.models import AuditEvent
from teeka.apps.allotment.models import Absence, Appointment, Unplaced
from teeka.apps.allotment.services import (
    AllotmentRefused,
    Refusal,
    allot_people,
    note_absence,
    take_absence_back,
)
from tests.apps.allotment.world import NOW, TOMORROW, facility, person, session

pytestmark = pytest.mark.django_db
HAND = {"by": "officer", "now": NOW}


@pytest.fixture
def days():
    """Tomorrow and the day after; Asha and Binod have a place tomorrow."""
    phulwari = facility()
    both = session(phulwari, code="P1"), session(phulwari, code="P2", on=TOMORROW + timedelta(days=1))
    people = person("Asha", phulwari), person("Binod", phulwari)
    both[0].campaign.__class__.objects.update(staff_share=1.0)
    allot_people(**HAND)
    return both, people


def note(who, first=TOMORROW, last=TOMORROW, kind="leave", note=""):
    return note_absence(beneficiary_id=who.pk, first_on=first, last_on=last, kind=kind, note=note, **HAND)


def place_of(who):
    live = Appointment.objects.filter(beneficiary=who, cancelled_at=None)
    return live.values_list("session__code", flat=True).first()


def test_a_place_on_the_day_goes_back_and_the_next_plan_gives_another_day(days):
    (first, _), (asha, binod) = days
    note(asha, note="maternity")
    assert Appointment.objects.get(beneficiary=asha).cancelled_for == "ABSENT"
    assert Unplaced.objects.get(beneficiary=asha).reason == "ABSENT"
    first.refresh_from_db()
    assert first.taken == 1
    allot_people(**HAND)
    assert (place_of(asha), place_of(binod)) == ("P2", "P1")


def test_a_place_on_another_day_stays(days):
    _, (asha, _) = days
    note(asha, first=TOMORROW + timedelta(days=1), last=TOMORROW + timedelta(days=30))
    assert place_of(asha) == "P1"


def test_who_is_away_on_all_days_waits_and_is_told_that_it_is_the_dates(days):
    _, (asha, _) = days
    note(asha, last=TOMORROW + timedelta(days=30))
    assert allot_people(**HAND).unplaced == {"OUTSIDE_WINDOW": 1}
    take_absence_back(Absence.objects.get().pk, **HAND)
    allot_people(**HAND)
    assert place_of(asha) == "P1"
    actions = AuditEvent.objects.filter(action__startswith="absence").values_list("action", flat=True)
    assert sorted(actions) == ["absence.noted", "absence.taken_back"]


def test_days_in_the_wrong_order_nobody_and_no_absence_are_refused(days):
    _, (asha, _) = days
    for act, refusal in (
        (lambda: note(asha, last=TOMORROW - timedelta(days=1)), Refusal.ENDS_BEFORE_IT_BEGINS),
        (lambda: take_absence_back(0, **HAND), Refusal.NO_SUCH_ABSENCE),
    ):
        with pytest.raises(AllotmentRefused) as refused:
            act()
        assert refused.value.refusal is refusal
    asha.pk = 0
    with pytest.raises(AllotmentRefused):
        note(asha)
    assert not Absence.objects.exists()

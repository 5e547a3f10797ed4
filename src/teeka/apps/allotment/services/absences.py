"""Notes days on which a person cannot come, and takes back a place that lies in them.

Lock: the row of the session whose place goes, as for any place taken back.
"""

from datetime import date, datetime

from django.db import transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.allotment.models import Absence
from teeka.apps.allotment.services.giving import take_back
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.people.models import Beneficiary
from teeka.apps.planning.models import Session
from teeka.rules.allotment import Reason


def note_absence(
    *, beneficiary_id: int, first_on: date, last_on: date, kind: str, note: str, by: str, now: datetime
) -> int:
    """The absence's id. A place on one of the days is taken back: the next plan gives one on another day.

    Raises AllotmentRefused.
    """
    if last_on < first_on:
        raise AllotmentRefused(Refusal.ENDS_BEFORE_IT_BEGINS)
    person = Beneficiary.objects.filter(pk=beneficiary_id).first()
    if person is None:
        raise AllotmentRefused(Refusal.NO_SUCH_PERSON)
    with transaction.atomic():
        absence = Absence.objects.create(
            district_code=person.district_code, beneficiary=person, first_on=first_on, last_on=last_on,
            kind=Absence.Kind(kind), note=note.strip(), made_by=by, made_at=now,
        )  # fmt: skip
        for session in _sessions_in(person, absence, now):
            places = session.appointments.filter(beneficiary=person, cancelled_at=None)
            reasons = dict.fromkeys(places.values_list("pk", flat=True), note or kind)
            take_back(reasons, Reason.ABSENT, by=by, now=now)
        record_event(
            action="absence.noted", subject_type="beneficiary", subject_id=person.pk, by=by, now=now,
            district_code=person.district_code,
            detail={"from": first_on.isoformat(), "until": last_on.isoformat(), "kind": kind},
        )  # fmt: skip
    return absence.pk


def take_absence_back(absence_id: int, *, by: str, now: datetime) -> None:
    """The person may come on these days again; a place that was taken back for them is not given again."""
    with transaction.atomic():
        absence = Absence.objects.filter(pk=absence_id).select_for_update().first()
        if absence is None:
            raise AllotmentRefused(Refusal.NO_SUCH_ABSENCE)
        record_event(
            action="absence.taken_back", subject_type="beneficiary", subject_id=absence.beneficiary_id,
            by=by, now=now, district_code=absence.district_code,
            detail={"from": absence.first_on.isoformat(), "until": absence.last_on.isoformat()},
        )  # fmt: skip
        absence.delete()


def _sessions_in(person: Beneficiary, absence: Absence, now: datetime) -> list[Session]:
    """Those to come in which the person has a place on one of the days; each is held."""
    return list(
        Session.objects.filter(
            appointments__beneficiary=person, appointments__cancelled_at=None, starts_at__gt=now,
            held_on__range=(absence.first_on, absence.last_on),
        )
        .order_by("pk")
        .select_for_update(of=("self",))
    )  # fmt: skip

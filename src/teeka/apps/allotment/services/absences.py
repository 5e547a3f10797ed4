"""Notes days on which a person cannot come, and takes back a place that lies in them.

Locks: those of giving.py, so that neither a hand nor a plan gives a place on these days meanwhile.
"""

from datetime import date, datetime

from django.db import connection, transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.allotment.models import Absence, Appointment
from teeka.apps.allotment.services.giving import hold, take_back
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.people.models import Beneficiary
from teeka.apps.planning.services.campaigns import running_campaign
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
        hold(people=[person.pk], sessions=[], campaign_id=running_campaign(now).pk)
        absence = Absence.objects.create(
            district_code=person.district_code, beneficiary=person, first_on=first_on, last_on=last_on,
            kind=Absence.Kind(kind), note=note.strip(), made_by=by, made_at=now,
        )  # fmt: skip
        places = Appointment.objects.filter(
            beneficiary=person, cancelled_at=None, session__starts_at__gt=now,
            session__held_on__range=(first_on, last_on),
        )  # fmt: skip
        seen = dict.fromkeys(places.values_list("pk", flat=True), note.strip() or kind)
        take_back(seen, Reason.ABSENT, by=by, now=now)
        _free_elsewhere(absence, by=by, now=now)
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


def _free_elsewhere(absence: Absence, *, by: str, now: datetime) -> None:
    """The place that lies in another district's session, which this login does not see."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT teeka_wait_again(array_agg(appointment)) FROM teeka_free_absent(%s, %s, %s)",
            [absence.pk, by, now],
        )

"""Gives and takes back single places by hand, each with a reason and who did it.

Locks: the person's row, shared, where a place is given; the session's row; then the place. Seats are safe
because of one conditional UPDATE with CHECK (taken <= capacity) behind it, people because of the unique
index over live appointments, whose violation also undoes the count.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db import IntegrityError, connection, transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.allotment.models import Appointment, Exclusion, Unplaced
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.people.models import Beneficiary
from teeka.apps.planning.models import Campaign, Session
from teeka.apps.planning.services.sessions import cancel_session
from teeka.rules.allotment import Reason, Why
from teeka.rules.schedule import Hours, arrival_times

TAKE_SEAT = """
    UPDATE planning_session SET taken = taken + 1
    WHERE id = %(session)s AND cancelled_at IS NULL AND starts_at > %(now)s AND taken < capacity
    RETURNING campaign_id, district_code, extract(epoch FROM starts_at)::bigint,
              extract(epoch FROM ends_at)::bigint, capacity
"""
# Who closes a facility looks which of its people are placed: that waits for us, or we for that.
HOLD_PERSON = "SELECT id FROM people_beneficiary WHERE id = %s FOR KEY SHARE"
# Places of one session are taken back, their seats freed, their people told why they have none.
TAKE_BACK = """
    WITH gone AS (
        UPDATE allotment_appointment
        SET cancelled_at = %(now)s, cancelled_by = %(by)s, cancel_reason = %(reason)s,
            cancelled_for = %(code)s
        WHERE session_id = %(session)s AND cancelled_at IS NULL
              AND (%(only)s::bigint[] IS NULL OR id = ANY (%(only)s))
        RETURNING id, campaign_id, beneficiary_id, dose
    ), freed AS (
        UPDATE planning_session SET taken = taken - (SELECT count(*) FROM gone) WHERE id = %(session)s
    ), waiting AS (
        INSERT INTO allotment_unplaced (district_code, campaign_id, beneficiary_id, dose, reason, detail)
        SELECT person.district_code, gone.campaign_id, person.id, gone.dose, %(code)s, '{}'
        FROM gone JOIN people_beneficiary person ON person.id = gone.beneficiary_id
        ON CONFLICT (beneficiary_id, campaign_id, dose) DO UPDATE
        SET reason = excluded.reason, standby_session_id = NULL, standby_rank = NULL
    )
    SELECT id FROM gone
"""


def place_by_hand(*, beneficiary_id: int, session_id: UUID, reason: str, by: str, now: datetime) -> int:
    """Give the person one seat of the session; returns the appointment's id. Raises AllotmentRefused."""
    need(reason)
    person = Beneficiary.objects.filter(pk=beneficiary_id).first()
    if person is None:
        raise AllotmentRefused(Refusal.NO_SUCH_PERSON)
    if person.stands_for_id is not None:
        raise AllotmentRefused(Refusal.IS_A_DUPLICATE)
    try:
        with transaction.atomic():
            return _place(person, session_id, reason=reason, by=by, now=now)
    except IntegrityError as error:
        if "one_live_appointment" not in str(error):
            raise
        raise AllotmentRefused(Refusal.ALREADY_HAS_A_PLACE) from error


def _place(person: Beneficiary, session_id: UUID, *, reason: str, by: str, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(HOLD_PERSON, [person.pk])
        cursor.execute(TAKE_SEAT, {"session": session_id, "now": now})
        row = cursor.fetchone()
    if row is None:
        raise AllotmentRefused(Refusal.SESSION_FULL_OR_CLOSED)
    campaign_id, district, *hours = row
    if Exclusion.objects.filter(campaign_id=campaign_id, beneficiary=person).exists():
        raise AllotmentRefused(Refusal.IS_EXCLUDED)
    dose = Campaign.objects.values_list("dose", flat=True).get(pk=campaign_id)
    place = Appointment.objects.create(
        district_code=district,
        campaign_id=campaign_id,
        session_id=session_id,
        beneficiary=person,
        dose=dose,
        slot_at=_next_slot(session_id, hours),
        origin=Appointment.Origin.BY_HAND,
        reasons=[Why.BY_HAND.value],
        made_by=by,
        made_at=now,
    )
    Unplaced.objects.filter(campaign_id=campaign_id, beneficiary=person, dose=dose).delete()
    record_event(
        action="place.given",
        subject_type="appointment",
        subject_id=place.pk,
        by=by,
        now=now,
        district_code=district,
        detail={"session": str(session_id), "reason": reason},
    )
    return place.pk


def cancel_appointment(appointment_id: int, *, reason: str, by: str, now: datetime) -> None:
    """Take one place back; the person is unplaced then, and the seat free. Raises AllotmentRefused."""
    need(reason)
    with transaction.atomic():
        session = Session.objects.filter(appointments=appointment_id).select_for_update(of=("self",)).first()
        gone = session and take_back(
            session, Reason.TAKEN_BACK, reason=reason, by=by, now=now, only=[appointment_id]
        )
        if not session or not gone:
            raise AllotmentRefused(Refusal.NO_SUCH_PLACE)
        record_event(
            action="place.taken_back",
            subject_type="appointment",
            subject_id=appointment_id,
            by=by,
            now=now,
            district_code=session.district_code,
        )


def cancel_session_and_places(session_id: UUID, *, reason: str, by: str, now: datetime) -> int:
    """Call a session off and take back all its places; how many. Raises AllotmentRefused."""
    need(reason)
    with transaction.atomic():
        session = Session.objects.filter(pk=session_id).select_for_update(of=("self",)).first()
        if session is None or not cancel_session(session_id, reason=reason, by=by, now=now):
            raise AllotmentRefused(Refusal.NO_SUCH_SESSION, str(session_id))
        return len(take_back(session, Reason.SESSION_CANCELLED, reason=reason, by=by, now=now))


def exclude_person(*, beneficiary_id: int, campaign_id: int, reason: str, by: str, now: datetime) -> None:
    """Take a person out of the campaign, with the place that they may have. Repeating it changes nothing."""
    need(reason)
    with transaction.atomic():
        person = Beneficiary.objects.filter(pk=beneficiary_id).first()
        if person is None:
            raise AllotmentRefused(Refusal.NO_SUCH_PERSON)
        live = Appointment.objects.filter(beneficiary=person, campaign_id=campaign_id, cancelled_at=None)
        for place in live:
            cancel_appointment(place.pk, reason=reason, by=by, now=now)
        Unplaced.objects.filter(beneficiary=person, campaign_id=campaign_id).delete()
        Exclusion.objects.get_or_create(
            campaign_id=campaign_id,
            beneficiary=person,
            defaults={
                "district_code": person.district_code,
                "reason": reason,
                "made_by": by,
                "made_at": now,
            },
        )
        record_event(
            action="person.excluded",
            subject_type="beneficiary",
            subject_id=person.pk,
            by=by,
            now=now,
            district_code=person.district_code,
            detail={"campaign": campaign_id},
        )


def take_back(
    session: Session, code: Reason, *, reason: str, by: str, now: datetime, only: list[int] | None = None
) -> list[int]:
    """Take back all places of the session, or those `only`; their ids. The caller holds the session's row."""
    values: dict[str, Any] = {
        "session": session.pk,
        "only": only,
        "reason": reason,
        "by": by,
        "now": now,
        "code": code.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE_BACK, values)
        return [row[0] for row in cursor.fetchall()]


def _next_slot(session_id: UUID, hours: Sequence[int]) -> datetime:
    """The earliest arrival window with room. The caller holds the session's row."""
    live = Appointment.objects.filter(session_id=session_id, cancelled_at=None)
    seated = np.array(
        [int(slot.timestamp()) for slot in live.values_list("slot_at", flat=True)], dtype=np.int64
    )
    one = np.zeros(1, dtype=np.int64)
    columns = [np.array([value], dtype=np.int64) for value in hours]
    (at,) = arrival_times(Hours(*columns), one, one, one, seated=(np.zeros_like(seated), seated))
    return datetime.fromtimestamp(int(at), tz=UTC)


def need(reason: str) -> None:
    if not reason.strip():
        raise AllotmentRefused(Refusal.REASON_MISSING)

"""Takes places back, one or many, and those of a session that is called off.

Lock: the sessions' rows, by id. Whoever gives or takes a place changes its session first.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from teeka.apps.accounts.services.audit import Deed, record_deeds
from teeka.apps.allotment.models import Appointment, Unplaced
from teeka.apps.allotment.services.giving import hold_sessions_of, need, take_back
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.planning.models import Session
from teeka.apps.planning.services.sessions import cancel_session
from teeka.rules.allotment import Reason

STAND_BY_NO_MORE = """
    UPDATE {table} SET standby_session_id = NULL, standby_rank = NULL WHERE standby_session_id = %s
"""


def cancel_appointment(appointment_id: int, *, reason: str, by: str, now: datetime) -> None:
    """Take one place back; the person is unplaced then, and the seat free. Raises AllotmentRefused."""
    need(reason)
    for refusal in cancel_appointments({appointment_id: reason}, by=by, now=now).values():
        raise AllotmentRefused(refusal)


def cancel_appointments(reasons: Mapping[int, str], *, by: str, now: datetime) -> dict[int, Refusal]:
    """Take back each place that is there, by id with its reason; why each other one cannot be."""
    with transaction.atomic():
        hold_sessions_of(reasons)
        gone = take_back(reasons, Reason.TAKEN_BACK, by=by, now=now)
        districts = Appointment.objects.filter(pk__in=gone).order_by("pk")
        deeds = (
            Deed("place.taken_back", "appointment", place, district)
            for place, district in districts.values_list("pk", "district_code")
        )
        record_deeds(deeds, by=by, now=now)
    return dict.fromkeys(reasons.keys() - gone, Refusal.NO_SUCH_PLACE)


def cancel_session_and_places(session_id: UUID, *, reason: str, by: str, now: datetime) -> int:
    """Call a session off and take back all its places; how many. Raises AllotmentRefused.

    Nobody stands by for it any more.
    """
    need(reason)
    with transaction.atomic():
        session = Session.objects.filter(pk=session_id).select_for_update(of=("self",)).first()
        if session is None:
            raise AllotmentRefused(Refusal.NO_SUCH_SESSION, str(session_id))
        if not cancel_session(session_id, reason=reason, by=by, now=now):
            raise AllotmentRefused(Refusal.SESSION_OFF_OR_BEGUN, session.code)
        with connection.cursor() as cursor:
            for table in (Unplaced._meta.db_table, Appointment._meta.db_table):
                cursor.execute(STAND_BY_NO_MORE.format(table=table), [session_id])
        live = session.appointments.filter(cancelled_at=None).values_list("pk", flat=True)
        return len(take_back(dict.fromkeys(live, reason), Reason.SESSION_CANCELLED, by=by, now=now))

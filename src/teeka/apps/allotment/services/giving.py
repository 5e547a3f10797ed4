"""The locks under which hands change places, and taking places back: the one way in which a place ends.

Locks, always in this order, each kind by id: the rows of the people, shared (who closes a facility waits for
us, or we for that); their crews' advisory locks, so that two hands cannot each send the last colleague who
can be spared; the rows of all sessions concerned; HANDS_LOCK, shared, so that no plan is stored between what
we read and what we write. So no two hands wait for each other, and a hand waits for a plan only while that is
stored. Seats are safe because of one conditional UPDATE with CHECK (taken <= capacity) behind it, people
because of the unique index over live appointments, whose violation also undoes the count.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from teeka.apps.allotment.models import Appointment
from teeka.apps.allotment.queries.by_hand import crews_of
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.planning.models import Session
from teeka.rules.allotment import Reason
from teeka.rules.allotment.hard_rules import HardRule

CREW_LOCK = 7_202  # with a number from crews_of: who of a facility is sent where by hand
CREWS_APART = 1_024  # a server has a few thousand places for locks; crews of one number wait for each other
HANDS_LOCK = 7_203  # hands share it; who stores a plan holds it alone
HOLD_PEOPLE = "SELECT id FROM people_beneficiary WHERE id = ANY (%s) ORDER BY id FOR KEY SHARE"
HOLD_CREWS = "SELECT pg_advisory_xact_lock(%s, crew) FROM unnest(%s::int[]) AS crew"
# Places are taken back and their seats freed.
TAKE_BACK = """
    WITH asked AS (
        SELECT * FROM unnest(%(places)s::bigint[], %(reasons)s::text[]) AS asked (id, reason)
    ), gone AS (
        UPDATE allotment_appointment place
        SET cancelled_at = %(now)s, cancelled_by = %(by)s, cancel_reason = asked.reason,
            cancelled_for = %(code)s
        FROM asked WHERE place.id = asked.id AND place.cancelled_at IS NULL
        RETURNING place.id, place.session_id, place.campaign_id, place.beneficiary_id, place.dose
    ), freed AS (
        UPDATE planning_session session SET taken = session.taken - back.seats
        FROM (SELECT session_id, count(*) AS seats FROM gone GROUP BY session_id) back
        WHERE session.id = back.session_id
    )
    SELECT id FROM gone
"""


def hold(*, people: Collection[int], sessions: Collection[UUID], campaign_id: int) -> None:
    """Lock the people, their crews, and the sessions with those in which the people have places."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD_PEOPLE, [sorted(people)])
        crews = {crew % CREWS_APART for crew in crews_of(people, campaign_id)}
        cursor.execute(HOLD_CREWS, [CREW_LOCK, sorted(crews)])
        cursor.execute(
            "SELECT teeka_hold_sessions(%s::uuid[], %s::bigint[])", [sorted(sessions), sorted(people)]
        )
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [HANDS_LOCK])


def hold_sessions_of(places: Collection[int]) -> None:
    """Lock the sessions of these appointments, as far as the reader sees them."""
    of_places = Session.objects.filter(appointments__in=list(places)).values("pk")
    list(Session.objects.filter(pk__in=of_places).order_by("pk").select_for_update(of=("self",)))


def take_back(places: Mapping[int, str], code: Reason, *, by: str, now: datetime) -> set[int]:
    """Take back places (id → the reason in words); the ids of those that were live until now.

    The caller holds the rows of their sessions.
    """
    values: dict[str, Any] = {
        "places": list(places),
        "reasons": list(places.values()),
        "by": by,
        "now": now,
        "code": code.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE_BACK, values)
        gone = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT teeka_wait_again(%s::bigint[])", [sorted(gone)])
        return gone


def live_place(appointment_id: int) -> Appointment:
    """A place that nobody has taken back yet; raises AllotmentRefused."""
    place = Appointment.objects.filter(pk=appointment_id, cancelled_at=None).first()
    if place is None:
        raise AllotmentRefused(Refusal.NO_SUCH_PLACE)
    return place


def need(reason: str) -> None:
    if not reason.strip():
        raise AllotmentRefused(Refusal.REASON_MISSING)


def refuse(broken: Iterable[HardRule]) -> None:
    """Raises AllotmentRefused when there is any; it names them all."""
    rules = list(broken)
    if rules:
        raise AllotmentRefused(rules[0], also=rules[1:])

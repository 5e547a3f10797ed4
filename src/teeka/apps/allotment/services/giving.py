"""One seat given or taken back by hand: the one way in which a place comes to be or ends, for all who may.

Locks, always in this order, each kind by id: the rows of the people, shared (who closes a facility waits for
us, or we for that); their crews' advisory locks, so that two hands cannot each send the last colleague who
can be spared; the rows of all sessions concerned. So no two hands wait for each other. Seats are safe
because of one conditional UPDATE with CHECK (taken <= capacity) behind it, people because of the unique
index over live appointments, whose violation also undoes the count.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db import IntegrityError, connection, transaction

from teeka.apps.allotment.models import Appointment, Unplaced
from teeka.apps.allotment.queries.by_hand import (
    PersonFacts,
    SessionFacts,
    crews_of,
    person_facts,
    rules_broken_by,
    session_facts,
)
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.planning.models import Campaign
from teeka.rules.allotment import Reason, Why
from teeka.rules.allotment.ground import distances_m
from teeka.rules.allotment.hard_rules import HardRule
from teeka.rules.allotment.request import NONE
from teeka.rules.schedule import Hours, arrival_times

CREW_LOCK = 7_202  # with a number from crews_of: who of a facility is sent where by hand
HOLD_PEOPLE = "SELECT id FROM people_beneficiary WHERE id = ANY (%s) ORDER BY id FOR KEY SHARE"
HOLD_SESSIONS = """
    SELECT id FROM planning_session
    WHERE id = ANY (%(sessions)s::uuid[]) OR id IN (
        SELECT session_id FROM allotment_appointment
        WHERE beneficiary_id = ANY (%(people)s) AND cancelled_at IS NULL)
    ORDER BY id FOR UPDATE
"""
TAKE_SEAT = """
    UPDATE planning_session
    SET taken = taken + 1,
        capacity = CASE WHEN %(opens_seat)s THEN greatest(capacity, taken + 1) ELSE capacity END
    WHERE id = %(session)s AND cancelled_at IS NULL AND starts_at > %(now)s
          AND (taken < capacity OR %(opens_seat)s)
"""
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


def hold(*, people: Collection[int], sessions: Collection[UUID], campaign_id: int) -> None:
    """Lock the people, their crews, and the sessions with those in which the people have places."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD_PEOPLE, [sorted(people)])
        for crew in crews_of(people, campaign_id):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [CREW_LOCK, crew])
        cursor.execute(HOLD_SESSIONS, {"sessions": sorted(sessions), "people": sorted(people)})


def give_seat(
    person_id: int,
    session_id: UUID,
    *,
    by: str,
    now: datetime,
    slot_at: datetime | None = None,
    opens_seat: bool = False,
) -> Appointment:
    """Give the person a pinned place; the caller holds the locks. Raises AllotmentRefused with every rule.

    slot_at: the arrival window, else the earliest with room. opens_seat: one seat more where none is free.
    """
    session = session_facts([session_id]).get(session_id)
    if session is None:
        raise AllotmentRefused(Refusal.NO_SUCH_SESSION, str(session_id))
    campaign = Campaign.objects.get(pk=session.campaign)
    person = person_facts(person_id, campaign, now=now)
    if person is None:
        raise AllotmentRefused(Refusal.NO_SUCH_PERSON)
    broken = rules_broken_by(person, session, campaign, now=now)
    refuse(rule for rule in broken if rule is not HardRule.SESSION_FULL or not opens_seat)
    with connection.cursor() as cursor:
        cursor.execute(TAKE_SEAT, {"session": session_id, "now": now, "opens_seat": opens_seat})
        if not cursor.rowcount:
            raise AllotmentRefused(HardRule.SESSION_FULL)
    try:
        with transaction.atomic():
            place = _store(person, session, campaign, slot_at or _next_slot(session), by=by, now=now)
    except IntegrityError as error:
        if "one_live_appointment" not in str(error):
            raise
        raise AllotmentRefused(HardRule.HAS_A_PLACE) from error
    Unplaced.objects.filter(campaign=campaign, beneficiary_id=person_id, dose=campaign.dose).delete()
    return place


def _store(
    person: PersonFacts,
    session: SessionFacts,
    campaign: Campaign,
    slot_at: datetime,
    *,
    by: str,
    now: datetime,
) -> Appointment:
    return Appointment.objects.create(
        district_code=session.district_code,
        campaign=campaign,
        session_id=session.id,
        beneficiary_id=person.id,
        dose=campaign.dose,
        slot_at=slot_at,
        origin=Appointment.Origin.BY_HAND,
        reasons=[Why.BY_HAND.value],
        distance_km=distance_km(person, session),
        is_pinned=True,
        made_by=by,
        made_at=now,
    )


def distance_km(person: PersonFacts, session: SessionFacts) -> float | None:
    """From the facility to the site, to a tenth; None where either is not known."""
    points = (person.latitude, person.longitude, session.latitude, session.longitude)
    ((metres,),) = distances_m(*(np.array([point], dtype=np.float64) for point in points)).tolist()
    return None if metres == NONE else round(metres / 1000, 1)


def take_back(
    session_id: UUID, code: Reason, *, reason: str, by: str, now: datetime, only: list[int] | None = None
) -> list[int]:
    """Take back all places of the session, or those `only`; their ids. The caller holds the session's row."""
    values: dict[str, Any] = {
        "session": session_id,
        "only": only,
        "reason": reason,
        "by": by,
        "now": now,
        "code": code.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE_BACK, values)
        return [row[0] for row in cursor.fetchall()]


def give_up(place: Appointment, *, reason: str, by: str, now: datetime) -> None:
    """Take back a place that another takes the place of; refused when it is gone. The locks are held."""
    if not take_back(place.session_id, Reason.TAKEN_BACK, reason=reason, by=by, now=now, only=[place.pk]):
        raise AllotmentRefused(Refusal.NO_SUCH_PLACE)


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


def _next_slot(session: SessionFacts) -> datetime:
    """The earliest arrival window with room. The caller holds the session's row."""
    live = Appointment.objects.filter(session_id=session.id, cancelled_at=None)
    seated = np.array(
        [int(slot.timestamp()) for slot in live.values_list("slot_at", flat=True)], dtype=np.int64
    )
    one = np.zeros(1, dtype=np.int64)
    hours = (session.starts_at.timestamp(), session.ends_at.timestamp(), max(session.capacity, 1))
    columns = [np.array([int(value)], dtype=np.int64) for value in hours]
    (at,) = arrival_times(Hours(*columns), one, one, one, seated=(np.zeros_like(seated), seated))
    return datetime.fromtimestamp(int(at), tz=UTC)

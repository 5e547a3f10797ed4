"""Closes a facility that was proposed wrongly: its texts wait again, and nobody's place changes unseen.

Locks, in this order: the planner's, so that no plan gives seats by a text that reopens; POSTINGS_LOCK; the
rows of the facility's people, so that a place given by hand is seen or waits; FACILITIES_LOCK; the audit
trail's.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from teeka.apps.allotment.services.allotting import be_the_only_planner
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.people.models import Posting
from teeka.apps.people.services.settling import lock_postings
from teeka.apps.people.services.taking_back import reopen_texts_of
from teeka.apps.places.models import Facility
from teeka.apps.places.services.proposing import close_proposed
from teeka.apps.planning.models import Session

LOCK_PEOPLE = """
    SELECT person.id FROM people_beneficiary person
    JOIN people_posting posting ON posting.id = person.posting_id
    WHERE posting.facility_id = %s ORDER BY person.id FOR UPDATE OF person
"""
PLACED = "SELECT count(DISTINCT beneficiary) FROM teeka_seats_of(%s)"


@dataclass(frozen=True, slots=True)
class Closed:
    code: str
    name: str
    name_hi: str
    texts: int
    people: int


def close_facility(
    facility_id: int, *, reason: str, districts: Collection[int], by: str, now: datetime
) -> Closed:
    """Close a proposed facility and reopen every text that means it, whoever or whatever decided it.

    districts: those that the reader works in. Raises AllotmentRefused, also while somebody is placed there.
    """
    if not reason.strip():
        raise AllotmentRefused(Refusal.REASON_MISSING)
    with transaction.atomic():
        be_the_only_planner()
        lock_postings()
        facility = Facility.objects.filter(pk=facility_id, is_active=True).exclude(proposed_by="").first()
        if facility is None or facility.district_code not in districts:
            raise AllotmentRefused(Refusal.NOT_OPEN)
        _refuse_what_somebody_rests_on(facility, districts)
        close_proposed(facility, reason=reason.strip(), by=by, now=now)
        back = reopen_texts_of(facility.pk, by=by, now=now)
    return Closed(facility.code, facility.name, facility.name_hi, back.texts, back.people)


def _refuse_what_somebody_rests_on(facility: Facility, districts: Collection[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(LOCK_PEOPLE, [facility.pk])
        cursor.execute(PLACED, [facility.pk])
        placed = cursor.fetchone()[0]
    if placed:
        raise AllotmentRefused(Refusal.PEOPLE_PLACED, str(placed))
    sessions = Session.objects.filter(site__facility=facility, cancelled_at=None)
    if codes := list(sessions.order_by("code").values_list("code", flat=True)[:5]):
        raise AllotmentRefused(Refusal.SESSIONS_PLANNED, ", ".join(codes))
    elsewhere = Posting.objects.filter(facility=facility).exclude(stated_district_code__in=districts).count()
    if elsewhere:
        raise AllotmentRefused(Refusal.OTHER_DISTRICTS, str(elsewhere))

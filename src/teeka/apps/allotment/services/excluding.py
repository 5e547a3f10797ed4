"""Takes people out of the campaign, and one back in.

Locks: the planner's, so that no plan gives a place meanwhile; then those of giving.py, so that no hand does.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from teeka.apps.accounts.services.audit import Deed, record_deeds
from teeka.apps.allotment.models import Appointment, Exclusion, Unplaced
from teeka.apps.allotment.queries.by_hand import places_of
from teeka.apps.allotment.services.allotting import be_the_only_planner
from teeka.apps.allotment.services.giving import hold, need
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.allotment.services.taking_back import cancel_appointments
from teeka.apps.people.models import Beneficiary
from teeka.apps.planning.models import Campaign
from teeka.rules.allotment import Reason
from teeka.rules.allotment.hard_rules import HardRule


def exclude_person(*, beneficiary_id: int, campaign_id: int, reason: str, by: str, now: datetime) -> None:
    """Take a person out of the campaign, with the place that they may have. Repeating it changes nothing.

    Raises AllotmentRefused.
    """
    need(reason)
    for refusal in exclude_people({beneficiary_id: reason}, campaign_id, by=by, now=now).values():
        raise AllotmentRefused(refusal)


def exclude_people(
    reasons: Mapping[int, str], campaign_id: int, *, by: str, now: datetime
) -> dict[int, Refusal | HardRule]:
    """Take out each person who can be, by id with the reason; why each other one cannot."""
    with transaction.atomic():
        people = _held(reasons, campaign_id)
        live = Appointment.objects.filter(beneficiary__in=people, campaign_id=campaign_id, cancelled_at=None)
        seen = dict(live.values_list("pk", "beneficiary_id"))
        # In a session of another district, whose officers take it back.
        out_of_sight = {
            person
            for person, places in places_of(people).items()
            if any(place.campaign == campaign_id and place.appointment not in seen for place in places)
        }
        leaving = [person for pk, person in people.items() if pk not in out_of_sight]
        cancel_appointments(
            {place: reasons[who] for place, who in seen.items() if who not in out_of_sight}, by=by, now=now
        )
        _store(leaving, reasons, campaign_id, by=by, now=now)
    refused: dict[int, Refusal | HardRule] = dict.fromkeys(out_of_sight, HardRule.HAS_A_PLACE)
    return refused | dict.fromkeys(reasons.keys() - people.keys(), Refusal.NO_SUCH_PERSON)


def _store(
    leaving: Sequence[Beneficiary],
    reasons: Mapping[int, str],
    campaign_id: int,
    *,
    by: str,
    now: datetime,
) -> None:
    Unplaced.objects.filter(beneficiary__in=leaving, campaign_id=campaign_id).delete()
    Exclusion.objects.bulk_create(
        (
            Exclusion(
                campaign_id=campaign_id,
                beneficiary=person,
                district_code=person.district_code,
                reason=reasons[person.pk],
                made_by=by,
                made_at=now,
            )
            for person in leaving
        ),
        ignore_conflicts=True,
    )
    record_deeds(
        [_deed(person, "person.excluded", campaign_id, reasons[person.pk]) for person in leaving],
        by=by,
        now=now,
    )


def take_back_exclusion(
    *, beneficiary_id: int, campaign_id: int, reason: str, by: str, now: datetime
) -> None:
    """Let the person into the campaign again, without a place as yet. Raises AllotmentRefused."""
    need(reason)
    with transaction.atomic():
        person = _held([beneficiary_id], campaign_id).get(beneficiary_id)
        if person is None:
            raise AllotmentRefused(Refusal.NO_SUCH_PERSON)
        gone, _ = Exclusion.objects.filter(campaign_id=campaign_id, beneficiary=person).delete()
        if not gone:
            raise AllotmentRefused(Refusal.NOT_EXCLUDED)
        if person.stands_for_id is None:
            Unplaced.objects.create(
                district_code=person.district_code,
                campaign_id=campaign_id,
                beneficiary=person,
                dose=Campaign.objects.values_list("dose", flat=True).get(pk=campaign_id),
                reason=Reason.EXCLUSION_TAKEN_BACK.value,
            )
        deed = _deed(person, "person.exclusion_taken_back", campaign_id, reason)
        record_deeds([deed], by=by, now=now)


def _held(people: Collection[int], campaign_id: int) -> dict[int, Beneficiary]:
    """By id, those of the people whom the reader sees."""
    be_the_only_planner()
    hold(people=people, sessions=[], campaign_id=campaign_id)
    return {person.pk: person for person in Beneficiary.objects.filter(pk__in=people).order_by("pk")}


def _deed(person: Beneficiary, action: str, campaign_id: int, reason: str) -> Deed:
    detail = {"campaign": campaign_id, "reason": reason}
    return Deed(action, "beneficiary", person.pk, person.district_code, detail)

"""Takes a person out of the campaign, and back in.

Locks: the planner's, so that no plan gives a place meanwhile; then those of giving.py, so that no hand does.
"""

from datetime import datetime

from django.db import transaction

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.allotment.models import Appointment, Exclusion, Unplaced
from teeka.apps.allotment.queries.by_hand import person_facts
from teeka.apps.allotment.services.allotting import be_the_only_planner
from teeka.apps.allotment.services.giving import hold, need
from teeka.apps.allotment.services.refusals import AllotmentRefused, Refusal
from teeka.apps.allotment.services.taking_back import cancel_appointment
from teeka.apps.people.models import Beneficiary
from teeka.apps.planning.models import Campaign
from teeka.rules.allotment import Reason
from teeka.rules.allotment.hard_rules import HardRule


def exclude_person(*, beneficiary_id: int, campaign_id: int, reason: str, by: str, now: datetime) -> None:
    """Take a person out of the campaign, with the place that they may have. Repeating it changes nothing."""
    need(reason)
    with transaction.atomic():
        person = _held(beneficiary_id, campaign_id)
        live = Appointment.objects.filter(beneficiary=person, campaign_id=campaign_id, cancelled_at=None)
        for place in live:
            cancel_appointment(place.pk, reason=reason, by=by, now=now)
        _refuse_a_place_out_of_sight(person, campaign_id, now=now)
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
        _record(person, "person.excluded", campaign_id, reason=reason, by=by, now=now)


def take_back_exclusion(
    *, beneficiary_id: int, campaign_id: int, reason: str, by: str, now: datetime
) -> None:
    """Let the person into the campaign again, without a place as yet. Raises AllotmentRefused."""
    need(reason)
    with transaction.atomic():
        person = _held(beneficiary_id, campaign_id)
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
        _record(person, "person.exclusion_taken_back", campaign_id, reason=reason, by=by, now=now)


def _held(beneficiary_id: int, campaign_id: int) -> Beneficiary:
    be_the_only_planner()
    hold(people=[beneficiary_id], sessions=[], campaign_id=campaign_id)
    person = Beneficiary.objects.filter(pk=beneficiary_id).first()
    if person is None:
        raise AllotmentRefused(Refusal.NO_SUCH_PERSON)
    return person


def _refuse_a_place_out_of_sight(person: Beneficiary, campaign_id: int, *, now: datetime) -> None:
    """In a session of another district, whose officers take it back."""
    facts = person_facts(person.pk, Campaign.objects.get(pk=campaign_id), now=now)
    if facts is not None and any(place.campaign == campaign_id for place in facts.places):
        raise AllotmentRefused(HardRule.HAS_A_PLACE)


def _record(
    person: Beneficiary, action: str, campaign_id: int, *, reason: str, by: str, now: datetime
) -> None:
    record_event(
        action=action,
        subject_type="beneficiary",
        subject_id=person.pk,
        by=by,
        now=now,
        district_code=person.district_code,
        detail={"campaign": campaign_id, "reason": reason},
    )

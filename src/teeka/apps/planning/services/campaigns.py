"""Which campaign is running, whom it serves first, and by which rules it gives seats."""

from datetime import datetime, time

from django.db import transaction
from django.utils.crypto import salted_hmac

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.planning.models import Campaign, CohortTier
from teeka.rules.categories import HEALTH_WORKER_CATEGORIES, LATER_COHORTS
from teeka.shared.clock import today_in_india

# All health workers together first, as in January 2021; each later cohort behind the one before it.
DEFAULT_TIERS = {
    **dict.fromkeys(HEALTH_WORKER_CATEGORIES, 1),
    **{cohort: tier for tier, cohort in enumerate(LATER_COHORTS, start=2)},
}
SENDING_HOURS = (time(8, 0), time(21, 0))  # nobody's telephone rings at night


def running_campaign(now: datetime) -> Campaign:
    """The one running campaign; made with the defaults when there is none yet.

    Lock: the unique index over the running campaign. Of two that make it at once, the second
    waits for the first and then finds it.
    """
    found = Campaign.objects.filter(is_running=True).first()
    return found or _made_with_defaults(now)


def change_rules(
    campaign: Campaign, *, staff_share: float, crosses_borders: bool, by: str, now: datetime
) -> None:
    """Other rules for the next plan, in every district; places that were given stay.

    Lock: the campaign's row.
    """
    before = {"staff_share": campaign.staff_share, "crosses_borders": campaign.crosses_borders}
    after = {"staff_share": staff_share, "crosses_borders": crosses_borders}
    with transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(**after)
        record_event(
            action="campaign.rules_changed",
            subject_type="campaign",
            subject_id=campaign.pk,
            by=by,
            now=now,
            detail={"from": before, "to": after},
        )


def set_pack_places(campaign: Campaign, places: int, *, reason: str, by: str, now: datetime) -> None:
    """In how many places a session's pack must lie before its notices leave; 0: they do not wait for it.

    Lock: the campaign's row.
    """
    with transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(pack_places=places)
        record_event(
            action="campaign.pack_places",
            subject_type="campaign",
            subject_id=campaign.pk,
            by=by,
            now=now,
            detail={"from": campaign.pack_places, "to": places, "reason": reason.strip()},
        )


def key_doses_twice(*, is_on: bool, by: str, now: datetime) -> None:
    """Whether a dose of the running campaign counts only when two people keyed the same batch."""
    with transaction.atomic():
        campaign = running_campaign(now)
        campaign.keys_doses_twice = is_on
        campaign.save(update_fields=["keys_doses_twice"])
        record_event(
            action="campaign.doses_keyed_twice", subject_type="campaign", subject_id=campaign.code, by=by,
            now=now, detail={"on": is_on},
        )  # fmt: skip


def _made_with_defaults(now: datetime) -> Campaign:
    day = today_in_india(now)
    campaign = Campaign(
        code=f"campaign-{day:%Y-%m-%d}",
        name="Vaccination campaign",
        name_hi="टीकाकरण अभियान",
        seed=_drawn_seed(),
        sending_from=SENDING_HOURS[0],
        sending_until=SENDING_HOURS[1],
        created_at=now,
    )
    with transaction.atomic():
        Campaign.objects.bulk_create([campaign], ignore_conflicts=True)
        running = Campaign.objects.get(is_running=True)
        CohortTier.objects.bulk_create(
            [
                CohortTier(campaign=running, category=category, tier=tier)
                for category, tier in DEFAULT_TIERS.items()
            ],
            ignore_conflicts=True,
        )
    return running


def _drawn_seed() -> int:
    """Where the draw among equals begins: nobody can foresee it, and one installation draws it again.

    Not from the clock: a night that begins before midnight and is begun again after it must end alike.
    """
    number = Campaign.objects.count() + 1
    return int(salted_hmac("teeka.campaign.seed", str(number), algorithm="sha256").hexdigest()[:12], 16)


class FreezeHoursRefused(Exception):
    """The list would be published after the hour by which its people must be told, or weeks ahead."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__(f"{least} to {most}")
        self.least, self.most = least, most


MOST_FREEZE_HOURS = 24 * 14


def change_freeze_hours(campaign: Campaign, *, hours: int, by: str, now: datetime) -> None:
    """How long before its session a list is published by itself; what is published stays.

    Lock: the campaign's row. Raises FreezeHoursRefused.
    """
    if not campaign.tell_hours <= hours <= MOST_FREEZE_HOURS:
        raise FreezeHoursRefused(campaign.tell_hours, MOST_FREEZE_HOURS)
    with transaction.atomic():
        held = Campaign.objects.select_for_update().get(pk=campaign.pk)
        before, held.freeze_hours = held.freeze_hours, hours
        held.save(update_fields=["freeze_hours"])
        record_event(
            now=now,
            by=by,
            action="campaign.freeze_hours_changed",
            subject_type="campaign",
            subject_id=campaign.pk,
            detail={"from": before, "to": hours},
        )

"""What is planned: the campaign, who it is for, and its sessions."""

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q

from teeka.apps.places.models import Facility, State


class Campaign(models.Model):
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    name_hi = models.CharField(max_length=120, blank=True)
    state = models.ForeignKey(State, models.PROTECT, null=True, related_name="+")
    dose = models.SmallIntegerField(default=1)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    is_running = models.BooleanField(default=True)
    staff_share = models.FloatField(
        default=0.34, help_text="at most this share of a facility's staff on one day"
    )
    no_show = models.FloatField(
        default=0.3,
        db_default=0.3,
        help_text="the part of those with a place that does not come, by what was seen so far",
    )
    crosses_borders = models.BooleanField(default=False)
    seed = models.BigIntegerField(default=1)
    sending_from = models.TimeField()
    sending_until = models.TimeField()
    tell_hours = models.SmallIntegerField(default=24)
    freeze_hours = models.SmallIntegerField(
        default=30, db_default=30, help_text="a list is published this long before its session, or by hand"
    )
    pack_places = models.SmallIntegerField(
        default=2,
        db_default=2,
        help_text="no notice of a session leaves before its pack lies in so many places",
    )
    keys_doses_twice = models.BooleanField(
        default=False, db_default=False, help_text="a dose counts when two people keyed the same batch"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_running"], condition=Q(is_running=True), name="one_running_campaign"
            )
        ]


class CohortTier(models.Model):
    """Who the campaign is for, in tiers: tier 1 is served first."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="tiers")
    category = models.CharField(max_length=30)
    tier = models.SmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "category"], name="one_tier_a_category")]


class Vaccine(models.Model):
    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=60)
    name_hi = models.CharField(max_length=60, blank=True)
    doses_per_vial = models.SmallIntegerField(default=10)


class DoseInterval(models.Model):
    """When a dose may follow the one before: of the rules for two vaccines one is in force on a day.

    Vaccines by their codes: a rule may stand before anybody plans a session with the vaccine.
    """

    vaccine_before = models.CharField(max_length=20)
    vaccine = models.CharField(max_length=20)
    dose = models.SmallIntegerField(help_text="the later of the two")
    least_days = models.SmallIntegerField()
    most_days = models.SmallIntegerField()
    from_on = models.DateField()
    until_on = models.DateField(null=True, help_text="null: until another rule takes its place")
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vaccine_before", "vaccine", "dose", "from_on"], name="interval_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(least_days__gte=1, most_days__gte=F("least_days")), name="interval_in_order"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="interval_ends_after_start"
            ),
        ]


class SessionSite(models.Model):
    district_code = models.IntegerField()
    facility = models.OneToOneField(Facility, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    name_hi = models.CharField(max_length=200, blank=True)
    pin_code = models.CharField(max_length=6, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    sms_name = models.CharField(max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district_code", "name", "pin_code"],
                condition=Q(facility=None),
                name="outreach_site_once",
            )
        ]


class Session(models.Model):
    """One site, one date, one vaccine. `taken` counts live appointments; a CHECK stands behind it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    code = models.CharField(max_length=40, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="sessions")
    site = models.ForeignKey(SessionSite, models.PROTECT, related_name="sessions")
    district_code = models.IntegerField()
    held_on = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.IntegerField()
    seats_agreed = models.IntegerField(
        help_text="as planned, or as two officers agreed since: one alone opens no seat above it"
    )
    reserve_percent = models.SmallIntegerField(default=0)
    taken = models.IntegerField(default=0, db_default=0)
    vaccine = models.ForeignKey(Vaccine, models.PROTECT, related_name="+")
    dose = models.SmallIntegerField(null=True, help_text="null: any dose")
    cohort = models.CharField(max_length=200, blank=True)
    vaccinators = models.SmallIntegerField(default=1)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=60, blank=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    upload_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["district_code", "held_on"], name="session_district_date")]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__gte=0, taken__lte=F("capacity")), name="session_not_oversold"
            ),
            models.CheckConstraint(
                condition=Q(capacity__lte=F("seats_agreed")), name="seats_above_plan_are_agreed"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A session that is planned has as many seats agreed on as it has."""
        if self.seats_agreed is None:
            self.seats_agreed = self.capacity
        super().save(*args, **kwargs)

"""Who has a place where, who has none and why, and who may not come.

A plan writes a row a person. Where the service itself has just read the parent (campaign, plan) or the
neighbour column already proves it (a frozen row's beneficiary is its appointment's), the foreign key is
not checked again by the database: those checks were most of what storing a state's plan cost.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from teeka.apps.people.models import Beneficiary
from teeka.apps.places.models import Facility
from teeka.apps.planning.models import Campaign, Session


class Plan(models.Model):
    """One run of the allotment; the same input and seed give the same plan."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="plans")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    seed = models.BigIntegerField()
    input_sha256 = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)


class Appointment(models.Model):
    class Origin(models.TextChoices):
        ALLOTTED = "allotted"
        BOOKED = "booked"
        BY_HAND = "by_hand"
        STANDBY = "standby"

    district_code = models.IntegerField(help_text="the session's")
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    session = models.ForeignKey(Session, models.PROTECT, related_name="appointments", db_index=False)
    beneficiary = models.ForeignKey(Beneficiary, models.PROTECT, related_name="appointments", db_index=False)
    dose = models.SmallIntegerField()
    slot_at = models.DateTimeField(help_text="when the arrival window opens")
    origin = models.CharField(max_length=8, choices=Origin)
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    reasons = ArrayField(models.CharField(max_length=30), default=list)
    distance_km = models.FloatField(null=True)
    posted_at = models.ForeignKey(
        Facility, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False,
        help_text="where a plan took the person to work when it gave the place",
    )  # fmt: skip
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    is_pinned = models.BooleanField(default=False, db_default=False, help_text="no plan may move it")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=60, blank=True, db_default="")
    cancelled_for = models.CharField(
        max_length=30, blank=True, db_default="", help_text="a Reason of the rules, where there is one"
    )
    cancel_reason = models.CharField(max_length=200, blank=True, db_default="")
    standby_session = models.ForeignKey(
        Session, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False,
        help_text="an earlier one that the person stands by for, after those without a place",
    )  # fmt: skip
    standby_rank = models.SmallIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["session", "slot_at"], name="appointment_session"),
            models.Index(
                fields=["standby_session"],
                condition=Q(cancelled_at=None) & ~Q(standby_session=None),
                name="standby_with_a_later_place",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["beneficiary", "campaign", "dose"],
                condition=Q(cancelled_at=None),
                name="one_live_appointment",
            )
        ]


class Unplaced(models.Model):
    """A person without an appointment, and why; a standby session makes it a standby."""

    district_code = models.IntegerField()
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    beneficiary = models.ForeignKey(Beneficiary, models.CASCADE, related_name="+", db_index=False)
    dose = models.SmallIntegerField()
    reason = models.CharField(max_length=30)
    detail = models.JSONField(default=dict)
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    standby_session = models.ForeignKey(Session, models.PROTECT, null=True, related_name="+", db_index=False)
    standby_rank = models.SmallIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["standby_session"], condition=~Q(standby_session=None), name="standby_of_session"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["beneficiary", "campaign", "dose"], name="unplaced_once")
        ]


class Done(models.Model):
    """A person who needs no place any more: the dose was given. Told by whoever records doses."""

    district_code = models.IntegerField(help_text="the person's")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", db_index=False)
    beneficiary = models.ForeignKey(Beneficiary, models.PROTECT, related_name="+", db_index=False)
    dose = models.SmallIntegerField()
    session = models.ForeignKey(Session, models.PROTECT, related_name="+")
    vaccine = models.CharField(max_length=20)
    given_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["beneficiary", "campaign", "dose"], name="done_once")]


class Exclusion(models.Model):
    """A person whom somebody took out of a campaign, with the reason."""

    district_code = models.IntegerField()
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", db_index=False)
    beneficiary = models.ForeignKey(Beneficiary, models.CASCADE, related_name="+", db_index=False)
    reason = models.CharField(max_length=200)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["beneficiary", "campaign"], name="excluded_once")]


class Absence(models.Model):
    """Days on which a person cannot come to any session."""

    class Kind(models.TextChoices):
        LEAVE = "leave"
        ON_DUTY = "on_duty"
        DEFERRED = "deferred"  # by a doctor: pregnancy, illness

    district_code = models.IntegerField()
    beneficiary = models.ForeignKey(Beneficiary, models.CASCADE, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()
    kind = models.CharField(max_length=8, choices=Kind)
    note = models.CharField(max_length=200, blank=True)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="absence_ends_after_start")
        ]

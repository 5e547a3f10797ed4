"""Who has a place where, who has none and why, and the lists that were published of it.

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


class FrozenList(models.Model):
    """A published version of a session's due list. Nobody can change it: the roles may only add and read."""

    district_code = models.IntegerField()
    session = models.ForeignKey(Session, models.PROTECT, related_name="frozen_lists", db_index=False)
    version = models.SmallIntegerField()
    frozen_at = models.DateTimeField()
    frozen_by = models.CharField(max_length=60)
    reason = models.CharField(max_length=200)
    row_count = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    heading = models.JSONField(
        help_text="what is printed above the rows: site, date, hours, vaccine, officers"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "version"], name="frozen_version_once")]


class FrozenRow(models.Model):
    """One line of a frozen list, with the words as they were printed."""

    pk = models.CompositePrimaryKey("frozen_list_id", "position")
    frozen_list = models.ForeignKey(FrozenList, models.PROTECT, related_name="rows", db_index=False)
    position = models.SmallIntegerField()
    district_code = models.IntegerField()
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+", db_index=False)
    beneficiary = models.ForeignKey(
        Beneficiary, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    slot_at = models.DateTimeField()
    reference = models.BigIntegerField()
    full_name = models.CharField(max_length=120)
    name_hi = models.CharField(max_length=120)
    gender = models.CharField(max_length=1)
    birth_year = models.SmallIntegerField()
    mobile = models.CharField(max_length=10)
    mobile_state = models.CharField(max_length=9)
    language = models.CharField(max_length=2)
    category = models.CharField(max_length=30)
    designation = models.CharField(max_length=120)
    facility_code = models.CharField(max_length=40)
    facility_name = models.CharField(max_length=200)
    facility_name_hi = models.CharField(max_length=200)
    photo_id_type = models.SmallIntegerField(null=True)
    photo_id_last4 = models.CharField(max_length=4)
    origin = models.CharField(max_length=8)

    class Meta:
        indexes = [models.Index(fields=["appointment"], name="frozen_row_appointment")]


class AskedSeat(models.Model):
    """Seats above the plan, which one officer asks for and another one gives or refuses.

    Either one seat for a person, or a number for the session to have.
    """

    class Decision(models.TextChoices):
        WAITS = "waits"
        APPROVED = "approved"
        REFUSED = "refused"

    district_code = models.IntegerField(help_text="the session's")
    session = models.ForeignKey(Session, models.PROTECT, related_name="asked_seats")
    beneficiary = models.ForeignKey(Beneficiary, models.CASCADE, null=True, related_name="+", db_index=False)
    seats = models.IntegerField(null=True, help_text="how many the session is to have")
    reason = models.CharField(max_length=200)
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.WAITS, db_default="waits")
    decided_by = models.CharField(max_length=60, blank=True, db_default="")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(decided_by=models.F("asked_by")), name="two_people_open_a_seat"
            ),
            models.CheckConstraint(
                condition=Q(decision="waits", decided_by="", decided_at=None)
                | Q(~Q(decision="waits"), ~Q(decided_by=""), decided_at__isnull=False),
                name="seat_decided_whole_or_not",
            ),
            models.UniqueConstraint(
                fields=["beneficiary", "session"], condition=Q(decision="waits"), name="seat_asked_for_once"
            ),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(decision="waits", beneficiary=None),
                name="seats_asked_for_once",
            ),
            models.CheckConstraint(
                condition=Q(beneficiary=None, seats__isnull=False) | Q(beneficiary__isnull=False, seats=None),
                name="a_person_or_a_number",
            ),
        ]


class HandSheet(models.Model):
    """A sheet of changes to places, as it was read and tried out; applied once, whole or not at all."""

    district_code = models.IntegerField(help_text="its maker's; 0 when that is several")
    file_name = models.CharField(max_length=200)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    rows = models.JSONField(help_text="[{row, reference, action, session_code, other_reference, reason}]")
    outcomes = models.JSONField(help_text="[{row, fate, rules, facts}], as last tried or as applied")
    applied_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["made_by", "-made_at"], name="hand_sheet_of_maker")]


class WhatIf(models.Model):
    """Changes that somebody tries out, and what the plan would be with them."""

    class State(models.TextChoices):
        DRAFT = "draft"
        ASKED = "asked"  # the worker is to work it out
        SHOWN = "shown"
        PUBLISHING = "publishing"  # the worker is to publish it
        PUBLISHED = "published"
        THROWN_AWAY = "thrown_away"

    district_code = models.IntegerField(help_text="whose people and sessions it is about; 0: the whole state")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    changes = models.JSONField(default=list, help_text="as rules/what_if/changes.py reads them")
    state = models.CharField(max_length=11, choices=State, default=State.DRAFT)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    basis = models.JSONField(default=dict, help_text="{sha256, counts}: what it was worked out on")
    outcome = models.JSONField(default=dict, help_text="as rules/what_if/comparing.py counts it")
    worked_out_at = models.DateTimeField(null=True)
    refusal = models.JSONField(default=dict, help_text="why it was not worked out or published the last time")
    ended_by = models.CharField(max_length=60, blank=True, help_text="who published it or threw it away")
    ended_at = models.DateTimeField(null=True)
    opens_seats = models.BooleanField(
        default=False, db_default=False, help_text="published with seats above the plan"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(opens_seats=True, ended_by=F("made_by")), name="two_people_publish_seats"
            )
        ]


class WhatIfPerson(models.Model):
    """Somebody who has another place in a what-if than in the plan in force, or who has none in it."""

    what_if = models.ForeignKey(WhatIf, models.CASCADE, related_name="people")
    district_code = models.IntegerField(help_text="the person's")
    beneficiary = models.ForeignKey(
        Beneficiary, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    tier = models.SmallIntegerField(help_text="0: of no tier of the campaign")
    is_listed = models.BooleanField(help_text="the place in force stands on a published list")
    from_code = models.CharField(max_length=40, help_text="of the session in force; empty: no place")
    from_site = models.CharField(max_length=200)
    from_site_hi = models.CharField(max_length=200)
    from_on = models.DateField(null=True)
    from_km = models.FloatField(null=True)
    lost_for = models.CharField(max_length=30, help_text="a Reason of the rules, where there is one")
    to_code = models.CharField(max_length=40)
    to_site = models.CharField(max_length=200)
    to_site_hi = models.CharField(max_length=200)
    to_on = models.DateField(null=True)
    to_km = models.FloatField(null=True)
    why = ArrayField(models.CharField(max_length=30))
    reason = models.CharField(max_length=30, help_text="why there is no place then")
    is_standby = models.BooleanField()

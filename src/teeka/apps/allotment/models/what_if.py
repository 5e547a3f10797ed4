"""Plans that are tried out beside the one in force."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from teeka.apps.people.models import Beneficiary
from teeka.apps.planning.models import Campaign


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

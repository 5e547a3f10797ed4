"""The promise to tell everybody in time: how it looks for each session, and what rang when."""

from django.db import models
from django.db.models import Q

from teeka.apps.planning.models import Session


class PromiseOutlook(models.Model):
    """What only who sees every district can count: a session's messages wait for those of all the others."""

    session = models.OneToOneField(Session, models.CASCADE, primary_key=True, related_name="+")
    district_code = models.IntegerField()
    at_risk = models.IntegerField(help_text="people who would not be told in time at the pace seen")
    seen_at = models.DateTimeField()


class PromiseAlarm(models.Model):
    """One alarm a session and cause, from when it began until nobody was left, or the session began."""

    district_code = models.IntegerField()
    session = models.ForeignKey(Session, models.PROTECT, related_name="+")
    cause = models.CharField(max_length=10)
    people = models.IntegerField(help_text="the most that it rang for")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "cause"], condition=Q(ended_at=None), name="one_alarm_a_cause"
            )
        ]

"""The promise to tell everybody in time: how it looks for each session, and what rang when."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from teeka.apps.accounts.models import Staff
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


class AlarmLetter(models.Model):
    """What one who is in charge is told of an alarm, by e-mail: once."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"  # a mail server took it, or perhaps took it
        REFUSED = "refused"

    district_code = models.IntegerField()
    alarm = models.ForeignKey(PromiseAlarm, models.CASCADE, related_name="+", db_index=False)
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+", db_index=False)
    reference = models.UUIDField(unique=True, default=uuid4)
    to_email = models.CharField(max_length=254)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=300)
    text = models.CharField(max_length=1000)
    state = models.CharField(max_length=7, choices=State, default=State.QUEUED)
    state_at = models.DateTimeField()
    code = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alarm", "staff"], name="one_letter_an_alarm")]
        indexes = [
            models.Index(fields=["id"], condition=Q(state__in=["queued", "sending"]), name="letter_to_send")
        ]

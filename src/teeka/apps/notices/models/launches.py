"""No pack, no launch: which lists may be told of, and who let a session go without its pack."""

from django.db import models
from django.db.models import F, Q

from teeka.apps.allotment.models import FrozenList
from teeka.apps.planning.models import Session


class PackGate(models.Model):
    """This list's pack lies verified in enough places: the notices of its session may leave."""

    frozen_list = models.OneToOneField(FrozenList, models.PROTECT, primary_key=True, related_name="+")
    district_code = models.IntegerField()
    opened_at = models.DateTimeField()


class AskedLaunch(models.Model):
    """Somebody asked that a session's notices leave without its pack; somebody else decides."""

    class Decision(models.TextChoices):
        WAITS = "waits"
        APPROVED = "approved"
        REFUSED = "refused"

    district_code = models.IntegerField()
    session = models.ForeignKey(Session, models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=200)
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.WAITS)
    decision_reason = models.CharField(max_length=200, blank=True, db_default="")
    decided_by = models.CharField(max_length=60, blank=True, db_default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(decision__in=["waits", "approved"]),
                name="one_launch_asked_for",
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="launch_decided_by_another"),
        ]

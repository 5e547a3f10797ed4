"""Sending that is stopped."""

from django.db import models
from django.db.models import Index, Q

from teeka.apps.planning.models import Session


class Stop(models.Model):
    """While it is not lifted nothing more is sent of a session, or of a whole district."""

    district_code = models.IntegerField()
    session = models.ForeignKey(Session, models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=200)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    withdrawn = models.IntegerField(help_text="messages that were not on the wire yet")
    corrected = models.IntegerField(help_text="people who are told to ignore what they were told")
    lifted_by = models.CharField(max_length=60, blank=True, db_default="")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [Index(fields=["made_at"], condition=Q(lifted_at=None), name="stop_in_force")]

"""Which kinds of notices a campaign sends beside those that every campaign sends."""

from django.db import models
from django.db.models import Index

from teeka.apps.planning.models import Campaign


class KindSwitch(models.Model):
    """A kind was switched on or off for a campaign, by whom and why. Only added: the last one counts."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", db_index=False)
    purpose = models.CharField(max_length=20)
    is_on = models.BooleanField()
    reason = models.CharField(max_length=200)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [Index(fields=["campaign", "purpose", "-id"], name="kind_switch_newest")]

"""The places that keep published lists, where each was written, and when the copy was read back."""

from django.db import models

from teeka.apps.allotment.models import FrozenList


class PackCopy(models.Model):
    district_code = models.IntegerField()
    frozen_list = models.ForeignKey(FrozenList, models.PROTECT, related_name="copies")
    place = models.CharField(max_length=40)
    path = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    row_count = models.IntegerField()
    verified_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["frozen_list", "place", "path"], name="one_copy_a_place_and_path")
        ]


class Place(models.Model):
    """Where copies of lists are kept, and how it does. No secret is in its settings: they name variables."""

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10)
    settings = models.JSONField()
    is_on = models.BooleanField(default=True)
    reason = models.CharField(max_length=200, blank=True)
    set_by = models.CharField(max_length=60)
    set_at = models.DateTimeField()
    fault = models.CharField(max_length=20, blank=True, default="", db_default="")
    fault_said = models.CharField(max_length=200, blank=True, default="", db_default="")
    failing_since = models.DateTimeField(null=True)
    tries = models.IntegerField(default=0, db_default=0, help_text="failures in a row")
    not_before = models.DateTimeField(null=True, help_text="it is left alone until then")
    worked_at = models.DateTimeField(null=True, help_text="when it last did what it was asked")
    damaged_at = models.DateTimeField(null=True, help_text="when a copy was last found changed or gone")
    damaged_count = models.IntegerField(default=0, db_default=0)

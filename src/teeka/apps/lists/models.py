"""Where each published list was written, and when the copy was read back."""

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

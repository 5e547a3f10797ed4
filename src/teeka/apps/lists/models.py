"""The places that keep published lists, where each was written, and when the copy was read back."""

from django.db import models

from teeka.apps.allotment.models import FrozenList
from teeka.apps.places.models import Facility


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


class PackRecipient(models.Model):
    """Who is in charge of a facility and gets the packs of its sessions by e-mail, locked.

    The password is kept nowhere: it is made of the installation's secret and of `generation`.
    """

    facility = models.OneToOneField(Facility, models.PROTECT, primary_key=True, related_name="+")
    district_code = models.IntegerField()
    email = models.CharField(max_length=254)
    generation = models.IntegerField(default=1, db_default=1)
    set_by = models.CharField(max_length=60)
    set_at = models.DateTimeField()


class PackLetter(models.Model):
    """One version of a list that was, or is to be, e-mailed: taken by a mail server is all that is known."""

    district_code = models.IntegerField()
    frozen_list = models.ForeignKey(FrozenList, models.PROTECT, related_name="+")
    to_email = models.CharField(max_length=254)
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=60, blank=True, default="", db_default="")
    tries = models.IntegerField(default=0, db_default=0)
    not_before = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["frozen_list", "to_email"], name="one_letter_a_version")
        ]

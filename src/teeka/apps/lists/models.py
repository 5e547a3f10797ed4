"""Where each published list was written and read back, and whose signature vouches for it."""

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


class SigningKey(models.Model):
    """A public key of this installation; the newest is in force. Rows are only added.

    The private half lies in TEEKA_HOME and nowhere else. A key that follows another was signed by
    both: `signed_before` is empty when the earlier one's private half was lost.
    """

    public_key = models.CharField(max_length=44, unique=True)
    before = models.CharField(max_length=44, unique=True)  # the public key that ended when this one began
    began_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    made_by = models.CharField(max_length=60)
    signed_before = models.CharField(max_length=88)
    signed_itself = models.CharField(max_length=88)


class VersionSignature(models.Model):
    """The signature of one frozen version. Never changed: the version's files hold it."""

    frozen_list = models.OneToOneField(FrozenList, models.PROTECT, primary_key=True, related_name="signature")
    district_code = models.IntegerField()
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="+", db_index=False)
    signature = models.CharField(max_length=88)
    signed_at = models.DateTimeField()


class ManifestIssue(models.Model):
    """A manifest that was written: an older one that is put back has a smaller counter than the newest."""

    pk = models.CompositePrimaryKey("place", "counter")
    place = models.CharField(max_length=40)
    counter = models.BigIntegerField()
    made_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

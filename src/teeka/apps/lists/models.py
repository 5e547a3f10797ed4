"""The places that keep published lists, whose signature vouches for them, and who in charge has seen them."""

from django.db import models
from django.db.models import Q

from teeka.apps.allotment.models import FrozenList
from teeka.apps.places.models import Facility
from teeka.apps.planning.models import Session


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

    class Kind(models.TextChoices):
        PACK = "pack"
        NUDGE = "nudge"  # nobody said yet that they have it

    district_code = models.IntegerField()
    frozen_list = models.ForeignKey(FrozenList, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5, choices=Kind, default=Kind.PACK, db_default=Kind.PACK)
    to_email = models.CharField(max_length=254)
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=60, blank=True, default="", db_default="")
    tries = models.IntegerField(default=0, db_default=0)
    not_before = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["frozen_list", "to_email", "kind"], name="one_letter_a_version_and_kind"
            )
        ]


class PackLink(models.Model):
    """The address under which who is in charge of a session sees its newest list, without a login.

    The secret in it is kept nowhere: it is made of the installation's secret and `nonce`. Found by its hash.
    """

    district_code = models.IntegerField()
    session = models.ForeignKey(Session, models.PROTECT, related_name="+")
    nonce = models.CharField(max_length=32)
    secret_hash = models.CharField(max_length=64, unique=True)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    withdrawn_by = models.CharField(max_length=60, blank=True, default="", db_default="")
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(
        max_length=200, blank=True, default="", db_default="", help_text="withdrawn why"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(withdrawn_at=None), name="one_live_link_a_session"
            )
        ]


class SeenList(models.Model):
    """Somebody in charge said that they have this version. The first who says so counts."""

    frozen_list = models.OneToOneField(FrozenList, models.PROTECT, primary_key=True, related_name="+")
    district_code = models.IntegerField()
    link = models.ForeignKey(PackLink, models.PROTECT, related_name="+")
    seen_by = models.CharField(max_length=80, help_text="the name that they gave")
    seen_at = models.DateTimeField()

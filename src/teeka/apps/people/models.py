"""Who a campaign is for, and where they work."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from teeka.apps.places.models import Facility


class Posting(models.Model):
    """One distinct claim of a workplace: all who wrote the same text in the same district share it."""

    class Decision(models.TextChoices):
        UNRESOLVED = "unresolved"
        ACCEPT = "accept"
        CONFIRM = "confirm"
        REVIEW = "review"

    district_code = models.IntegerField(
        help_text="where its people are looked after: the facility's district once accepted"
    )
    stated_district_code = models.IntegerField()
    text = models.CharField(max_length=300)
    facility_code_given = models.CharField(max_length=40)
    decision = models.CharField(
        max_length=10, choices=Decision, default=Decision.UNRESOLVED, db_default="unresolved"
    )
    facility = models.ForeignKey(Facility, models.PROTECT, null=True, related_name="+")
    confidence = models.FloatField(null=True)
    reasons = ArrayField(models.CharField(max_length=30), default=list, db_default="{}")
    candidates = ArrayField(models.BigIntegerField(), default=list, db_default="{}")
    probabilities = ArrayField(
        models.FloatField(), default=list, db_default="{}", help_text="of each of the candidates"
    )
    resolved_at = models.DateTimeField(null=True)
    resolved_against = models.CharField(
        max_length=16, blank=True, db_default="", help_text="the print of the rule and the names; empty: anew"
    )
    decided_by = models.CharField(
        max_length=60, blank=True, db_default="", help_text="the person who settled it"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stated_district_code", "text", "facility_code_given"], name="posting_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(decision="accept") | models.Q(facility__isnull=False),
                name="accepted_posting_has_facility",
            ),
        ]


class Beneficiary(models.Model):
    class MobileState(models.TextChoices):
        OK = "ok"
        MISSING = "missing"
        MALFORMED = "malformed"
        FILLER = "filler"
        SHARED = "shared"

    reference = models.BigIntegerField(unique=True, help_text="14 digits, on every list and form")
    district_code = models.IntegerField()
    roster_key = models.BinaryField(max_length=16, unique=True)
    full_name = models.CharField(max_length=120)
    name_hi = models.CharField(max_length=120)
    gender = models.CharField(max_length=1)
    birth_year = models.SmallIntegerField()
    date_of_birth = models.DateField(null=True)
    mobile = models.CharField(max_length=10)
    mobile_state = models.CharField(max_length=9, choices=MobileState)
    alt_mobile = models.CharField(max_length=10)
    email = models.CharField(max_length=254, null=True, help_text="null: none is known")
    photo_id_type = models.SmallIntegerField(null=True)
    photo_id_hash = models.BinaryField(null=True, max_length=32)
    photo_id_last4 = models.CharField(max_length=4)
    category = models.CharField(max_length=30)
    designation = models.CharField(max_length=120)
    employee_id = models.CharField(max_length=40)
    is_vaccinator = models.BooleanField()
    language = models.CharField(max_length=2)
    home_address = models.CharField(
        max_length=300, help_text="for the record; never places a person who has a posting"
    )
    home_pin_code = models.CharField(max_length=6)
    dose1_vaccine = models.CharField(
        max_length=20, null=True, help_text="code of the vaccine of a first dose that a roster told of"
    )
    dose1_on = models.DateField(null=True)
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="people")
    stands_for = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="registrations", db_index=False
    )
    upload_id = models.BigIntegerField(help_text="the upload that last wrote this row")
    registered_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["district_code"], name="beneficiary_district"),
            models.Index(
                fields=["mobile"],
                condition=models.Q(mobile_state__in=["ok", "shared"]),
                name="beneficiary_mobile",
            ),
            models.Index(
                fields=["stands_for"],
                condition=~models.Q(stands_for=None),
                name="beneficiary_second",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(stands_for=models.F("id")), name="nobody_stands_for_self"
            ),
        ]


class ReferenceBlock(models.Model):
    """The ten million references that the people of one upload are given from; never given out again.

    Numbered without gaps under the lock for rosters, and only for an upload that brings somebody new. So an
    import that was killed and repeated gives everybody the reference that an undisturbed one would have.
    """

    number = models.IntegerField(primary_key=True)
    upload_id = models.BigIntegerField()


class DuplicateLink(models.Model):
    """Two registrations of one person: `duplicate` stands for `survivor` while the link is not undone."""

    class Decision(models.TextChoices):
        LINK = "link"
        HOLD = "hold"
        LEAVE = "leave"  # a person looked and said no

    district_code = models.IntegerField()
    survivor = models.ForeignKey(Beneficiary, models.CASCADE, related_name="+")
    duplicate = models.ForeignKey(Beneficiary, models.CASCADE, related_name="+")
    probability = models.FloatField()
    decision = models.CharField(max_length=5, choices=Decision)
    reasons = ArrayField(models.CharField(max_length=30), default=list)
    bits = ArrayField(
        models.FloatField(), default=list, db_default="{}", help_text="what each of the reasons weighs"
    )
    found_at = models.DateTimeField()
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survivor", "duplicate"],
                condition=models.Q(undone_at=None),
                name="one_live_link_a_pair",
            )
        ]


class ComparedRegistration(models.Model):
    """What a registration said when its duplicates were last sought: one that says otherwise now is new.

    No foreign key: a registration that an import takes back goes without asking here.
    """

    beneficiary_id = models.BigIntegerField(primary_key=True)
    fingerprint = models.BigIntegerField(
        help_text="of all that the rule weighs, and of the rule's parameters"
    )
    keys = models.BinaryField(
        db_default=b"", help_text="what it may share with others: each of the rule's KEY_COLUMNS in 8 bytes"
    )

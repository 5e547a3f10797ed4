"""Where things are: state > district > block, PIN codes, facilities and what people call them."""

from django.db import models


class State(models.Model):
    code = models.IntegerField(primary_key=True)
    name = models.CharField(max_length=80, unique=True)
    name_hi = models.CharField(max_length=80, blank=True)


class District(models.Model):
    """`code` is ours and never changes; the Local Government Directory's stands beside it."""

    code = models.IntegerField(primary_key=True)
    state = models.ForeignKey(State, models.PROTECT, related_name="districts")
    name = models.CharField(max_length=80)
    name_hi = models.CharField(max_length=80, blank=True)
    lgd_code = models.IntegerField(null=True, unique=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)


class DistrictSpelling(models.Model):
    """A way to write a district's name, folded; one spelling can name districts of two states."""

    folded = models.CharField(max_length=80)
    district = models.ForeignKey(District, models.CASCADE, related_name="spellings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["folded", "district"], name="district_spelling_once")]


class Block(models.Model):
    code = models.IntegerField(primary_key=True)
    district = models.ForeignKey(District, models.PROTECT, related_name="blocks")
    name = models.CharField(max_length=80)
    name_hi = models.CharField(max_length=80, blank=True)


class PinCode(models.Model):
    """A PIN code and the district most of its post offices lie in; the point is their median."""

    pin_code = models.CharField(max_length=6, primary_key=True)
    district = models.ForeignKey(District, models.PROTECT, related_name="pin_codes")
    name = models.CharField(max_length=80)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)


class Facility(models.Model):
    class CoordinatesFrom(models.TextChoices):
        FILE = "file"
        PIN_CODE = "pin_code"
        DISTRICT = "district"
        NOWHERE = "nowhere"

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    name_hi = models.CharField(max_length=200, blank=True)
    type = models.CharField(max_length=8, blank=True)
    district_code = models.IntegerField()
    block = models.ForeignKey(Block, models.PROTECT, null=True, related_name="+")
    block_name = models.CharField(max_length=80, blank=True)
    pin_code = models.CharField(max_length=6, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    coordinates_from = models.CharField(max_length=10, choices=CoordinatesFrom)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    incharge_name = models.CharField(max_length=120, blank=True)
    incharge_mobile = models.CharField(max_length=10, blank=True)
    expected_workers = models.IntegerField(null=True)
    sms_name = models.CharField(max_length=30)
    is_active = models.BooleanField(default=True)
    one_with = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="also_listed", db_index=False,
        help_text="the row that stands for the facility where this one lists it again",
    )  # fmt: skip
    one_with_evidence = models.JSONField(default=list, db_default=[], help_text="[[sign, [texts]]]")
    one_with_by = models.CharField(
        max_length=60, blank=True, default="", db_default="",
        help_text="who said that it is, or is not, one with another: teeka, or a person whose word stays",
    )  # fmt: skip
    one_with_at = models.DateTimeField(null=True)
    proposed_by = models.CharField(
        max_length=60,
        blank=True,
        db_default="",
        help_text="who proposed it from a posting's text; empty: a registry names it",
    )
    proposed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(
        max_length=60, blank=True, db_default="", help_text="who said that the proposal was wrong"
    )
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["district_code"], name="facility_district"),
            models.Index(
                fields=["one_with"], condition=models.Q(one_with__isnull=False), name="facility_one_with"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(one_with=models.F("id")), name="no_facility_listed_for_itself"
            )
        ]


class FacilityAlias(models.Model):
    """What people of one district write when they mean a facility; a person said so, or an import."""

    facility = models.ForeignKey(Facility, models.CASCADE, related_name="aliases")
    district_code = models.IntegerField()
    text = models.CharField(max_length=300)
    folded = models.CharField(max_length=300)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district_code", "text"],
                condition=models.Q(undone_at=None),
                name="one_alias_a_text_and_district",
            )
        ]

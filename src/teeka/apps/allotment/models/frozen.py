"""Published versions of due lists."""

from django.db import models

from teeka.apps.allotment.models.places import Appointment
from teeka.apps.people.models import Beneficiary
from teeka.apps.planning.models import Session


class FrozenList(models.Model):
    """A published version of a session's due list. Nobody can change it: the roles may only add and read."""

    district_code = models.IntegerField()
    session = models.ForeignKey(Session, models.PROTECT, related_name="frozen_lists", db_index=False)
    version = models.SmallIntegerField()
    frozen_at = models.DateTimeField()
    frozen_by = models.CharField(max_length=60)
    reason = models.CharField(max_length=200)
    row_count = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    heading = models.JSONField(
        help_text="what is printed above the rows: site, date, hours, vaccine, officers"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "version"], name="frozen_version_once")]


class FrozenRow(models.Model):
    """One line of a frozen list, with the words as they were printed."""

    pk = models.CompositePrimaryKey("frozen_list_id", "position")
    frozen_list = models.ForeignKey(FrozenList, models.PROTECT, related_name="rows", db_index=False)
    position = models.SmallIntegerField()
    district_code = models.IntegerField()
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+", db_index=False)
    beneficiary = models.ForeignKey(
        Beneficiary, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    slot_at = models.DateTimeField()
    reference = models.BigIntegerField()
    full_name = models.CharField(max_length=120)
    name_hi = models.CharField(max_length=120)
    gender = models.CharField(max_length=1)
    birth_year = models.SmallIntegerField()
    mobile = models.CharField(max_length=10)
    mobile_state = models.CharField(max_length=9)
    language = models.CharField(max_length=2)
    category = models.CharField(max_length=30)
    designation = models.CharField(max_length=120)
    facility_code = models.CharField(max_length=40)
    facility_name = models.CharField(max_length=200)
    facility_name_hi = models.CharField(max_length=200)
    photo_id_type = models.SmallIntegerField(null=True)
    photo_id_last4 = models.CharField(max_length=4)
    origin = models.CharField(max_length=8)

    class Meta:
        indexes = [models.Index(fields=["appointment"], name="frozen_row_appointment")]

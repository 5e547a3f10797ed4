"""Staff, their jurisdiction, and the trail of what they did."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class Role(models.TextChoices):
    NATIONAL = "national"
    STATE = "state"
    DISTRICT = "district"
    BLOCK = "block"
    FACILITY = "facility"
    SESSION_SITE = "session_site"
    VERIFIER = "verifier"
    VACCINATOR = "vaccinator"
    CALL_CENTRE = "call_centre"
    AUDITOR = "auditor"


class StaffManager(BaseUserManager["Staff"]):
    def get_by_natural_key(self, username: str | None) -> "Staff":
        return self.get(username=username)


class Staff(AbstractBaseUser):
    """One login: one role at one place. A finer place implies the coarser ones."""

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=Role)
    state_code = models.IntegerField(null=True)
    district_code = models.IntegerField(null=True)
    block_code = models.IntegerField(null=True)
    facility_id = models.BigIntegerField(null=True)
    session_site_id = models.BigIntegerField(null=True)
    language = models.CharField(max_length=2, default="en")
    email = models.CharField(
        max_length=254, null=True, help_text="where alarms are written to; null: nowhere"
    )
    is_active = models.BooleanField(default=True)

    objects = StaffManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name", "role"]


class AuditEvent(models.Model):
    """Something that somebody did or looked at. district_code 0: of no one district."""

    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60)
    district_code = models.IntegerField()
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="audit_subject")]


class AuditAnchor(models.Model):
    """The hash of all events up to one, chained to the anchor before it."""

    at = models.DateTimeField()
    last_event_id = models.BigIntegerField(unique=True)
    event_count = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)

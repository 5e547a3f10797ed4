"""What people answered, by message or by voice."""

from django.db import models
from django.db.models import Index, Q

from teeka.apps.allotment.models import Appointment


class ReplyLine(models.Model):
    """A number that people answer to: by text, or by a call that nobody takes up."""

    class Kind(models.TextChoices):
        TEXT = "text"  # they write; messages name this number
        RINGS_YES = "rings_yes"  # a missed call to it says yes
        RINGS_NO = "rings_no"

    number = models.CharField(max_length=15, unique=True, help_text="as people dial it, digits only")
    kind = models.CharField(max_length=9, choices=Kind)
    keyword = models.CharField(max_length=12, blank=True, help_text="what a short code wants before answers")
    is_on = models.BooleanField(default=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=60)
    change_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(kind="text", is_on=True), name="one_number_is_named"
            )
        ]


class Reply(models.Model):
    """What somebody answered, as it came, and what became of it. District 0 until it is known whose it is."""

    class State(models.TextChoices):
        RECEIVED = "received"
        TAKEN = "taken"  # it is kept as an answer of the appointment named
        UNCLEAR = "unclear"  # only a person can say what it means, or for whom
        NOBODY = "nobody"  # of this number nobody is expected
        SET_ASIDE = "set_aside"  # a person read it: it answers nothing

    district_code = models.IntegerField(default=0)
    route_code = models.CharField(max_length=40)
    dedup_key = models.BinaryField(max_length=16, unique=True)
    from_number = models.CharField(max_length=15)
    to_number = models.CharField(max_length=15)
    text = models.CharField(max_length=1000, blank=True)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.RECEIVED, db_default="received")
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+", db_index=False)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=60, blank=True, db_default="", help_text="empty: the rule did")

    class Meta:
        indexes = [
            Index(fields=["received_at"], condition=Q(state="received"), name="reply_received"),
            Index(fields=["received_at"], condition=Q(state="unclear"), name="reply_unclear"),
            Index(fields=["from_number"], name="reply_from"),
        ]


class CallOutcome(models.Model):
    """What came of telling somebody by voice, or what they answered. Only added: the last one counts."""

    class Channel(models.TextChoices):
        VOICE = "voice"
        SMS = "sms"
        MISSED_CALL = "missed_call"

    district_code = models.IntegerField()
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+", db_index=False)
    session_id = models.UUIDField()
    outcome = models.CharField(max_length=20)
    channel = models.CharField(max_length=11, choices=Channel, default=Channel.VOICE, db_default="voice")
    note = models.CharField(max_length=200, blank=True)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            Index(fields=["appointment"], name="call_outcome_appointment"),
            Index(fields=["session_id"], name="call_outcome_session"),
        ]


class CallClaim(models.Model):
    """Somebody is about to ring this person, until then by the database's clock; nobody else should."""

    district_code = models.IntegerField()
    appointment = models.OneToOneField(Appointment, models.PROTECT, related_name="+")
    claimed_by = models.CharField(max_length=60)
    claimed_until = models.DateTimeField()

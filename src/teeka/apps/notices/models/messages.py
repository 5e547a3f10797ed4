"""Messages: what is owed, and exactly one row each that tells where it stands.

A message's content never changes. Where it stands is told by a row in Outbox while it is open, in
Settled when it has come to its end. Both are narrow, so that counting half a million is quick.
"""

from django.db import models
from django.db.models import Index, Q

from teeka.apps.allotment.models import Appointment, FrozenList
from teeka.apps.notices.models.routes import Route, Template
from teeka.apps.people.models import Beneficiary
from teeka.apps.planning.models import Campaign, Session

OF_DOSES = ("dose_2_due", "after_dose", "dose_undone")  # rules/messages/invitation


class Message(models.Model):
    """What is owed to one person about one appointment, or about a dose that comes due. Only added."""

    district_code = models.IntegerField()
    reference = models.UUIDField(
        unique=True, help_text="ours; given to every provider and repeated in receipts"
    )
    purpose = models.CharField(max_length=20)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    frozen_list = models.ForeignKey(
        FrozenList, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    # The database checks the appointment; the others are read off rows that it has checked already,
    # and checking each of them again took a third of the time to plan half a million messages.
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+", db_index=False)
    beneficiary = models.ForeignKey(
        Beneficiary, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    revision = models.SmallIntegerField(help_text="the version of the frozen list that first owed it")
    channel = models.CharField(max_length=10, default="sms")
    sequence = models.SmallIntegerField(default=1)
    slot_at = models.DateTimeField(help_text="the moment it names")
    site_name = models.CharField(max_length=30, help_text="the place it names")
    language = models.CharField(max_length=2)
    template = models.ForeignKey(
        Template, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    to_number = models.CharField(max_length=15, blank=True)
    to_email = models.CharField(max_length=254, blank=True, db_default="")
    text = models.CharField(max_length=1000, blank=True)
    segments = models.SmallIntegerField(default=0)
    must_be_told_by = models.DateTimeField()
    planned_at = models.DateTimeField()

    class Meta:
        indexes = [
            Index(fields=["session"], name="message_session"),
            Index(fields=["beneficiary"], name="message_beneficiary"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "purpose", "revision", "beneficiary", "channel", "sequence"],
                name="one_message_a_revision",
            ),
            models.UniqueConstraint(
                fields=["beneficiary", "campaign", "purpose", "channel", "sequence"],
                condition=Q(appointment=None),
                name="one_message_a_dose",
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=OF_DOSES, appointment=None, frozen_list=None, session=None)
                | Q(
                    ~Q(purpose__in=OF_DOSES),
                    appointment__isnull=False,
                    frozen_list__isnull=False,
                    session__isnull=False,
                ),
                name="of_a_place_or_of_a_dose",
            ),
        ]


class Submission(models.Model):
    """One claimed batch: who holds it and until when, by the clock of the database."""

    route = models.ForeignKey(Route, models.PROTECT, related_name="+", db_index=False)
    owner = models.UUIDField(help_text="the dispatcher that claimed it")
    claimed_at = models.DateTimeField()
    lease_until = models.DateTimeField()
    message_count = models.IntegerField()


class Outbox(models.Model):
    """Where an open message stands; the row leaves at the end. Its rank rises, see rules/messages/states."""

    message = models.OneToOneField(
        Message, models.PROTECT, primary_key=True, related_name="+", db_constraint=False
    )
    district_code = models.IntegerField()
    session_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=5, default="sms", db_default="sms")
    state = models.CharField(max_length=10)
    state_at = models.DateTimeField()
    priority = models.SmallIntegerField(default=5, help_text="0 is sent first")
    must_be_told_by = models.DateTimeField()
    useless_from = models.DateTimeField(help_text="when the session begins: nothing is sent after it")
    not_before = models.DateTimeField(null=True)
    attempt = models.SmallIntegerField(default=1, db_default=1)
    route = models.ForeignKey(
        Route, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    submission = models.ForeignKey(
        Submission, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    send_started_at = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=80, blank=True, db_default="")
    receipt_key = models.CharField(
        max_length=130,
        null=True,
        help_text="route and provider's id, where receipts do not carry our reference",
    )
    is_perhaps_sent = models.BooleanField(default=False, db_default=False)
    is_possible_duplicate = models.BooleanField(default=False, db_default=False)
    times_asked = models.SmallIntegerField(default=0, db_default=0)
    last_code = models.CharField(max_length=60, blank=True, db_default="")

    class Meta:
        indexes = [
            Index(
                fields=["priority", "must_be_told_by", "message"],
                condition=Q(state="queued"),
                name="outbox_queued",
            ),
            Index(
                fields=["submission"], condition=Q(state__in=["claimed", "submitting"]), name="outbox_in_hand"
            ),
            Index(fields=["not_before"], condition=Q(state="uncertain"), name="outbox_uncertain"),
            Index(
                fields=["route"],
                condition=Q(state="queued", is_perhaps_sent=True),
                name="outbox_bound",
            ),
            Index(fields=["receipt_key"], condition=~Q(receipt_key=None), name="outbox_receipt_key"),
            Index(
                fields=["route", "not_before"],
                condition=Q(state="accepted") & ~Q(not_before=None),
                name="outbox_to_ask_about",
            ),
        ]


class Settled(models.Model):
    """How a message ended. A late receipt may still lift it: unconfirmed, undelivered < delivered."""

    message = models.OneToOneField(
        Message, models.PROTECT, primary_key=True, related_name="+", db_constraint=False
    )
    district_code = models.IntegerField()
    session_id = models.UUIDField(null=True)
    state = models.CharField(max_length=11)
    state_at = models.DateTimeField()
    reason = models.CharField(max_length=40, blank=True, db_default="")
    must_be_told_by = models.DateTimeField()
    attempt = models.SmallIntegerField()
    route = models.ForeignKey(
        Route, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    provider_id = models.CharField(max_length=80, blank=True, db_default="")
    receipt_key = models.CharField(max_length=130, null=True)
    is_perhaps_sent = models.BooleanField(default=False, db_default=False)
    is_possible_duplicate = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            Index(fields=["receipt_key"], condition=~Q(receipt_key=None), name="settled_receipt_key"),
        ]


class Attempt(models.Model):
    """One answer of a provider about one message. Only added."""

    message_id = models.BigIntegerField()
    district_code = models.IntegerField()
    submission = models.ForeignKey(
        Submission, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    attempt = models.SmallIntegerField()
    answer = models.CharField(max_length=20)
    code = models.CharField(max_length=60, blank=True)
    provider_id = models.CharField(max_length=80, blank=True)
    send_started_at = models.DateTimeField()
    answered_at = models.DateTimeField()

    class Meta:
        indexes = [Index(fields=["message_id"], name="attempt_message")]


class Part(models.Model):
    """One of the messages as which a long text went, where each has an id and a receipt of its own."""

    message_id = models.BigIntegerField()
    district_code = models.IntegerField()
    attempt = models.SmallIntegerField()
    number = models.SmallIntegerField(help_text="from 1, in the order of the text")
    receipt_key = models.CharField(
        max_length=130, null=True, help_text="route and provider's id; null where the answer was lost"
    )
    state = models.CharField(max_length=11, help_text="accepted until its receipt says more")

    class Meta:
        indexes = [
            Index(fields=["message_id"], name="part_message"),
            Index(fields=["receipt_key"], condition=~Q(receipt_key=None), name="part_receipt_key"),
        ]

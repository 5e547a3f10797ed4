"""Notices: what is said, through which route, to whom, and what became of it.

A message's content never changes. Where it stands is told by exactly one row: in Outbox while it is
open, in Settled when it has come to its end. Both are narrow, so that counting half a million is quick.
"""

from django.db import models
from django.db.models import Index, Q

from teeka.apps.allotment.models import Appointment, FrozenList
from teeka.apps.people.models import Beneficiary
from teeka.apps.planning.models import Campaign, Session


class Route(models.Model):
    """One way to a provider: which adapter, its settings, how fast, how much of the load."""

    code = models.CharField(max_length=40, unique=True)
    adapter = models.CharField(max_length=40, help_text="a name in the registry of gateways")
    settings = models.JSONField(
        default=dict, help_text="secrets stand here as names of environment variables"
    )
    callbacks = models.JSONField(
        default=dict, db_default=models.Value({}, models.JSONField()),
        help_text="what a callback must show: rules/messages/callbacks.py",
    )  # fmt: skip
    weight = models.SmallIntegerField(default=10)
    rate_per_second = models.FloatField(default=100)
    window = models.SmallIntegerField(default=50, help_text="requests in flight at once")
    receipt_patience_seconds = models.IntegerField(default=6 * 3600)
    paise_a_segment = models.DecimalField(
        max_digits=7, decimal_places=3, null=True, help_text="none: not known"
    )
    is_on = models.BooleanField(default=True)
    is_rehearsal = models.BooleanField(default=False, help_text="leads to our own simulator, to no phone")
    last_fault = models.CharField(max_length=300, blank=True, db_default="")
    last_fault_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=60)
    change_reason = models.CharField(max_length=200, blank=True)


class Template(models.Model):
    """A text as it is registered with the operators: fixed but for its typed gaps."""

    purpose = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    form = models.CharField(max_length=10, help_text="full: with the name; short: two variables")
    text = models.CharField(max_length=1000)
    names = models.JSONField(help_text="our names of the gaps, in order")
    third_variable_reason = models.CharField(max_length=200, blank=True)
    dlt_entity_id = models.CharField(max_length=19, blank=True, db_default="")
    dlt_template_id = models.CharField(max_length=19, blank=True, db_default="")
    dlt_header = models.CharField(max_length=11, blank=True, db_default="")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=60, blank=True, db_default="")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "language", "form"], condition=Q(retired_at=None), name="one_text_a_form"
            )
        ]


class Message(models.Model):
    """What is owed to one person about one appointment. Only added, never changed."""

    district_code = models.IntegerField()
    reference = models.UUIDField(
        unique=True, help_text="ours; given to every provider and repeated in receipts"
    )
    purpose = models.CharField(max_length=20)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    session = models.ForeignKey(
        Session, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    frozen_list = models.ForeignKey(
        FrozenList, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    # The database checks the appointment; the others are read off rows that it has checked already,
    # and checking each of them again took a third of the time to plan half a million messages.
    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="+", db_index=False)
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
            )
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
    session_id = models.UUIDField()
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
    session_id = models.UUIDField()
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


class Receipt(models.Model):
    """What a provider reported, as it came; a worker applies it. Who sees the message then sees it too."""

    route_code = models.CharField(max_length=40)
    dedup_key = models.BinaryField(max_length=16, unique=True)
    reference = models.UUIDField(null=True)
    provider_id = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=11)
    code = models.CharField(max_length=60, blank=True)
    received_at = models.DateTimeField()
    look_again_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    message_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            Index(fields=["look_again_at"], condition=Q(applied_at=None), name="receipt_unapplied"),
            Index(fields=["message_id"], condition=~Q(message_id=None), name="receipt_message"),
        ]


class Stop(models.Model):
    """While it is not lifted nothing more is sent of a session, or of a whole district."""

    district_code = models.IntegerField()
    session = models.ForeignKey(Session, models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=200)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    withdrawn = models.IntegerField(help_text="messages that were not on the wire yet")
    corrected = models.IntegerField(help_text="people who are told to ignore what they were told")
    lifted_by = models.CharField(max_length=60, blank=True, db_default="")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [Index(fields=["made_at"], condition=Q(lifted_at=None), name="stop_in_force")]


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

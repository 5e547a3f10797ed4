"""Routes and the texts that the operators have registered."""

from django.db import models
from django.db.models import Q


class Route(models.Model):
    """One way to a provider: which adapter, its settings, how fast, how much of the load."""

    code = models.CharField(max_length=40, unique=True)
    adapter = models.CharField(max_length=40, help_text="a name in the registry of gateways")
    channel = models.CharField(
        max_length=5, default="sms", db_default="sms", help_text="sms or email: of which its adapter is"
    )
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
    slow_seconds = models.FloatField(
        default=10.0,
        db_default=10.0,
        help_text="an answer that takes longer costs weight: rules/messages/routing.py",
    )
    paise_a_segment = models.DecimalField(
        max_digits=7, decimal_places=3, null=True, help_text="none: not known"
    )
    balance_floor = models.FloatField(null=True, help_text="below it somebody must top up")
    balance = models.FloatField(null=True, help_text="as the provider told it; none: not known")
    balance_unit = models.CharField(max_length=8, blank=True, db_default="")
    balance_at = models.DateTimeField(null=True)
    balance_state = models.CharField(
        max_length=11, blank=True, db_default="", help_text="rules/messages/balance.py"
    )
    canary_number = models.CharField(
        max_length=10,
        blank=True,
        db_default="",
        help_text="our own; what goes there proves the route before a bulk",
    )
    bulk_at = models.DateTimeField(null=True, help_text="when so much fell due that a canary goes first")
    is_on = models.BooleanField(default=True)
    is_rehearsal = models.BooleanField(default=False, help_text="leads to our own simulator, to no phone")
    last_fault = models.CharField(max_length=300, blank=True, db_default="")
    last_fault_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=60)
    change_reason = models.CharField(max_length=200, blank=True)


class RouteChange(models.Model):
    """What somebody changed of a route, and why. Only added."""

    route = models.ForeignKey(Route, models.CASCADE, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    reason = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(help_text="setting -> [before, after]")

    class Meta:
        indexes = [models.Index(fields=["route", "made_at"], name="route_change_route")]


class Canary(models.Model):
    """A message to our own number, which must arrive before a bulk begins on its route. It tells nobody."""

    class State(models.TextChoices):
        SENDING = "sending"
        SENT = "sent"  # at the provider, or perhaps
        NOT_SENT = "not_sent"  # surely not at the provider: it is tried again
        LOST = "lost"  # whoever sent it is gone, and with them what the provider answered
        FAILED = "failed"
        DELIVERED = "delivered"
        TRUSTED = "trusted"  # a person says that the route is well

    route = models.ForeignKey(Route, models.CASCADE, related_name="+", db_index=False)
    reference = models.UUIDField(unique=True)
    state = models.CharField(max_length=9, choices=State)
    text = models.CharField(max_length=1000, blank=True)
    began_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=60, blank=True, db_default="")
    receipt_key = models.CharField(max_length=130, null=True)
    made_by = models.CharField(max_length=60, blank=True, db_default="", help_text="of one who trusts it")
    reason = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["route"], condition=Q(state__in=["sending", "sent"]), name="one_canary_under_way"
            )
        ]
        indexes = [models.Index(fields=["route", "began_at"], name="canary_route")]


class RouteMinute(models.Model):
    """What a route's gateway answered in one minute; the weight that holds is derived from these."""

    route = models.ForeignKey(Route, models.CASCADE, related_name="+", db_index=False)
    minute = models.DateTimeField()
    texts = models.IntegerField()
    errors = models.IntegerField()
    slow = models.IntegerField(help_text="answered late, or throttled")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["route", "minute"], name="one_count_a_minute"),
        ]


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
    approved_at = models.DateTimeField(null=True, help_text="on every route; null: perhaps on some")
    approved_by = models.CharField(max_length=60, blank=True, db_default="")
    approved_until = models.DateField(null=True, help_text="the approval's last day; null: it has none")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "language", "form"], condition=Q(retired_at=None), name="one_text_a_form"
            )
        ]


class TextApproval(models.Model):
    """One route's approval of a text that is not approved on every route; without it none is sent there."""

    template = models.ForeignKey(Template, models.CASCADE, related_name="+", db_index=False)
    route = models.ForeignKey(Route, models.CASCADE, related_name="+", db_index=False)
    approved_at = models.DateTimeField()
    approved_by = models.CharField(max_length=60)
    over_at = models.DateTimeField(
        null=True, help_text="the midnight in India after its last day; null: it has none"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "route"], name="one_approval_a_text_and_route"),
        ]

"""What happened at the sessions: who came, who got a dose of which batch, and who did not and why."""

from django.db import models
from django.db.models import Q

from teeka.apps.people.models import Beneficiary
from teeka.apps.planning.models import Campaign, Session, Vaccine


class Batch(models.Model):
    """A lot of vials, as printed on them. Known from the first dose of it that was recorded."""

    vaccine = models.ForeignKey(Vaccine, models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=40, help_text="upper case, without spaces")
    expires_on = models.DateField(null=True, help_text="null: nobody has said")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vaccine", "number"], name="batch_once")]


class CheckIn(models.Model):
    """A person came to a session, or it was recorded and undone. Nobody comes to one twice."""

    district_code = models.IntegerField(help_text="the session's")
    session = models.ForeignKey(Session, models.PROTECT, related_name="check_ins", db_index=False)
    beneficiary = models.ForeignKey(Beneficiary, models.PROTECT, related_name="+")
    came_as = models.CharField(max_length=8, help_text="a CameAs of rules/site_day")
    arrived_at = models.DateTimeField(null=True)
    identity_seen = models.SmallIntegerField(null=True, help_text="1 to 13 as in rules/photo_ids")
    not_given_for = models.CharField(
        max_length=20, blank=True, db_default="", help_text="a NotGiven of rules/site_day"
    )
    form_number = models.CharField(
        max_length=60, null=True, help_text="of the printed form, where one was used"
    )
    recorded_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=60, blank=True, db_default="")
    undo_reason = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "beneficiary"], condition=Q(undone_at=None), name="comes_once"
            ),
            models.UniqueConstraint(
                fields=["form_number"], condition=Q(undone_at=None), name="form_used_by_one"
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undo_reason="") | Q(~Q(undo_reason=""), undone_at__isnull=False),
                name="arrival_undone_with_a_reason",
            ),
        ]


class Dose(models.Model):
    """A dose that was given, or that was recorded and undone: a dose is never taken out of the record."""

    check_in = models.ForeignKey(CheckIn, models.PROTECT, related_name="doses")
    district_code = models.IntegerField(help_text="the session's")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", db_index=False)
    beneficiary = models.ForeignKey(Beneficiary, models.PROTECT, related_name="+", db_index=False)
    dose = models.SmallIntegerField()
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="doses")
    given_at = models.DateTimeField(null=True, help_text="null: nobody wrote the hour down")
    recorded_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=60, blank=True, db_default="")
    undo_reason = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        indexes = [models.Index(fields=["recorded_at"], name="dose_recorded")]
        constraints = [
            models.UniqueConstraint(
                fields=["beneficiary", "campaign", "dose"],
                condition=Q(undone_at=None),
                name="dose_given_once",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undo_reason="") | Q(~Q(undo_reason=""), undone_at__isnull=False),
                name="dose_undone_with_a_reason",
            ),
        ]


class DoseEntry(models.Model):
    """A dose as one person keyed it, where that is done twice: open until two agree or a third settles it."""

    district_code = models.IntegerField(help_text="the session's")
    check_in = models.ForeignKey(CheckIn, models.PROTECT, related_name="+", db_index=False)
    batch = models.CharField(max_length=40, help_text="as a Batch has it")
    given_at = models.DateTimeField(null=True)
    keyed_by = models.CharField(max_length=60)
    keyed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="null: the dose does not count yet")
    ended_by = models.CharField(max_length=60, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["check_in", "keyed_by"], condition=Q(ended_at=None), name="dose_keyed_once_a_person"
            )
        ]


class Form(models.Model):
    """A blank form that was printed for a session. It is used once a check-in names its number."""

    class State(models.TextChoices):
        ISSUED = "issued"  # nobody has said yet what became of it, or it is used
        VOID = "void"
        BLANK = "blank"

    district_code = models.IntegerField(help_text="the session's")
    session = models.ForeignKey(Session, models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, help_text="as printed, of rules/form_numbers")
    kind = models.CharField(max_length=1, help_text="a FormKind of rules/form_numbers")
    state = models.CharField(max_length=6, choices=State, default=State.ISSUED, db_default="issued")
    reason = models.CharField(max_length=200, blank=True, db_default="", help_text="why it is void")
    said_by = models.CharField(max_length=60, blank=True, db_default="")
    said_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="form_issued_once"),
            models.CheckConstraint(
                condition=Q(state="void") & ~Q(reason="") | ~Q(state="void") & Q(reason=""),
                name="form_void_with_a_reason",
            ),
        ]


class Closing(models.Model):
    """A session's paper is done: nothing is recorded of it any more, unless it is reopened with a reason."""

    district_code = models.IntegerField(help_text="the session's")
    session = models.ForeignKey(Session, models.PROTECT, related_name="+", db_index=False)
    absent = models.IntegerField(help_text="of the newest list, who did not come")
    closed_by = models.CharField(max_length=60)
    closed_at = models.DateTimeField()
    reopened_by = models.CharField(max_length=60, blank=True, db_default="")
    reopened_at = models.DateTimeField(null=True)
    reopen_reason = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(reopened_at=None), name="session_closed_once"
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None, reopen_reason="")
                | Q(~Q(reopen_reason=""), reopened_at__isnull=False),
                name="session_reopened_with_a_reason",
            ),
        ]

"""What officers ask for and change by hand."""

from django.db import models
from django.db.models import Q

from teeka.apps.people.models import Beneficiary
from teeka.apps.planning.models import Session


class AskedSeat(models.Model):
    """Seats above the plan, which one officer asks for and another one gives or refuses.

    Either one seat for a person, or a number for the session to have.
    """

    class Decision(models.TextChoices):
        WAITS = "waits"
        APPROVED = "approved"
        REFUSED = "refused"

    district_code = models.IntegerField(help_text="the session's")
    session = models.ForeignKey(Session, models.PROTECT, related_name="asked_seats")
    beneficiary = models.ForeignKey(Beneficiary, models.CASCADE, null=True, related_name="+", db_index=False)
    seats = models.IntegerField(null=True, help_text="how many the session is to have")
    reason = models.CharField(max_length=200)
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.WAITS, db_default="waits")
    decided_by = models.CharField(max_length=60, blank=True, db_default="")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(decided_by=models.F("asked_by")), name="two_people_open_a_seat"
            ),
            models.CheckConstraint(
                condition=Q(decision="waits", decided_by="", decided_at=None)
                | Q(~Q(decision="waits"), ~Q(decided_by=""), decided_at__isnull=False),
                name="seat_decided_whole_or_not",
            ),
            models.UniqueConstraint(
                fields=["beneficiary", "session"], condition=Q(decision="waits"), name="seat_asked_for_once"
            ),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(decision="waits", beneficiary=None),
                name="seats_asked_for_once",
            ),
            models.CheckConstraint(
                condition=Q(beneficiary=None, seats__isnull=False) | Q(beneficiary__isnull=False, seats=None),
                name="a_person_or_a_number",
            ),
        ]


class HandSheet(models.Model):
    """A sheet of changes to places, as it was read and tried out; applied once, whole or not at all."""

    district_code = models.IntegerField(help_text="its maker's; 0 when that is several")
    file_name = models.CharField(max_length=200)
    made_by = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    rows = models.JSONField(help_text="[{row, reference, action, session_code, other_reference, reason}]")
    outcomes = models.JSONField(help_text="[{row, fate, rules, facts}], as last tried or as applied")
    applied_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["made_by", "-made_at"], name="hand_sheet_of_maker")]

"""Reads over staff and what they did."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from teeka.apps.accounts.models import AuditEvent


@dataclass(frozen=True, slots=True)
class FailedLogins:
    of_login: int
    of_address: int

    def is_too_many(self, most_of_login: int, most_of_address: int) -> bool:
        return self.of_login >= most_of_login or self.of_address >= most_of_address


def failed_logins(*, username: str, address: str, since: datetime) -> FailedLogins:
    """How often a password was wrong lately. A login's count starts afresh when it was let in."""
    recent = AuditEvent.objects.filter(at__gt=since)
    of_login = recent.filter(subject_type="login", subject_id=username)
    last_good = of_login.filter(action="login.let_in").order_by("-at").values_list("at", flat=True).first()
    if last_good is not None:
        of_login = of_login.filter(at__gt=last_good)
    failed = Count("pk", filter=Q(action="login.failed"))
    return FailedLogins(
        of_login.aggregate(n=failed)["n"],
        recent.filter(subject_type="address", subject_id=address).aggregate(n=failed)["n"],
    )


def failed_tries(action: str, subject_type: str, subject_id: str, *, since: datetime) -> int:
    """How often something was tried in vain lately, as the trail tells."""
    tried = AuditEvent.objects.filter(subject_type=subject_type, subject_id=subject_id)
    return tried.filter(action=action, at__gt=since).count()


@dataclass(frozen=True, slots=True)
class PastEvent:
    at: datetime
    by: str
    action: str
    subject_id: str
    detail: dict[str, Any]


def history_of(subject_type: str, *, at_most: int = 50) -> list[PastEvent]:
    """What was done to things of one kind, the newest first."""
    events = AuditEvent.objects.filter(subject_type=subject_type).order_by("-id")
    columns = events.values_list("at", "by", "action", "subject_id", "detail")
    return [PastEvent(*row) for row in columns[:at_most]]

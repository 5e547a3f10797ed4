"""Reads over staff and what they did."""

from dataclasses import dataclass
from datetime import datetime

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

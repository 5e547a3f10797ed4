"""Reads sessions by what people call them."""

from datetime import datetime
from uuid import UUID

from teeka.apps.planning.models import Session


def session_id_of(code: str) -> UUID | None:
    return Session.objects.filter(code=code).values_list("pk", flat=True).first()


def districts_with_sessions(*, now: datetime) -> list[int]:
    """Codes of the districts in which a session is to come."""
    ahead = Session.objects.filter(starts_at__gt=now, cancelled_at=None)
    return sorted(ahead.values_list("district_code", flat=True).distinct())

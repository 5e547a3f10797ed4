"""Reads sessions by what people call them, and the rules for intervals between doses."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from teeka.apps.planning.models import DoseInterval, Session
from teeka.rules.dose_intervals import Interval


def session_id_of(code: str) -> UUID | None:
    return Session.objects.filter(code=code).values_list("pk", flat=True).first()


def districts_with_sessions(*, now: datetime) -> list[int]:
    """Codes of the districts in which a session is to come."""
    ahead = Session.objects.filter(starts_at__gt=now, cancelled_at=None)
    return sorted(ahead.values_list("district_code", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class SetInterval:
    interval: Interval
    made_by: str
    made_at: datetime


def set_intervals(dose: int) -> list[SetInterval]:
    """The rules for the dose, by vaccine and date, and who set each when."""
    rows = DoseInterval.objects.filter(dose=dose).order_by("vaccine_before", "vaccine", "from_on")
    return [SetInterval(as_interval(row), row.made_by, row.made_at) for row in rows]


def intervals(dose: int) -> tuple[Interval, ...]:
    return tuple(one.interval for one in set_intervals(dose))


def as_interval(row: DoseInterval) -> Interval:
    return Interval(row.vaccine_before, row.vaccine, row.least_days, row.most_days, row.from_on, row.until_on)

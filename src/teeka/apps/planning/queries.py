"""Reads sessions by what people call them, how well sites are located, and intervals between doses."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from teeka.apps.planning.models import Campaign, DoseInterval, Session
from teeka.rules.dose_intervals import Interval

# Where a site's coordinates come from: `file` when they are its own. Of `site` (planning_sessionsite), with
# its `facility` and its `pin` (places_pincode) joined where it has them; `district` is its own.
SITE_LOCATED = """
    CASE WHEN facility.id IS NOT NULL AND facility.coordinates_from IN ('file', 'pin_code')
         THEN facility.coordinates_from
         WHEN facility.id IS NULL AND pin.latitude IS NOT NULL THEN 'pin_code'
         WHEN district.latitude IS NOT NULL THEN 'district' ELSE 'nowhere' END
"""
SITE_LOCATED_BY = """
    JOIN places_district district ON district.code = site.district_code
    LEFT JOIN places_facility facility ON facility.id = site.facility_id
    LEFT JOIN places_pincode pin ON pin.pin_code = site.pin_code
"""


def session_id_of(code: str) -> UUID | None:
    return Session.objects.filter(code=code).values_list("pk", flat=True).first()


def districts_with_sessions(*, now: datetime) -> list[int]:
    """Codes of the districts in which a session is to come."""
    ahead = Session.objects.filter(starts_at__gt=now, cancelled_at=None)
    return sorted(ahead.values_list("district_code", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class CampaignWays:
    """How the running campaign works. freeze_hours, tell_hours: before a session."""

    freeze_hours: int
    tell_hours: int
    keys_doses_twice: bool


def campaign_ways() -> CampaignWays | None:
    """None while no campaign runs."""
    row = Campaign.objects.filter(is_running=True).values_list(
        "freeze_hours", "tell_hours", "keys_doses_twice"
    )
    found = row.first()
    return CampaignWays(*found) if found else None


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

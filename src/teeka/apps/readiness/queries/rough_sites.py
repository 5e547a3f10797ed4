"""The sites of sessions to come whose place on the map is only roughly known."""

from dataclasses import dataclass
from datetime import datetime

from teeka.apps.planning.queries import SITE_LOCATED, SITE_LOCATED_BY
from teeka.apps.readiness.queries.rows import rows_of
from teeka.apps.readiness.queries.within import sessions_within
from teeka.rules.permissions import Jurisdiction


@dataclass(frozen=True, slots=True)
class RoughSite:
    site_name: str
    site_name_hi: str
    facility_code: str
    district: str
    district_hi: str
    pin_code: str
    located: str  # SiteLocated
    sessions: int
    seats: int
    placed: int  # people whose distance is told from there


def rough_sites(jurisdiction: Jurisdiction, *, now: datetime) -> list[RoughSite]:
    """Those where most people are placed first."""
    within, params = sessions_within(jurisdiction)
    statement = f"""
        SELECT * FROM (
            SELECT site.name AS site_name, site.name_hi, coalesce(facility.code, ''), district.name,
                   district.name_hi, site.pin_code, {SITE_LOCATED} AS located, count(*),
                   sum(session.capacity)::int, sum(session.taken)::int AS placed
            FROM planning_session session
            JOIN planning_campaign campaign ON campaign.id = session.campaign_id AND campaign.is_running
            JOIN planning_sessionsite site ON site.id = session.site_id {SITE_LOCATED_BY}
            WHERE {within} AND session.cancelled_at IS NULL AND session.starts_at > %(now)s
            GROUP BY site.id, facility.id, district.code, pin.pin_code
        ) site WHERE located <> 'file' ORDER BY placed DESC, site_name
    """
    return rows_of(RoughSite, statement, {**params, "now": now})

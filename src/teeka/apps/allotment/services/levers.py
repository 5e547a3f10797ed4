"""What a plan says would place those whom it left without a place, in words that people know."""

from datetime import date
from typing import TypedDict

from teeka.apps.allotment.queries.wanted import Wanted
from teeka.apps.planning.models import SessionSite
from teeka.rules.allotment import Allotment, levers


class SessionsToOpen(TypedDict):
    """A lever as it is kept with its plan: so many sessions of `seats` seats each place `places` people."""

    site_id: int
    site: str
    site_hi: str
    district: int
    day: str  # ISO date
    sessions: int
    seats: int
    places: int


def sessions_to_open(asked: Wanted, answer: Allotment) -> list[SessionsToOpen]:
    """The strongest first; each counts with all before it."""
    found = levers(asked.request, answer)
    site_of = dict(zip(asked.request.sessions.site.tolist(), asked.sessions["site"].to_list(), strict=True))
    sites = SessionSite.objects.in_bulk([site_of[lever.site] for lever in found])
    return [
        SessionsToOpen(
            site_id=site.pk,
            site=site.name,
            site_hi=site.name_hi,
            district=site.district_code,
            day=date.fromordinal(lever.day).isoformat(),
            sessions=lever.sessions,
            seats=lever.seats,
            places=lever.places,
        )
        for lever in found
        for site in (sites[site_of[lever.site]],)
    ]

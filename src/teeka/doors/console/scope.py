"""The part of a login's own jurisdiction that an address asks for: ?district=, ?block= and ?facility=."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.http import Http404

from teeka.apps.readiness.queries.sessions import SessionDay
from teeka.doors.console.middleware import StaffRequest
from teeka.rules.permissions import Jurisdiction

ALL_DAYS = "all"
LONGEST_NUMBER = 9  # digits of a place's number in an address; a longer one names no place
NARROWED: dict[str, Callable[[Jurisdiction, int], Jurisdiction]] = {
    "district": Jurisdiction.narrowed_to,
    "block": Jurisdiction.narrowed_to_block,
    "facility": Jurisdiction.narrowed_to_facility,
}


def asked_jurisdiction(request: StaffRequest) -> Jurisdiction:
    """The login's own, narrowed to the address's district, block and facility; 404 outside of it."""
    jurisdiction = request.jurisdiction
    for name, narrowed in NARROWED.items():
        asked = request.GET.get(name, "")
        if asked.isdecimal() and len(asked) <= LONGEST_NUMBER:
            jurisdiction = narrowed(jurisdiction, int(asked))
    if not jurisdiction.districts:
        raise Http404
    return jurisdiction


def asked_day(request: StaffRequest) -> date | None:
    """The day of the address; none when it is not there or not a date."""
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None


def day_or_next(request: StaffRequest, days: Sequence[SessionDay], now: datetime) -> date | None:
    """The day asked for; else the next one on which sessions begin, else the last one that was."""
    asked = request.GET.get("day", "")
    held = {day.held_on.isoformat(): day.held_on for day in days}
    if asked == ALL_DAYS or not days:
        return None
    if asked in held:
        return held[asked]
    return next((day.held_on for day in days if day.first_starts_at > now), days[-1].held_on)

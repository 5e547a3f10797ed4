"""Makes the changes of a what-if, by the same services as by hand: in earnest, or to be rolled back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from teeka.apps.allotment.services.cutting import cut_seats
from teeka.apps.allotment.services.seats import open_agreed_seats
from teeka.apps.allotment.services.taking_back import cancel_session_and_places
from teeka.apps.places.models import Facility
from teeka.apps.planning.models import Campaign, Session, SessionSite
from teeka.apps.planning.services.campaigns import change_rules
from teeka.apps.planning.services.sessions import Opening, open_session, site_of_facility
from teeka.rules.what_if import Change, ChangeKind, Known


@dataclass(frozen=True, slots=True)
class Making:
    """Who makes the changes, when and why; codes of opened sessions begin with `prefix`."""

    prefix: str
    reason: str
    by: str
    now: datetime


def make_sites(changes: Sequence[Change], known: Known) -> None:
    """A session site for each facility that gets its first session. Comes before any session is locked."""
    codes = [
        change.site
        for change in changes
        if change.kind is ChangeKind.OPEN and known.sites[change.site].number is None
    ]
    for facility in Facility.objects.filter(code__in=codes).order_by("pk"):
        site_of_facility(facility)


def touched(changes: Sequence[Change], known: Known) -> list[str]:
    """Codes of the sessions that the changes are about."""
    closed = [one.code for change in changes for one in known.closed_by(change)]
    return [change.session for change in changes if change.session] + closed


def opens_seats(changes: Sequence[Change]) -> bool:
    """Whether a session gets more seats than were agreed on: two officers must stand behind it."""
    return any(
        Session.objects.filter(code=change.session, seats_agreed__lt=change.seats).exists()
        for change in changes
        if change.kind is ChangeKind.SEATS
    )


def make_changes(changes: Sequence[Change], known: Known, campaign: Campaign, making: Making) -> None:
    """One after the other, in their order. The caller holds the sessions, and has seen to it that two
    officers stand behind seats above the plan, or that nothing is kept. Raises AllotmentRefused."""
    opened = 0
    for change in changes:
        match change.kind:
            case ChangeKind.OPEN:
                opened = _open(change, campaign, making, after=opened)
            case ChangeKind.CALL_OFF:
                _call_off([change.session], making)
            case ChangeKind.CLOSE_SITE:
                _call_off([one.code for one in known.closed_by(change)], making)
            case ChangeKind.SEATS:
                _seats(change, making)
            case ChangeKind.RULES:
                _rules(change, campaign, making)


def _open(change: Change, campaign: Campaign, making: Making, *, after: int) -> int:
    if change.on is None or change.starts is None or change.ends is None:
        raise ValueError("an opening without its hours was never read")
    site = _site(change.site)
    for number in range(after + 1, after + change.sessions + 1):
        code = f"{making.prefix}-{number}"
        opening = Opening(code, change.on, change.starts, change.ends, change.seats)
        open_session(campaign, site, opening, reason=making.reason, by=making.by, now=making.now)
    return after + change.sessions


def _site(key: str) -> SessionSite:
    if key.startswith("#"):
        return SessionSite.objects.get(pk=int(key[1:]))
    return SessionSite.objects.get(facility__code=key)


def _call_off(codes: Collection[str], making: Making) -> None:
    for session in Session.objects.filter(code__in=codes).order_by("pk"):
        cancel_session_and_places(session.pk, reason=making.reason, by=making.by, now=making.now)


def _seats(change: Change, making: Making) -> None:
    session = Session.objects.get(code=change.session)
    if change.seats > session.capacity:
        open_agreed_seats(session.pk, seats=change.seats, reason=making.reason, by=making.by, now=making.now)
        return
    cut_seats(session.pk, capacity=change.seats, reason=making.reason, by=making.by, now=making.now)


def _rules(change: Change, campaign: Campaign, making: Making) -> None:
    share, crosses = change.staff_share, change.crosses_borders
    change_rules(
        campaign,
        staff_share=campaign.staff_share if share is None else share,
        crosses_borders=campaign.crosses_borders if crosses is None else crosses,
        by=making.by,
        now=making.now,
    )
    campaign.refresh_from_db()

"""What the changes of a what-if name: sessions, sites, and the sessions that closing a site calls off."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from teeka.apps.places.models import Facility
from teeka.apps.planning.models import Campaign, Session, SessionSite
from teeka.rules.what_if import Change, Known, KnownSession, KnownSite

NUMBERED = "#"  # before the number of a session site


def known_to(
    changes: Sequence[Change], campaign: Campaign, *, districts: Collection[int] | None, now: datetime
) -> Known:
    """What the changes name in these districts (None: in all), in at most four statements."""
    sites = _sites({change.site for change in changes if change.site}, districts)
    numbers = {site.number for site in sites.values() if site.number is not None}
    planned = Session.objects.filter(campaign=campaign)
    if districts is not None:
        planned = planned.filter(district_code__in=districts)
    named = _sessions(planned.filter(code__in={change.session for change in changes if change.session}))
    to_come = planned.filter(site__in=numbers, cancelled_at=None, starts_at__gt=now)
    return Known(
        sessions={one.code: one for one in named},
        sites=sites,
        at_sites=_sessions(to_come) if numbers else [],
        first_day=campaign.starts_on,
        last_day=campaign.ends_on,
        staff_share=campaign.staff_share,
        crosses_borders=campaign.crosses_borders,
        may_change_rules=districts is None,
        now=now,
    )


def _sessions(planned: QuerySet[Session]) -> list[KnownSession]:
    columns = (
        "code", "site_id", "site__name", "site__name_hi", "held_on", "starts_at", "capacity", "taken",
        "cancelled_at",
    )  # fmt: skip
    return [
        KnownSession(*facts, is_called_off=cancelled_at is not None)  # type: ignore[misc]
        for *facts, cancelled_at in planned.order_by("held_on", "code").values_list(*columns)
    ]


def _sites(keys: Collection[str], districts: Collection[int] | None) -> dict[str, KnownSite]:
    """By the key that a change gives: a facility's code, or # and a session site's number."""
    if not keys:
        return {}
    numbers = [int(key[1:]) for key in keys if key.startswith(NUMBERED) and key[1:].isdecimal()][:1000]
    sites = SessionSite.objects.filter(Q(pk__in=numbers) | Q(facility__code__in=keys))
    facilities = Facility.objects.filter(code__in=keys, is_active=True)
    if districts is not None:
        sites = sites.filter(district_code__in=districts)
        facilities = facilities.filter(district_code__in=districts)
    found = {
        code: KnownSite(code, None, name, name_hi)
        for code, name, name_hi in facilities.values_list("code", "name", "name_hi")
    }
    for number, code, name, name_hi in sites.values_list("pk", "facility__code", "name", "name_hi"):
        for key in {code, f"{NUMBERED}{number}"} & set(keys):
            found[key] = KnownSite(key, number, name, name_hi)
    return found

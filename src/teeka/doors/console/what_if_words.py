"""A what-if in words: its changes as sentences, and the two plans side by side, line by line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from teeka.apps.readiness.queries.what_if import WhatIfLine, Who
from teeka.doors.console.templatetags.console import n, percent, short_day
from teeka.doors.console.words import unplaced_words
from teeka.rules.what_if import Change, ChangeKind, Known, KnownSession, KnownSite

STATES: dict[str, tuple[Promise, str]] = {
    "draft": (gettext_lazy("not asked yet"), ""),
    "asked": (gettext_lazy("is being worked out"), "wait"),
    "shown": (gettext_lazy("to decide"), "act"),
    "publishing": (gettext_lazy("is being published"), "wait"),
    "published": (gettext_lazy("published"), "good"),
    "thrown_away": (gettext_lazy("thrown away"), ""),
}
WHO_WORDS: dict[Who, Promise] = {
    Who.CHANGED: gettext_lazy("Everybody whose place changes"),
    Who.MOVED: gettext_lazy("Moved to another session"),
    Who.PLACED: gettext_lazy("Placed for the first time"),
    Who.LOST: gettext_lazy("Left without a place"),
    Who.TOLD: gettext_lazy("On a published list, and changed"),
    Who.WAITING: gettext_lazy("Without a place in the what-if"),
    Who.STANDBY: gettext_lazy("On standby in the what-if"),
}


def change_in_words(change: Change, known: Known) -> str:
    site, session = known.sites.get(change.site), known.sessions.get(change.session)
    match change.kind:
        case ChangeKind.OPEN:
            words = ngettext(
                "Open %(n)s session of %(seats)s seats at %(site)s on %(day)s, %(starts)s–%(ends)s",
                "Open %(n)s sessions of %(seats)s seats each at %(site)s on %(day)s, %(starts)s–%(ends)s",
                change.sessions,
            )
        case ChangeKind.CALL_OFF:
            words = _("Call off %(session)s")
        case ChangeKind.SEATS:
            words = _("%(seats)s seats in %(session)s")
        case ChangeKind.CLOSE_SITE:
            words = _("Close %(site)s from %(day)s to %(until)s: its sessions on these days are called off")
        case ChangeKind.RULES:
            return " · ".join(_rules_in_words(change))
    return words % {
        "n": n(change.sessions), "seats": n(change.seats), "site": _name(site) or change.site,
        "day": short_day(change.on), "until": short_day(change.until),
        "starts": f"{change.starts:%H:%M}" if change.starts else "",
        "ends": f"{change.ends:%H:%M}" if change.ends else "",
        "session": _session(session) if session else change.session,
    }  # fmt: skip


def _rules_in_words(change: Change) -> Iterator[str]:
    if change.staff_share is not None:
        yield _("At most %(share)s of a facility's staff on one day") % {"share": percent(change.staff_share)}
    if change.crosses_borders is not None:
        yield (
            _("People may be sent across district borders")
            if change.crosses_borders
            else _("Nobody is sent across district borders")
        )


def _name(place: KnownSite | None) -> str:
    if place is None:
        return ""
    return (place.name_hi or place.name) if get_language() == "hi" else place.name


def _session(session: KnownSession) -> str:
    name = (session.site_name_hi or session.site_name) if get_language() == "hi" else session.site_name
    return f"{session.code} ({name}, {short_day(session.on)})"


@dataclass(frozen=True, slots=True)
class Line:
    """One number of both plans; `address…` lead to the names behind it, empty where there is none."""

    words: str
    before: str
    after: str
    change: str = ""
    address_before: str = ""
    address_after: str = ""
    address_change: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    lines: list[Line]


def side_by_side(line: WhatIfLine) -> list[Part]:
    """Placed by tier, without a place by reason, how far, and which day."""
    before, after = line.outcome["before"], line.outcome["after"]
    ways = _Ways(line)
    return [
        Part(_("Placed"), list(_placed(before, after, ways))),
        Part(_("Without a place, by reason"), list(_unplaced(before, after, ways))),
        Part(_("How far"), list(_distance(before, after))),
        Part(_("People a day"), list(_days(before, after, ways))),
    ]


@dataclass(frozen=True, slots=True)
class _Ways:
    line: WhatIfLine

    def in_force(self, **asked: str) -> str:
        of_district = {"district": str(self.line.district_code)} if self.line.district_code else {}
        return f"{reverse('people')}?{urlencode({**asked, **of_district})}"

    def of_what_if(self, **asked: str) -> str:
        return f"{reverse('what_if_people', args=[self.line.id])}?{urlencode(asked)}"


def _counted(words: str, before: int, after: int, **addresses: str) -> Line:
    change = f"{after - before:+,}".replace("-", "−") if after != before else "0"
    if not before:
        addresses.pop("address_before", "")
    if not after:
        addresses.pop("address_after", "")
    return Line(words, n(before), n(after), change, **addresses)


def _placed(before: Mapping[str, Any], after: Mapping[str, Any], ways: _Ways) -> Iterator[Line]:
    yield _counted(
        _("All tiers"), before["placed"], after["placed"],
        address_before=ways.in_force(where="placed"), address_change=ways.of_what_if(who="changed"),
    )  # fmt: skip
    for tier in sorted({*before["by_tier"], *after["by_tier"]}, key=int):
        words = _("Tier %(tier)s") % {"tier": tier} if tier != "0" else _("In no tier")
        yield _counted(
            words, before["by_tier"].get(tier, 0), after["by_tier"].get(tier, 0),
            address_change=ways.of_what_if(who="changed", tier=tier),
        )  # fmt: skip
    yield _counted(
        _("On standby"), before["standby"], after["standby"],
        address_before=ways.in_force(where="standby"), address_after=ways.of_what_if(who="standby"),
    )  # fmt: skip


def _unplaced(before: Mapping[str, Any], after: Mapping[str, Any], ways: _Ways) -> Iterator[Line]:
    for reason in sorted({*before["unplaced"], *after["unplaced"]}):
        words = unplaced_words(reason) or _("No plan has looked at them yet.")
        addresses = {}
        if reason:
            addresses["address_before"] = ways.in_force(where="unplaced", reason=reason)
            addresses["address_after"] = ways.of_what_if(who="waiting", reason=reason)
        yield _counted(
            words, before["unplaced"].get(reason, 0), after["unplaced"].get(reason, 0), **addresses
        )


def _distance(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Line]:
    yield Line(_("Mean, km"), _km(before["km_mean"]), _km(after["km_mean"]))
    yield Line(_("Farthest, km"), _km(before["km_farthest"]), _km(after["km_farthest"]))
    yield Line(_("At the own facility's site"), _share(before), _share(after))


def _km(km: float | None) -> str:
    return "–" if km is None else f"{km:.1f}"


def _share(side: Mapping[str, Any]) -> str:
    return f"{n(side['own_site'])} ({percent(side['own_site'] / side['placed'])})" if side["placed"] else "–"


def _days(before: Mapping[str, Any], after: Mapping[str, Any], ways: _Ways) -> Iterator[Line]:
    for day in sorted({*before["days"], *after["days"]}):
        yield _counted(
            short_day(date.fromisoformat(day)), before["days"].get(day, 0), after["days"].get(day, 0),
            address_before=ways.in_force(where="placed", day=day),
            address_change=ways.of_what_if(who="changed", day=day),
        )  # fmt: skip

"""The ledger: who was told what, when, through which route, with which outcome; and what that comes to."""

from collections.abc import Sequence
from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.notices.queries import routes
from teeka.apps.readiness.queries.ledger import About, LedgerRow, LedgerWanted, ledger
from teeka.apps.readiness.queries.ledger_figures import call_figures, canary_figures, route_figures
from teeka.apps.readiness.queries.place_names import facility_name
from teeka.apps.readiness.queries.sessions import session_days
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.scope import asked_day, asked_jurisdiction
from teeka.doors.console.tables import MOST_DOWNLOADED, Head, Table, Wanted
from teeka.doors.console.words import (
    became_words,
    call_reason_words,
    outcome_words,
    purpose_words,
    state_words,
    way_words,
)
from teeka.rules.messages.ledger import MINUTES, Became, Way
from teeka.rules.permissions import Action, Jurisdiction, masked, may, needs
from teeka.shared import clock

NARROWS_PEOPLE = ("way", "became", "within", "twice")  # of the address: which rows; the rest is the scope


def _moment(row: LedgerRow) -> str:
    return clock.in_india(row.at).strftime("%Y-%m-%d %H:%M:%S")


def _said(row: LedgerRow) -> str:
    return outcome_words(row.said) if row.is_call else state_words(row.said)


def _what(row: LedgerRow) -> str:
    return way_words(Way.CANARY) if row.is_canary else purpose_words(row.purpose)


HEADS: Sequence[Head[LedgerRow]] = (
    Head("at", _("When"), _moment),
    Head("name", _("Name"), lambda row: row.full_name),
    Head("what", _("What"), _what, is_wide_only=True),
    Head("session", _("Session"), lambda row: row.session_code),
    Head("way", _("Through"), lambda row: way_words(row.way)),
    Head("said", _("What came of it"), _said),
)


def _more_heads(*, shows_mobile: bool) -> Sequence[Head[LedgerRow]]:
    """What only the file has."""
    return (
        Head(
            "reference",
            _("Reference"),
            lambda row: "" if row.is_canary else f"{row.reference:014d}",
            is_code=True,
        ),
        Head("facility", _("Posting"), lambda row: row.facility_name),
        Head(
            "mobile",
            _("Mobile"),
            lambda row: row.to_number if shows_mobile else masked(row.to_number),
            is_code=True,
        ),
        Head("reason", _("Why"), lambda row: call_reason_words(row.reason)),
        Head("handed", _("First handed over"), _handed),
        Head("seconds", _("Seconds to delivery"), _seconds, is_number=True),
        Head("attempts", _("Attempts"), lambda row: row.attempt, is_number=True),
        Head("segments", _("Segments"), lambda row: row.segments, is_number=True),
        Head(
            "twice", _("Perhaps sent twice"), lambda row: str(_("yes") if row.is_possible_duplicate else "")
        ),
        Head("text", _("Words"), lambda row: row.text),
        Head("by", _("By"), lambda row: row.made_by),
    )


def _handed(row: LedgerRow) -> str:
    return clock.in_india(row.handed_at).strftime("%Y-%m-%d %H:%M:%S") if row.handed_at else ""


def _seconds(row: LedgerRow) -> int | None:
    if row.said != Became.DELIVERED or row.handed_at is None:
        return None
    return round((row.at - row.handed_at).total_seconds())


@require_GET
@needs(Action.SEE_PEOPLE)
def ledger_page(request: StaffRequest) -> HttpResponse:
    """A look is recorded, for it names people; the figures on top open the names behind them."""
    now, jurisdiction = clock.now(), asked_jurisdiction(request)
    about = _about(request, jurisdiction)
    table = Table(
        request, HEADS, sort="-at", fetch=lambda wanted: ledger(jurisdiction, _wanted(request, about, wanted))
    )
    shows_mobile = may(request.staff.role, Action.SEE_MOBILE)
    may_download = may(request.staff.role, Action.DOWNLOAD)
    if table.is_file and not may_download:
        raise Http404
    record_event(
        now=now, by=request.staff.username, action="ledger.downloaded" if table.is_file else "ledger.seen",
        subject_type="ledger", subject_id=about.session_code or str(about.on or "all"),
        detail={"rows": len(table.rows), "with_mobile": shows_mobile and table.is_file},
    )  # fmt: skip
    if table.is_file:
        table.heads = (*HEADS, *_more_heads(shows_mobile=shows_mobile))
        return table.as_file(name="ledger", title=_("Ledger"), now=now)
    context = {
        "table": table,
        "about": about,
        "days": session_days(jurisdiction),
        "on": about.on,
        "routes": route_figures(jurisdiction, about),
        "calls": call_figures(jurisdiction, about),
        "canaries": canary_figures() if about.has_canaries else None,
        "scope": table.address(**dict.fromkeys((*NARROWS_PEOPLE, "q", "page", "sort"))),
        "through": [(way, way_words(way)) for way in _ways(about)],
        "groups": [(became.value, became_words(became)) for became in Became],
        "asked": {name: request.GET.get(name, "") for name in NARROWS_PEOPLE},
        "no_files": not may_download,
        "may_see_routes": may(request.staff.role, Action.CHANGE_ROUTES),
        "most_downloaded": MOST_DOWNLOADED if table.total > MOST_DOWNLOADED else 0,
    }
    if about.is_of_staff and jurisdiction.facility_id is not None:
        context["facility"] = facility_name(jurisdiction.facility_id)
    return render(request, "console/ledger.html", context)


def _ways(about: About) -> list[str]:
    ways = [way for way in Way if about.has_canaries or way is not Way.CANARY]
    return [*(route.code for route in routes()), *ways]


def _about(request: StaffRequest, jurisdiction: Jurisdiction) -> About:
    """Trial messages are of no day, place or person: they stand where nothing of these is asked for."""
    about = About(
        on=asked_day(request),
        session_code=request.GET.get("session", "").replace("\0", "").strip()[:40],
        is_of_staff="facility" in request.GET,
    )
    sees_routes = may(request.staff.role, Action.CHANGE_ROUTES)
    is_all = about == About() and jurisdiction == request.jurisdiction and jurisdiction.is_whole_districts
    return replace(about, has_canaries=sees_routes and is_all)


def _wanted(request: StaffRequest, about: About, wanted: Wanted) -> LedgerWanted:
    became, within = request.GET.get("became", ""), request.GET.get("within", "")
    return LedgerWanted(
        about=about,
        way=request.GET.get("way", "").replace("\0", "")[:40],
        became=Became(became) if became in set(Became) else None,
        within_minutes=int(within) if within in {str(minutes) for minutes in MINUTES} else None,
        is_twice=bool(request.GET.get("twice")),
        search=wanted.search,
        sort=wanted.sort,
        is_descending=wanted.is_descending,
        limit=wanted.limit,
        offset=wanted.offset,
    )

"""How messages travel: each route's weight, rate, balance and faults, its canaries, and what was changed."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from teeka.apps.notices.services.route_changes import (
    ROUTE_REFUSAL_WORDS,
    RouteChangeRefused,
    change_route,
    trust_route,
)
from teeka.apps.readiness.queries.kept_board import forget
from teeka.apps.readiness.queries.routes import (
    RouteStanding,
    route_canaries,
    route_history,
    route_standings,
)
from teeka.doors.console.by_hand import given_reason
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.route_words import change_words, warning_words
from teeka.doors.console.words import in_language
from teeka.rules.permissions import Action, needs
from teeka.shared import clock

NUMBERS = ("weight", "rate_per_second", "window", "slow_seconds", "balance_floor", "canary_number")


@require_GET
@needs(Action.CHANGE_ROUTES)
def route_list(request: StaffRequest) -> HttpResponse:
    shown = [(row, list(warning_words(row))) for row in route_standings()]
    return render(request, "console/routes.html", {"shown": shown})


@require_http_methods(["GET", "POST"])
@needs(Action.CHANGE_ROUTES)
def route(request: StaffRequest, code: str) -> HttpResponse:
    """One route: how it stands, a form that changes it, and what was done to it before."""
    row, problem = _asked(code), ""
    given: dict[str, Any] = {name: request.POST[name][:40] for name in NUMBERS if name in request.POST}
    if request.method == "POST":
        given["is_on"] = "is_on" in request.POST
        try:
            changed = change_route(
                code=code,
                given=given,
                by=request.staff.username,
                reason=given_reason(request),
                now=clock.now(),
            )
        except RouteChangeRefused as refused:
            problem = in_language(ROUTE_REFUSAL_WORDS[refused.refusal])
        else:
            forget()
            done = _("Changed: workers follow within seconds.") if changed else _("Nothing was different.")
            messages.success(request, done)
            return redirect("route", code)
    context = {
        "row": row,
        "values": {**_values(row), **given},
        "reason": given_reason(request),
        "problem": problem,
        "warnings": list(warning_words(row)),
        "canaries": route_canaries(code),
        "history": [(change, list(change_words(change.changes))) for change in route_history(code)],
    }
    return render(request, "console/route.html", context, status=400 if problem else 200)


@require_POST
@needs(Action.CHANGE_ROUTES)
def trust(request: StaffRequest, code: str) -> HttpResponse:
    """A bulk may begin though the trial message did not arrive."""
    _asked(code)
    try:
        trust_route(code=code, by=request.staff.username, reason=given_reason(request), now=clock.now())
    except RouteChangeRefused as refused:
        messages.warning(request, in_language(ROUTE_REFUSAL_WORDS[refused.refusal]))
    else:
        forget()
        messages.success(request, _("The route is trusted until it was not used for half an hour."))
    return redirect("route", code)


def _asked(code: str) -> RouteStanding:
    found = next((row for row in route_standings() if row.code == code), None)
    if found is None:
        raise Http404
    return found


def _values(row: RouteStanding) -> Mapping[str, Any]:
    return dict(_plain(row))


def _plain(row: RouteStanding) -> Iterator[tuple[str, Any]]:
    """As a form shows them: no .0, and nothing for none."""
    for name in NUMBERS:
        value = getattr(row, name)
        yield name, "" if value is None else f"{value:g}" if isinstance(value, float) else value
    yield "is_on", row.is_on

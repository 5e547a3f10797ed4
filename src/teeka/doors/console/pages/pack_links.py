"""The link by which who is in charge of a session sees its list: shown to an officer, withdrawn, renewed."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from teeka.apps.lists.queries.links import link_standing, seen_versions
from teeka.apps.lists.services.links import (
    LINK_REFUSAL_WORDS,
    LinkRefused,
    told_path,
    withdraw_link,
)
from teeka.apps.readiness.queries.kept_board import forget
from teeka.apps.readiness.queries.sessions import SessionRow, sessions
from teeka.doors.console.by_hand import given_reason
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.words import in_language
from teeka.rules.permissions import Action, needs
from teeka.shared import clock


@require_http_methods(["GET", "POST"])
@needs(Action.HAND_OUT_LINKS)
def pack_link(request: StaffRequest, code: str) -> HttpResponse:
    """The link itself is shown only when it is asked for, and that is recorded."""
    now = clock.now()
    found = sessions(request.jurisdiction, now=now, code=code)
    if not found:
        raise Http404
    address, problem = "", ""
    if request.method == "POST":
        try:
            if request.POST.get("do") != "show":
                return _withdrawn(request, found[0])
            path = told_path(found[0].id, by=request.staff.username, now=now)
            address = request.build_absolute_uri(path)
        except LinkRefused as refused:
            problem = in_language(LINK_REFUSAL_WORDS[refused.refusal])
    context = {
        "session": found[0],
        "address": address,
        "problem": problem,
        "reason": given_reason(request),
        "standing": link_standing(code),
        "versions": seen_versions(code),
    }
    return render(request, "console/pack_link.html", context, status=400 if problem else 200)


def _withdrawn(request: StaffRequest, session: SessionRow) -> HttpResponse:
    withdraw_link(
        session.id,
        renews=request.POST.get("do") == "renew",
        reason=given_reason(request),
        by=request.staff.username,
        now=clock.now(),
    )
    forget()
    messages.success(request, _("The link opens nothing any more."))
    return redirect("pack_link", session.code)

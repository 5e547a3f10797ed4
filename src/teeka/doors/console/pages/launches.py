"""No pack, no launch: the sessions whose notices wait, and two officers who let one go without its pack."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from teeka.apps.lists.queries.places import asked_launches, waiting_sessions
from teeka.apps.notices.services.launching import (
    LAUNCH_REFUSAL_WORDS,
    LaunchRefused,
    ask_to_launch,
    decide_launch,
)
from teeka.apps.planning.queries import session_id_of
from teeka.apps.readiness.queries.kept_board import forget
from teeka.doors.console.by_hand import given_reason
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.words import in_language
from teeka.rules.permissions import Action, needs
from teeka.shared import clock


@require_http_methods(["GET", "POST"])
@needs(Action.LET_LAUNCH)
def launches(request: StaffRequest) -> HttpResponse:
    """What waits and what was asked for; the form asks for one session."""
    problem, code = "", request.POST.get("session", "")[:40].replace("\0", "")
    if request.method == "POST":
        session_id = session_id_of(code)  # row security: another district's is not there
        if session_id is None:
            raise Http404
        try:
            ask_to_launch(
                session_id, reason=given_reason(request), by=request.staff.username, now=clock.now()
            )
        except LaunchRefused as refused:
            problem = in_language(LAUNCH_REFUSAL_WORDS[refused.refusal])
        else:
            messages.success(request, _("Asked. Another officer decides on this page."))
            return redirect("launches")
    asked = asked_launches()
    undecided = {one.session_code for one in asked if one.decision == "waits"}
    context = {
        "waiting": [(one, one.session_code in undecided) for one in waiting_sessions(now=clock.now())],
        "asked": [one for one in asked if one.decision == "waits"],
        "decided": [one for one in asked if one.decision != "waits"],
        "own_name": request.staff.username,
        "problem": problem,
        "code": code,
        "reason": given_reason(request),
    }
    return render(request, "console/launches.html", context, status=400 if problem else 200)


@require_POST
@needs(Action.LET_LAUNCH)
def decide(request: StaffRequest, number: int) -> HttpResponse:
    if not any(one.id == number for one in asked_launches()):
        raise Http404
    approves = request.POST.get("decision") == "approve"
    try:
        decide_launch(
            number,
            approves=approves,
            reason=given_reason(request),
            by=request.staff.username,
            now=clock.now(),
        )
    except LaunchRefused as refused:
        messages.warning(request, in_language(LAUNCH_REFUSAL_WORDS[refused.refusal]))
        return redirect("launches")
    forget()
    said = _("The notices may leave.") if approves else _("The notices go on waiting for the pack.")
    messages.success(request, said)
    return redirect("launches")

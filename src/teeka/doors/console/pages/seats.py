"""The seats of a session: opened and closed, and those asked for that a second person decides on."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from teeka.apps.allotment.services import AllotmentRefused, approve_seat, change_seats, refuse_seat
from teeka.apps.readiness.queries.asked_seats import asked_seats
from teeka.apps.readiness.queries.kept_board import forget
from teeka.apps.readiness.queries.sessions import SessionRow, sessions
from teeka.doors.console.by_hand import given_reason
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.words import in_language
from teeka.rules.permissions import Action, needs
from teeka.shared import clock


@require_http_methods(["GET", "POST"])
@needs(Action.CHANGE_PLACES)
def seats(request: StaffRequest, code: str) -> HttpResponse:
    """How many seats the session has; and a new number."""
    session, now = _session(request, code), clock.now()
    asked, reason, problem = request.POST.get("seats", "").strip()[:9], given_reason(request), ""
    if request.method == "POST":
        try:
            before = change_seats(
                session.id, seats=int(asked) if asked.isdecimal() else 0, reason=reason,
                by=request.staff.username, now=now,
            )  # fmt: skip
        except AllotmentRefused as refused:
            problem = in_language((refused.in_words("en"), refused.in_words("hi")))
        else:
            forget()
            messages.success(
                request,
                _("The session has %(seats)s seats now; it had %(before)s.")
                % {"seats": asked, "before": before},
            )
            return redirect("due_list", code)
    context = {
        "session": session,
        "asked": asked or session.capacity,
        "reason": reason,
        "problem": problem,
    }
    return render(request, "console/seats.html", context, status=400 if problem else 200)


@require_POST
@needs(Action.DECIDE_SEATS)
def decide(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """The second person's word on a seat that somebody asked for."""
    now, by = clock.now(), request.staff.username
    session = _session(request, code)
    if not any(asked.id == number for asked in asked_seats(request.jurisdiction, now=now, code=session.code)):
        messages.warning(request, _("Nobody asks for this seat any more. Look at the session again."))
        return redirect("due_list", code)
    try:
        if request.POST.get("decision") == "approve":
            approve_seat(number, reason=given_reason(request), by=by, now=now)
            said = _("The seat is opened and given.")
        else:
            refuse_seat(number, reason=given_reason(request), by=by, now=now)
            said = _("The seat is refused. Nothing was changed.")
    except AllotmentRefused as refused:
        messages.warning(request, in_language((refused.in_words("en"), refused.in_words("hi"))))
    else:
        forget()
        messages.success(request, said)
    return redirect("due_list", code)


def _session(request: StaffRequest, code: str) -> SessionRow:
    found = sessions(request.jurisdiction, now=clock.now(), code=code)
    if not found:
        raise Http404
    return found[0]

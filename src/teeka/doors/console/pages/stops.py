"""The stop switch: of a session or of all that this login looks after; and letting messages go again."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from teeka.apps.notices.queries import StopRow, stops
from teeka.apps.notices.services.stopping import (
    STOP_REFUSAL_WORDS,
    Stopped,
    StopRefused,
    lift_stop,
    stop_districts,
    stop_session,
)
from teeka.apps.readiness.queries.kept_board import forget
from teeka.apps.readiness.queries.place_names import districts_named
from teeka.apps.readiness.queries.sessions import SessionRow, sessions
from teeka.doors.console.by_hand import given_reason
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.templatetags.console import n, named
from teeka.doors.console.words import in_language
from teeka.rules.permissions import Action, needs
from teeka.shared import clock

SHOWN = 50


@dataclass(frozen=True, slots=True)
class _Shown:
    stop: StopRow
    district: str


@require_http_methods(["GET", "POST"])
@needs(Action.STOP_MESSAGES)
def stop_list(request: StaffRequest) -> HttpResponse:
    """What is stopped, and one form that stops a session (asked for by its code) or the whole area."""
    code, reason, problem = request.GET.get("session", "")[:40], given_reason(request), ""
    session = _session(request, code) if code else None
    if request.method == "POST":
        try:
            done = _stop(request, session, reason)
        except StopRefused as refused:
            problem = in_language(STOP_REFUSAL_WORDS[refused.refusal])
        else:
            forget()
            messages.success(request, _said(done))
            return redirect("stops")
    names = {place.code: named(place) for place in districts_named(request.jurisdiction.districts)}
    mine = [_Shown(row, names[row.district_code]) for row in stops() if _is_mine(request, row)]
    context = {
        "session": session,
        "reason": reason,
        "problem": problem,
        "in_force": [shown for shown in mine if shown.stop.lifted_at is None],
        "lifted": [shown for shown in mine if shown.stop.lifted_at is not None][:SHOWN],
    }
    return render(request, "console/stops.html", context, status=400 if problem else 200)


@require_POST
@needs(Action.STOP_MESSAGES)
def lift(request: StaffRequest, number: int) -> HttpResponse:
    """Messages go out again; who is not rightly told is told anew."""
    if not any(_is_mine(request, row) for row in stops() if row.id == number):
        raise Http404
    try:
        owed = lift_stop(number, by=request.staff.username, now=clock.now())
    except StopRefused as refused:
        messages.warning(request, in_language(STOP_REFUSAL_WORDS[refused.refusal]))
        return redirect("stops")
    forget()
    told = ngettext(
        "Messages go out again: %(n)s person is to be told anew.",
        "Messages go out again: %(n)s people are to be told anew.",
        owed.planned,
    )
    messages.success(request, told % {"n": n(owed.planned)})
    return redirect("stops")


def _is_mine(request: StaffRequest, row: StopRow) -> bool:
    return row.district_code in request.jurisdiction.districts


def _session(request: StaffRequest, code: str) -> SessionRow:
    found = sessions(request.jurisdiction, now=clock.now(), code=code)
    if not found:
        raise Http404
    return found[0]


def _stop(request: StaffRequest, session: SessionRow | None, reason: str) -> Stopped:
    corrects, by, now = "corrects" in request.POST, request.staff.username, clock.now()
    if session is not None:
        return stop_session(session_id=session.id, reason=reason, corrects=corrects, by=by, now=now)
    districts = sorted(request.jurisdiction.districts)
    return stop_districts(district_codes=districts, reason=reason, corrects=corrects, by=by, now=now)


def _said(done: Stopped) -> str:
    stopped = ngettext(
        "Stopped: %(n)s message is not sent.", "Stopped: %(n)s messages are not sent.", done.withdrawn
    ) % {"n": n(done.withdrawn)}
    if not done.corrected:
        return stopped
    told = ngettext(
        "%(n)s person is told to ignore what they were told.",
        "%(n)s people are told to ignore what they were told.",
        done.corrected,
    )
    return f"{stopped} {told % {'n': n(done.corrected)}}"

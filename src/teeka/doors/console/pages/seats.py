"""The seats of a session: opened and closed, cut, and those asked for that a second person decides on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.allotment.services import (
    AllotmentRefused,
    Refusal,
    approve_seat,
    ask_for_seats,
    change_seats,
    cut_seats,
    places_to_leave,
    refuse_seat,
)
from teeka.apps.readiness.queries.asked_seats import asked_seats
from teeka.apps.readiness.queries.kept_board import forget
from teeka.apps.readiness.queries.leaving import LeavingRow, leaving_people
from teeka.apps.readiness.queries.sessions import SessionRow, sessions
from teeka.doors.console.by_hand import given_reason
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.words import in_language
from teeka.rules.permissions import Action, may, needs
from teeka.shared import clock

# What the page then offers instead: to take places back, or to ask a second person.
OFFERS = {Refusal.SEATS_TAKEN, Refusal.OTHERS_LEAVE, Refusal.SECOND_NEEDED}


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the form says."""

    session: SessionRow
    seats: int
    reason: str
    by: str
    now: datetime


@require_http_methods(["GET", "POST"])
@needs(Action.CHANGE_PLACES)
def seats(request: StaffRequest, code: str) -> HttpResponse:
    """How many seats the session has; and a new number, whoever must leave for it shown before."""
    session, now = _session(request, code), clock.now()
    asked, reason = request.POST.get("seats", "").strip()[:9], given_reason(request)
    context: dict[str, object] = {"session": session, "asked": asked or session.capacity, "reason": reason}
    if request.method == "GET":
        return render(request, "console/seats.html", context)
    wish = _Wish(session, int(asked) if asked.isdecimal() else 0, reason, request.staff.username, now)
    try:
        messages.success(request, _done(request, wish))
    except AllotmentRefused as refused:
        context |= _instead(request, wish, refused)
        context["problem"] = in_language((refused.in_words("en"), refused.in_words("hi")))
        return render(
            request, "console/seats.html", context, status=200 if refused.refusal in OFFERS else 400
        )
    forget()
    return redirect("due_list", code)


def _done(request: StaffRequest, wish: _Wish) -> str:
    """Does what the button says; what to tell then. Raises AllotmentRefused."""
    who: dict[str, Any] = {"reason": wish.reason, "by": wish.by, "now": wish.now}
    if request.POST.get("ask"):
        ask_for_seats(wish.session.id, seats=wish.seats, **who)
        return _("The seats are asked for. Another officer decides on it, on this page.")
    if "leaving" in request.POST:
        gone = cut_seats(wish.session.id, capacity=wish.seats, shown=_numbers(request), **who)
        return ngettext(
            "Seats now: %(seats)s. %(people)s person waits for another place.",
            "Seats now: %(seats)s. %(people)s people wait for another place.",
            len(gone),
        ) % {"seats": wish.seats, "people": len(gone)}
    before = change_seats(wish.session.id, seats=wish.seats, **who)
    return _("The session has %(seats)s seats now; it had %(before)s.") % {
        "seats": wish.seats,
        "before": before,
    }


def _instead(request: StaffRequest, wish: _Wish, refused: AllotmentRefused) -> dict[str, object]:
    if refused.refusal is Refusal.SECOND_NEEDED:
        return {"may_ask": True}
    if refused.refusal not in OFFERS:
        return {}
    leaving = leaving_people(places_to_leave(wish.session.id, capacity=wish.seats, now=wish.now))
    _record_look(wish, leaving)
    return {
        "leaving": leaving,
        "to": wish.seats,
        "numbers": ",".join(str(row.place) for row in leaving),
        "may_see_person": may(request.staff.role, Action.SEE_PERSON),
    }


def _record_look(wish: _Wish, leaving: list[LeavingRow]) -> None:
    record_event(
        now=wish.now, by=wish.by, action="leaving.seen", subject_type="session", subject_id=wish.session.code,
        district_code=wish.session.district_code, detail={"people": len(leaving), "seats": wish.seats},
    )  # fmt: skip


def _numbers(request: StaffRequest) -> list[int]:
    """The places as the page that was read named them."""
    words = request.POST["leaving"].split(",")
    return [int(word) for word in words if word.isdecimal() and len(word) < 19]


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
            said = _("What was asked for is given.")
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

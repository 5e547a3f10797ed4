"""What ends a session's paper: void forms, doses and arrivals taken back, closing and opening again."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from teeka.apps.readiness.queries.kept_board import forget
from teeka.apps.siteday.services.closing import close_session, reopen_session
from teeka.apps.siteday.services.forms import declare_void, take_back_fate
from teeka.apps.siteday.services.refusing import RecordRefused
from teeka.apps.siteday.services.settling import settle_dose
from teeka.apps.siteday.services.undoing import undo_arrival, undo_dose
from teeka.doors.console.by_hand import given_reason
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.pages.record import session_here
from teeka.doors.console.record_lines import typed_lines
from teeka.doors.console.words import in_language
from teeka.rules.hand_sheet import reference_of
from teeka.rules.permissions import Action, needs
from teeka.rules.undoing import Undoing
from teeka.rules.visit_lines import VisitLine
from teeka.shared import clock


@require_POST
@needs(Action.CLOSE_SESSIONS)
def close(request: StaffRequest, code: str) -> HttpResponse:
    """All forms without a fate are blank, and so many were counted; then the session is closed."""
    counted = request.POST.get("blank", "").strip()

    def act() -> str:
        closed = close_session(
            code, counted_blank=int(counted) if counted.isdecimal() else None,
            by=request.staff.username, now=clock.now(),
        )  # fmt: skip
        return _("The session is closed: %(came)s came, %(absent)s listed people did not.") % {
            "came": closed.came,
            "absent": closed.absent,
        }

    return _done(request, code, act)


@require_POST
@needs(Action.CLOSE_SESSIONS)
def reopen(request: StaffRequest, code: str) -> HttpResponse:
    def act() -> str:
        reopen_session(code, reason=given_reason(request), by=request.staff.username, now=clock.now())
        return _("The session is open again.")

    return _done(request, code, act)


@require_POST
@needs(Action.RECORD)
def void(request: StaffRequest, code: str) -> HttpResponse:
    """One number, or several with spaces or commas between."""
    typed = request.POST.get("numbers", "")[:2_000].replace(",", " ").split()

    def act() -> str:
        declare_void(code, typed, reason=given_reason(request), by=request.staff.username, now=clock.now())
        return _("The forms are void.")

    return _done(request, code, act)


@require_POST
@needs(Action.RECORD)
def take_back(request: StaffRequest, code: str) -> HttpResponse:
    def act() -> str:
        take_back_fate(code, request.POST.get("number", ""), by=request.staff.username, now=clock.now())
        return _("The form has no fate again.")

    return _done(request, code, act)


@require_POST
@needs(Action.RECORD)
def settle(request: StaffRequest, code: str) -> HttpResponse:
    """The third look at a dose that two people keyed differently."""
    line = next(iter(typed_lines(request.POST).values()), None)

    def act() -> str:
        settle_dose(code, line or VisitLine(0), by=request.staff.username, now=clock.now())
        return _("The dose is settled.")

    return _done(request, code, act)


@require_POST
@needs(Action.RECORD)
def undo(request: StaffRequest, code: str) -> HttpResponse:
    reference = reference_of(request.POST.get("reference", "")) or 0

    def act() -> str:
        undo_dose(code, reference, reason=given_reason(request), by=request.staff.username, now=clock.now())
        return _("The dose is taken back: it stays on record as not given.")

    return _done(request, code, act)


@require_POST
@needs(Action.RECORD)
def undo_came(request: StaffRequest, code: str) -> HttpResponse:
    """The arrival is taken back, with all that was recorded of the visit."""
    reference = reference_of(request.POST.get("reference", "")) or 0

    def act() -> str:
        undone = undo_arrival(
            code, reference, reason=given_reason(request), by=request.staff.username, now=clock.now()
        )
        if undone is Undoing.ALREADY:
            return _("The arrival was taken back before: nothing changed.")
        return _("The arrival is taken back: record the visit anew if the person came.")

    return _done(request, code, act)


def _done(request: StaffRequest, code: str, act: Callable[[], str]) -> HttpResponse:
    session_here(request, code)
    try:
        messages.success(request, act())
    except RecordRefused as refused:
        messages.error(request, in_language(refused.words))
    forget()
    return redirect("record", code)

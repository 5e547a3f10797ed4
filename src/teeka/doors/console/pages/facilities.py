"""Facilities that officers have proposed, for whoever keeps the registry; one proposed wrongly is closed."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from teeka.apps.allotment.services import AllotmentRefused, Closed, close_facility
from teeka.apps.readiness.queries.kept_board import forget
from teeka.apps.readiness.queries.proposed import (
    ProposedFacility,
    proposed_facilities,
    proposed_facility,
    seats_of_facility,
    texts_of_facility,
)
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.scope import asked_jurisdiction
from teeka.doors.console.tables import Head, Table
from teeka.doors.console.templatetags.console import n
from teeka.doors.console.words import in_language
from teeka.rules.permissions import Action, may, needs
from teeka.shared import clock

LONGEST_REASON = 200


def _second(moment: datetime | None) -> str:
    return clock.in_india(moment).strftime("%Y-%m-%d %H:%M:%S") if moment else ""


_WHICH: Sequence[Head[ProposedFacility]] = (
    Head("facility", _("Facility"), lambda row: row.name),
    Head("code", _("Code"), lambda row: row.code, is_code=True),
    Head("type", _("Type"), lambda row: row.type),
    Head("district", _("District"), lambda row: row.district, is_wide_only=True),
    Head("block", _("Block"), lambda row: row.block, is_wide_only=True),
    Head("pin_code", _("PIN code"), lambda row: row.pin_code, is_wide_only=True, is_code=True),
    Head("by", _("Proposed by"), lambda row: row.proposed_by, is_wide_only=True),
    Head("when", _("Proposed"), lambda row: _second(row.proposed_at)),
)
HEADS: Sequence[Head[ProposedFacility]] = (
    *_WHICH,
    Head("people", _("People"), lambda row: row.people, is_number=True),
)
CLOSED_HEADS: Sequence[Head[ProposedFacility]] = (
    *_WHICH,
    Head("closed", _("Closed"), lambda row: _second(row.closed_at)),
    Head("closed_by", _("Closed by"), lambda row: row.closed_by),
    Head("reason", _("Why it was closed"), lambda row: row.closed_reason),
)
TOGETHER = ("facility", "type", "district", "when", "closed", "reason")  # columns whose cells hold the rest
SHOWS: dict[str, tuple[Promise, Promise]] = {
    "open": (_("Open"), _("Proposed facilities")),
    "closed": (_("Closed"), _("Proposed facilities that were closed")),
}


@require_GET
@needs(Action.SEE_PROPOSED)
def proposed(request: StaffRequest) -> HttpResponse:
    jurisdiction = asked_jurisdiction(request)
    are_closed = request.GET.get("show") == "closed"
    rows = proposed_facilities(jurisdiction, are_closed=are_closed)
    heads, sort = (CLOSED_HEADS, "-closed") if are_closed else (HEADS, "-when")
    table = Table.of(request, heads, rows, sort=sort)
    show = "closed" if are_closed else "open"
    may_download = may(request.staff.role, Action.DOWNLOAD)
    if table.is_file:
        if not may_download:
            raise Http404
        name = "closed-facilities" if are_closed else "proposed-facilities"
        return table.as_file(name=name, title=SHOWS[show][1], now=clock.now())
    context = {
        "table": table,
        "show": show,
        "together": TOGETHER,
        "title": SHOWS[show][1],
        "shows": [(key, words, f"?show={key}") for key, (words, _title) in SHOWS.items()],
        "no_files": not may_download,
        "may_settle": may(request.staff.role, Action.SETTLE_POSTINGS),
        "may_close": may(request.staff.role, Action.CLOSE_PROPOSED),
        "may_see_people": may(request.staff.role, Action.SEE_PEOPLE),
    }
    return render(request, "console/proposed.html", context)


@require_http_methods(["GET", "POST"])
@needs(Action.CLOSE_PROPOSED)
def close(request: StaffRequest, number: int) -> HttpResponse:
    """What closing would do, or who is placed there and forbids it; and the closing itself."""
    problem, reason = "", ""
    if request.method == "POST":
        reason = request.POST.get("reason", "").replace("\0", "")[:LONGEST_REASON]
        try:
            closed = close_facility(
                number, reason=reason, districts=request.jurisdiction.districts,
                by=request.staff.username, now=clock.now(),
            )  # fmt: skip
        except AllotmentRefused as refused:
            problem = refused.in_words(get_language() or "en")
        else:
            return _closed(request, closed)
    facility = proposed_facility(request.jurisdiction, number)
    if facility is None:
        if not problem:
            raise Http404
        messages.warning(request, problem)
        return redirect("proposed")
    context = {
        "facility": facility,
        "texts": texts_of_facility(number),
        "seats": seats_of_facility(number),
        "problem": problem,
        "reason": reason,
        "may_see_person": may(request.staff.role, Action.SEE_PERSON),
    }
    return render(request, "console/close_proposed.html", context, status=400 if problem else 200)


def _closed(request: StaffRequest, closed: Closed) -> HttpResponse:
    forget()
    name = in_language((closed.name, closed.name_hi or closed.name))
    said = gettext("Closed: %(facility)s (%(code)s).") % {"facility": name, "code": closed.code}
    if closed.texts:
        words = ngettext(
            "%(n)s text waits again to be settled.", "%(n)s texts wait again to be settled.", closed.texts
        )
        said = f"{said} {words % {'n': n(closed.texts)}}"
    messages.success(request, said)
    return redirect("proposed")

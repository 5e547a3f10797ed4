"""Decisions on posting texts: who said what when, one press that takes it back, and what was taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from teeka.apps.people.services.taking_back import NothingToUndo, undo_settlement
from teeka.apps.readiness.queries.decisions import (
    DecisionMade,
    DecisionTakenBack,
    decision_made,
    decisions_made,
    decisions_taken_back,
)
from teeka.apps.readiness.queries.kept_board import forget
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.review import review_address
from teeka.doors.console.scope import asked_jurisdiction
from teeka.doors.console.tables import Head, Table
from teeka.doors.console.templatetags.console import n
from teeka.rules.permissions import Action, may, needs
from teeka.shared import clock


def _second(moment: datetime | None) -> str:
    return clock.in_india(moment).strftime("%Y-%m-%d %H:%M:%S") if moment else ""


HEADS: Sequence[Head[DecisionMade]] = (
    Head("when", _("When"), lambda row: _second(row.decided_at)),
    Head("by", _("Who"), lambda row: row.decided_by),
    Head("text", _("Text"), lambda row: row.shown),
    Head("district", _("District"), lambda row: row.district),
    Head("facility", _("Facility"), lambda row: row.facility_name),
    Head("code", _("Code"), lambda row: row.facility_code, is_wide_only=True, is_code=True),
    Head("texts", _("Spellings"), lambda row: row.texts, is_number=True, is_wide_only=True),
    Head("people", _("People"), lambda row: row.people, is_number=True),
)
TAKEN_BACK_HEADS: Sequence[Head[DecisionTakenBack]] = (
    Head("undone", _("Taken back at"), lambda row: _second(row.undone_at)),
    Head("undone_by", _("Taken back by"), lambda row: row.undone_by),
    Head("text", _("Text"), lambda row: row.shown),
    Head("district", _("District"), lambda row: row.district),
    Head("facility", _("It had been"), lambda row: row.facility_name),
    Head("code", _("Code"), lambda row: row.facility_code, is_wide_only=True, is_code=True),
    Head("when", _("Decided at"), lambda row: _second(row.decided_at)),
    Head("by", _("Decided by"), lambda row: row.decided_by),
    Head("texts", _("Spellings"), lambda row: row.texts, is_number=True, is_wide_only=True),
    Head("people", _("People"), lambda row: row.people, is_number=True),
)
TOGETHER = ("undone", "text", "district", "facility", "when", "people")  # columns whose cells hold the rest
IN_FORCE, TAKEN_BACK = "in_force", "taken_back"
SHOWS: dict[str, tuple[Promise, str, Promise]] = {  # the word, the file's name, its title
    IN_FORCE: (_("In force"), "posting-decisions", _("Decisions made")),
    TAKEN_BACK: (_("Taken back"), "posting-decisions-taken-back", _("Decisions taken back")),
}


@require_GET
@needs(Action.SETTLE_POSTINGS)
def decision_list(request: StaffRequest) -> HttpResponse:
    """Those in force, or with ?show=taken_back those that hold no more."""
    jurisdiction = asked_jurisdiction(request)
    made, back = decisions_made(jurisdiction), decisions_taken_back(jurisdiction)
    show = TAKEN_BACK if request.GET.get("show") == TAKEN_BACK else IN_FORCE
    table: Table[Any] = (
        Table.of(request, HEADS, made, sort="-when")
        if show == IN_FORCE
        else Table.of(request, TAKEN_BACK_HEADS, back, sort="-undone")
    )
    if table.is_file:
        if not may(request.staff.role, Action.DOWNLOAD):
            raise Http404
        return table.as_file(name=SHOWS[show][1], title=SHOWS[show][2], now=clock.now())
    context = {
        "table": table,
        "show": show,
        "together": TOGETHER,
        "title": SHOWS[show][2],
        "shows": [
            (key, SHOWS[key][0], count, f"?show={key}")
            for key, count in ((IN_FORCE, len(made)), (TAKEN_BACK, len(back)))
        ],
    }
    return render(request, "console/decisions.html", context)


@require_POST
@needs(Action.SETTLE_POSTINGS)
def undo(request: StaffRequest, number: int) -> HttpResponse:
    decision = decision_made(request.jurisdiction, number)
    if decision is None:
        return _gone(request)
    try:
        back = undo_settlement(posting_id=number, by=request.staff.username, now=clock.now())
    except NothingToUndo:
        return _gone(request)
    forget()
    words = ngettext(
        "Taken back: “%(text)s” waits again, for %(n)s person.",
        "Taken back: “%(text)s” waits again, for %(n)s people.",
        back.people,
    )
    messages.success(request, words % {"text": decision.shown, "n": n(back.people)})
    return _where_it_was_pressed(request, number)


def _gone(request: StaffRequest) -> HttpResponse:
    messages.warning(request, _("This decision has been taken back already, perhaps by somebody else."))
    return _where_it_was_pressed(request)


def _where_it_was_pressed(request: StaffRequest, number: int | None = None) -> HttpResponse:
    """The review, at the text that waits again; or the list of decisions."""
    if request.POST.get("to") == "review":
        return redirect(review_address(request, text=number))
    return redirect("decisions")

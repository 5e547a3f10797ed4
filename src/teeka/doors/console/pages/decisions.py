"""Decisions made on posting texts: who said what when, and one press that takes it back."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from teeka.apps.people.services.taking_back import NothingToUndo, undo_settlement
from teeka.apps.readiness.queries.decisions import DecisionMade, decision_made, decisions_made
from teeka.apps.readiness.queries.kept_board import forget
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.scope import asked_jurisdiction
from teeka.doors.console.tables import Head, Table
from teeka.doors.console.templatetags.console import n
from teeka.rules.permissions import Action, may, needs
from teeka.shared import clock

HEADS: Sequence[Head[DecisionMade]] = (
    Head("when", _("When"), lambda row: clock.in_india(row.decided_at).strftime("%Y-%m-%d %H:%M:%S")
         if row.decided_at else ""),
    Head("by", _("Who"), lambda row: row.decided_by),
    Head("text", _("Text"), lambda row: row.shown),
    Head("district", _("District"), lambda row: row.district),
    Head("facility", _("Facility"), lambda row: row.facility_name),
    Head("code", _("Code"), lambda row: row.facility_code, is_wide_only=True, is_code=True),
    Head("texts", _("Spellings"), lambda row: row.texts, is_number=True, is_wide_only=True),
    Head("people", _("People"), lambda row: row.people, is_number=True),
)  # fmt: skip


@require_GET
@needs(Action.SETTLE_POSTINGS)
def decision_list(request: StaffRequest) -> HttpResponse:
    table = Table.of(request, HEADS, decisions_made(asked_jurisdiction(request)), sort="-when")
    if table.is_file:
        if not may(request.staff.role, Action.DOWNLOAD):
            raise Http404
        return table.as_file(name="posting-decisions", title=_("Decisions made"), now=clock.now())
    return render(request, "console/decisions.html", {"table": table})


@require_POST
@needs(Action.SETTLE_POSTINGS)
def undo(request: StaffRequest, number: int) -> HttpResponse:
    decision = decision_made(request.jurisdiction, number)
    if decision is None:
        messages.warning(request, _t("This decision has been taken back already, perhaps by somebody else."))
        return redirect("decisions")
    try:
        back = undo_settlement(posting_id=number, by=request.staff.username, now=clock.now())
    except NothingToUndo:
        messages.warning(request, _t("This decision has been taken back already, perhaps by somebody else."))
        return redirect("decisions")
    forget()
    words = ngettext(
        "Taken back: “%(text)s” waits again, for %(n)s person.",
        "Taken back: “%(text)s” waits again, for %(n)s people.",
        back.people,
    )
    messages.success(request, words % {"text": decision.shown, "n": n(back.people)})
    return redirect("decisions")

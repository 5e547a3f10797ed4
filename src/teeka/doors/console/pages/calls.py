"""The call sheet: who must be told by voice, the most pressing first, and what came of each call."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.notices.queries import CallRow
from teeka.apps.notices.services.calls import CALL_REFUSAL_WORDS, CallRefused, record_answer
from teeka.apps.notices.services.claims import claim_call, claim_first, give_back_call
from teeka.apps.readiness.queries.answers import answers_within
from teeka.apps.readiness.queries.calls import Claim, calls_within, claims, to_ring_next
from teeka.apps.readiness.queries.kept_board import forget
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.scope import asked_day, asked_jurisdiction
from teeka.doors.console.tables import Head, Table
from teeka.doors.console.words import call_reason_words, in_language, outcome_words
from teeka.rules.messages.reasons import CallOutcomeKind
from teeka.rules.permissions import Action, masked, may, needs
from teeka.shared import clock


def _heads(*, shows_mobile: bool) -> Sequence[Head[CallRow]]:
    return (
        Head("by", _("Tell by"), lambda row: row.must_be_told_by.isoformat()),
        Head("name", _("Name"), lambda row: row.full_name),
        Head(
            "mobile",
            _("Mobile"),
            lambda row: row.mobile if shows_mobile else masked(row.mobile),
            is_code=True,
        ),
        Head("reason", _("Why by voice"), lambda row: call_reason_words(row.reason)),
        Head(
            "site", _("Session"), lambda row: f"{row.site_name} {clock.in_india(row.slot_at):%Y-%m-%d %H:%M}"
        ),
        Head("last", _("Last call"), lambda row: outcome_words(row.last_outcome), is_wide_only=True),
    )


@require_GET
@needs(Action.CALL)
def call_sheet(request: StaffRequest) -> HttpResponse:
    now = clock.now()
    shows_mobile = may(request.staff.role, Action.SEE_MOBILE)
    rows = calls_within(asked_jurisdiction(request), now=now, on=asked_day(request))
    table = Table.of(request, _heads(shows_mobile=shows_mobile), rows, sort="by")
    record_event(
        now=now,
        by=request.staff.username,
        action="call_sheet.downloaded" if table.is_file else "call_sheet.seen",
        subject_type="call_sheet",
        subject_id=clock.today_in_india(now).isoformat(),
        detail={"people": len(table.rows), "with_mobile": shows_mobile},
    )
    if table.is_file:
        return table.as_file(name="call-sheet", title=_("Call sheet"), now=now)
    held, me = claims(), request.staff.username
    mine = [row for row in rows if _claimed_by(held, row) == me]
    context = {
        "table": table,
        "mine": [(row, held[row.appointment_id]) for row in mine],
        "others": {
            place: claim for place, claim in held.items() if claim.claimed_by != request.staff.username
        },
        "shows_mobile": shows_mobile,
        "outcomes": [(kind.value, outcome_words(kind.value)) for kind in CallOutcomeKind],
        "now": now,
        "unclear": len(answers_within(request.jurisdiction, now=now)),
    }
    return render(request, "console/calls.html", context)


def _claimed_by(held: Mapping[int, Claim], row: CallRow) -> str:
    return held[row.appointment_id].claimed_by if row.appointment_id in held else ""


@require_POST
@needs(Action.CALL)
def next_call(request: StaffRequest) -> HttpResponse:
    """Take the most pressing call that nobody has; one that this login holds already comes first."""
    now, by = clock.now(), request.staff.username
    rows = calls_within(asked_jurisdiction(request), now=now, on=asked_day(request))
    if claim_first(to_ring_next(rows, claims(), by=by, now=now), by=by) is None:
        messages.warning(request, _("Nobody is left to call, or others have the rest."))
    return redirect(_back(request))


@require_POST
@needs(Action.CALL)
def claim(request: StaffRequest, appointment: int) -> HttpResponse:
    """Take one call of this login's own sheet, or give it back."""
    by, back = request.staff.username, redirect(_back(request))
    if request.POST.get("give_back"):
        give_back_call(appointment, by=by)
        return back
    if all(row.appointment_id != appointment for row in calls_within(request.jurisdiction, now=clock.now())):
        messages.warning(request, _("This person is not on your call sheet any more."))
    elif not claim_call(appointment, by=by):
        messages.warning(request, _("Somebody else has taken this call."))
    return back


@require_POST
@needs(Action.CALL)
def call_outcome(request: StaffRequest, appointment: int) -> HttpResponse:
    """Keep what came of one call; only of somebody who stands on this login's own call sheet."""
    now = clock.now()
    outcome = request.POST.get("outcome", "")
    back = redirect(_back(request))
    if outcome not in set(CallOutcomeKind):
        messages.warning(request, _("Choose what came of the call, then save."))
        return back
    if all(row.appointment_id != appointment for row in calls_within(request.jurisdiction, now=now)):
        messages.warning(request, _("This person is not on your call sheet any more."))
        return back
    try:
        record_answer(
            appointment_id=appointment,
            outcome=CallOutcomeKind(outcome),
            by=request.staff.username,
            now=now,
            note=request.POST.get("note", "").replace("\0", "").strip(),
        )
    except CallRefused as refused:
        messages.warning(request, in_language(CALL_REFUSAL_WORDS[refused.refusal]))
        return back
    forget()
    messages.success(request, _("Saved: %(outcome)s.") % {"outcome": outcome_words(outcome)})
    return back


def _back(request: StaffRequest) -> str:
    kept = request.POST.get("back", "")
    return kept if kept.startswith("/calls/") else "/calls/"

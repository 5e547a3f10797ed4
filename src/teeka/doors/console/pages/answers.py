"""Answers that only a person can read: what was written, whom it may be about, and one press for each."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.notices.services.calls import CALL_REFUSAL_WORDS, CallRefused
from teeka.apps.notices.services.replies import settle_reply
from teeka.apps.readiness.queries.answers import UnclearAnswer, answers_within
from teeka.apps.readiness.queries.kept_board import forget
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.tables import Head, Table
from teeka.doors.console.words import in_language
from teeka.rules.messages.replies import Meaning
from teeka.rules.permissions import Action, masked, may, needs
from teeka.shared import clock


def _heads(*, shows_mobile: bool) -> Sequence[Head[UnclearAnswer]]:
    return (
        Head("at", _("Came"), lambda row: clock.in_india(row.received_at).strftime("%Y-%m-%d %H:%M")),
        Head(
            "from",
            _("From"),
            lambda row: row.from_number if shows_mobile else masked(row.from_number),
            is_code=True,
        ),
        Head("text", _("What they wrote"), lambda row: row.text),
        Head("whom", _("Whom it may be about"), lambda row: ", ".join(p.full_name for p in row.places)),
    )


@require_GET
@needs(Action.CALL)
def answer_list(request: StaffRequest) -> HttpResponse:
    now = clock.now()
    shows_mobile = may(request.staff.role, Action.SEE_MOBILE)
    rows = answers_within(request.jurisdiction, now=now)
    table = Table.of(request, _heads(shows_mobile=shows_mobile), rows, sort="at")
    record_event(
        now=now,
        by=request.staff.username,
        action="answers.downloaded" if table.is_file else "answers.seen",
        subject_type="answers",
        subject_id=clock.today_in_india(now).isoformat(),
        detail={"answers": len(table.rows), "with_mobile": shows_mobile},
    )
    if table.is_file:
        return table.as_file(name="answers", title=_("Answers to read"), now=now)
    return render(request, "console/answers.html", {"table": table, "shows_mobile": shows_mobile})


@require_POST
@needs(Action.CALL)
def settle(request: StaffRequest, number: int) -> HttpResponse:
    """What one answer means, and of whom; only of those that this login sees."""
    now, back = clock.now(), redirect("answers")
    rows = answers_within(request.jurisdiction, now=now)
    answer = next((row for row in rows if row.reply_id == number), None)
    if answer is None:
        messages.warning(request, _("Somebody has settled this answer already."))
        return back
    meaning = request.POST.get("meaning", "")
    place = request.POST.get("place", "")
    about = next((p.appointment_id for p in answer.places if str(p.appointment_id) == place), None)
    if meaning not in set(Meaning) or (meaning != Meaning.UNCLEAR and about is None):
        messages.warning(request, _("Choose of whom it is and what it says, then press."))
        return back
    try:
        is_settled = settle_reply(
            number, appointment_id=about, meaning=Meaning(meaning), by=request.staff.username, now=now
        )
    except CallRefused as refused:
        messages.warning(request, in_language(CALL_REFUSAL_WORDS[refused.refusal]))
        return back
    forget()
    if is_settled:
        messages.success(request, _("The answer is settled."))
    else:
        messages.warning(request, _("Somebody has settled this answer already."))
    return back

"""What the campaign says to people, what is in the way of it, and how its lists and doses are kept."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from teeka.apps.notices.services.kinds import KIND_REFUSAL_WORDS, KindRefused, switch_kind
from teeka.apps.planning.queries import campaign_ways
from teeka.apps.planning.services.campaigns import (
    MOST_FREEZE_HOURS,
    FreezeHoursRefused,
    change_freeze_hours,
    key_doses_twice,
    running_campaign,
)
from teeka.apps.readiness.queries.kept_board import forget
from teeka.apps.readiness.queries.kinds import kinds
from teeka.apps.readiness.queries.sendable import cannot_be_sent
from teeka.doors.console.by_hand import given_reason
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.templatetags.console import n
from teeka.doors.console.words import in_language, purpose_words
from teeka.rules.messages.invitation import ALWAYS_SENT, Purpose
from teeka.rules.permissions import Action, may, needs
from teeka.shared import clock

SWITCHED = {purpose.value for purpose in Purpose if purpose not in ALWAYS_SENT}


@dataclass(frozen=True, slots=True)
class _Shown:
    words: str
    stops_sending: bool


@require_GET
@needs(Action.SEE_CAMPAIGN)
def campaign_page(request: StaffRequest) -> HttpResponse:
    now = clock.now()
    found = cannot_be_sent(now=now)
    context = {
        "obstacles": [
            _Shown(in_language((one.words("en"), one.words("hi"))), one.stops_sending) for one in found
        ],
        "kinds": kinds(now=now),
        "campaign_ways": campaign_ways(),
        "most_freeze_hours": MOST_FREEZE_HOURS,
        "may_change": may(request.staff.role, Action.CHANGE_CAMPAIGN),
    }
    return render(request, "console/campaign.html", context)


@require_POST
@needs(Action.CHANGE_CAMPAIGN)
def switch(request: StaffRequest, kind: str) -> HttpResponse:
    """From now on the campaign sends this kind, or no more."""
    if kind not in SWITCHED or request.POST.get("to") not in {"on", "off"}:
        raise Http404
    is_on, by = request.POST["to"] == "on", request.staff.username
    try:
        done = switch_kind(Purpose(kind), is_on=is_on, reason=given_reason(request), by=by, now=clock.now())
    except KindRefused as refused:
        messages.warning(request, in_language(KIND_REFUSAL_WORDS[refused.refusal]))
        return redirect("campaign")
    forget()
    sent = _("From now on it is sent: %(kind)s.") if is_on else _("It is sent no more: %(kind)s.")
    words = sent % {"kind": purpose_words(kind)}
    if done.withdrawn:
        gone = ngettext("%(n)s message is withdrawn.", "%(n)s messages are withdrawn.", done.withdrawn)
        words += " " + gone % {"n": n(done.withdrawn)}
    messages.success(request, words)
    return redirect("campaign")


@require_POST
@needs(Action.CHANGE_CAMPAIGN)
def freeze_hours(request: StaffRequest) -> HttpResponse:
    """How long before its session a list is published by itself."""
    hours, now = request.POST.get("hours", "").strip(), clock.now()
    try:
        change_freeze_hours(
            running_campaign(now), hours=int(hours) if hours.isdecimal() and len(hours) < 5 else 0,
            by=request.staff.username, now=now,
        )  # fmt: skip
    except FreezeHoursRefused as refused:
        words = _("A list is published %(least)s to %(most)s hours before its session. Nothing was changed.")
        messages.warning(request, words % {"least": refused.least, "most": refused.most})
    else:
        forget()
        words = _("From now on a list is published %(hours)s hours before its session, or earlier by hand.")
        messages.success(request, words % {"hours": hours})
    return redirect("campaign")


@require_POST
@needs(Action.CHANGE_CAMPAIGN)
def doses_keyed_twice(request: StaffRequest) -> HttpResponse:
    if request.POST.get("to") not in {"on", "off"}:
        raise Http404
    is_on = request.POST["to"] == "on"
    key_doses_twice(is_on=is_on, by=request.staff.username, now=clock.now())
    twice, once = _("From now on two people key each dose."), _("From now on one person keys each dose.")
    messages.success(request, twice if is_on else once)
    return redirect("campaign")

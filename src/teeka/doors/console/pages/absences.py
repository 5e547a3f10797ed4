"""Days on which one person cannot come: noted, and taken back."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from teeka.apps.allotment.services import AllotmentRefused, note_absence, take_absence_back
from teeka.apps.readiness.queries.absences import absences_of
from teeka.apps.readiness.queries.kept_board import forget
from teeka.doors.console.by_hand import asked_person, given_reason
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.words import ABSENCE_KINDS, in_language
from teeka.rules.permissions import Action, needs
from teeka.shared import clock


@require_http_methods(["GET", "POST"])
@needs(Action.CHANGE_PLACES)
def note(request: StaffRequest, reference: int) -> HttpResponse:
    """From when until when, and why. A place on one of the days is taken back."""
    who, problem = asked_person(request, reference), ""
    asked = {name: request.POST.get(name, "").strip()[:10] for name in ("first_on", "last_on", "kind")}
    words = given_reason(request, "note")
    if request.method == "POST":
        first, last = _day(asked["first_on"]), _day(asked["last_on"])
        if first is None or last is None or asked["kind"] not in ABSENCE_KINDS:
            problem = _("Give the first and the last day, and why the person cannot come.")
        else:
            try:
                note_absence(
                    beneficiary_id=who.id, first_on=first, last_on=last, kind=asked["kind"], note=words,
                    by=request.staff.username, now=clock.now(),
                )  # fmt: skip
            except AllotmentRefused as refused:
                problem = in_language((refused.in_words("en"), refused.in_words("hi")))
            else:
                forget()
                messages.success(
                    request, _("The absence is noted. The next plan gives no place on its days.")
                )
                return redirect("person", reference)
    context = {"who": who, "asked": asked, "note": words, "problem": problem}
    context["kinds"] = list(ABSENCE_KINDS.items())
    return render(request, "console/absence.html", context, status=400 if problem else 200)


@require_POST
@needs(Action.CHANGE_PLACES)
def take_back(request: StaffRequest, reference: int, number: int) -> HttpResponse:
    """The person may come on these days again."""
    who = asked_person(request, reference)
    if number not in {absence.id for absence in absences_of(who.id)}:
        raise Http404
    take_absence_back(number, by=request.staff.username, now=clock.now())
    forget()
    messages.success(request, _("The absence is taken back. Allot again, or give a place by hand."))
    return redirect("person", reference)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

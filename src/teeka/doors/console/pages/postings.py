"""Posting texts to settle: one press decides for everybody who wrote the same."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.people.services.settling import PostingGone, settle_posting
from teeka.apps.readiness.queries.kept_board import forget
from teeka.apps.readiness.queries.postings import candidates_of, facilities_named, open_text, open_texts
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.scope import asked_jurisdiction
from teeka.doors.console.templatetags.console import n
from teeka.rules.permissions import Action, needs
from teeka.shared import clock

SHOWN = 25


@require_GET
@needs(Action.SETTLE_POSTINGS)
def posting_list(request: StaffRequest) -> HttpResponse:
    jurisdiction = asked_jurisdiction(request)
    search = request.GET.get("q", "").replace("\0", "").strip()[:100]
    texts, total = open_texts(jurisdiction, search=search, limit=SHOWN, offset=0)
    known = candidates_of(texts)
    cards = [(text, known[text.id]) for text in texts]
    return render(request, "console/postings.html", {"cards": cards, "total": total, "search": search})


@require_GET
@needs(Action.SETTLE_POSTINGS)
def posting(request: StaffRequest, number: int) -> HttpResponse:
    """One text, with a search through all facilities for when none of the suggestions is right."""
    jurisdiction = request.jurisdiction
    text = open_text(jurisdiction, number)
    if text is None:
        raise Http404
    search = request.GET.get("q", "").replace("\0", "").strip()[:100]
    found = facilities_named(jurisdiction, search) if search else candidates_of([text])[text.id]
    return render(request, "console/posting.html", {"text": text, "found": found, "search": search})


@require_POST
@needs(Action.SETTLE_POSTINGS)
def settle(request: StaffRequest, number: int) -> HttpResponse:
    now = clock.now()
    facility = request.POST.get("facility", "")
    text = open_text(request.jurisdiction, number)
    if text is None or not facility.isdecimal():
        messages.warning(request, _("This text has been settled already, perhaps by somebody else."))
        return redirect("postings")
    try:
        settled = settle_posting(
            posting_id=number, facility_id=int(facility), by=request.staff.username, now=now
        )
    except PostingGone:
        messages.warning(request, _("This text has been settled already, perhaps by somebody else."))
        return redirect("postings")
    record_event(
        now=now,
        by=request.staff.username,
        action="posting.settled",
        subject_type="posting",
        subject_id=number,
        detail={"facility": int(facility), "texts": settled.texts, "people": settled.people},
    )
    forget()
    words = ngettext(
        "Settled “%(text)s” for %(n)s person.", "Settled “%(text)s” for %(n)s people.", settled.people
    ) % {"text": text.text or text.code_given, "n": n(settled.people)}
    messages.success(request, words)
    return redirect(reverse("postings"))

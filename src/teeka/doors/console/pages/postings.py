"""Posting texts to settle: one press decides for all who wrote the same, on a known facility or a new."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from teeka.apps.people.services.settling import PostingGone, Settled, settle_on_new, settle_posting
from teeka.apps.places.services.proposing import ProposalRefused
from teeka.apps.readiness.queries.kept_board import forget
from teeka.apps.readiness.queries.place_names import blocks_of
from teeka.apps.readiness.queries.postings import (
    OpenText,
    candidates_of,
    facilities_named,
    open_text,
    open_texts,
)
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.scope import asked_jurisdiction
from teeka.doors.console.templatetags.console import n
from teeka.doors.console.words import in_language
from teeka.rules.facility_types import FACILITY_TYPE_WORDS
from teeka.rules.permissions import Action, needs
from teeka.rules.proposed_facility import PROPOSAL_WORDS, Proposal, ProposalProblem
from teeka.shared import clock

SHOWN = 25


@require_GET
@needs(Action.SETTLE_POSTINGS)
def posting_list(request: StaffRequest) -> HttpResponse:
    jurisdiction, search = asked_jurisdiction(request), _search(request.GET.get("q", ""))
    found = open_texts(jurisdiction, search=search, limit=SHOWN)
    candidates = candidates_of(found.page)
    following = [*(text.id for text in found.page[1:]), 0]
    cards = [
        (text, candidates[text.id], len(text.candidates) - len(candidates[text.id]), following[place])
        for place, text in enumerate(found.page)
    ]
    context = {"cards": cards, "found": found, "search": search, "district": request.GET.get("district", "")}
    return render(request, "console/postings.html", context)


@require_GET
@needs(Action.SETTLE_POSTINGS)
def posting(request: StaffRequest, number: int) -> HttpResponse:
    """One text, with a search through all facilities and a proposal for when none of them is right."""
    return _one_text(request, _open(request, number), Proposal(), ())


def _one_text(
    request: StaffRequest, text: OpenText, typed: Proposal, problems: tuple[ProposalProblem, ...]
) -> HttpResponse:
    search = _search(request.GET.get("q", ""))
    found = facilities_named(request.jurisdiction, search) if search else candidates_of([text])[text.id]
    context = {
        "text": text,
        "found": found,
        "search": search,
        "typed": typed,
        "problems": [in_language(PROPOSAL_WORDS[problem]) for problem in problems],
        "blocks": blocks_of(text.district_code),
        "types": [(code, in_language(words)) for code, words in FACILITY_TYPE_WORDS.items()],
    }
    return render(request, "console/posting.html", context, status=400 if problems else 200)


@require_POST
@needs(Action.SETTLE_POSTINGS)
def settle(request: StaffRequest, number: int) -> HttpResponse:
    facility = request.POST.get("facility", "")
    text = open_text(request.jurisdiction, number)
    if text is None or not facility.isdecimal():
        return _gone(request)
    try:
        settled = settle_posting(
            posting_id=number, facility_id=int(facility), by=request.staff.username, now=clock.now()
        )
    except PostingGone:
        return _gone(request)
    return _settled(request, text, settled)


@require_POST
@needs(Action.SETTLE_POSTINGS)
def propose(request: StaffRequest, number: int) -> HttpResponse:
    """Make the facility that is missing and settle the text on it."""
    text = open_text(request.jurisdiction, number)
    if text is None:
        return _gone(request)
    typed = Proposal(*(request.POST.get(name, "")[:300] for name in ("name", "type", "block", "pin_code")))
    try:
        settled = settle_on_new(posting_id=number, proposal=typed, by=request.staff.username, now=clock.now())
    except PostingGone:
        return _gone(request)
    except ProposalRefused as refused:
        return _one_text(request, text, typed, refused.problems)
    return _settled(request, text, settled)


def _open(request: StaffRequest, number: int) -> OpenText:
    text = open_text(request.jurisdiction, number)
    if text is None:
        raise Http404
    return text


def _settled(request: StaffRequest, text: OpenText, settled: Settled) -> HttpResponse:
    forget()
    facility = in_language((settled.facility_name, settled.facility_name_hi or settled.facility_name))
    facts: dict[str, Any] = {
        "text": text.shown, "facility": facility, "code": settled.facility_code, "n": n(settled.people),
    }  # fmt: skip
    words = ngettext(
        "Settled “%(text)s” as %(facility)s (%(code)s) for %(n)s person.",
        "Settled “%(text)s” as %(facility)s (%(code)s) for %(n)s people.",
        settled.people,
    )
    said = words % facts
    if settled.texts > 1:
        more = settled.texts - 1
        spellings = ngettext("%(n)s other spelling with it.", "%(n)s other spellings with it.", more)
        said = f"{said} {spellings % {'n': n(more)}}"
    messages.success(request, said)
    return _back(request)


def _gone(request: StaffRequest) -> HttpResponse:
    messages.warning(request, _("This text has been settled already, perhaps by somebody else."))
    return _back(request)


def _back(request: StaffRequest) -> HttpResponse:
    """To the list as it was filtered, at the text that came next."""
    kept = {name: value for name in ("q", "district") if (value := _search(request.POST.get(name, "")))}
    address = reverse("postings") + (f"?{urlencode(kept)}" if kept else "")
    following = request.POST.get("next", "")
    return redirect(f"{address}#text-{following}" if following.isdecimal() else address)


def _search(text: str) -> str:
    return text.replace("\0", "").strip()[:100]

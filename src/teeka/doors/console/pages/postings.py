"""Posting texts to settle: one press decides for all who wrote the same, on a known facility or a new."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from teeka.apps.people.services.settling import PostingGone, Settled, settle_on_new, settle_posting
from teeka.apps.places.services.proposing import ProposalRefused
from teeka.apps.readiness.queries.decisions import DecisionMade, decisions_since
from teeka.apps.readiness.queries.kept_board import forget
from teeka.apps.readiness.queries.place_names import blocks_of, blocks_with_facilities, districts_named
from teeka.apps.readiness.queries.postings import (
    Narrowed,
    OpenText,
    OpenTexts,
    candidates_of,
    facilities_named,
    open_text,
    open_texts,
)
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.review import KEPT, NEXT, asked, kept_of, review_address
from teeka.doors.console.scope import LONGEST_NUMBER, asked_jurisdiction
from teeka.doors.console.templatetags.console import n
from teeka.doors.console.words import in_language
from teeka.rules.facility_types import FACILITY_TYPE_WORDS
from teeka.rules.permissions import Action, needs
from teeka.rules.proposed_facility import PROPOSAL_WORDS, Proposal, ProposalProblem
from teeka.shared import clock

SHOWN = 25


@dataclass(frozen=True, slots=True)
class Today:
    """What the reader's decisions of today did, as far as they are in force; `last` is the newest."""

    decisions: int
    people: int
    last: DecisionMade | None

    @property
    def words(self) -> str:
        people = ngettext("%(n)s person", "%(n)s people", self.people) % {"n": n(self.people)}
        words = ngettext(
            "Your %(n)s decision of today settled %(people)s.",
            "Your %(n)s decisions of today settled %(people)s.",
            self.decisions,
        )
        return words % {"n": n(self.decisions), "people": people}


def _today(request: StaffRequest) -> Today:
    midnight = clock.in_india(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    made = decisions_since(request.jurisdiction, by=request.staff.username, since=midnight)
    return Today(len(made), sum(one.people for one in made), made[0] if made else None)


@require_GET
@needs(Action.SETTLE_POSTINGS)
def posting_list(request: StaffRequest) -> HttpResponse:
    jurisdiction, narrowed = asked_jurisdiction(request), _narrowed(request)
    page = _number(request, "page") or 1
    found = open_texts(jurisdiction, narrowed, first=(page - 1) * SHOWN, limit=SHOWN)
    candidates = candidates_of(found.page)
    kept = [(name, value) for name in KEPT if (value := asked(request.GET.get(name)))]
    following = [*(text.id for text in found.page[1:]), 0]
    is_one_district = len(jurisdiction.districts) == 1
    context = {
        "cards": [
            (
                text,
                candidates[text.id],
                len(text.suggested) - len(candidates[text.id]),
                [*kept, (NEXT, str(following[place]))],
            )
            for place, text in enumerate(found.page)
        ],
        "found": found,
        "narrowed": narrowed,
        "is_narrowed": narrowed != Narrowed() or jurisdiction != request.jurisdiction,
        "kept": kept,
        "district": request.GET.get("district", ""),
        "districts": districts_named(request.jurisdiction.districts)
        if len(request.jurisdiction.districts) > 1
        else [],
        "blocks": blocks_with_facilities(min(jurisdiction.districts)) if is_one_district else [],
        "types": _types(),
        "today": _today(request),
        **_pages(request, found),
    }
    return render(request, "console/postings.html", context)


def _narrowed(request: StaffRequest) -> Narrowed:
    kind = request.GET.get("type", "")
    return Narrowed(
        asked(request.GET.get("q")),
        asked(request.GET.get("of_block")),
        kind if kind in FACILITY_TYPE_WORDS else "",
    )


def _number(request: StaffRequest, name: str) -> int | None:
    typed = request.GET.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST_NUMBER else None


def _types() -> list[tuple[str, str]]:
    return [(code, in_language(words)) for code, words in FACILITY_TYPE_WORDS.items()]


def _pages(request: StaffRequest, found: OpenTexts) -> dict[str, object]:
    """Where the decisions of this page stand among all, and the addresses before and after."""
    page, pages = found.first // SHOWN + 1, -(-found.decisions // SHOWN)

    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return {
        "first": found.first + 1,
        "last": found.first + len(found.page),
        "previous_page": address(page - 1) if page > 1 else "",
        "next_page": address(page + 1) if page < pages else "",
    }


@require_GET
@needs(Action.SETTLE_POSTINGS)
def posting(request: StaffRequest, number: int) -> HttpResponse:
    """One text, with a search through all facilities and a proposal for when none of them is right."""
    return _one_text(request, _open(request, number), Proposal(), ())


def _one_text(
    request: StaffRequest, text: OpenText, typed: Proposal, problems: tuple[ProposalProblem, ...]
) -> HttpResponse:
    search = asked(request.GET.get("q"))
    found = facilities_named(request.jurisdiction, search) if search else candidates_of([text])[text.id]
    context = {
        "text": text,
        "found": found,
        "search": search,
        "kept": kept_of(request),
        "review": review_address(request, text=text.id),
        "typed": typed,
        "problems": [in_language(PROPOSAL_WORDS[problem]) for problem in problems],
        "blocks": blocks_of(text.district_code),
        "types": _types(),
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
    messages.success(request, f"{said} {_today(request).words}")
    return redirect(review_address(request))


def _gone(request: StaffRequest) -> HttpResponse:
    messages.warning(request, _("This text has been settled already, perhaps by somebody else."))
    return redirect(review_address(request))

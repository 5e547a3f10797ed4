"""One person's place changed by hand: placed, moved, swapped, taken back, pinned, taken out of the campaign.

What a choice would break is shown before it is done; the services refuse it all the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from teeka.apps.allotment.services import (
    AllotmentRefused,
    ask_for_seat,
    cancel_appointment,
    exclude_person,
    move_by_hand,
    pin_place,
    place_by_hand,
    swap_places,
    take_back_exclusion,
    unpin_place,
)
from teeka.apps.readiness.queries.by_hand import (
    Choice,
    HandPerson,
    choice,
    choices,
    hand_person,
    swap_breaks,
    with_wishes,
)
from teeka.apps.readiness.queries.kept_board import forget
from teeka.doors.console.by_hand import asked_person, given_reason
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.tables import Head, Table
from teeka.doors.console.words import in_language, rule_words
from teeka.rules.hand_sheet import reference_of
from teeka.rules.permissions import Action, needs
from teeka.shared import clock

HEADS: Sequence[Head[Choice]] = (
    Head("distance", _("Distance"), lambda row: row.metres, is_number=True),
    Head("site", _("Site"), lambda row: row.session.site_name),
    Head("day", _("Day"), lambda row: row.session.starts_at.isoformat()),
    Head("seats", _("Free seats"), lambda row: row.session.seats_left, is_number=True),
    Head("code", _("Code"), lambda row: row.session.code, is_code=True, is_wide_only=True),
)


@require_GET
@needs(Action.CHANGE_PLACES)
def choose(request: StaffRequest, reference: int) -> HttpResponse:
    """The sessions to which the person can go, the nearest first, with what each would break."""
    who, now = asked_person(request, reference), clock.now()
    with_full = request.GET.get("full") == "1"
    among = choices(request.jurisdiction, who, now=now, with_full=with_full)
    table = Table.of(request, HEADS, among, sort="distance")
    context = {
        "who": who,
        "table": table,
        "shown": with_wishes(who, table.rows, among),
        "with_full": with_full,
        "other_address": table.address(full=None if with_full else 1, page=None),
    }
    return render(request, "console/place_choices.html", context)


@require_http_methods(["GET", "POST"])
@needs(Action.CHANGE_PLACES)
def place(request: StaffRequest, reference: int, code: str) -> HttpResponse:
    """What this choice means; and the placing or moving itself, or the asking for a seat more."""
    who, now = asked_person(request, reference), clock.now()
    chosen = choice(who, choices(request.jurisdiction, who, now=now, with_full=True), code)
    if chosen is None:
        raise Http404
    reason, problem = given_reason(request), ""
    if request.method == "POST":
        try:
            said = _place(request, who, chosen, reason, now)
        except AllotmentRefused as refused:
            problem = in_language((refused.in_words("en"), refused.in_words("hi")))
        else:
            return _done(request, who, said)
    context = {"who": who, "choice": chosen, "reason": reason, "problem": problem}
    return render(request, "console/place_in.html", context, status=400 if problem else 200)


def _place(request: StaffRequest, who: HandPerson, chosen: Choice, reason: str, now: datetime) -> str:
    by, session = request.staff.username, chosen.session.id
    if request.POST.get("ask"):
        ask_for_seat(beneficiary_id=who.id, session_id=session, reason=reason, by=by, now=now)
        return gettext("The seat is asked for. Another officer decides on it, on the session's page.")
    seen = request.POST.get("place", "")
    if not seen:
        place_by_hand(beneficiary_id=who.id, session_id=session, reason=reason, by=by, now=now)
        return gettext("The place is given, and pinned.")
    move_by_hand(_number(seen), session_id=session, reason=reason, by=by, now=now)
    return gettext("The person is moved, and the new place is pinned.")


@require_http_methods(["GET", "POST"])
@needs(Action.CHANGE_PLACES)
def swap(request: StaffRequest, reference: int) -> HttpResponse:
    """Asks with whom, shows what it would break, and swaps."""
    who, now, problem = asked_person(request, reference), clock.now(), ""
    asked = (request.POST if request.method == "POST" else request.GET).get("with", "")[:40]
    number = reference_of(asked)
    other = hand_person(request.jurisdiction, number) if number is not None else None
    if who.appointment_id is None:
        raise Http404
    if asked and (other is None or other.appointment_id is None or other.id == who.id):
        problem, other = gettext("Nobody else of your area who has a place has this reference."), None
    reason = given_reason(request)
    if request.method == "POST" and other is not None:
        try:
            swap_places(
                _number(request.POST.get("place", "")), _number(request.POST.get("other_place", "")),
                reason=reason, by=request.staff.username, now=now,
            )  # fmt: skip
        except AllotmentRefused as refused:
            problem = in_language((refused.in_words("en"), refused.in_words("hi")))
        else:
            return _done(request, who, gettext("The two have swapped their places, and both are pinned."))
    context: dict[str, Any] = {"who": who, "asked": asked, "other": other, "reason": reason}
    if other is not None:
        both = swap_breaks(who, other, now=now)
        context["broken"] = [
            (person, [rule_words(rule) for rule in rules])
            for person, rules in zip((who, other), both, strict=True)
            if rules
        ]
        context["is_same_session"] = who.session_id == other.session_id
    return render(request, "console/place_swap.html", {**context, "problem": problem},
                  status=400 if problem else 200)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """What may be done with one press and a reason. `fits`: whether it means anything for this person."""

    title: Promise
    does: Promise
    button: Promise
    done: Promise
    fits: Callable[[HandPerson], bool]
    run: Callable[..., None]
    is_grave: bool = False


def _on_place(service: Callable[..., None]) -> Callable[..., None]:
    def run(who: HandPerson, seen: int, **why: Any) -> None:
        service(seen, **why)

    return run


def _on_person(service: Callable[..., None]) -> Callable[..., None]:
    def run(who: HandPerson, seen: int, **why: Any) -> None:
        service(beneficiary_id=who.id, campaign_id=who.campaign_id, **why)

    return run


ACTS: dict[str, Act] = {
    "remove": Act(
        _("Take the place back"),
        _("The seat is free for somebody else, and the person waits for another. Who stands on a published "
          "list is told when its next version is published."),
        _("Take the place back"),
        _("The place is taken back."),
        lambda who: who.appointment_id is not None,
        _on_place(cancel_appointment),
        is_grave=True,
    ),
    "pin": Act(
        _("Pin the place"),
        _("No later plan moves the person from this place. People can still change it by hand."),
        _("Pin the place"),
        _("The place is pinned."),
        lambda who: who.appointment_id is not None and not who.is_pinned,
        _on_place(pin_place),
    ),
    "unpin": Act(
        _("Unpin the place"),
        _("A later plan may move the person to a better place."),
        _("Unpin the place"),
        _("The place is not pinned any more."),
        lambda who: who.appointment_id is not None and who.is_pinned,
        _on_place(unpin_place),
    ),
    "exclude": Act(
        _("Take the person out of the campaign"),
        _("A place that the person has is taken back, and none is given until somebody lets the person in "
          "again."),
        _("Take out of the campaign"),
        _("The person is taken out of the campaign."),
        lambda who: not who.is_excluded,
        _on_person(exclude_person),
        is_grave=True,
    ),
    "include": Act(
        _("Let the person into the campaign again"),
        _("The person waits for a place: give one by hand, or allot again."),
        _("Let in again"),
        _("The person is in the campaign again, without a place as yet."),
        lambda who: who.is_excluded,
        _on_person(take_back_exclusion),
    ),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(Action.CHANGE_PLACES)
def act(request: StaffRequest, reference: int, name: str) -> HttpResponse:
    """One of ACTS, with its reason."""
    who, reason, problem = asked_person(request, reference), given_reason(request), ""
    asked = ACTS.get(name)
    if asked is None or (request.method == "GET" and not asked.fits(who)):
        raise Http404
    if request.method == "POST":
        try:
            asked.run(
                who, _number(request.POST.get("place", "")), reason=reason, by=request.staff.username,
                now=clock.now(),
            )  # fmt: skip
        except AllotmentRefused as refused:
            problem = in_language((refused.in_words("en"), refused.in_words("hi")))
        else:
            return _done(request, who, str(asked.done))
    context = {"who": who, "act": asked, "reason": reason, "problem": problem}
    return render(request, "console/place_act.html", context, status=400 if problem else 200)


def ways_of(who: HandPerson) -> list[tuple[str, Promise, bool]]:
    """What fits this person now: name, words, whether it is grave."""
    return [(name, one.title, one.is_grave) for name, one in ACTS.items() if one.fits(who)]


def _number(text: str) -> int:
    """An appointment as the page that was read named it; 0 names none."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _done(request: StaffRequest, who: HandPerson, said: str) -> HttpResponse:
    forget()
    messages.success(request, said)
    return redirect("person", who.reference)

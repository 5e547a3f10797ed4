"""What if: the list, one with its changes and the two plans side by side, who changes, and its end."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.allotment.services.what_if import (
    OF_WHOLE_STATE,
    add_change,
    ask_answer,
    ask_publication,
    make_what_if,
    remove_change,
    throw_away,
)
from teeka.apps.allotment.services.what_if_refused import WhatIfRefused, refusal_in_words
from teeka.apps.readiness.queries.what_if import (
    ChangedPerson,
    PeopleAsked,
    WhatIfLine,
    Who,
    choices,
    known_changes,
    people_of_what_if,
    what_ifs,
)
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.scope import asked_day
from teeka.doors.console.tables import Head, Table, Wanted
from teeka.doors.console.what_if_words import STATES, WHO_WORDS, change_in_words, side_by_side
from teeka.doors.console.words import unplaced_words, why_words
from teeka.rules.permissions import Action, may, needs, plans_for_whole_state
from teeka.rules.what_if.changes import FIELDS, ChangeKind
from teeka.shared import clock

BUSY = {"asked", "publishing"}
ENDED = {"published", "thrown_away"}


def _session(code: str, site: str, on: object) -> str:
    return f"{site} {on} ({code})" if code else ""


def _why(row: ChangedPerson) -> str:
    return " ".join(map(why_words, row.why)) if row.to_code else unplaced_words(row.reason)


PEOPLE_HEADS: Sequence[Head[ChangedPerson]] = (
    Head("name", gettext_lazy("Name"), lambda row: row.full_name),
    Head(
        "reference", gettext_lazy("Reference"), lambda row: f"{row.reference:014d}", is_code=True,
        is_wide_only=True,
    ),
    Head("facility", gettext_lazy("Facility"), lambda row: row.facility_name or "", is_wide_only=True),
    Head("tier", gettext_lazy("Tier"), lambda row: row.tier, is_number=True, is_wide_only=True),
    Head(
        "from", gettext_lazy("In force"), lambda row: _session(row.from_code, row.from_site, row.from_on)
    ),
    Head("to", gettext_lazy("In the what-if"), lambda row: _session(row.to_code, row.to_site, row.to_on)),
)  # fmt: skip
# Only in the file: the page says it under the session.
FILE_HEADS: Sequence[Head[ChangedPerson]] = (
    *PEOPLE_HEADS,
    Head("lost_for", gettext_lazy("Why the place goes"), lambda row: unplaced_words(row.lost_for)),
    Head("why", gettext_lazy("Why the new place, or none"), _why),
    Head("told", gettext_lazy("On a published list"), lambda row: _("yes") if row.is_listed else ""),
)


@require_GET
@needs(Action.TRY_PLANS)
def what_if_list(request: StaffRequest) -> HttpResponse:
    lines = what_ifs(request.jurisdiction, whole_state=plans_for_whole_state(request.staff.role))
    shown = [(line, STATES[line.state]) for line in lines]
    return render(request, "console/what_ifs.html", {"lines": shown})


@require_POST
@needs(Action.TRY_PLANS)
def new(request: StaffRequest) -> HttpResponse:
    """Begin one, with the change that another page proposes if it does."""
    changes = [_typed(request)] if request.POST.get("change") else []
    try:
        number = make_what_if(
            changes,
            name=request.POST.get("name", ""),
            district_code=_district(request),
            by=request.staff.username,
            now=clock.now(),
        )
    except WhatIfRefused as refused:
        messages.warning(request, refused.in_words(_language()))
        return redirect("what_ifs")
    return redirect("what_if", number)


@require_GET
@needs(Action.TRY_PLANS)
def one(request: StaffRequest, number: int) -> HttpResponse:
    return _page(request, _found(request, number))


@require_POST
@needs(Action.TRY_PLANS)
def add(request: StaffRequest, number: int) -> HttpResponse:
    """One change more; a faulty one comes back as it was typed, the others stay."""
    line = _found(request, number)
    change = _typed(request)
    try:
        add_change(number, change, now=clock.now())
    except WhatIfRefused as refused:
        return _page(request, line, problem=refused.in_words(_language()), typed=change)
    return redirect("what_if", number)


@require_POST
@needs(Action.TRY_PLANS)
def remove(request: StaffRequest, number: int) -> HttpResponse:
    line = _found(request, number)
    at = request.POST.get("at", "")
    if at.isdecimal() and len(at) < len("1000") and int(at) < len(line.changes):
        return _pressed(request, number, lambda: remove_change(number, line.changes[int(at)]))
    return redirect("what_if", number)


@require_POST
@needs(Action.TRY_PLANS)
def ask(request: StaffRequest, number: int) -> HttpResponse:
    _found(request, number)
    return _pressed(request, number, lambda: ask_answer(number, now=clock.now()))


@require_POST
@needs(Action.TRY_PLANS)
def publish(request: StaffRequest, number: int) -> HttpResponse:
    _found(request, number)
    now, by = clock.now(), request.staff.username
    return _pressed(request, number, lambda: ask_publication(number, by=by, now=now))


@require_POST
@needs(Action.TRY_PLANS)
def throw(request: StaffRequest, number: int) -> HttpResponse:
    _found(request, number)
    now, by = clock.now(), request.staff.username
    return _pressed(request, number, lambda: throw_away(number, by=by, now=now))


@require_GET
@needs(Action.TRY_PLANS)
def people(request: StaffRequest, number: int) -> HttpResponse:
    """Who changes. Looking is recorded, because it names people."""
    line, now = _found(request, number), clock.now()
    asked = request.GET.get("who", "")
    who = Who(asked) if asked in set(Who) else Who.CHANGED
    tier, reason, on = request.GET.get("tier", ""), request.GET.get("reason", "")[:30], asked_day(request)

    def fetch(wanted: Wanted) -> tuple[list[ChangedPerson], int]:
        return people_of_what_if(
            request.jurisdiction,
            PeopleAsked(
                number, who, int(tier) if tier.isdecimal() and len(tier) < len("1000") else None, reason, on,
                wanted.search, wanted.sort if wanted.sort not in {"lost_for", "why", "told"} else "name",
                wanted.is_descending, wanted.limit, wanted.offset,
            ),
        )  # fmt: skip

    heads = FILE_HEADS if request.GET.get("as") else PEOPLE_HEADS
    table = Table(request, heads, sort="name", fetch=fetch)
    record_event(
        action="what_if.people_downloaded" if table.is_file else "what_if.people_seen",
        subject_type="what_if", subject_id=number, by=request.staff.username, now=now,
        district_code=line.district_code, detail={"who": who.value, "people": len(table.rows)},
    )  # fmt: skip
    if table.is_file:
        if not may(request.staff.role, Action.DOWNLOAD):
            raise Http404
        return table.as_file(name=f"what-if-{number}-{who}", title=WHO_WORDS[who], now=now)
    context = {"line": line, "table": table, "who": who, "who_words": WHO_WORDS[who], "on": on}
    context |= {"whos": list(WHO_WORDS.items()), "tier": tier, "reason": reason}
    return render(request, "console/what_if_people.html", context)


def _page(
    request: StaffRequest, line: WhatIfLine, *, problem: str = "", typed: dict[str, str] | None = None
) -> HttpResponse:
    now = clock.now()
    read, known = known_changes(line.changes, district_code=line.district_code, now=now)
    may_change = line.state not in BUSY | ENDED
    context: dict[str, Any] = {
        "line": line,
        "state": STATES[line.state],
        "changes": [change_in_words(change, known) for change in read],
        "may_change": may_change,
        "is_waiting": line.state in BUSY,
        "has_answer": line.state in {"shown", "publishing", "published"},
        "refusal": refusal_in_words(line.refusal, _language()) if line.refusal else "",
        "problem": problem,
        "typed": typed or {},
        "may_change_rules": line.district_code == OF_WHOLE_STATE,
    }
    if context["has_answer"]:
        context["parts"] = side_by_side(line)
    if may_change:
        own = request.jurisdiction
        context["choices"] = choices(
            own.narrowed_to(line.district_code) if line.district_code else own, now=now
        )
    return render(request, "console/what_if.html", context, status=400 if problem else 200)


def _pressed(request: HttpRequest, number: int, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except WhatIfRefused as refused:
        messages.warning(request, refused.in_words(_language()))
    return redirect("what_if", number)


def _typed(request: StaffRequest) -> dict[str, str]:
    """The change of a form; a field that was left empty is left out."""
    kind = request.POST.get("change", "")
    names = FIELDS[ChangeKind(kind)] if kind in set(ChangeKind) else ()
    values = {name: request.POST.get(name, "").replace("\0", "").strip() for name in names}
    return {"change": kind} | {name: value for name, value in values.items() if value}


def _district(request: StaffRequest) -> int:
    if plans_for_whole_state(request.staff.role):
        return OF_WHOLE_STATE
    if len(request.jurisdiction.districts) != 1:
        raise Http404
    return min(request.jurisdiction.districts)


def _found(request: StaffRequest, number: int) -> WhatIfLine:
    whole_state = plans_for_whole_state(request.staff.role)
    found = what_ifs(request.jurisdiction, whole_state=whole_state, number=number)
    if not found:
        raise Http404
    return found[0]


def _language() -> str:
    return "hi" if get_language() == "hi" else "en"

"""Registrations that may be one person's, side by side: one press says if they are, another undoes it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.people.services.duplicates import LinkGone, settle_link, undo_link
from teeka.apps.readiness.queries.kept_board import forget
from teeka.apps.readiness.queries.pairs import Pair, Registration, Standing, pairs
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.scope import asked_jurisdiction
from teeka.doors.console.tables import Head, Table, Wanted
from teeka.doors.console.templatetags.console import chance
from teeka.doors.console.words import duplicate_reason_words
from teeka.rules.permissions import Action, masked, needs
from teeka.shared import clock

PAIRS_A_PAGE = 20
ANSWERS = {"one": True, "two": False}
TITLES: dict[Standing, Promise] = {
    Standing.HELD: _("Registrations that may be one person's"),
    Standing.LINKED: _("Registrations taken for one person's"),
    Standing.APART: _("Registrations kept apart"),
}
Read = Callable[[Registration], str | int | None]
FIELDS: tuple[tuple[str, Promise, Read, bool], ...] = (  # the last: digits that are no number
    ("reference", _("Reference"), lambda side: f"{side.reference:014d}", True),
    ("name", _("Name"), lambda side: side.full_name, False),
    ("name_hi", _("Name in Hindi"), lambda side: side.name_hi, False),
    ("born", _("Born in"), lambda side: side.birth_year, False),
    ("mobile", _("Mobile"), lambda side: masked(side.mobile), True),
    ("alt_mobile", _("Second mobile"), lambda side: masked(side.alt_mobile), True),
    ("document", _("Identity document"), lambda side: side.photo_id_last4, True),
    ("posting", _("Posting as written"), lambda side: side.posting_text, False),
    ("facility", _("Facility"), lambda side: side.facility_name, False),
    ("file", _("File"), lambda side: side.file_name, False),
    ("row", _("Row"), lambda side: side.row_number, False),
)
SHOWN_APART = {"reference", "file", "row"}  # they differ always
SIDES: tuple[tuple[str, Promise, Callable[[Pair], Registration | None]], ...] = (
    ("older", _("older registration"), lambda pair: pair.older),
    ("younger", _("later registration"), lambda pair: pair.younger),
)


def _read_side(side: Callable[[Pair], Registration | None], read: Read) -> Callable[[Pair], str | int | None]:
    """A column of one side; empty where that registration lies outside the reader's area."""

    def value(pair: Pair) -> str | int | None:
        registration = side(pair)
        return None if registration is None else read(registration)

    return value


def _side_heads() -> Iterator[Head[Pair]]:
    for name, of_side, side in SIDES:
        for key, words, read, is_code in FIELDS:
            title = format_lazy("{}, {}", words, of_side)
            yield Head(f"{name}_{key}", title, _read_side(side, read), is_code=is_code)


def _minute(moment: datetime | None) -> str | None:
    return f"{clock.in_india(moment):%Y-%m-%d %H:%M}" if moment else None


HEADS: tuple[Head[Pair], ...] = (
    Head("district", _("District"), lambda pair: pair.district),
    Head("probability", _("Probability"), lambda pair: chance(pair.probability)),
    Head("reasons", _("Why"), lambda pair: ", ".join(map(duplicate_reason_words, pair.reasons))),
    Head("by", _("Decided by"), lambda pair: pair.decided_by),
    Head("at", _("Decided at"), lambda pair: _minute(pair.decided_at)),
    *_side_heads(),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of the comparison."""

    words: Promise
    older: str | int | None
    younger: str | int | None

    @property
    def differs(self) -> bool:
        return bool(self.older and self.younger) and self.older != self.younger


ORDERS: dict[str, Promise] = {"district": _("by district"), "-probability": _("the surest first")}


@require_GET
@needs(Action.SETTLE_DUPLICATES)
def pair_list(request: StaffRequest) -> HttpResponse:
    now, jurisdiction = clock.now(), asked_jurisdiction(request)
    asked = request.GET.get("standing", "")
    standing = Standing(asked) if asked in set(Standing) else Standing.HELD

    def fetch(wanted: Wanted) -> tuple[list[Pair], int]:
        sort = wanted.sort if wanted.sort == "probability" else "district"
        return pairs(
            jurisdiction, standing, search=wanted.search, sort=sort, is_descending=wanted.is_descending,
            limit=wanted.limit, offset=wanted.offset,
        )  # fmt: skip

    table = Table(request, HEADS, sort="district", fetch=fetch, page_size=PAIRS_A_PAGE)
    if table.is_file:
        record_event(
            now=now, by=request.staff.username, action="duplicates.downloaded", subject_type="duplicates",
            subject_id=standing.value, detail={"pairs": len(table.rows)},
        )  # fmt: skip
        return table.as_file(name=f"duplicates-{standing}", title=TITLES[standing], now=now)
    cards = [(pair, _compared(pair)) for pair in table.rows]
    orders = [
        (words, table.address(sort=key, page=None), table.wanted.sort == key.lstrip("-"))
        for key, words in ORDERS.items()
    ]
    context = {
        "orders": orders,
        "table": table,
        "cards": cards,
        "standing": standing.value,
        "title": TITLES[standing],
    }
    return render(request, "console/duplicates.html", context)


def _compared(pair: Pair) -> list[Compared]:
    """Line by line what both say; empty where one of them is out of sight."""
    if pair.older is None or pair.younger is None:
        return []
    return [
        Compared(words, read(pair.older), read(pair.younger))
        for key, words, read, _is_code in FIELDS
        if key not in SHOWN_APART
    ]


@require_POST
@needs(Action.SETTLE_DUPLICATES)
def settle(request: StaffRequest, number: int) -> HttpResponse:
    answer = request.POST.get("answer", "")
    if answer not in ANSWERS:
        raise Http404
    try:
        settle_link(link_id=number, is_same=ANSWERS[answer], by=request.staff.username, now=clock.now())
    except LinkGone:
        messages.warning(
            request, gettext("This pair is settled already, or you do not see both registrations.")
        )
        return _back(request)
    forget()
    words = gettext("Saved: one person.") if ANSWERS[answer] else gettext("Saved: two people.")
    messages.success(request, words)
    return _back(request)


@require_POST
@needs(Action.SETTLE_DUPLICATES)
def undo(request: StaffRequest, number: int) -> HttpResponse:
    """Part two registrations that were taken for one person's; no later run links them again."""
    try:
        undo_link(link_id=number, by=request.staff.username, now=clock.now())
    except LinkGone:
        messages.warning(
            request, gettext("This pair is settled already, or you do not see both registrations.")
        )
        return _back(request)
    forget()
    messages.success(request, gettext("Parted: they are two people again. Allot again to give both a place."))
    return _back(request)


def _gone(request: StaffRequest) -> HttpResponse:
    messages.warning(request, gettext("This pair is settled already, or you do not see both registrations."))
    return _back(request)


def _back(request: StaffRequest) -> HttpResponse:
    """To the list that the press came from."""
    standing = request.POST.get("standing", "")
    kept = f"?standing={standing}" if standing in set(Standing) else ""
    return redirect(reverse("duplicates") + kept)

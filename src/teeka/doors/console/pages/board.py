"""The board: is the next day safe, who fell out where, and what to press."""

from collections.abc import Sequence
from datetime import date, datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from teeka.apps.readiness.queries.kept_board import WholeBoard, kept_board
from teeka.apps.readiness.queries.place_names import block_name, district_name, state_of
from teeka.apps.readiness.queries.sessions import SessionDay, SessionRow, session_days
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.road import Ways, road
from teeka.doors.console.scope import day_or_next
from teeka.doors.console.tables import Head, Table
from teeka.doors.console.templatetags.console import clock as clock_words
from teeka.doors.console.templatetags.console import short_day
from teeka.doors.console.todo import todo
from teeka.rules.permissions import Action, Jurisdiction, may, needs
from teeka.shared import clock

PROMISE_HEADS: Sequence[Head[SessionRow]] = (
    Head("site", _("Site"), lambda row: row.site_name),
    Head("code", _("Code"), lambda row: row.code, is_wide_only=True),
    Head("told_by", _("To be told by"), lambda row: row.told_by.isoformat(), is_wide_only=True),
    Head("due", _("Due"), lambda row: row.listed, is_number=True, is_wide_only=True),
    Head("told", _("Told"), lambda row: row.told, is_number=True),
    Head("waiting", _("Not sent yet"), lambda row: row.waiting, is_number=True, is_wide_only=True),
    Head("at_gateway", _("Sent, no proof"), lambda row: row.at_gateway, is_number=True, is_wide_only=True),
    Head("to_call", _("To call"), lambda row: row.to_call, is_number=True),
    Head("called", _("Rung, not told"), lambda row: row.called, is_number=True, is_wide_only=True),
    Head("at_risk", _("At risk"), lambda row: row.at_risk, is_number=True),
)


@require_GET
@needs(Action.CHANGE_LANGUAGE)
def first_page(request: StaffRequest) -> HttpResponse:
    """The board; a role that has none begins with its own work."""
    if may(request.staff.role, Action.SEE_BOARD):
        return _board(request, request.jurisdiction)
    return redirect("sessions" if may(request.staff.role, Action.SEE_SESSIONS) else "calls")


@require_GET
@needs(Action.SEE_BOARD)
def district(request: StaffRequest, code: int) -> HttpResponse:
    return _board(request, request.jurisdiction.narrowed_to(code))


@require_GET
@needs(Action.SEE_BOARD)
def block(request: StaffRequest, code: int, block_code: int) -> HttpResponse:
    inside = request.jurisdiction.narrowed_to(code).narrowed_to_block(block_code)
    return _board(request, inside)


def _board(request: StaffRequest, jurisdiction: Jurisdiction) -> HttpResponse:
    if not jurisdiction.districts:
        raise Http404
    now = clock.now()
    days = session_days(jurisdiction)
    on = day_or_next(request, days, now)
    whole = kept_board(jurisdiction, now=now, on=on, by=request.staff.username)
    table = Table.of(request, PROMISE_HEADS, whole.board.sessions, sort="told_by")
    if table.is_file:
        return table.as_file(name=f"promise-clock-{on or 'all-days'}", title=_("Promise clock"), now=now)
    ways = Ways(request.staff.role, _kept_in_addresses(jurisdiction, on))
    context = {
        "campaign": whole.planned.campaign,
        "crumbs": _crumbs(request, jurisdiction),
        "days": days,
        "on": on,
        "whole": whole,
        "counts": whole.board.total,
        "stops": road(
            whole.board.total,
            ways,
            silent=whole.silent,
            rows=whole.rows,
            starts=_starts(days, on, now),
            obstacles=len(whole.planned.obstacles),
        ),
        "tasks": todo(whole, ways, now=now),
        "deadline": _deadline(whole, now),
        "places": _places(whole, jurisdiction),
        "by_block": len(jurisdiction.districts) == 1,
        "district_code": min(jurisdiction.districts),
        "table": table,
        "ringing": {one.session.code for one in whole.ringing},
        "may_see_people": may(request.staff.role, Action.SEE_PEOPLE),
        "ledger_address": _ledger_address(request, _kept_in_addresses(jurisdiction, on)),
    }
    return render(request, "console/board.html", context)


def _starts(days: Sequence[SessionDay], on: date | None, now: datetime) -> str:
    first = next((day for day in days if on in (None, day.held_on)), None)
    if first is None or first.first_starts_at < now:
        return ""
    return f"{short_day(first.held_on)} {clock_words(first.first_starts_at)}"


def _ledger_address(request: StaffRequest, kept: str) -> str:
    """Empty for whoever may not see names."""
    return f"{reverse('ledger')}?{kept[1:]}" if may(request.staff.role, Action.SEE_PEOPLE) else ""


def _kept_in_addresses(jurisdiction: Jurisdiction, on: date | None) -> str:
    """What an address behind a number carries, so that the names are those that were counted."""
    query = f"&day={on.isoformat()}" if on else ""
    if len(jurisdiction.districts) == 1:
        query += f"&district={min(jurisdiction.districts)}"
    if jurisdiction.block_code is not None:
        query += f"&block={jurisdiction.block_code}"
    return query


def _deadline(whole: WholeBoard, now: datetime) -> dict[str, object] | None:
    """How long until the next moment by which people must have been told."""
    if whole.next_told_by is None:
        return None
    minutes = int((whole.next_told_by - now).total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    return {"days": days, "hours": hours, "minutes": minutes % 60, "told_by": whole.next_told_by}


def _places(whole: WholeBoard, jurisdiction: Jurisdiction) -> list[object]:
    """The places inside this one; a block or a facility has none that a board could show."""
    is_leaf = not jurisdiction.is_whole_districts
    return [] if is_leaf or len(whole.board.places) < 2 else list(whole.board.places)


def _crumbs(request: StaffRequest, jurisdiction: Jurisdiction) -> list[tuple[object, str]]:
    """From the login's own place down to what is shown: (place, address), no address for the last."""
    own = request.jurisdiction
    code = min(jurisdiction.districts)
    is_one = len(jurisdiction.districts) == 1
    crumbs: list[tuple[object, str]] = [(state_of(code), "/" if len(own.districts) > 1 else "")]
    if is_one:
        crumbs.append((district_name(code), f"/district/{code}/"))
    if is_one and jurisdiction.block_code is not None:
        crumbs.append((block_name(jurisdiction.block_code, code), ""))
    crumbs[-1] = (crumbs[-1][0], "")
    return [crumb for crumb in crumbs if crumb[0] is not None]

"""The sessions of a jurisdiction, and one session's due list with what became of each person's message."""

from collections.abc import Sequence
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.lists.queries.links import seen_versions
from teeka.apps.lists.queries.published import PublishedList, newest_lists
from teeka.apps.lists.services.gate import gate_copy
from teeka.apps.lists.services.remaking import remake, signed_list
from teeka.apps.readiness.queries.asked_seats import asked_seats
from teeka.apps.readiness.queries.due_list import DueRow, due_rows, standby_rows, versions, waiting_rows
from teeka.apps.readiness.queries.kept_board import kept_board
from teeka.apps.readiness.queries.promises import alarms_of, officers_with_email, untold
from teeka.apps.readiness.queries.rough_sites import rough_sites
from teeka.apps.readiness.queries.sessions import SessionRow, session_days, sessions
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.scope import asked_jurisdiction, day_or_next
from teeka.doors.console.tables import Head, Table
from teeka.doors.console.words import TOLD, gate_words, state_words
from teeka.rules.messages.promise import ringing
from teeka.rules.permissions import Action, masked, may, needs
from teeka.shared import clock


def _seen(row: SessionRow) -> str | None:
    return clock.in_india(row.seen_at).strftime("%Y-%m-%d %H:%M") if row.seen_at else None


SESSION_HEADS: Sequence[Head[SessionRow]] = (
    Head("site", _("Site"), lambda row: row.site_name),
    Head("code", _("Code"), lambda row: row.code, is_file_only=True),
    Head("day", _("Day"), lambda row: row.starts_at.isoformat(), is_wide_only=True),
    Head("in_charge", _("In charge"), lambda row: row.incharge_name, is_wide_only=True),
    Head("seats", _("Seats"), lambda row: row.capacity, is_number=True),
    Head("placed", _("Placed"), lambda row: row.placed, is_number=True, is_wide_only=True),
    Head("list", _("List"), lambda row: row.version, is_number=True),
    Head("pack", _("Copies"), lambda row: row.pack_places, is_number=True, is_wide_only=True),
    Head("seen", _("Seen by the in-charge"), _seen, is_file_only=True),
    Head("told", _("Told"), lambda row: row.told, is_number=True),
    Head("to_call", _("To call"), lambda row: row.to_call, is_number=True),
    Head("coming", _("Coming"), lambda row: row.will_come, is_number=True, is_wide_only=True),
    Head("standby", _("Standby"), lambda row: row.standby, is_number=True, is_wide_only=True),
    Head(
        "turnout",
        _("Turnout"),
        lambda row: row.arrived if row.has_turnout else None,
        is_number=True,
        is_wide_only=True,
    ),
)


# What a published version is downloaded as; made again from its frozen rows, byte for byte.
FILES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@require_GET
@needs(Action.SEE_SESSIONS)
def session_list(request: StaffRequest) -> HttpResponse:
    now, jurisdiction = clock.now(), asked_jurisdiction(request)
    days = session_days(jurisdiction)
    on = day_or_next(request, days, now)
    board = kept_board(jurisdiction, now=now, on=on, by=request.staff.username).board
    table = Table.of(request, SESSION_HEADS, board.sessions, sort="day")
    if table.is_file:
        return table.as_file(name="sessions", title=_("Sessions"), now=now)
    context = {"table": table, "days": days, "on": on, "as_of": board.as_of}
    context["rough_sites"] = len(rough_sites(jurisdiction, now=now))
    context["now"] = now
    context["may_see_people"] = may(request.staff.role, Action.SEE_PEOPLE)
    context["may_see_campaign"] = may(request.staff.role, Action.SEE_CAMPAIGN)
    if may(request.staff.role, Action.CHANGE_PLACES):
        context["may_change_places"] = True
        context["asked_seats"] = asked_seats(jurisdiction, now=now)
    return render(request, "console/sessions.html", context)


def _due_heads(*, shows_mobile: bool) -> Sequence[Head[DueRow]]:
    return (
        Head("position", _("No."), lambda row: row.position, is_number=True),
        Head("name", _("Name"), lambda row: row.full_name),
        Head("reference", _("Reference"), lambda row: str(row.reference), is_code=True, is_wide_only=True),
        Head("slot", _("Time"), lambda row: clock.in_india(row.slot_at).strftime("%H:%M")),
        Head("facility", _("Posting"), lambda row: row.facility_name, is_wide_only=True),
        Head(
            "mobile",
            _("Mobile"),
            lambda row: row.mobile if shows_mobile else masked(row.mobile),
            is_code=True,
            is_wide_only=True,
        ),
        Head("message", _("Message"), lambda row: state_words(row.state)),
        Head("told", _("Told"), lambda row: str(TOLD[row.told][0])),
        Head("answer", _("Answer"), _answer),
    )


def _answer(row: DueRow) -> str:
    said = gate_words(row.answer, row.answer_channel)
    return f"{said}, {clock.in_india(row.answered_at):%Y-%m-%d %H:%M}" if row.answered_at else said


@require_GET
@needs(Action.SEE_DUE_LIST)
def due_list(request: StaffRequest, code: str) -> HttpResponse:
    """One session's list. Looking at it is recorded, because it names people and may show their mobiles."""
    now = clock.now()
    found = sessions(request.jurisdiction, now=now, code=code)
    if not found:
        raise Http404
    session = found[0]
    shows_mobile = may(request.staff.role, Action.SEE_MOBILE)
    rows = due_rows(request.jurisdiction, code, now=now)
    waiting = waiting_rows(request.jurisdiction, code)
    stand_by = standby_rows(request.jurisdiction, code)
    table = Table.of(request, _due_heads(shows_mobile=shows_mobile), rows or waiting, sort="position")
    record_event(
        now=now,
        by=request.staff.username,
        action="due_list.downloaded" if table.is_file else "due_list.seen",
        subject_type="session",
        subject_id=code,
        district_code=session.district_code,
        detail={
            "people": len(table.rows) + (0 if table.is_file else len(stand_by)),
            "with_mobile": shows_mobile,
        },
    )
    if table.is_file:
        if not may(request.staff.role, Action.DOWNLOAD):
            raise Http404
        return table.as_file(name=f"due-list-{code}", title=_("Due list"), now=now)
    context = {
        "session": session,
        "table": table,
        "stand_by": stand_by,
        "ringing": ringing(untold(session), now=now),
        "alarms": alarms_of(request.jurisdiction, code),
        "officers_with_email": officers_with_email(session.district_code),
        "versions": versions(code),
        "seen": seen_versions(code),
        "may_hand_out_links": may(request.staff.role, Action.HAND_OUT_LINKS),
        "version_files": tuple(FILES),
        "may_see_person": may(request.staff.role, Action.SEE_PERSON),
        "may_see_people": may(request.staff.role, Action.SEE_PEOPLE),
        "no_files": not may(request.staff.role, Action.DOWNLOAD),
        "is_frozen": bool(rows),
        "waiting": len(waiting) if rows else 0,
        "shows_mobile": shows_mobile,
        "may_download": may(request.staff.role, Action.DOWNLOAD),
        "now": now,
        "may_record": may(request.staff.role, Action.RECORD) and clock.today_in_india(now) >= session.held_on,
        "may_try": may(request.staff.role, Action.TRY_PLANS) and session.starts_at > now,
    }
    if may(request.staff.role, Action.CHANGE_PLACES):
        context["may_change_places"] = session.starts_at > now
        context["asked_seats"] = asked_seats(request.jurisdiction, now=now, code=code)
        context["own_name"] = request.staff.username
    context["may_stop"] = session.starts_at > now and may(request.staff.role, Action.STOP_MESSAGES)
    return render(request, "console/due_list.html", context)


def _signed(list_id: int, now: datetime) -> PublishedList:
    published = signed_list(list_id, now=now)
    if published is None:
        raise Http404
    return published


@require_GET
@needs(Action.DOWNLOAD)
def list_file(request: StaffRequest, code: str, version: int, ending: str) -> HttpResponse:
    """One published version as it was printed."""
    now = clock.now()
    found = next((known for known in versions(code) if known.number == version), None)
    if found is None or ending not in FILES or not sessions(request.jurisdiction, now=now, code=code):
        raise Http404
    published = _signed(found.list_id, now)
    record_event(
        now=now,
        by=request.staff.username,
        action="list.downloaded",
        subject_type="session",
        subject_id=code,
        district_code=published.district_code,
        detail={"version": version, "as": ending, "people": published.row_count},
    )
    response = HttpResponse(remake(published, ending), content_type=FILES[ending])
    response["Content-Disposition"] = f'attachment; filename="due-list-{code}-v{version}.{ending}"'
    return response


@require_GET
@needs(Action.DOWNLOAD)
def gate_file(request: StaffRequest, code: str, ending: str) -> HttpResponse:
    """The newest version with the answers of this moment, for the gate."""
    now = clock.now()
    published = next(iter(newest_lists(session_codes=[code])), None)
    if published is None or ending not in FILES or not sessions(request.jurisdiction, now=now, code=code):
        raise Http404
    published = _signed(published.id, now)
    record_event(
        now=now,
        by=request.staff.username,
        action="gate_list.downloaded",
        subject_type="session",
        subject_id=code,
        district_code=published.district_code,
        detail={"version": published.version, "as": ending, "people": published.row_count},
    )
    response = HttpResponse(gate_copy(published, ending, now=now), content_type=FILES[ending])
    response["Content-Disposition"] = f'attachment; filename="gate-list-{code}.{ending}"'
    return response

"""Who had a place that was taken back, why, and where they are now."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.readiness.queries.moved import MovedRow, MovedWanted, moved_people
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.scope import asked_jurisdiction
from teeka.doors.console.tables import Head, Table, Wanted
from teeka.doors.console.words import taken_back_words, unplaced_words
from teeka.rules.permissions import Action, may, needs
from teeka.shared import clock


def _is_now(row: MovedRow) -> str:
    if row.slot_at is None:
        return unplaced_words(row.unplaced_reason)
    return f"{row.session_code} {_moment(row)}"


def _moment(row: MovedRow) -> str:
    return clock.in_india(row.slot_at).strftime("%Y-%m-%d %H:%M") if row.slot_at else ""


HEADS: Sequence[Head[MovedRow]] = (
    Head("name", _("Name"), lambda row: row.full_name),
    Head("was", _("Had a place at"), lambda row: row.was_code),
    Head("why", _("Why it was taken back"), lambda row: taken_back_words(row.why, row.reason)),
    Head("is", _("Now"), _is_now),
    Head(
        "at",
        _("Taken back"),
        lambda row: clock.in_india(row.at).strftime("%Y-%m-%d %H:%M"),
        is_wide_only=True,
    ),
)
REFERENCE: Head[MovedRow] = Head(
    "reference", _("Reference"), lambda row: f"{row.reference:014d}", is_code=True
)
LISTED: Head[MovedRow] = Head(
    "listed", _("On a published list"), lambda row: str(_("yes") if row.was_listed else _("no"))
)


@require_GET
@needs(Action.SEE_PEOPLE)
def moved_list(request: StaffRequest) -> HttpResponse:
    jurisdiction, now = asked_jurisdiction(request), clock.now()

    def fetch(wanted: Wanted) -> tuple[list[MovedRow], int]:
        return moved_people(
            jurisdiction,
            MovedWanted(wanted.search, wanted.sort, wanted.is_descending, wanted.limit, wanted.offset),
        )

    table = Table(request, HEADS, sort="-at", fetch=fetch)
    if table.is_file:
        if not may(request.staff.role, Action.DOWNLOAD):
            raise Http404
        record_event(
            now=now, by=request.staff.username, action="people.downloaded", subject_type="people",
            subject_id="moved", detail={"people": len(table.rows)},
        )  # fmt: skip
        table.heads = (REFERENCE, *HEADS, LISTED)
        return table.as_file(name="people-moved", title=_("Places taken back"), now=now)
    context = {"table": table, "no_files": not may(request.staff.role, Action.DOWNLOAD)}
    return render(request, "console/moved.html", context)

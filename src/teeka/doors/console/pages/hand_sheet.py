"""Changes to places as a sheet: tried out with a fate for each row, then applied whole or not at all."""

from collections.abc import Sequence
from typing import cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.allotment.services import AllotmentRefused
from teeka.apps.allotment.services.hand_sheet import Within, apply_sheet, sheet_rows, try_sheet
from teeka.apps.readiness.queries.hand_sheets import (
    KeptSheet,
    Named,
    kept_sheet,
    people_named,
    sessions_coded,
    sheet_to_fill,
)
from teeka.apps.readiness.queries.kept_board import forget
from teeka.doors.console.hand_lines import as_document, lines_of
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.sheets import sheet_problem, sheet_table
from teeka.doors.console.tables import WRITERS
from teeka.doors.console.words import HAND_FATES, in_language
from teeka.formats.incoming.table import Kind, UploadRefused
from teeka.formats.outgoing.document import Document
from teeka.rules.hand_sheet import MOST_ROWS, HandRow, references_in
from teeka.rules.permissions import Action, Jurisdiction, needs
from teeka.shared import clock

ROWS_SHOWN = 500


@require_http_methods(["GET", "POST"])
@needs(Action.CHANGE_PLACES)
def sheet(request: StaffRequest) -> HttpResponse:
    """How it is done; an upload is tried out, and its page says what would come of it."""
    problem = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        problem = sheet_problem(file)
        if not problem:
            try:
                return redirect("hand_sheet_outcome", _try(request, cast("UploadedFile[bytes]", file)))
            except UploadRefused as refused:
                problem = refused.sentence("hi" if get_language() == "hi" else "en")
            except _TooManyRows:
                problem = _(
                    "The sheet has more than 3,000 rows. Cut it into parts and upload them one by one."
                )
            except AllotmentRefused as refused:
                problem = in_language((refused.in_words("en"), refused.in_words("hi")))
    return render(request, "console/hand_sheet.html", {"problem": problem}, status=400 if problem else 200)


class _TooManyRows(Exception):
    pass


def _try(request: StaffRequest, file: "UploadedFile[bytes]") -> int:
    table = sheet_table(file, Kind.PLACES)
    if table.cells.height > MOST_ROWS:
        raise _TooManyRows
    now, jurisdiction = clock.now(), request.jurisdiction
    rows, cells = sheet_rows(table)
    return try_sheet(
        rows, cells, _within(jurisdiction, rows),
        file_name=cast(str, file.name),
        district_code=min(jurisdiction.districts) if len(jurisdiction.districts) == 1 else 0,
        by=request.staff.username, now=now,
    )  # fmt: skip


def _within(jurisdiction: Jurisdiction, rows: Sequence[HandRow]) -> Within:
    named = people_named(jurisdiction, references_in(rows))
    codes = {row.session_code for row in rows if row.session_code}
    return Within(
        {reference: who.id for reference, who in named.items()}, sessions_coded(jurisdiction, codes)
    )


@require_GET
@needs(Action.CHANGE_PLACES)
def outcome(request: StaffRequest, number: int) -> HttpResponse:
    """What would become of each row, or became of it; what needs a person stands on top."""
    kept = _kept(request, number)
    lines = lines_of(kept, _named(request, kept))
    refused = [line for line in lines if line.fate == "refused"]
    shown = [*refused, *(line for line in lines if line.fate != "refused")][:ROWS_SHOWN]
    context = {
        "sheet": kept,
        "rows": [(line, HAND_FATES[line.fate]) for line in shown],
        "refused": len(refused),
        "good": len(lines) - len(refused),
        "more": len(lines) - len(shown),
        "may_apply": kept.applied_at is None and bool(lines) and not refused,
    }
    return render(request, "console/hand_sheet_outcome.html", context)


@require_POST
@needs(Action.CHANGE_PLACES)
def apply(request: StaffRequest, number: int) -> HttpResponse:
    kept = _kept(request, number)
    within = _within(request.jurisdiction, [HandRow(**row) for row in kept.rows])
    try:
        is_done = apply_sheet(number, within, by=request.staff.username, now=clock.now())
    except AllotmentRefused as refused:
        messages.warning(request, in_language((refused.in_words("en"), refused.in_words("hi"))))
        return redirect("hand_sheet_outcome", number)
    if is_done:
        forget()
        messages.success(request, _("Every row of the sheet is done."))
    else:
        messages.warning(request, _("A row is refused now, so nothing was changed. The rows below say why."))
    return redirect("hand_sheet_outcome", number)


@require_GET
@needs(Action.CHANGE_PLACES)
def outcome_file(request: StaffRequest, number: int, ending: str) -> HttpResponse:
    kept = _kept(request, number)
    if ending not in WRITERS:
        raise Http404
    now = clock.now()
    record_event(
        now=now, by=request.staff.username, action="hand_sheet.downloaded", subject_type="hand_sheet",
        subject_id=number, detail={"rows": len(kept.rows)},
    )  # fmt: skip
    return _as_file(as_document(kept, lines_of(kept, _named(request, kept))), f"changes-{number}", ending)


@require_GET
@needs(Action.CHANGE_PLACES)
def file_to_fill(request: StaffRequest, ending: str) -> HttpResponse:
    """The people of the session ?session=, or those who have no place."""
    code = request.GET.get("session", "").replace("\0", "")[:40]
    if ending not in WRITERS or (code and not sessions_coded(request.jurisdiction, [code])):
        raise Http404
    now = clock.now()
    document = sheet_to_fill(request.jurisdiction, now=now, session_code=code)
    record_event(
        now=now, by=request.staff.username, action="people.downloaded", subject_type="people",
        subject_id=code or "unplaced", detail={"people": len(document.rows)},
    )  # fmt: skip
    return _as_file(document, document.name, ending)


def _as_file(document: Document, name: str, ending: str) -> HttpResponse:
    write, content_type = WRITERS[ending]
    response = HttpResponse(write(document), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def _kept(request: StaffRequest, number: int) -> KeptSheet:
    kept = kept_sheet(number, by=request.staff.username)
    if kept is None:
        raise Http404
    return kept


def _named(request: StaffRequest, kept: KeptSheet) -> dict[int, Named]:
    return people_named(request.jurisdiction, references_in([HandRow(**row) for row in kept.rows]))

"""The posting texts as a sheet: down with candidates, up with decisions, and a fate for each row."""

from typing import Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.people.services.sheet import decide_sheet
from teeka.apps.people.services.sheet_outcome import SheetOutcome
from teeka.apps.readiness.queries.kept_board import forget
from teeka.apps.readiness.queries.posting_sheet import NAME, posting_sheet
from teeka.apps.readiness.queries.postings import open_texts
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.sheets import sheet_problem, sheet_table
from teeka.doors.console.tables import WRITERS
from teeka.doors.console.words import SHEET_FATES
from teeka.formats.incoming.table import Kind, UploadRefused
from teeka.rules.permissions import Action, needs
from teeka.rules.sheet_fates import SheetFate
from teeka.shared import clock

ROWS_SHOWN = 500


@require_http_methods(["GET", "POST"])
@needs(Action.SETTLE_POSTINGS)
def sheet(request: StaffRequest) -> HttpResponse:
    """How it is done; and after an upload, what became of each row of it."""
    problem, outcome = "", None
    if request.method == "POST":
        file = request.FILES.get("file")
        problem = sheet_problem(file)
        if not problem:
            try:
                outcome = _decide(request, cast("UploadedFile[bytes]", file))
            except UploadRefused as refused:
                problem = refused.sentence(_language())
    context: dict[str, Any] = {
        "problem": problem,
        "outcome": outcome,
        "open": open_texts(request.jurisdiction, limit=0),
    }
    if outcome is not None:
        is_hindi = _language() == "hi"
        told = sorted(outcome.rows, key=lambda row: (not row.needs_a_person, row.row))
        context["rows"] = [
            (row.row, SHEET_FATES[row.fate], row.text_hi if is_hindi else row.text)
            for row in told
            if row.fate is not SheetFate.LEFT_OPEN
        ][:ROWS_SHOWN]
        context["counts"] = [(SHEET_FATES[fate][0], number) for fate, number in outcome.counts.items()]
    return render(request, "console/posting_sheet.html", context, status=400 if problem else 200)


@require_GET
@needs(Action.SETTLE_POSTINGS)
def sheet_file(request: StaffRequest, ending: str) -> HttpResponse:
    if ending not in WRITERS:
        raise Http404
    write, content_type = WRITERS[ending]
    document = posting_sheet(request.jurisdiction, now=clock.now())
    response = HttpResponse(write(document), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{NAME}.{ending}"'
    return response


def _decide(request: StaffRequest, file: "UploadedFile[bytes]") -> SheetOutcome:
    now, by = clock.now(), request.staff.username
    outcome = decide_sheet(sheet_table(file, Kind.DECISIONS), by=by, now=now)
    record_event(
        now=now, by=by, action="posting_sheet.decided", subject_type="posting_sheet", subject_id="",
        detail={"rows": len(outcome.rows), "texts": outcome.texts, "people": outcome.people},
    )  # fmt: skip
    forget()
    return outcome


def _language() -> str:
    return "hi" if get_language() == "hi" else "en"

"""Uploads: the list, the form, one upload's outcome, and its rows back as a file to correct."""

import errno
from typing import cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.intake.services.deciding import DecisionRefused, accept_held_row, reject_held_row
from teeka.apps.intake.services.receiving import LARGEST_FILE, FileTooLarge, receive_file
from teeka.apps.intake.services.undoing import UndoRefused
from teeka.apps.planning.services.uploads import undo_import
from teeka.apps.readiness.queries.kept_board import forget
from teeka.apps.readiness.queries.uploads import ReturnedRow, UploadLine, returned_rows, uploads
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.returned import returned_document
from teeka.doors.console.tables import MOST_DOWNLOADED, WRITERS
from teeka.rules.permissions import Action, kinds_to_upload, may, needs
from teeka.rules.row_checks.reasons import HeldFor, RowProblem, held_sentence, problem_sentence
from teeka.shared import clock

ROWS_SHOWN = 50
DECISIONS = {"take": accept_held_row, "leave": reject_held_row}
ENDINGS = (".csv", ".xlsx", ".ods")


@require_GET
@needs(Action.SEE_UPLOADS)
def upload_list(request: StaffRequest) -> HttpResponse:
    found = uploads(request.jurisdiction, by=request.staff.username)
    return render(
        request,
        "console/uploads.html",
        {
            "uploads": found,
            "may_upload": may(request.staff.role, Action.UPLOAD),
            "is_waiting": any(u.state == "received" for u in found),
        },
    )


@require_http_methods(["GET", "POST"])
@needs(Action.UPLOAD)
def new_upload(request: StaffRequest) -> HttpResponse:
    """Take the file and queue it. What is in it is judged by the worker, in a process with limits."""
    kinds = kinds_to_upload(request.staff.role)
    problem = ""
    if request.method == "POST":
        file, kind = request.FILES.get("file"), request.POST.get("kind", "")
        problem = _problem(file, kind, kinds)
        if not problem:
            try:
                return _take(request, cast("UploadedFile[bytes]", file), kind)
            except FileTooLarge:
                problem = _too_large()
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
                problem = _(
                    "The server's disk is full. Nothing was stored: upload it again when there is room."
                )
    context = {
        "kinds": kinds,
        "kind": request.POST.get("kind", kinds[0] if kinds else ""),
        "problem": problem,
    }
    return render(request, "console/new_upload.html", context, status=400 if problem else 200)


def _problem(file: object, kind: str, kinds: tuple[str, ...]) -> str:
    if kind not in kinds:
        return _("Choose what the file holds.")
    if not isinstance(file, UploadedFile) or not file.name:
        return _("Choose a file first.")
    if not file.name.lower().endswith(ENDINGS):
        return _("This file is not CSV, XLSX or ODS. Save it as one of these and upload it again.")
    if file.size is not None and file.size > LARGEST_FILE:
        return _too_large()
    return _("The file is empty. Choose the one with the rows.") if file.size == 0 else ""


def _too_large() -> str:
    return _("The file is larger than 200 MB. Cut it into parts and upload them one by one.")


def _take(request: StaffRequest, file: "UploadedFile[bytes]", kind: str) -> HttpResponse:
    now, jurisdiction = clock.now(), request.jurisdiction
    district = min(jurisdiction.districts) if len(jurisdiction.districts) == 1 else 0
    number = receive_file(
        file.chunks(), kind=kind, file_name=cast(str, file.name), by=request.staff.username,
        district_code=district, now=now,
    )  # fmt: skip
    record_event(
        now=now, by=request.staff.username, action="upload.received", subject_type="upload",
        subject_id=number, district_code=district, detail={"kind": kind},
    )  # fmt: skip
    messages.success(request, _("The file has arrived. It is read now; this page says when it is done."))
    return redirect("upload", number)


@require_GET
@needs(Action.SEE_UPLOADS)
def upload(request: StaffRequest, number: int) -> HttpResponse:
    found = _one(request, number)
    rows = returned_rows(number, limit=ROWS_SHOWN) if found.to_correct else []
    shown = [(row, sentences(row)) for row in rows]
    return render(
        request,
        "console/upload.html",
        {
            "upload": found,
            "rows": shown,
            "more": found.to_correct - len(shown),
            "may_decide": found.kind == "roster" and may(request.staff.role, Action.DECIDE_ROWS),
            "may_undo": _may_undo(request, found),
        },
    )


@require_POST
@needs(Action.DECIDE_ROWS)
def decide_row(request: StaffRequest, number: int, row: int) -> HttpResponse:
    """One press on a held row: its details take the place of what is known, or what is known stays."""
    found, now = _one(request, number), clock.now()
    decision = request.POST.get("decision", "")
    if decision not in DECISIONS:
        messages.warning(request, _("Choose which of the two holds, then press."))
        return redirect("upload", number)
    try:
        DECISIONS[decision](number, row, by=request.staff.username, now=now)
    except DecisionRefused as refused:
        messages.warning(request, refused.sentence(_language()))
        return redirect("upload", number)
    record_event(
        now=now, by=request.staff.username, action=f"upload_row.{decision}", subject_type="upload",
        subject_id=found.id, detail={"row": row},
    )  # fmt: skip
    forget()
    messages.success(request, _("Row %(row)s is decided.") % {"row": row})
    return redirect("upload", number)


@require_POST
@needs(Action.UNDO_UPLOADS)
def undo(request: StaffRequest, number: int) -> HttpResponse:
    """Take the whole upload back, unless something has come to depend on it."""
    found, now = _one(request, number), clock.now()
    if not _may_undo(request, found):
        raise Http404
    try:
        undone = undo_import(number, by=request.staff.username, now=now)
    except UndoRefused as refused:
        messages.warning(request, refused.sentence(_language()))
        return redirect("upload", number)
    record_event(
        now=now, by=request.staff.username, action="upload.undone", subject_type="upload",
        subject_id=found.id, detail={"rows": undone},
    )  # fmt: skip
    forget()
    messages.success(request, _("The upload is undone: %(rows)s rows were taken back.") % {"rows": undone})
    return redirect("upload", number)


def _may_undo(request: StaffRequest, found: UploadLine) -> bool:
    """Who may upload such a file may take it back, where all of its rows are in sight."""
    role = request.staff.role
    return (
        found.state == "committed"
        and found.kind in kinds_to_upload(role)
        and may(role, Action.UNDO_UPLOADS)
        and not found.elsewhere
        and found.created + found.updated > 0
    )


@require_GET
@needs(Action.SEE_UPLOADS)
def returned_file(request: StaffRequest, number: int, ending: str) -> HttpResponse:
    """Rows that were not taken, as they were typed, with the reason in the last column."""
    found = _one(request, number)
    if ending not in WRITERS or not found.to_correct:
        raise Http404
    rows = returned_rows(number, limit=MOST_DOWNLOADED)
    write, content_type = WRITERS[ending]
    document = returned_document(found, rows, [" ".join(sentences(row)) for row in rows])
    response = HttpResponse(write(document), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="to-correct-{number}.{ending}"'
    record_event(
        now=clock.now(), by=request.staff.username, action="upload.rows_downloaded", subject_type="upload",
        subject_id=number, detail={"rows": len(rows)},
    )  # fmt: skip
    return response


def _one(request: StaffRequest, number: int) -> UploadLine:
    found = uploads(request.jurisdiction, by=request.staff.username, upload_id=number)
    if not found:
        raise Http404
    return found[0]


def sentences(row: ReturnedRow) -> list[str]:
    """Why this row came back, in the reader's language; each names row and column."""
    return [_sentence(row, problem, _language()) for problem in row.problems]


def _language() -> str:
    return "hi" if get_language() == "hi" else "en"


def _sentence(row: ReturnedRow, problem: dict[str, object], language: str) -> str:
    reason = str(problem.get("reason", ""))
    facts = cast("dict[str, str | int]", problem.get("facts") or {})
    if reason in set(HeldFor):
        return held_sentence(HeldFor(reason), row=row.row_number, facts=facts, language=language)
    if reason in set(RowProblem):
        header = str(problem.get("column", ""))
        return problem_sentence(RowProblem(reason), row=row.row_number, header=header, language=language)
    return reason

"""The call sheet as a file: down with empty outcomes, up with what came of the calls, a fate for each row."""

from collections import Counter
from collections.abc import Sequence
from typing import cast

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.notices.services.calls import CallRefused, record_answer
from teeka.apps.readiness.queries.call_sheets import NAME, called_before, on_the_sheet, sheet_to_ring
from teeka.apps.readiness.queries.kept_board import forget
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.sheets import sheet_problem, sheet_table
from teeka.doors.console.tables import WRITERS
from teeka.doors.console.words import in_language, outcome_words
from teeka.formats.incoming.table import IncomingTable, Kind, UploadRefused
from teeka.rules.call_rows import CALL_FATE_WORDS, GOOD, MOST_ROWS, CallFate, CallSheetRow, Judged, judge_rows
from teeka.rules.hand_sheet import reference_of
from teeka.rules.messages.reasons import CALL_OUTCOME_WORDS
from teeka.rules.permissions import Action, may, needs
from teeka.shared import clock

ROWS_SHOWN = 500
FATES: dict[CallFate, tuple[Promise, str]] = {
    CallFate.RECORDED: (gettext_lazy("recorded"), "good"),
    CallFate.ALREADY: (gettext_lazy("recorded already"), ""),
    CallFate.LEFT_OPEN: (gettext_lazy("left open"), ""),
    **dict.fromkeys(set(CallFate) - GOOD, (gettext_lazy("refused"), "act")),
}


@require_http_methods(["GET", "POST"])
@needs(Action.CALL)
def sheet(request: StaffRequest) -> HttpResponse:
    """How it is done; and after an upload, what became of each row of it, what needs a person first."""
    problem, rows = "", list[tuple[Judged, CallFate]]()
    if request.method == "POST":
        file = request.FILES.get("file")
        problem = sheet_problem(file)
        if not problem:
            try:
                rows = _record(request, sheet_table(cast("UploadedFile[bytes]", file), Kind.CALLS))
            except UploadRefused as refused:
                problem = refused.sentence("hi" if get_language() == "hi" else "en")
            except _TooManyRows:
                problem = _(
                    "The sheet has more than 3,000 rows. Cut it into parts and upload them one by one."
                )
    shown = sorted(rows, key=lambda pair: (pair[1] in GOOD, pair[0].row.row))[:ROWS_SHOWN]
    context = {
        "problem": problem,
        "rows": [(one.row.row, FATES[fate], _in_words(one, fate)) for one, fate in shown],
        "counts": [(FATES[fate][0], number) for fate, number in Counter(fate for _one, fate in rows).items()],
        "outcomes": [(kind.value, in_language(words)) for kind, words in CALL_OUTCOME_WORDS.items()],
    }
    return render(request, "console/call_rows.html", context, status=400 if problem else 200)


@require_GET
@needs(Action.CALL)
def sheet_file(request: StaffRequest, ending: str) -> HttpResponse:
    if ending not in WRITERS:
        raise Http404
    now, shows_mobile = clock.now(), may(request.staff.role, Action.SEE_MOBILE)
    document = sheet_to_ring(request.jurisdiction, now=now, shows_mobile=shows_mobile)
    record_event(
        now=now, by=request.staff.username, action="call_sheet.downloaded", subject_type="call_sheet",
        subject_id=clock.today_in_india(now).isoformat(),
        detail={"people": len(document.rows), "with_mobile": shows_mobile},
    )  # fmt: skip
    write, content_type = WRITERS[ending]
    response = HttpResponse(write(document), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{NAME}.{ending}"'
    return response


class _TooManyRows(Exception):
    pass


def _record(request: StaffRequest, table: IncomingTable) -> list[tuple[Judged, CallFate]]:
    if table.cells.height > MOST_ROWS:
        raise _TooManyRows
    now, by = clock.now(), request.staff.username
    read = _rows(table)
    listed = on_the_sheet(request.jurisdiction, now=now)
    named = {reference for row in read if (reference := reference_of(row.reference)) is not None}
    on_sheet = {reference: who.last_outcome for reference, who in listed.items()}
    done = []
    for one in judge_rows(read, on_sheet, called_before(request.jurisdiction, named)):
        fate = one.fate or CallFate.RECORDED
        if one.fate is None and one.reference is not None and one.outcome is not None:
            try:
                record_answer(
                    appointment_id=listed[one.reference].appointment_id, outcome=one.outcome, by=by, now=now,
                    note=one.row.note,
                )  # fmt: skip
            except CallRefused:
                fate = CallFate.SEAT_GONE
        done.append((one, fate))
    record_event(
        now=now, by=by, action="call_sheet.returned", subject_type="call_sheet",
        subject_id=clock.today_in_india(now).isoformat(), detail={"rows": len(done)},
    )  # fmt: skip
    forget()
    return done


def _rows(table: IncomingTable) -> Sequence[CallSheetRow]:
    """A cell that cannot be read is judged as it stands: no outcome and no reference looks like it."""
    return [
        CallSheetRow(
            cells["row"], *(cells.get(name) or "" for name in ("reference", "outcome", "note", "name"))
        )
        for cells in table.known().iter_rows(named=True)
    ]


def _in_words(one: Judged, fate: CallFate) -> str:
    said = outcome_words(one.outcome.value) if one.outcome else one.row.outcome
    return in_language(CALL_FATE_WORDS[fate]).format(who=one.row.name or one.row.reference or "–", said=said)

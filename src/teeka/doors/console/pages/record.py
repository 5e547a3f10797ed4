"""A session's paper, keyed in its own order; each line is sent as it is left, or all of them at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import cast

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from teeka.apps.accounts.services.audit import record_event
from teeka.apps.readiness.queries.kept_board import forget
from teeka.apps.readiness.queries.sessions import SessionRow, sessions
from teeka.apps.siteday.queries.forms import Became
from teeka.apps.siteday.queries.paper import PaperPage, paper_page
from teeka.apps.siteday.services.lines import LineOutcome, record_lines, record_sheet
from teeka.apps.siteday.services.refusing import RecordRefused
from teeka.doors.console.middleware import StaffRequest
from teeka.doors.console.record_lines import WALK_IN, shown_lines, typed_lines, walk_in_line
from teeka.doors.console.returned import RefusedRows, refused_rows
from teeka.doors.console.sheets import sheet_problem, sheet_table
from teeka.doors.console.words import in_language
from teeka.formats.incoming.table import Kind, UploadRefused
from teeka.rules.line_fates import FATE_WORDS, Fate
from teeka.rules.permissions import Action, may, needs
from teeka.rules.site_day import NOT_GIVEN_WORDS
from teeka.shared import clock

LINES_SHOWN = 500


@require_http_methods(["GET", "POST"])
@needs(Action.RECORD)
def record(request: StaffRequest, code: str) -> HttpResponse:
    """The paper line by line. Of a script's request only the lines that it sent come back."""
    session, now = session_here(request, code), clock.now()
    outcomes: dict[str, LineOutcome] = {}
    if request.method == "POST":
        typed = typed_lines(request.POST)
        became = record_lines(code, list(typed.values()), by=request.staff.username, now=now)
        outcomes = dict(zip(typed, became, strict=True))
        forget()
    paper = paper_here(code)
    if request.headers.get("HX-Request"):
        return render(request, "console/parts/record_sent.html", _of_script(session, paper, outcomes))
    if request.method == "GET":
        record_event(
            now=now, by=request.staff.username, action="paper.seen", subject_type="session", subject_id=code,
            district_code=session.district_code, detail={"people": len(paper.lines)},
        )  # fmt: skip
    return show_paper(request, session, paper, outcomes)


@require_POST
@needs(Action.RECORD)
def sheet(request: StaffRequest, code: str) -> HttpResponse:
    """The due list's spreadsheet comes back: a fate for each of its lines, what needs a person first."""
    session, now = session_here(request, code), clock.now()
    file, language = request.FILES.get("file"), "hi" if get_language() == "hi" else "en"
    problem, brought, back = sheet_problem(file), list[LineOutcome](), None
    if not problem:
        try:
            table = sheet_table(cast("UploadedFile[bytes]", file), Kind.VISITS)
            brought = record_sheet(table, session_code=code, by=request.staff.username, now=now)
            sentences = {one.line.row: in_language(one.words()) for one in brought if one.is_refused}
            if sentences:
                back = refused_rows(table, sentences, file_name=str(file), language=language)
        except UploadRefused as refused:
            problem = refused.sentence(language)
        except RecordRefused as refused:
            problem = in_language(refused.words)
        forget()
    return show_paper(request, session, paper_here(code), {}, problem=problem, brought=brought, back=back)


def session_here(request: StaffRequest, code: str) -> SessionRow:
    found = sessions(request.jurisdiction, now=clock.now(), code=code)
    if not found:
        raise Http404
    return found[0]


def paper_here(code: str) -> PaperPage:
    if (paper := paper_page(code)) is None:
        raise Http404
    return paper


def show_paper(
    request: StaffRequest,
    session: SessionRow,
    paper: PaperPage,
    outcomes: Mapping[str, LineOutcome],
    *,
    problem: str = "",
    brought: Sequence[LineOutcome] = (),
    back: RefusedRows | None = None,
) -> HttpResponse:
    """outcomes: of lines that were keyed, by their key; brought: of a spreadsheet's lines; back: the file
    of those that were refused."""
    counts = Counter(one.fate for one in brought if isinstance(one.fate, Fate))
    refused = [one for one in brought if one.is_refused]
    context = {
        "session": session,
        "paper": paper,
        "forms": {became.value: paper.forms[became] for became in Became},
        "lines": shown_lines(paper, outcomes),
        "walk_in": walk_in_line(outcomes),
        "differing": [one for one in paper.open_doses if len(one.entries) > 1],
        "reasons": [(number, in_language(words)) for number, words in enumerate(NOT_GIVEN_WORDS.values(), 1)],
        "problem": problem,
        "is_brought": bool(brought),
        "fates": [(in_language(FATE_WORDS[fate]), number) for fate, number in counts.items()],
        "refused": [(one.line.row, in_language(one.words())) for one in refused[:LINES_SHOWN]],
        "refused_count": len(refused),
        "refused_file": back,
        "may_close": may(request.staff.role, Action.CLOSE_SESSIONS),
        "is_over": session.ends_at <= clock.now(),
    }
    return render(request, "console/record.html", context, status=400 if problem else 200)


def _of_script(
    session: SessionRow, paper: PaperPage, outcomes: Mapping[str, LineOutcome]
) -> dict[str, object]:
    """Of the lines that were sent, what takes their place; after who was added, a line for the next one."""
    sent = set(outcomes)
    if (added := outcomes.get(WALK_IN)) is not None and not added.is_refused:
        sent.add(added.line.reference)
    return {
        "session": session,
        "paper": paper,
        "lines": [one for one in shown_lines(paper, outcomes) if one.key in sent],
        "walk_in": walk_in_line(outcomes) if added is not None else None,
        "is_added": added is not None,
    }

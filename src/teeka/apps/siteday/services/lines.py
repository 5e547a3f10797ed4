"""Records the lines of a site's paper, as a page or a spreadsheet brings them; one fate a line."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from teeka.apps.planning.models import Session
from teeka.apps.siteday.queries.paper import ever_listed, newest_references, sheet_of
from teeka.apps.siteday.services.forms import issue_forms
from teeka.apps.siteday.services.recording import record_visits
from teeka.apps.siteday.services.refusing import NO_SUCH_SESSION, RecordRefused
from teeka.formats.incoming.table import IncomingTable
from teeka.rules.line_fates import FATE_WORDS, Fate, LineTrouble, Trouble
from teeka.rules.row_checks.reasons import RowProblem
from teeka.rules.visit_lines import VisitLine, fate_of, read_line

MOST_LINES = 3_000
CELLS = {
    "reference": "reference",
    "session_code": "session_code",
    "arrived": "arrived",
    "identity": "identity_seen",
    "dose": "dose_given",
    "batch": "batch",
    "given_at": "given_at",
    "reason": "not_given_for",
    "form_number": "form_number",
    "name": "full_name",
}
TOO_MANY_LINES = (
    "The sheet has more than 3,000 lines. Cut it into parts and bring them one by one.",
    "शीट में 3,000 से अधिक पंक्तियाँ हैं। उसे भागों में बाँटें।",
)
WHICH_SESSION = (
    "The sheet names no session, so nothing was recorded. Say which session it is of.",
    "शीट में किसी सत्र का नाम नहीं है, इसलिए कुछ दर्ज नहीं हुआ। बताएँ कि वह किस सत्र की है।",
)


@dataclass(frozen=True, slots=True)
class LineOutcome:
    line: VisitLine
    fate: Fate | Trouble

    @property
    def is_refused(self) -> bool:
        return isinstance(self.fate, Trouble)

    def words(self) -> tuple[str, str]:
        return self.fate.words() if isinstance(self.fate, Trouble) else FATE_WORDS[self.fate]


def record_lines(
    session_code: str, lines: Sequence[VisitLine], *, is_third_look: bool = False, by: str, now: datetime
) -> list[LineOutcome]:
    """Record what each line tells; of each that cannot be, why not. The others stay recorded.

    Repeating it changes nothing. is_third_look: see record_visits. Raises RecordRefused.
    """
    session = Session.objects.filter(code=session_code).first()
    if session is None:
        raise RecordRefused(NO_SUCH_SESSION)
    issue_forms(session)
    sheet = sheet_of(session)
    read = {line: read_line(line, sheet) for line in lines}
    visits = {line: visit for line, visit in read.items() if visit and not isinstance(visit, Trouble)}
    taken_off = ever_listed(session) - newest_references(session)
    fates: dict[VisitLine, Fate | Trouble] = {
        line: found if isinstance(found, Trouble) else Fate.LEFT_EMPTY
        for line, found in read.items()
        if line not in visits
    }
    became = record_visits(session_code, list(visits.values()), is_third_look=is_third_look, by=by, now=now)
    for line, outcome in zip(visits, became, strict=True):
        fates[line] = fate_of(outcome.became, is_off_the_list=outcome.visit.reference in taken_off)
    return [LineOutcome(line, fates[line]) for line in lines]


def record_sheet(
    table: IncomingTable, *, session_code: str = "", by: str, now: datetime
) -> list[LineOutcome]:
    """Record a due list that came back as a spreadsheet; outcomes in the order of its rows.

    session_code: the one whose page it was brought to, and lines of others are refused; without it each
    line goes to its own session, and a line that somebody added to the only one that the sheet names.
    Raises RecordRefused when nothing of it could be recorded.
    """
    if table.cells.height > MOST_LINES:
        raise RecordRefused(TOO_MANY_LINES)
    lines, bad = _lines(table), _bad_cells(table)
    named = {line.session_code for line in lines} - {""}
    only = session_code or (next(iter(named)) if len(named) == 1 else "")
    if not only and not named:
        raise RecordRefused(WHICH_SESSION)
    outcomes = {row: LineOutcome(line, bad[row]) for line in lines if (row := line.row) in bad}
    of_session: dict[str, list[VisitLine]] = defaultdict(list)
    for line in lines:
        if line.row not in bad:
            of_session[session_code or line.session_code or only].append(line)
    for code, its_lines in sorted(of_session.items()):
        outcomes |= {one.line.row: one for one in _of_session(code, its_lines, by=by, now=now)}
    return [outcomes[line.row] for line in lines]


def _of_session(code: str, lines: Sequence[VisitLine], *, by: str, now: datetime) -> list[LineOutcome]:
    if not code:
        return [_refused(line, Trouble(LineTrouble.SESSION_MISSING)) for line in lines]
    if not Session.objects.filter(code=code).exists():
        return [_refused(line, Trouble(LineTrouble.SESSION_UNKNOWN, code)) for line in lines]
    return record_lines(code, lines, by=by, now=now)


def _refused(line: VisitLine, trouble: Trouble) -> LineOutcome:
    return LineOutcome(line, Fate.LEFT_EMPTY if line.says_nothing else trouble)


def _lines(table: IncomingTable) -> list[VisitLine]:
    return [
        VisitLine(cells["row"], **{name: (cells.get(cell) or "").strip() for name, cell in CELLS.items()})
        for cells in table.known().iter_rows(named=True)
    ]


def _bad_cells(table: IncomingTable) -> Mapping[int, Trouble]:
    """Rows with a cell, of a column that is read, which is a formula, merged or no text."""
    return {
        row: Trouble(RowProblem(trouble), table.header_of(column))
        for row, column, trouble in reversed(table.troubles.rows())
        if column in table.columns
    }

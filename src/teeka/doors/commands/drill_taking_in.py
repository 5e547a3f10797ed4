"""The paper of a drill is taken in: as spreadsheets that came back, and forms that are accounted for."""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from teeka.apps.siteday.queries.forms import Became
from teeka.apps.siteday.services.closing import close_session
from teeka.apps.siteday.services.forms import declare_void, forms_of_session
from teeka.apps.siteday.services.lines import LineOutcome, record_sheet
from teeka.formats.incoming.reading import read_upload
from teeka.formats.incoming.table import Kind
from teeka.rules.line_fates import Fate

CLERK = "drill"


def papers_in(folder: Path) -> list[dict[str, Any]]:
    papers: list[dict[str, Any]] = json.loads((folder / "papers.json").read_text())
    return [{**paper, "file": str(folder / paper["file"])} for paper in papers]


def take_in(papers: list[dict[str, Any]]) -> dict[str, int]:
    """Counts over all sessions, each recorded twice and then closed at its hour."""
    total: Counter[str] = Counter(
        dict.fromkeys(("refused", "recorded_again", "absent", "closed", "forms_used", "forms_void"), 0)
    )
    for paper in papers:
        now = datetime.fromisoformat(paper["at"])
        table = read_upload(Path(paper["file"]), Kind.VISITS)
        first = record_sheet(table, by=CLERK, now=now)
        again = record_sheet(table, by=CLERK, now=now)
        total["refused"] += sum(one.is_refused for one in first)
        total["recorded_again"] += sum(_is_new(one) for one in again)
        code = paper["session_code"]
        if paper["void"]:
            declare_void(code, paper["void"], reason="spoilt at the site", by=CLERK, now=now)
        forms = Counter(form.became for form in forms_of_session(code))
        closed = close_session(code, counted_blank=forms[Became.OPEN], by=CLERK, now=now)
        total["absent"] += closed.absent
        total["closed"] += 1
        total["forms_used"] += forms[Became.USED]
        total["forms_void"] += forms[Became.VOID]
    return dict(total)


def _is_new(outcome: LineOutcome) -> bool:
    return outcome.fate in (Fate.RECORDED, Fate.OFF_THE_LIST)

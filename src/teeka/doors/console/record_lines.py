"""The lines of a session's paper as its page shows them, and as they come back from it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from teeka.apps.siteday.queries.paper import LISTED, STANDING_BY, PaperLine, PaperPage
from teeka.apps.siteday.services.lines import LineOutcome
from teeka.doors.console.words import in_language
from teeka.rules.line_fates import Fate
from teeka.rules.visit_lines import VisitLine
from teeka.shared.clock import in_india

WALK_IN = "new"  # the line in which somebody is added
CELLS = ("arrived", "identity", "batch", "given_at", "reason")
LONGEST = 60
PLAIN = (Fate.RECORDED, Fate.LEFT_EMPTY)


@dataclass(frozen=True, slots=True)
class ShownLine:
    """values: what stands in the cells. said: what became of it, when it was just sent."""

    key: str
    line: PaperLine | None
    values: Mapping[str, str]
    said: str = ""
    is_refused: bool = False
    is_keyed_once: bool = False  # and does not count yet

    @property
    def is_done(self) -> bool:
        return self.line is not None and self.line.has_end and not self.is_refused

    @property
    def has_place_on_page(self) -> bool:
        """Whether the page had a line of this person before: the list and the standby have."""
        return self.line is not None and self.line.part in (LISTED, STANDING_BY)


def typed_lines(post: QueryDict) -> dict[str, VisitLine]:
    """By the keys that the page sent, in its order: references, and WALK_IN; row is the place there."""
    return {
        key: VisitLine(
            row,
            reference=_typed(post, "reference", key) if key == WALK_IN else key,
            form_number=_typed(post, "form_number", key),
            **{name: _typed(post, name, key) for name in CELLS},
        )
        for row, key in enumerate(dict.fromkeys(post.getlist("line")))
    }


def _typed(post: QueryDict, name: str, key: str) -> str:
    return post.get(f"{name}-{key}", "").replace("\0", "").strip()[:LONGEST]


def shown_lines(paper: PaperPage, outcomes: Mapping[str, LineOutcome]) -> list[ShownLine]:
    """All lines, those that were just sent with what became of each; also who was just added."""
    keyed = {one.reference for one in paper.open_doses}
    sent = dict(outcomes)
    if (added := sent.pop(WALK_IN, None)) is not None and not added.is_refused:
        sent[added.line.reference] = added
    return [
        _shown(line, sent.get(str(line.reference)), is_keyed_once=line.reference in keyed)
        for line in paper.lines
    ]


def walk_in_line(outcomes: Mapping[str, LineOutcome]) -> ShownLine:
    """The line in which somebody is added: empty, or as it was refused."""
    outcome = outcomes.get(WALK_IN)
    if outcome is None or not outcome.is_refused:
        return ShownLine(WALK_IN, None, {})
    values = _values(outcome.line) | {"reference": outcome.line.reference}
    return ShownLine(WALK_IN, None, values, in_language(outcome.words()), is_refused=True)


def _shown(line: PaperLine, outcome: LineOutcome | None, *, is_keyed_once: bool) -> ShownLine:
    # Of most the line says so by itself.
    said = "" if outcome is None or outcome.fate in PLAIN else in_language(outcome.words())
    if outcome is not None and outcome.is_refused:
        return ShownLine(str(line.reference), line, _values(outcome.line), said, is_refused=True)
    recorded = {
        "arrived": f"{in_india(line.arrived_at):%H:%M}" if line.arrived_at else "y" if line.check_in else "",
        "identity": str(line.identity_seen or ""),
        "form_number": line.form_number,
    }
    return ShownLine(str(line.reference), line, recorded, said, is_keyed_once=is_keyed_once)


def _values(typed: VisitLine) -> dict[str, str]:
    return {name: getattr(typed, name) for name in (*CELLS, "form_number")}

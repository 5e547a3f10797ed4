"""What became of a sheet's rows, and the sentence about each in both languages."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from teeka.formats.incoming.table import IncomingTable
from teeka.rules.proposed_facility import PROPOSAL_WORDS, ProposalProblem
from teeka.rules.row_checks.reasons import ROW_PROBLEM_WORDS, RowProblem
from teeka.rules.sheet_fates import COLUMN_OF_FATE, SheetFate, sheet_sentence
from teeka.shared.text import squash

NEEDS_NOBODY = {SheetFate.SETTLED, SheetFate.ALREADY_SETTLED, SheetFate.LEFT_OPEN}


@dataclass(frozen=True, slots=True)
class Place:
    """The facility that a text is settled on."""

    code: str = ""
    name: str = ""
    name_hi: str = ""


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """row: in the file, 1 = the first below the header."""

    row: int
    fate: SheetFate
    text: str
    text_hi: str

    @property
    def needs_a_person(self) -> bool:
        return self.fate not in NEEDS_NOBODY


@dataclass(frozen=True, slots=True)
class SheetOutcome:
    """`texts` and `people` are what the settled rows settled together."""

    rows: tuple[RowOutcome, ...]
    texts: int
    people: int

    @property
    def counts(self) -> dict[SheetFate, int]:
        """Rows by fate; they add up to the rows of the file."""
        held = Counter(row.fate for row in self.rows)
        return {fate: held[fate] for fate in SheetFate if held[fate]}

    @property
    def needs_a_person(self) -> bool:
        return any(row.needs_a_person for row in self.rows)


def row_outcome(
    table: IncomingTable,
    row: int,
    fate: SheetFate,
    *,
    text: str = "",
    said: str = "",
    other_row: int = 0,
    problems: Sequence[ProposalProblem] = (),
    place: Place = NOWHERE,
    people: int = 0,
    column: str = "",
    trouble: str = "",
) -> RowOutcome:
    """One row's outcome; its sentences name the row and, as the file calls it, the column."""
    header = table.header_of(column or COLUMN_OF_FATE.get(fate, "decision"))
    named = f"'{squash(header)}'"  # a header of two languages has a line for each
    sentences = []
    for at, language in enumerate(("en", "hi")):
        why = " ".join(PROPOSAL_WORDS[problem][at] for problem in problems)
        if trouble:
            why = ROW_PROBLEM_WORDS[RowProblem(trouble)][at].format(column=named)
        facility = (place.name_hi or place.name) if language == "hi" else (place.name or place.name_hi)
        facts: dict[str, str | int] = {
            "column": named, "text": text, "said": said, "other_row": other_row, "people": people,
            "facility": facility, "code": place.code, "why": why,
        }  # fmt: skip
        sentences.append(sheet_sentence(fate, row=row, facts=facts, language=language))
    return RowOutcome(row, fate, *sentences)

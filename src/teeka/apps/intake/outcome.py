"""What an import tells whoever ran it: counts that add up, and the first problems in plain words."""

from dataclasses import dataclass, field
from typing import Any

FATES = ("created", "updated", "unchanged", "held", "rejected")
PROBLEMS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """row: in the file, 1 = the first below the header.  column: as the file calls it."""

    row: int
    column: str
    reason: str
    text: str
    text_hi: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """refused: a sentence when nothing of the file was read; then all counts are 0."""

    file: str
    upload_id: int | None = None
    rows: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FATES, 0))
    problems: tuple[Problem, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    refused: str | None = None
    refused_hi: str | None = None

    @property
    def needs_a_person(self) -> bool:
        return self.counts["held"] + self.counts["rejected"] > 0

    def as_dict(self) -> dict[str, Any]:
        """The shape that files-and-commands fixes for `teeka import --json`."""
        problems = [
            {"row": p.row, "column": p.column, "reason": p.reason, "text": p.text, "text_hi": p.text_hi}
            for p in self.problems[:PROBLEMS_SHOWN]
        ]
        return {
            "file": self.file,
            "rows": self.rows,
            **self.counts,
            "problems": problems,
            "ignored_columns": list(self.ignored_columns),
            "refused": self.refused,
        }

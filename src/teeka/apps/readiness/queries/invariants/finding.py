"""How an invariant is asked for: statements whose every row is an offence, and what is said of each."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

NAMED_AT_MOST = 100
# MATERIALIZED: the planner must reckon with every row. With a bare LIMIT it took the plan that is quickest to
# the first hundred offences, of which there are none: for half a million people that ran for many minutes.
FIRST_OF_ALL = """
    WITH offending AS MATERIALIZED ({statement})
    SELECT offending.*, (SELECT count(*) FROM offending) AS broken FROM offending ORDER BY 1 LIMIT {most}
"""


@dataclass(frozen=True, slots=True)
class Offence:
    """One row that breaks an invariant: which, and how. Ids and codes only, never a name or a number."""

    row: str
    why: str


@dataclass(frozen=True, slots=True)
class Found:
    """What one check saw: how many rows it looked at, how many break the rule, and the first of them."""

    checked: int
    broken: int = 0
    offences: tuple[Offence, ...] = ()
    note: str = ""

    def __add__(self, other: "Found") -> "Found":
        offences = (self.offences + other.offences)[:NAMED_AT_MOST]
        notes = " ".join(note for note in (self.note, other.note) if note)
        return Found(self.checked + other.checked, self.broken + other.broken, offences, notes)

    @classmethod
    def of(cls, offences: Iterable[Offence], *, checked: int) -> "Found":
        every = tuple(offences)
        return cls(checked, len(every), every[:NAMED_AT_MOST])


@dataclass(frozen=True, slots=True)
class Rule:
    """A statement that yields the rows breaking it; its columns fill the gaps of `row` and `why`."""

    statement: str
    row: str
    why: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def offences(self) -> Found:
        with connection.cursor() as cursor:
            cursor.execute(
                FIRST_OF_ALL.format(statement=self.statement, most=NAMED_AT_MOST),
                self.params or None,
            )
            columns = [column.name for column in cursor.description]
            rows = [dict(zip(columns, values, strict=True)) for values in cursor.fetchall()]
        named = tuple(Offence(self.row.format_map(row), self.why.format_map(row)) for row in rows)
        return Found(0, rows[0]["broken"] if rows else 0, named)


@dataclass(frozen=True, slots=True)
class Invariant:
    number: int
    title: str
    check: Callable[[], Found]


def counted(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0] or 0)


def by_rules(checked: str, *rules: Rule) -> Callable[[], Found]:
    """A check made of rules; `checked` is the statement that counts what they look at."""

    def check() -> Found:
        return sum((rule.offences() for rule in rules), Found(counted(checked)))

    return check

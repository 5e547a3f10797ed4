"""On which days a dose may follow the one before: dated rules, of which the session's date picks one.

India changed them while campaigns ran: a second dose of Covishield was due 28 to 42 days after the first,
from 23 March 2021 42 to 56, from 13 May 84 to 112.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeAlias

Days: TypeAlias = tuple[date, date]  # first and last day
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Interval:
    """`vaccine` may follow `vaccine_before` after so many days, in sessions of these dates."""

    vaccine_before: str
    vaccine: str
    least_days: int
    most_days: int
    from_on: date
    until_on: date | None  # None: until another rule takes its place

    def covers(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


def days_due(intervals: Iterable[Interval], before: str, given_on: date, vaccine: str) -> list[Days]:
    """The days on which `vaccine` may follow a dose of `before` given on a day: ranges in order, apart.

    Without a rule for the two there is none: nobody gets a dose that no rule allows.
    """
    found: list[Days] = []
    for rule in sorted(intervals, key=lambda rule: rule.from_on):
        if (rule.vaccine_before, rule.vaccine) != (before, vaccine):
            continue
        first = max(given_on + rule.least_days * DAY, rule.from_on)
        last = min(given_on + rule.most_days * DAY, rule.until_on or date.max)
        if first > last:
            continue
        if found and found[-1][1] + DAY >= first:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


@dataclass(frozen=True, slots=True)
class Due:
    """Which vaccine a person gets next, and on which days: ranges in order, apart; none when no rule says."""

    vaccine: str
    days: tuple[Days, ...]

    def gaps(self) -> list[Days]:
        """What lies between the ranges."""
        return [(last + DAY, first - DAY) for (_, last), (first, _) in pairwise(self.days)]


def next_dose(
    intervals: Sequence[Interval], before: str, given_on: date, sessions: Collection[tuple[str, date]]
) -> Due:
    """The same vaccine again, unless only another has a session (vaccine, day) that a rule allows.

    Of the ranges of days those from the first to the last with a session; the first where none has any.
    """
    others = {rule.vaccine for rule in intervals if rule.vaccine_before == before} - {before}
    due = [
        Due(vaccine, tuple(days_due(intervals, before, given_on, vaccine)))
        for vaccine in (before, *sorted(others))
    ]
    for one in due:
        met = [at for at, days in enumerate(one.days) if _has_session(one.vaccine, days, sessions)]
        if met:
            return Due(one.vaccine, one.days[met[0] : met[-1] + 1])
    return Due(due[0].vaccine, due[0].days[:1])


def _has_session(vaccine: str, days: Days, sessions: Collection[tuple[str, date]]) -> bool:
    return any(code == vaccine and days[0] <= day <= days[1] for code, day in sessions)

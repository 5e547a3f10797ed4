"""When somebody without a place is told that their second dose comes due."""

from dataclasses import dataclass
from datetime import date, timedelta

from teeka.rules.dose_intervals import Due

DAYS_BEFORE = 3  # time to ask at one's facility, and not so early that it is forgotten


@dataclass(frozen=True, slots=True)
class DoseDue:
    """The first and the last day on which the dose may be given, of those that are not over."""

    vaccine: str
    first_on: date
    last_on: date


def dose_to_tell(due: Due, *, today: date) -> DoseDue | None:
    """What is to be told today: from DAYS_BEFORE the first day on, as long as a day is left. Or None."""
    for first, last in due.days:
        if last >= today:
            is_time = today >= first - timedelta(days=DAYS_BEFORE)
            return DoseDue(due.vaccine, first, last) if is_time else None
    return None

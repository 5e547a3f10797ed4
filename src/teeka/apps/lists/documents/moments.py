"""How days, hours and hashes are written on lists: India's clock, both languages."""

from datetime import UTC, date, datetime

from teeka.formats.outgoing.document import Words
from teeka.shared.clock import in_india
from teeka.shared.months import MONTHS, MONTHS_HI

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS_HI = ("सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार", "रविवार")

BEFORE_ANYTHING = datetime(2021, 1, 1, tzinfo=UTC)  # the date of a list of which nothing is settled yet


def day_words(day: date) -> Words:
    return Words(
        f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}",
        f"{DAYS_HI[day.weekday()]} {day.day} {MONTHS_HI[day.month - 1]} {day.year}",
    )


def day_in_both(day: date) -> str:
    words = day_words(day)
    return f"{words.english} · {words.hindi}"


def hour(moment: datetime | None) -> str:
    return "" if moment is None else f"{in_india(moment):%H:%M}"


def hours(starts_at: datetime | None, ends_at: datetime | None) -> str:
    return "–".join(text for moment in (starts_at, ends_at) if (text := hour(moment)))


def moment_words(moment: datetime) -> str:
    """Short, for the foot of a page: 15 Jan 2021, 17:30."""
    local = in_india(moment)
    return f"{short_day(local)}, {local:%H:%M}"


def short_day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def weekday(day: date) -> str:
    """Thu 3 Dec 2026."""
    return f"{DAYS[day.weekday()][:3]} {short_day(day)}"


def short_hash(sha256: str) -> str:
    """Sixteen signs by fours: enough to compare two papers by eye."""
    return " ".join(sha256[start : start + 4] for start in range(0, 16, 4))

"""What time it is. Only doors and tasks ask here; everything below them is told."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

INDIA = ZoneInfo("Asia/Kolkata")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def in_india(moment: datetime) -> datetime:
    """The same moment as a clock on an Indian wall shows it."""
    return moment.astimezone(INDIA)


def today_in_india(moment: datetime | None = None) -> date:
    """The calendar day in India at `moment` (default: now)."""
    return in_india(moment or now()).date()

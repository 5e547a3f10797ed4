"""When a notice may leave: inside the sending hours, unless a person sends it by hand."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class SendingHours:
    """From `start` up to, not including, `end`, on the wall clock of `zone`; equal ends mean all day."""

    start: time
    end: time
    zone: tzinfo

    def are_open(self, at: datetime) -> bool:
        wall = at.astimezone(self.zone).time()
        if self.start == self.end:
            return True
        if self.start < self.end:
            return self.start <= wall < self.end
        return wall >= self.start or wall < self.end

    def next_opening(self, at: datetime) -> datetime:
        """`at` itself when open, else the next moment at which sending may begin."""
        if self.are_open(at):
            return at
        wall = at.astimezone(self.zone)
        opening = wall.replace(hour=self.start.hour, minute=self.start.minute, second=0, microsecond=0)
        if opening <= wall:
            opening += timedelta(days=1)
        return opening.astimezone(at.tzinfo)

    def next_closing(self, at: datetime) -> datetime:
        """The next moment after `at` at which sending ends; with hours all day, the next midnight."""
        wall = at.astimezone(self.zone)
        end = time(0) if self.start == self.end else self.end
        closing = wall.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
        if closing <= wall:
            closing += timedelta(days=1)
        return closing.astimezone(at.tzinfo)

    def open_between(self, start: datetime, end: datetime) -> timedelta:
        """How much of the time from `start` to `end` messages may leave."""
        if self.start == self.end or end <= start:
            return max(end - start, timedelta())
        found, at = timedelta(), self.next_opening(start)
        while at < end:
            closing = self.next_closing(at)
            found += min(closing, end) - at
            at = self.next_opening(closing)
        return found


def must_be_told_by(session_starts_at: datetime, tell_hours: int) -> datetime:
    """The promise: so many hours before the session everybody knows, or is on a call sheet."""
    return session_starts_at - timedelta(hours=tell_hours)

"""When somebody who was told of a place is reminded of it: on the day before, and on the morning.

A reminder repeats what was announced and still holds. It tells nothing new, so nobody is owed one: who has
no number, or stands on the call sheet, is told by voice, and a reminder that fails makes no call of its own.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from teeka.rules.messages.hours import SendingHours
from teeka.rules.messages.invitation import Purpose
from teeka.rules.messages.reasons import CallOutcomeKind
from teeka.rules.messages.states import State

DAY_BEFORE_FROM = time(16)  # after the day's work, before the evening's household
ARRIVES_BEFORE = timedelta(minutes=30)  # later than that it finds the person on the way, or late
QUIET = timedelta(hours=6)  # nobody is reminded of what they were told this morning

# What was announced went out, and no operator refused it; a phone that was off then may be on now.
REMINDED_AFTER = frozenset(
    {State.ACCEPTED, State.DELIVERED, State.UNCONFIRMED, State.UNDELIVERED, State.EXPIRED}
)
# Of these calls a reminder would say nonsense, or say it to somebody else.
NOT_REMINDED_AFTER = frozenset(
    {CallOutcomeKind.WILL_NOT_COME, CallOutcomeKind.DEAD_OR_TRANSFERRED, CallOutcomeKind.WRONG_NUMBER}
)


@dataclass(frozen=True, slots=True)
class Window:
    """When a reminder may leave: from `opens_at` up to, not including, `closes_at`."""

    opens_at: datetime
    closes_at: datetime

    def holds(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at


@dataclass(frozen=True, slots=True)
class Announced:
    """The newest that a person was told of their place, and what came of it.

    went_out_at: when it was handed over; None when it was not, or nobody knows. still_holds: hour, site and
    number are those of the place and the person now. last_call: a CallOutcomeKind, or empty.
    """

    state: str
    went_out_at: datetime | None
    still_holds: bool
    last_call: str = ""


def window(kind: Purpose, slot_at: datetime, hours: SendingHours) -> Window | None:
    """When a reminder of an arrival at `slot_at` may leave, inside the sending hours; None: never.

    On the day before: from four in the afternoon. On the morning: as soon as sending begins that day, and so
    early that it is there half an hour before the arrival window opens.
    """
    arrival = slot_at.astimezone(hours.zone)
    midnight = arrival.replace(hour=0, minute=0, second=0, microsecond=0)
    if kind is Purpose.REMINDER_DAY_BEFORE:
        day_before = midnight - timedelta(days=1)
        earliest = day_before.replace(hour=DAY_BEFORE_FROM.hour, minute=DAY_BEFORE_FROM.minute)
        latest = midnight
    else:
        earliest, latest = midnight, arrival - ARRIVES_BEFORE
    opens_at = hours.next_opening(earliest)
    closes_at = min(hours.next_closing(opens_at), latest)
    return Window(opens_at, closes_at) if opens_at < closes_at else None


def is_reminded(announced: Announced) -> bool:
    """Whether this person is to be reminded at all, once it is time."""
    return (
        announced.state in REMINDED_AFTER
        and announced.still_holds
        and announced.went_out_at is not None
        and announced.last_call not in NOT_REMINDED_AFTER
    )


def leaves_at(open_window: Window, went_out_at: datetime) -> datetime | None:
    """When the reminder leaves; None when the announcement itself came too late for one."""
    at = max(open_window.opens_at, went_out_at + QUIET)
    return at if at < open_window.closes_at else None

"""Whether a session's people will be told in time, and from when somebody must hear that they may not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

ALARM_BEFORE = timedelta(hours=1)
PACE_OVER = timedelta(minutes=15)


class Cause(StrEnum):
    """Why somebody is not told yet; who was rung and not reached is counted apart: somebody knows."""

    WAITING = "waiting"
    AT_GATEWAY = "at_gateway"
    NOT_CALLED = "not_called"


CAUSE_WORDS: dict[Cause, tuple[str, str]] = {
    Cause.WAITING: ("the message is not sent yet", "संदेश अभी नहीं भेजा गया"),
    Cause.AT_GATEWAY: (
        "the message was handed over, no proof came",
        "संदेश सौंपा गया, पहुँचने का प्रमाण नहीं आया",
    ),
    Cause.NOT_CALLED: ("on the call sheet, nobody has rung", "फ़ोन सूची में, किसी ने फ़ोन नहीं किया"),
}


@dataclass(frozen=True, slots=True)
class Untold:
    """How many of one session's list are not told, by cause; told_by: the promised hour."""

    told_by: datetime
    starts_at: datetime
    waiting: int
    at_gateway: int
    not_called: int


def ringing(untold: Untold, *, now: datetime) -> dict[Cause, int]:
    """Causes that ring, with how many people each: from an hour before the promise breaks, until the session
    begins or nobody is left."""
    if not untold.told_by - ALARM_BEFORE <= now < untold.starts_at:
        return {}
    counts = {
        Cause.WAITING: untold.waiting,
        Cause.AT_GATEWAY: untold.at_gateway,
        Cause.NOT_CALLED: untold.not_called,
    }
    return {cause: count for cause, count in counts.items() if count > 0}


@dataclass(frozen=True, slots=True)
class Queue:
    """One session's messages that nothing proves delivered; they go out in the order of their hours."""

    session_id: UUID
    told_by: datetime
    messages: int


def pace(delivered: int, since_first: timedelta | None) -> float:
    """Messages a second that arrived, `since_first` being how long ago the first of them was handed over."""
    if since_first is None:
        return 0.0
    return delivered / max(since_first.total_seconds(), 1.0)


def at_risk(queues: Iterable[Queue], *, a_second: float, now: datetime) -> dict[UUID, int]:
    """How many of each session would not be told by its hour, were messages to arrive at this pace.

    A session's messages wait for those of all earlier hours; of one hour, in the order of the sessions' ids.
    """
    risks: dict[UUID, int] = {}
    ahead = 0
    for queue in sorted(queues, key=lambda queue: (queue.told_by, queue.session_id)):
        seconds = max((queue.told_by - now).total_seconds(), 0.0)
        arrive = max(int(a_second * seconds) - ahead, 0)
        risks[queue.session_id] = max(queue.messages - arrive, 0)
        ahead += queue.messages
    return risks


@dataclass(frozen=True, slots=True)
class Rung:
    """One alarm, as who is in charge reads of it; `told_by` as a clock in India shows it."""

    cause: str
    people: int
    session_code: str
    site_name: str
    site_name_hi: str
    told_by: datetime


def alarm_letter(rung: Rung, language: str) -> tuple[str, str]:
    """Subject and text, without anybody's name: e-mail is no place for one."""
    is_hindi = language == "hi"
    cause = CAUSE_WORDS[Cause(rung.cause)][is_hindi]
    site = (rung.site_name_hi if is_hindi else "") or rung.site_name
    site = " ".join(site.split())
    at = f"{rung.told_by:%d-%m-%Y %H:%M}"
    if is_hindi:
        return (
            f"चेतावनी: {site}, {rung.people} लोगों को नहीं बताया गया",
            f"{site} (सत्र {rung.session_code}): {rung.people} लोगों को अब तक नहीं बताया गया।\n"
            f"कारण: {cause}।\nसबको {at} तक बताना है। बोर्ड पर वादे की घड़ी देखें और फ़ोन करवाएँ।\n",
        )
    return (
        f"Alarm: {site}, {rung.people} people not told",
        f"{site} (session {rung.session_code}): {rung.people} people are not told yet.\nWhy: {cause}.\n"
        f"Everybody is to be told by {at}. Open the promise clock on the board, and have them rung.\n",
    )

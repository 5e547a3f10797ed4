"""Whether a route may begin a bulk: a message to our own number must have arrived on it first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from teeka.rules.messages.templates import TemplateText
from teeka.shared.clock import INDIA

BULK = 1_000  # messages that wait at once when more fall due
PATIENCE = timedelta(minutes=10)
HOLDS_WITHOUT_USE = timedelta(minutes=30)
# Whoever sends a canary answers for it within so long, or is gone.
HELD_FOR = timedelta(minutes=2)
TRY_AGAIN_AFTER = timedelta(minutes=1)
MOST_LOST = 3


class Gate(StrEnum):
    OPEN = "open"
    NEEDS_CANARY = "needs_canary"  # a bulk waits for one that was not sent yet
    WAITS = "waits"  # one is under way
    SHUT = "shut"  # one did not arrive: only a person opens it


@dataclass(frozen=True, slots=True)
class LastCanary:
    """The latest of a route. `lost`: how many were lost lately."""

    state: str
    began_at: datetime
    settled_at: datetime | None
    lost: int = 0


def gate(
    last: LastCanary | None,
    *,
    has_number: bool,
    bulk_at: datetime | None,
    used: Iterable[datetime],
    changed_at: datetime,
) -> Gate:
    """bulk_at: when a bulk last fell due. used: the minutes in which the route carried texts.
    changed_at: when a hand last changed the route.

    One that arrived holds while the route is in use, and for half an hour without use.
    """
    if not has_number or bulk_at is None:
        return Gate.OPEN
    if last is None or last.began_at < changed_at:
        return Gate.NEEDS_CANARY
    if last.state in {"delivered", "trusted"}:
        is_in_use = _is_in_use(last.settled_at or last.began_at, used, bulk_at)
        return Gate.OPEN if is_in_use else Gate.NEEDS_CANARY
    if last.state == "failed" or (last.state == "lost" and last.lost >= MOST_LOST):
        return Gate.SHUT
    return Gate.WAITS


def may_send(last: LastCanary | None, *, gate: Gate, now: datetime) -> bool:
    """Whether a new canary goes out now. One under way has none beside it."""
    if gate is Gate.NEEDS_CANARY:
        return True
    if last is None or gate is not Gate.WAITS:
        return False
    return last.state == "lost" or (last.state == "not_sent" and now >= last.began_at + TRY_AGAIN_AFTER)


def canary_text(template: TemplateText, *, now: datetime) -> str:
    """The registered text without a person's values: operators pass it if they pass the bulk."""
    moment = now.astimezone(INDIA).strftime("%d.%m. %H:%M")
    values = {
        name: "0" if kind in {"numeric", "cbn"} else f"Teeka {moment}"
        for name, kind in zip(template.names, template.types, strict=True)
    }
    return template.render(values)


def _is_in_use(since: datetime, used: Iterable[datetime], until: datetime) -> bool:
    last = since
    for minute in sorted(used):
        if last < minute < until:
            if minute - last > HOLDS_WITHOUT_USE:
                return False
            last = minute
    return until - last <= HOLDS_WITHOUT_USE

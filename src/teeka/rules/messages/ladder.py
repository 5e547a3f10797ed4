"""What to do about a message that may or may not have been sent, by what its route can do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from teeka.rules.messages.answers import Capabilities

BETWEEN_QUERIES = timedelta(minutes=1)
QUERIES = 2
LAST_CHANCE_BEFORE_DEADLINE = timedelta(minutes=30)


class Step(StrEnum):
    SEND_SAME_REFERENCE = "send the same reference again"  # the gateway removes doubles
    ASK = "ask the gateway"
    WAIT = "wait"
    SEND_AT_RISK = "send once more, counted as a possible duplicate"
    GIVE_UP = "leave it to the call sheet"


@dataclass(frozen=True, slots=True)
class Doubt:
    """An uncertain message: since when, asked how often, already sent at risk, to be told by when."""

    since: datetime
    must_be_told_by: datetime
    times_asked: int = 0
    is_possible_duplicate: bool = False


def next_step(
    doubt: Doubt, route: Capabilities, *, now: datetime, patience: timedelta, is_away: bool = False
) -> tuple[Step, datetime]:
    """The step to take now, and when to look again.

    is_away: the route is off or gives no answer, and another could take over: what it can do is no use then,
    and the sending at risk, which any route may do, is all that is left.
    `patience`: how long a receipt may take on this route. The single sending at risk comes when both
    the patience is over and the deadline is near; a deadline already past is near.
    """
    if is_away:
        route = Capabilities()
    if route.removes_doubles:
        return Step.SEND_SAME_REFERENCE, now
    if route.answers_queries and doubt.times_asked < QUERIES:
        return Step.ASK, now + BETWEEN_QUERIES
    at_risk_from = max(doubt.since + patience, doubt.must_be_told_by - LAST_CHANCE_BEFORE_DEADLINE)
    if doubt.is_possible_duplicate:
        give_up_at = max(doubt.since + patience, doubt.must_be_told_by)
        return (Step.GIVE_UP, now) if now >= give_up_at else (Step.WAIT, give_up_at)
    if now >= at_risk_from:
        return Step.SEND_AT_RISK, now
    return Step.WAIT, at_risk_from

"""What is done about uncertain messages of one route, step by step up the ladder."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import asyncpg

from teeka.apps.notices.dispatch import statements
from teeka.gateways.sms.gateway import Gateway
from teeka.rules.messages.answers import Capabilities, QueryAnswer
from teeka.rules.messages.ladder import LAST_CHANCE_BEFORE_DEADLINE, Doubt, Step, next_step

# The same reference again, but not at once for ever: a gateway that keeps hanging up is given time.
LONGEST_WAIT_BETWEEN_TRIES = 60
LONGEST_LOOK_AWAY = timedelta(minutes=1)


class Uncertain(NamedTuple):
    message_id: int
    attempt: int
    district_code: int
    submission_id: int | None
    since: datetime
    must_be_told_by: datetime
    times_asked: int
    is_possible_duplicate: bool
    send_started_at: datetime | None
    reference: UUID
    now: datetime


class Doubtful(NamedTuple):
    """A route whose doubts are settled. is_away: it gives no answer or is off, and others can take over."""

    id: int
    patience_seconds: int
    gateway: Gateway | None
    is_away: bool


async def settle_doubts(pool: asyncpg.Pool, route: Doubtful) -> int:
    """Take the next step for each doubt that is due; returns how many there were."""
    if route.is_away:
        await pool.execute(statements.LET_STRANDED_GO, route.id, LAST_CHANCE_BEFORE_DEADLINE.total_seconds())
    doubts = [Uncertain(*row) for row in await pool.fetch(statements.DOUBTS, route.id)]
    again: list[tuple[Uncertain, str, bool]] = []
    later: list[tuple[Uncertain, datetime, int]] = []
    found: list[Uncertain] = []
    lost: list[Uncertain] = []
    for doubt in doubts:
        step, look_at = _step(route, doubt)
        if step is Step.SEND_SAME_REFERENCE:
            wait = min(2.0 ** (doubt.attempt - 1) - 1, LONGEST_WAIT_BETWEEN_TRIES)
            due = doubt.since + timedelta(seconds=wait)
            if due > doubt.now:
                later.append((doubt, due, 0))
            else:
                again.append((doubt, "same_reference", False))
        elif step is Step.ASK and route.gateway is not None:
            answer = await route.gateway.query(doubt.reference)
            if answer is QueryAnswer.HAS_IT:
                found.append(doubt)
            elif answer is QueryAnswer.NEVER_SAW_IT and doubt.times_asked > 0:
                # Asked twice, a minute apart: the first "no" may have overtaken the message itself.
                again.append((doubt, "never_saw_it", False))
            else:
                later.append((doubt, look_at, 1))
        elif step is Step.SEND_AT_RISK:
            again.append((doubt, "sent_at_risk", True))
        elif step is Step.GIVE_UP:
            lost.append(doubt)
        else:
            later.append((doubt, look_at, 0))
    await _store(pool, again, later, found, lost)
    return len(doubts)


def _step(route: Doubtful, doubt: Uncertain) -> tuple[Step, datetime]:
    step, look_at = next_step(
        Doubt(doubt.since, doubt.must_be_told_by, doubt.times_asked, doubt.is_possible_duplicate),
        route.gateway.capabilities if route.gateway is not None else Capabilities(),
        now=doubt.now,
        patience=timedelta(seconds=route.patience_seconds),
        is_away=route.is_away,
    )
    # It may be back before that, and be able to do more.
    return step, min(look_at, doubt.now + LONGEST_LOOK_AWAY) if route.is_away else look_at


async def _store(
    pool: asyncpg.Pool,
    again: list[tuple[Uncertain, str, bool]],
    later: list[tuple[Uncertain, datetime, int]],
    found: list[Uncertain],
    lost: list[Uncertain],
) -> None:
    if again:
        await pool.execute(
            statements.SEND_AGAIN, [d.message_id for d, _, _ in again], [d.attempt for d, _, _ in again],
            [why for _, why, _ in again], [at_risk for _, _, at_risk in again],
        )  # fmt: skip
    if later:
        await pool.execute(
            statements.LOOK_LATER, [d.message_id for d, _, _ in later], [d.attempt for d, _, _ in later],
            [at for _, at, _ in later], [asked for _, _, asked in later],
        )  # fmt: skip
    for statement, doubts in ((statements.FOUND_AT_GATEWAY, found), (statements.GIVE_UP, lost)):
        if doubts:
            await pool.execute(statement, [d.message_id for d in doubts], [d.attempt for d in doubts])

"""Canaries: a bulk begins on a route when a message to our own number has arrived on it."""

from collections.abc import Iterable
from uuid import uuid4

import asyncpg

from teeka.apps.notices.dispatch import statements
from teeka.apps.notices.dispatch.open_route import OpenRoute
from teeka.gateways.sms.gateway import Sink
from teeka.rules.messages.answers import Answer, AnswerKind, Outgoing
from teeka.rules.messages.canaries import HELD_FOR, PATIENCE, canary_text, may_send
from teeka.rules.messages.templates import TemplateText
from teeka.rules.messages.text import size

# What may be with the provider waits for its receipt; what surely is not is tried again.
STATE_OF_ANSWER = {
    AnswerKind.ACCEPTED: "sent",
    AnswerKind.UNKNOWN: "sent",
    AnswerKind.REFUSED_FINAL: "failed",
    AnswerKind.REFUSED_RETRY: "not_sent",
    AnswerKind.THROTTLED: "not_sent",
    AnswerKind.NOT_SENT: "not_sent",
}


async def tend_canaries(pool: asyncpg.Pool, routes: Iterable[OpenRoute]) -> None:
    """Send those that a waiting bulk needs; give up those whose time is over, or whose sender is gone."""
    watched = [route for route in routes if route.canary_number]
    if not watched:
        return
    await pool.execute(statements.CANARY_LOST, HELD_FOR.total_seconds())
    for row in await pool.fetch(statements.CANARY_OVERDUE, PATIENCE.total_seconds()):
        await pool.execute(statements.NOTE_FAULT, row[0], "canary: no receipt")
    for route in watched:
        if may_send(route.last_canary, gate=route.gate, now=route.read_at):
            await _send(pool, route)


async def ask_about_canary(pool: asyncpg.Pool, route: OpenRoute, sink: Sink) -> None:
    """Where a provider tells what became of a message only when asked."""
    if not (route.canary_number and route.gateway.capabilities.is_asked_for_receipts):
        return
    rows = await pool.fetch(statements.CANARY_TO_ASK_ABOUT, route.id)
    ids = [row[0].removeprefix(f"{route.code}:") for row in rows]
    if ids and (receipts := await route.gateway.ask_for_receipts(ids)):
        await sink(receipts, [])


async def _send(pool: asyncpg.Pool, route: OpenRoute) -> None:
    """Committed before it is sent: whoever is killed in between leaves a row that says so."""
    template = await pool.fetchrow(statements.CANARY_TEMPLATE, route.id)
    if template is None:
        return
    registered = TemplateText(template["text"], tuple(template["names"]))
    text, reference = canary_text(registered, now=route.read_at), uuid4()
    number = await pool.fetchval(statements.CANARY_BEGINS, route.id, reference, text, route.changed_at)
    if number is None:
        return  # another dispatcher's is under way, or the route was changed
    message = Outgoing(
        reference, route.canary_number, text, template["language"], size(text).segments,
        template["dlt_template_id"], template["dlt_header"], template["dlt_entity_id"], template["text"],
    )  # fmt: skip
    await route.bucket.take(1)
    (answer,) = await route.gateway.submit([message])
    given = _id(answer)
    key = f"{route.code}:{given}" if given else None
    state = STATE_OF_ANSWER[answer.kind]
    await pool.execute(statements.CANARY_ANSWERED, number, state, answer.code[:60], key)
    if state == "failed":
        await pool.execute(statements.NOTE_FAULT, route.id, f"canary: {answer.code}"[:300])


def _id(answer: Answer) -> str:
    return answer.part_ids[-1] if answer.part_ids else answer.provider_id

"""Letters to who is in charge: handed over apart from the messages, for an alarm twice does no harm."""

import asyncpg

from teeka.apps.notices.dispatch import statements
from teeka.apps.notices.dispatch.open_route import OpenRoute
from teeka.rules.messages.answers import AnswerKind, Outgoing
from teeka.rules.messages.second_channel import Channel

# What may have been taken is not sent again; what surely was not waits for the next round.
_STATES = {AnswerKind.ACCEPTED: "sent", AnswerKind.UNKNOWN: "sent", AnswerKind.REFUSED_FINAL: "refused"}


async def send_letters(pool: asyncpg.Pool, route: OpenRoute) -> int:
    """Send what is queued, over a route for e-mail; how many were tried."""
    if route.channel != Channel.EMAIL:
        return 0
    rows = await pool.fetch(statements.TAKE_LETTERS)
    for number, reference, to, language, subject, text in rows:
        letter = Outgoing(reference, to, text, language, subject=subject)
        (answer,) = await route.gateway.submit([letter])
        await pool.execute(
            statements.MARK_LETTER, number, _STATES.get(answer.kind, "queued"), answer.code[:60]
        )
    return len(rows)

"""One HTTP request to a gateway: the body of its answer, or what its end proves of the messages in it."""

import math
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import aiohttp

from teeka.rules.messages.answers import Answer, AnswerKind

PAYMENT_REQUIRED = 402
# What an HTTP status alone proves, where the settings do not say otherwise. A 5xx may come after the
# texts were taken: unknown, never refused.
USUAL_STATUSES = {
    400: AnswerKind.REFUSED_FINAL,
    401: AnswerKind.REFUSED_RETRY,  # somebody will mend the credentials
    PAYMENT_REQUIRED: AnswerKind.REFUSED_RETRY,  # or top up the credit
    403: AnswerKind.REFUSED_RETRY,
    404: AnswerKind.REFUSED_RETRY,
    429: AnswerKind.THROTTLED,
}
RETRY_AFTER = {AnswerKind.REFUSED_RETRY: 60.0, AnswerKind.THROTTLED: 1.0, AnswerKind.NOT_SENT: 2.0}
LONGEST_RETRY = 3600.0
CONNECT_SECONDS = 10.0


async def answer_to(
    session: aiohttp.ClientSession,
    method: str,
    url: str,
    *,
    seconds: float,
    statuses: Mapping[int, AnswerKind] = MappingProxyType({}),
    **request: Any,
) -> bytes | Answer:
    """The body when the gateway took the request; else what became of all messages in it. Never raises.

    `statuses` stands before USUAL_STATUSES; `request` is what aiohttp sends.
    """
    timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS)
    try:
        async with session.request(method, url, timeout=timeout, **request) as response:
            kind = statuses.get(response.status) or USUAL_STATUSES.get(response.status)
            if kind is None and not 200 <= response.status < 300:
                return Answer(AnswerKind.UNKNOWN, f"HTTP {response.status}")
            if kind is not None and kind is not AnswerKind.ACCEPTED:
                after = response.headers.get("Retry-After", "")
                is_empty = response.status == PAYMENT_REQUIRED and kind is AnswerKind.REFUSED_RETRY
                return with_delay(Answer(kind, f"HTTP {response.status}", is_no_credit=is_empty), after)
            return await response.read()
    except aiohttp.ClientConnectorError as error:
        # No connection, so nothing left us.
        return Answer(AnswerKind.NOT_SENT, type(error).__name__, after=RETRY_AFTER[AnswerKind.NOT_SENT])
    except aiohttp.ConnectionTimeoutError:
        return Answer(AnswerKind.NOT_SENT, "no connection in time", after=RETRY_AFTER[AnswerKind.NOT_SENT])
    except (aiohttp.ClientError, TimeoutError, ValueError, OSError) as error:
        return Answer(AnswerKind.UNKNOWN, type(error).__name__)


def with_delay(answer: Answer, after: object) -> Answer:
    """The delay that the gateway names, within reason; else the usual one."""
    try:
        seconds = float(str(after))
    except ValueError:
        seconds = math.nan
    if not math.isfinite(seconds):
        seconds = RETRY_AFTER.get(answer.kind, 0.0)
    return replace(answer, after=min(max(seconds, 0.05), LONGEST_RETRY))

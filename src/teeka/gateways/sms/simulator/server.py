"""The simulated gateway's doors: /send, /form, /batch take; /query, /balance tell; /control changes it."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from teeka.gateways.sms.simulator.exchange import Exchange
from teeka.gateways.sms.simulator.settings import Behaviour, read_behaviour


@dataclass(slots=True)
class Window:
    """The second that is counted, and the messages in it."""

    began: float = 0.0
    used: int = 0


EXCHANGE = web.AppKey("exchange", Exchange)
CALLBACK = web.AppKey("callback", str)
POSTMAN = web.AppKey("postman", asyncio.Task)
WINDOW = web.AppKey("window", Window)
POST_EVERY = 0.02
POST_AGAIN_AFTER = 1.0
LARGEST_REQUEST = 16 * 1024 * 1024


def make_app(behaviour: Behaviour, *, callback: str = "", ledger: Path | None = None) -> web.Application:
    app = web.Application(client_max_size=LARGEST_REQUEST)
    app[EXCHANGE] = Exchange(behaviour, ledger)
    app[CALLBACK] = callback
    app[WINDOW] = Window()
    app.router.add_post("/send", _send)
    app.router.add_post("/form", _send)
    app.router.add_post("/batch", _batch)
    app.router.add_get("/query", _query)
    app.router.add_get("/balance", _balance)
    app.router.add_post("/control", _control)
    app.router.add_get("/control", _report)
    app.on_startup.append(_hire_postman)
    app.on_cleanup.append(_dismiss_postman)
    return app


async def _send(request: web.Request) -> web.StreamResponse:
    fields = dict(await request.post()) if request.path == "/form" else await request.json()
    return await _answer(request, [fields], lambda results: results[0])


async def _batch(request: web.Request) -> web.StreamResponse:
    messages = json.loads(await request.read())["messages"]
    return await _answer(request, messages, lambda results: {"results": results})


async def _answer(request: web.Request, messages: list[Any], shape: Any) -> web.StreamResponse:
    """Take the messages and answer, with whatever fault the behaviour asks for."""
    exchange, behaviour = request.app[EXCHANGE], request.app[EXCHANGE].behaviour
    exchange.counts.requests += 1
    if behaviour.is_down:
        return web.json_response({"error": "down"}, status=503)
    if exchange.happens(behaviour.drop_before_share):
        return _hang_up(request)
    if _is_above_rate(request.app, len(messages)):
        exchange.counts.throttled += len(messages)
        return web.json_response({"error": "slow down"}, status=429, headers={"Retry-After": "0.3"})
    if 0 <= behaviour.credit < exchange.counts.taken + len(messages):
        return web.json_response({"error": "no credit"}, status=402)
    results = exchange.take(messages)
    if behaviour.receipt_before_answer_share:
        await _post_receipts(request.app)
    if behaviour.answer_seconds:
        await asyncio.sleep(behaviour.answer_seconds)
    return _faulty(request, exchange, results) or web.json_response(shape(results))


def _faulty(request: web.Request, exchange: Exchange, results: list[Any]) -> web.StreamResponse | None:
    """An answer that hides that the messages were taken, when the behaviour asks for one."""
    behaviour = exchange.behaviour
    if exchange.happens(behaviour.drop_after_share):
        return _hang_up(request)
    if exchange.happens(behaviour.nonsense_share):
        return web.Response(text="<html>OK</html>", content_type="text/html")
    if exchange.happens(behaviour.error_share):
        return web.json_response({"error": "internal"}, status=500)
    if len(results) > 1 and exchange.happens(behaviour.half_answer_share):
        exchange.chance.shuffle(results)
        del results[len(results) // 2 :]
    return None


def _hang_up(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _is_above_rate(app: web.Application, count: int) -> bool:
    limit = app[EXCHANGE].behaviour.rate_per_second
    if not limit:
        return False
    window, now = app[WINDOW], asyncio.get_running_loop().time()
    if now - window.began >= 1:
        window.began, window.used = now, 0
    if window.used >= limit:
        return True
    window.used += count
    return False


async def _query(request: web.Request) -> web.Response:
    exchange = request.app[EXCHANGE]
    if not exchange.behaviour.answers_queries or exchange.behaviour.is_down:
        return web.json_response({"error": "not here"}, status=404)
    is_known = exchange.knows(request.query.get("reference", ""))
    return web.json_response({"status": "known" if is_known else "none"})


async def _balance(request: web.Request) -> web.Response:
    return web.json_response({"balance": request.app[EXCHANGE].credit_left})


async def _control(request: web.Request) -> web.Response:
    """Change the behaviour while it runs; `callback` changes where receipts go."""
    given: Mapping[str, Any] = await request.json()
    changes = dict(given)
    if "callback" in changes:
        request.app[CALLBACK] = str(changes.pop("callback"))
    try:
        request.app[EXCHANGE].behaviour = read_behaviour(changes, request.app[EXCHANGE].behaviour)
    except (ValueError, TypeError) as error:
        return web.json_response({"error": str(error)}, status=400)
    return web.json_response(asdict(request.app[EXCHANGE].behaviour))


async def _report(request: web.Request) -> web.Response:
    exchange = request.app[EXCHANGE]
    return web.json_response({**asdict(exchange.counts), "receipts_waiting": exchange.receipts_waiting})


async def _hire_postman(app: web.Application) -> None:
    app[POSTMAN] = asyncio.create_task(_carry_receipts(app))


async def _dismiss_postman(app: web.Application) -> None:
    app[POSTMAN].cancel()
    with suppress(asyncio.CancelledError):
        await app[POSTMAN]


async def _carry_receipts(app: web.Application) -> None:
    while True:
        if not await _post_receipts(app):
            await asyncio.sleep(POST_EVERY)


async def _post_receipts(app: web.Application) -> bool:
    """Post what is due, in one array. What the other side did not take is posted again later."""
    exchange, loop = app[EXCHANGE], asyncio.get_running_loop()
    due = exchange.receipts_due(loop.time()) if app[CALLBACK] else []
    if not due:
        return False
    try:
        timeout = aiohttp.ClientTimeout(total=10)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(app[CALLBACK], json={"receipts": due}) as response,
        ):
            is_taken = response.status < 300
    except (aiohttp.ClientError, TimeoutError, OSError):
        is_taken = False
    if not is_taken:
        exchange.put_back(due, loop.time() + POST_AGAIN_AFTER)
    else:
        exchange.counts.receipts_posted += len(due)
    return is_taken

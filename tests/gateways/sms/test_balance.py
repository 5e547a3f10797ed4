"""What an HTTP gateway says of its account, by settings; and which refusals mean that it is empty."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from aiohttp import web

from teeka.gateways.sms.gateway import SettingsRefused, Surroundings
from teeka.gateways.sms.registry import open_gateway, receipt_reader
from teeka.rules.messages.answers import Outgoing
from teeka.rules.messages.balance import Balance, BalanceUnit


def told(body: str, status: int = 200, **settings: Any) -> tuple[Balance | None, Any, str]:
    """The balance, the answer to a message, and the path that was asked."""

    async def ask() -> tuple[Balance | None, Any, str]:
        asked: list[str] = []

        async def handle(request: web.Request) -> web.Response:
            asked.append(request.path_qs)
            return web.Response(text=body, status=status, content_type="application/json")

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handle)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        given = {"url": f"{base}/send", "balance": {"url": f"{base}/left?key=${{KEY}}", "at": "account.left"}}
        async with aiohttp.ClientSession() as session:
            surroundings = Surroundings({"KEY": "s3"}, session, 1, _nothing)
            gateway = open_gateway("http", _merged(given, settings), surroundings)
            balance = await gateway.balance()
            (answer,) = await gateway.submit([Outgoing(uuid4(), "9876543210", "Tomorrow")])
        await runner.cleanup()
        return balance, answer, asked[0]

    return asyncio.run(ask())


def _merged(given: dict[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    balance = {**given["balance"], **more.get("balance", {})}
    return {**given, **more, "balance": balance}


async def _nothing(*_: object) -> bool:
    return True


def test_the_number_stands_where_the_settings_say() -> None:
    balance, _, path = told('{"account": {"left": "1250.50"}}', balance={"unit": "rupees"})

    assert balance == Balance(1250.5, BalanceUnit.RUPEES)
    assert path == "/left?key=s3"


@pytest.mark.parametrize(
    "body", ["", "<html>", '{"account": {}}', '{"account": {"left": "NaN"}}', "[1]", "null"]
)
def test_what_cannot_be_read_says_nothing(body: str) -> None:
    assert told(body)[0] is None


def test_an_error_says_nothing_of_the_balance_and_402_says_that_there_is_none() -> None:
    balance, answer, _ = told('{"account": {"left": 5}}', status=402)

    assert balance is None
    assert answer.is_no_credit


def test_a_status_that_the_settings_name_says_that_the_account_is_empty() -> None:
    words = {"statuses": {"E7": "refused_retry", "E8": "refused_retry"}, "no_credit": ["E7"]}

    assert told('{"status": "E7"}', **words)[1].is_no_credit
    assert not told('{"status": "E8"}', **words)[1].is_no_credit


@pytest.mark.parametrize("wrong", [{"url": "x"}, {"unit": "gold"}, {"where": "left"}])
def test_settings_that_cannot_work_are_refused(wrong: dict[str, str]) -> None:
    given = {
        "url": "https://gateway.example/send",
        "balance": {"url": "https://gateway.example/left", **wrong},
    }
    with pytest.raises(SettingsRefused, match="balance"):
        receipt_reader("http", given)

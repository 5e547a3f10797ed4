"""The web door as `teeka up` opens it, and a gateway's way of posting receipts to it: signed, and timed."""

import asyncio
import json
import os
import secrets
import socket
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import aiohttp
from benchmarks.gateway import ROUTE
from django.conf import settings
from django.core.management import call_command

from teeka.config.up import web
from teeka.rules.messages.callbacks import signed

SECRET = "TEEKA_BENCH_CALLBACKS"
CALLBACKS = {"signature": {"secret": SECRET, "header": "X-Signature", "time_header": "X-Time"}}
CONNECTIONS = 8  # as many as the web has threads


@contextmanager
def door() -> Iterator[str]:
    """Yields the web's address; who is to sign finds the secret in the environment, as the web does."""
    os.environ[SECRET] = secrets.token_hex(16)
    call_command("collectstatic", interactive=False, verbosity=0)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with web(port) as address:
        yield address


def callback(address: str) -> str:
    return f"{address}gateway/receipts/{settings.TEEKA_CALLBACK_SECRET}/{ROUTE}"


def post(url: str, arrays: Iterable[Sequence[str]]) -> list[float]:
    """Post a receipt for each reference, an array a request; returns the seconds that each answer took."""
    return asyncio.run(_answered(url, (_signed(references) for references in arrays)))


def ask(url: str, times: int) -> list[float]:
    """Get a page so many times; returns the seconds that each answer took."""
    return asyncio.run(_answered(url, (None for _ in range(times))))


def percentile(seconds: Sequence[float], share: float) -> float:
    """In milliseconds."""
    return round(sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * share))] * 1000, 1)


async def _answered(url: str, requests: Iterator[tuple[bytes, dict[str, str]] | None]) -> list[float]:
    taken: list[float] = []

    async def connection(session: aiohttp.ClientSession) -> None:
        for request in requests:
            began = time.monotonic()
            if request is None:
                answer = session.get(url)
            else:
                answer = session.post(url, data=request[0], headers=request[1])
            async with answer as came:
                await came.read()
                came.raise_for_status()
            taken.append(time.monotonic() - began)

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(connection(session) for _ in range(CONNECTIONS)))
    return taken


def _signed(references: Sequence[str]) -> tuple[bytes, dict[str, str]]:
    entries: list[dict[str, Any]] = [{"reference": r, "id": r[:8], "status": "DELIVRD"} for r in references]
    body, moment = json.dumps({"receipts": entries}).encode(), str(int(time.time()))
    signature = signed(os.environ[SECRET].encode(), moment, body)
    return body, {"Content-Type": "application/json", "X-Time": moment, "X-Signature": signature}

"""The simulated gateway as a process of its own, for benchmarks: its counts, its ledger, routes to it."""

import json
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from teeka.apps.notices.services.routes import set_route
from teeka.gateways.sms.simulator.settings import rehearsal_settings
from teeka.shared import clock

ROUTE = "bench"
LOOK_EVERY = 0.05


@dataclass(frozen=True, slots=True)
class Gateway:
    """A running one. `ledger`: the file with a line for each message that went on the air, or None."""

    port: int
    ledger: Path | None

    @property
    def batch(self) -> dict[str, Any]:
        return rehearsal_settings(self.port)

    @property
    def single(self) -> dict[str, Any]:
        return {**rehearsal_settings(self.port), "url": self.single_url, "style": "single"}

    def of_style(self, style: str) -> dict[str, Any]:
        """Settings of a route: singles or batches."""
        return self.single if style == "singles" else self.batch

    @property
    def single_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/send"

    def counts(self) -> dict[str, int]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/control", timeout=30) as answer:
            found: dict[str, int] = json.load(answer)
        return found

    def has_taken(self, count: int, *, within: float) -> float:
        """The moment when it had taken that many, by the monotonic clock; TimeoutError when it never does."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            if self.counts()["taken"] >= count:
                return time.monotonic()
            time.sleep(LOOK_EVERY)
        raise TimeoutError(f"the gateway took {self.counts()['taken']} of {count} messages in {within:.0f} s")

    def behaves(self, **changes: object) -> None:
        """Change its behaviour, or by `callback` where it posts receipts: a secret, on no command line."""
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}/control", json.dumps(changes).encode())
        with urllib.request.urlopen(asked, timeout=30) as answer:
            answer.read()

    def on_air(self) -> Counter[str]:
        """How often each reference went on the air."""
        assert self.ledger is not None
        lines = self.ledger.read_text().splitlines()
        return Counter(json.loads(line)["reference"] for line in lines)


@contextmanager
def gateway(*, ledger: Path | None = None, **behaviour: object) -> Iterator[Gateway]:
    """It runs while the block does. Without other words it takes everything and sends no receipts."""
    settings = {"silent_share": 1.0, **behaviour}
    process = subprocess.Popen(
        [sys.executable, "-m", "teeka.gateways.sms.simulator", "--end-with-parent", "--settings",
         json.dumps(settings), *(["--ledger", str(ledger)] if ledger else [])],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield Gateway(json.loads(process.stdout.readline())["port"], ledger)
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def route_to(settings: dict[str, Any], *, window: int) -> None:
    """Without a rate of its own: the machine is the limit."""
    set_route(
        code=ROUTE, adapter="http", settings=settings, by="bench", now=clock.now(), rate_per_second=0,
        window=window,
    )  # fmt: skip

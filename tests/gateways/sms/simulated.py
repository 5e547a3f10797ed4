"""Starts the simulated gateway as what it is: a process of its own on a port of its own."""

import json
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass
class Simulated:
    port: int
    ledger: Path
    process: subprocess.Popen[str]

    def control(self, **settings: Any) -> dict[str, Any]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/control",
            data=json.dumps(settings).encode() if settings else None,
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.load(response)

    def on_air(self) -> Counter[str]:
        """Reference -> how many times it went on the air."""
        lines = self.ledger.read_text().splitlines() if self.ledger.exists() else []
        return Counter(json.loads(line)["reference"] for line in lines)


@contextmanager
def simulated(folder: Path, *, port: int = 0, callback: str = "", **settings: Any) -> Iterator[Simulated]:
    ledger = folder / "ledger.jsonl"
    process = subprocess.Popen(
        [
            sys.executable, "-m", "teeka.gateways.sms.simulator",
            "--port", str(port), "--callback", callback, "--ledger", str(ledger),
            "--settings", json.dumps(settings), "--end-with-parent",
        ],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield Simulated(json.loads(process.stdout.readline())["port"], ledger, process)
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()

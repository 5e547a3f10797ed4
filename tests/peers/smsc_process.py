"""Starts the foreign SMSC as what it is: a process of its own on a port of its own."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.peers.needed import installed_smsc

SCRIPT = Path(__file__).with_name("smsc") / "smsc.js"


@dataclass
class Smsc:
    port: int
    ledger: Path
    counts: dict[str, int] = field(default_factory=dict)  # once it has ended

    @property
    def settings(self) -> dict[str, Any]:
        return {"host": "127.0.0.1", "port": self.port, "system_id": "teeka", "password": "secret"}

    def taken(self) -> list[dict[str, Any]]:
        """Each submit that it took, in order."""
        lines = self.ledger.read_text().splitlines() if self.ledger.exists() else []
        return [json.loads(line) for line in lines]


@contextmanager
def smsc(folder: Path, **told: object) -> Iterator[Smsc]:
    """The SMSC runs while the block does. What it may be told stands at the head of smsc.js."""
    modules = installed_smsc()
    node = shutil.which("node")
    assert node is not None
    ledger = folder / "smsc.jsonl"
    environment = {"PATH": os.environ["PATH"], "NODE_PATH": str(modules), "LEDGER": str(ledger)}
    process = subprocess.Popen(
        [node, str(SCRIPT)], env={**environment, **{name: str(value) for name, value in told.items()}},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:
        try:
            running = Smsc(json.loads(process.stdout.readline())["port"], ledger)
            yield running
            process.terminate()
            running.counts.update(json.loads(process.stdout.readline()))
        finally:
            process.kill()
            process.wait()

"""Follows docs/how-to/add-a-provider.md to the letter: its folder, its line, and a message through it."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gateways.sms.documented.serving import served

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "how-to" / "add-a-provider.md").read_text(encoding="utf-8")
REGISTRY = Path("teeka/gateways/sms/registry.py")
SEND = """
import asyncio, json, sys
from uuid import uuid4
import aiohttp
from teeka.gateways.sms.gateway import Surroundings
from teeka.gateways.sms.registry import open_gateway, receipt_reader
from teeka.rules.messages.answers import Outgoing

async def main(url):
    settings = {"url": url, "key": "${LINES_KEY}"}
    receipt_reader("lines", settings)
    async with aiohttp.ClientSession() as session:
        gateway = open_gateway("lines", settings, Surroundings({"LINES_KEY": "k1"}, session, 1, None))
        texts = ["Your vaccination is tomorrow", "to a bad number", "without credit", "new words"]
        answers = await gateway.submit([Outgoing(uuid4(), "9876543210", text) for text in texts])
        print(json.dumps([[answer.kind.value, answer.provider_id] for answer in answers]))

asyncio.run(main(sys.argv[1]))
"""


@pytest.fixture
def extended(tmp_path: Path) -> Path:
    """The source beside us, with the folder and the line that the page names."""
    module, line = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    shutil.copytree(ROOT / "src" / "teeka" / "gateways", tmp_path / "teeka" / "gateways")
    for shared in ("rules", "shared", "__init__.py"):
        if (ROOT / "src" / "teeka" / shared).exists():
            (tmp_path / "teeka" / shared).symlink_to(ROOT / "src" / "teeka" / shared)
    folder = tmp_path / "teeka" / "gateways" / "sms" / "lines"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "provider.py").write_text(module)
    registry = (tmp_path / REGISTRY).read_text()
    start = "PROVIDERS: dict[str, Provider] = {\n"
    assert start in registry
    with_line = registry.replace(start, start + line)
    (tmp_path / REGISTRY).write_text(
        with_line.replace('"""\n', '"""\n\nfrom teeka.gateways.sms.lines.provider import Lines\n', 1)
    )
    return tmp_path


def lines(method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, str]:
    key, to, text = body.decode().split(" ", 2)
    assert (key, to) == ("k1", "919876543210")
    return 200, {"to a bad number": "NO number", "without credit": "NO credit", "new words": "NO idea"}.get(
        text, "OK 17"
    )


def test_a_message_goes_through_what_the_page_builds(extended: Path) -> None:
    with served(lines) as url:
        sent = subprocess.run(
            [sys.executable, "-c", SEND, url], env={**os.environ, "PYTHONPATH": str(extended)},
            capture_output=True, text=True, timeout=60, check=False, cwd=extended,
        )  # fmt: skip

    assert sent.returncode == 0, sent.stderr
    assert json.loads(sent.stdout) == [
        ["accepted", "17"], ["refused_final", ""], ["refused_retry", ""], ["unknown", ""],
    ]  # fmt: skip


def test_what_the_page_builds_passes_the_checks_of_types_and_form(extended: Path) -> None:
    provider = extended / "teeka" / "gateways" / "sms" / "lines" / "provider.py"
    tools = [
        [sys.executable, "-m", "ruff", "check", "--config", str(ROOT / "pyproject.toml"), str(provider)],
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--explicit-package-bases", "-p",
         "teeka.gateways.sms.lines"],
    ]  # fmt: skip
    for tool in tools:
        checked = subprocess.run(
            tool, env={**os.environ, "MYPYPATH": str(extended)}, capture_output=True, text=True, timeout=120,
            check=False, cwd=extended,
        )  # fmt: skip
        assert checked.returncode == 0, checked.stdout + checked.stderr

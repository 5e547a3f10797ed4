"""The real web, as a process on a port of its own."""

import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress

from tests.homes import Home


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_web(home: Home, port: int) -> "subprocess.Popen[str]":
    web = home.start(
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "2", "--no-ws", "--log-level", "critical",
        "teeka.config.wsgi:application", TEEKA_ROLE="app",
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert web.poll() is None
        # A whole answer: the port is open long before anything behind it could store a receipt.
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=10):
            return web
        time.sleep(0.02)
    raise AssertionError("the web did not start")
